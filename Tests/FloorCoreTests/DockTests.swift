import FloorCore
import FloorModel
import Testing

/// What waits in front of a tunnel, and which of it goes first.
@Suite("Dock")
struct DockTests {
  /// Cups sell a hundred and fifty times as fast as tea.
  private static func rig() -> Rig {
    var site = Tiny.site()
    site.velocity = [2, 300]
    return Rig(site)
  }

  private func unit(_ plate: String, _ key: StockKey) -> DockUnit { DockUnit(plate: plate, key: key) }

  private func order(_ effects: [Effect]) -> [String]? {
    effects.commands.lazy.compactMap { if case .lineUp(let plates) = $0.work { plates } else { nil } }.first
  }

  @Test("what sells fast goes through the tunnel first, whatever came first; equals keep their turn")
  func fastFirst() {
    var rig = Self.rig()
    let waiting = [unit("L1", Tiny.tea), unit("L2", Tiny.cup), unit("L3", Tiny.tea), unit("L4", Tiny.cup)]
    let effects = rig.handle(.dock(Tiny.tunnel, waiting))
    #expect(order(effects) == ["L2", "L4", "L1", "L3"])
    #expect(effects.commands.map(\.device) == [Tiny.tunnel])
    // Not yet heard: said again with the tunnel's next word. Heard: nothing more is said.
    #expect(order(rig.handle(.dock(Tiny.tunnel, waiting), after: .seconds(5))) == ["L2", "L4", "L1", "L3"])
    let obeyed = [1, 3, 0, 2].map { waiting[$0] }
    #expect(rig.handle(.dock(Tiny.tunnel, obeyed), after: .seconds(5)) == [])
    #expect(rig.floor.unansweredCount == 0)
  }

  @Test("the order follows the velocities: a planner's new set turns it round")
  func followsVelocity() {
    var rig = Self.rig()
    let waiting = [unit("L2", Tiny.cup), unit("L1", Tiny.tea)]
    #expect(rig.handle(.dock(Tiny.tunnel, waiting)) == [])
    let lines = [VelocityLine(sku: Tiny.tea.sku, unitsPerDay: 250), VelocityLine(sku: Tiny.cup.sku, unitsPerDay: 1)]
    rig.handle(.planning(.velocities(VelocitySet(lines: lines)), by: "ann"))
    #expect(order(rig.handle(.dock(Tiny.tunnel, waiting))) == ["L1", "L2"])
  }

  @Test("nothing is overtaken for ever")
  func aging() {
    var rig = Self.rig()
    let old = unit("L1", Tiny.tea)
    rig.handle(.dock(Tiny.tunnel, [old]))
    var overtaken = 0
    // Fast goods come without end, one every five minutes; each is taken as soon as it is first.
    for number in 0..<100 {
      let plates = order(rig.handle(.dock(Tiny.tunnel, [old, unit("F\(number)", Tiny.cup)]), after: .minutes(5)))
      if plates?.first == "L1" || plates == nil { break }
      overtaken += 1
    }
    #expect((1..<50).contains(overtaken), "at most \(1_300 / 30) by the terms' bounds")
  }

  @Test("why a unit waits: its place and the terms of its priority")
  func why() throws {
    var rig = Self.rig()
    rig.handle(.dock(Tiny.tunnel, [unit("L1", Tiny.tea), unit("L2", Tiny.cup)]))
    rig.tick(after: .minutes(10))
    let slow = try #require(rig.floor.why(unit: "L1"))
    #expect(slow.state == "waits in front of tunnel")
    #expect(slow.reasons == ["1 of the 2 units that wait there go before it"])
    #expect(slow.priority.first { $0.name == "age" }?.points == 60)
    let fast = try #require(rig.floor.why(unit: "L2"))
    #expect(fast.reasons == ["it is the next that tunnel takes"])
    #expect(fast.priority.first { $0.name == "velocity" }?.points == 300)
    #expect(rig.floor.why(device: Tiny.tunnel).reasons.contains { $0.contains("L2 goes first") })
    #expect(rig.floor.why(unit: "L9") == nil)
  }

  @Test("a unit can be asked after all the way into its bin")
  func whyOnward() {
    var rig = Self.rig()
    rig.handle(.dock(Tiny.tunnel, [unit("L1", Tiny.cup)]))
    rig.report(Tiny.tunnel, .presented(plate: "L1", key: Tiny.cup))
    #expect(rig.floor.why(unit: "L1")?.state == "in tunnel")
    rig.handle(.inspected(ID(0), Inspection(findings: [])))
    #expect(rig.floor.why(unit: "L1")?.reasons == ["tunnel has yet to confirm that it went to stow"])
    rig.report(Tiny.tunnel, .diverted(plate: "L1", lane: .stow(Tiny.stow)))
    #expect(rig.floor.why(unit: "L1")?.state == "in the tote of stow")
    rig.tick()
    #expect(rig.floor.why(unit: "L1")?.state == "to be stowed")
    rig.report(Tiny.stow, .stowed(task: ID(0), bin: rig.floor.books.tasks[0].bin))
    #expect(rig.floor.why(unit: "L1")?.state == "stowed")
    rig.report(Tiny.tunnel, .presented(plate: "L2", key: Tiny.tea))
    rig.handle(.inspected(ID(1), Inspection(findings: [Finding(kind: .dent, permille: 500)])))
    rig.report(Tiny.tunnel, .diverted(plate: "L2", lane: .hold))
    #expect(rig.floor.why(unit: "L2")?.reasons == ["a person has to look at it (review 0)"])
    rig.handle(.review(ID(0), .reject, by: "ann"))
    #expect(rig.floor.why(unit: "L2")?.reasons == ["it was rejected"])
  }

  @Test("what passed while no stow station was open leaves the hold shelf by the same order")
  func heldByUrgency() {
    var rig = Self.rig()
    rig.handle(.intervention(.withdraw(Tiny.stow), by: "ann"))
    for (number, key) in [Tiny.tea, Tiny.cup].enumerated() {
      rig.report(Tiny.tunnel, .presented(plate: "L\(number)", key: key))
      rig.handle(.inspected(ID(number), Inspection(findings: [])))
      rig.report(Tiny.tunnel, .diverted(plate: "L\(number)", lane: .hold))
    }
    rig.handle(.intervention(.restore(Tiny.stow), by: "ann"))
    let left = rig.wait(.seconds(10)).work.compactMap {
      if case .divert(let plate, .stow) = $0.work { plate } else { nil }
    }
    #expect(left == ["L1", "L0"])
  }

  @Test("a person is asked first about what demand waits for, then about what has waited longest")
  func reviewsByUrgency() {
    var rig = Self.rig()
    for (number, key) in [Tiny.tea, Tiny.cup, Tiny.tea].enumerated() {
      rig.report(Tiny.tunnel, .presented(plate: "L\(number)", key: key))
      rig.handle(.inspected(ID(number), Inspection(findings: [Finding(kind: .dent, permille: 500)])))
      rig.tick(after: .minutes(1))
    }
    #expect(rig.floor.openReviews == [ID(1), ID(0), ID(2)])
    rig.handle(.review(ID(1), .pass, by: "ann"))
    #expect(rig.floor.openReviews == [ID(0), ID(2)])
  }

  @Test("only a tunnel has a dock, and only the site's products are put in order")
  func nonsense() {
    var rig = Self.rig()
    let waiting = [unit("L1", Tiny.tea), unit("L2", Tiny.cup)]
    #expect(rig.handle(.dock(Tiny.stow, waiting)) == [])
    #expect(rig.handle(.dock(ID(999), waiting)) == [])
    #expect(rig.handle(.dock(Tiny.tunnel, [unit("L9", StockKey(sku: ID(99)))] + waiting)).commands.count == 1)
    #expect(rig.floor.why(unit: "L9") == nil)
  }
}
