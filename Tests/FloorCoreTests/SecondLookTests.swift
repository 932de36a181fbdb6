import FloorCore
import FloorModel
import Testing

/// A burst calls back what came with it and has passed.
@Suite struct SecondLookTests {
  private func isCrushed(_ permille: Int32 = 990) -> Inspection {
    Inspection(findings: [Finding(kind: .crush, permille: permille)])
  }

  private func burst(in rig: inout Rig, _ key: StockKey = Tiny.tea, from supplier: String? = nil) -> [Effect] {
    var effects: [Effect] = []
    for _ in 0..<QualityBook.burstCount {
      let item = Item.ID(rig.floor.books.items.count)
      let plate = "B\(item.index)"
      if let supplier {
        rig.report(Tiny.tunnel, .presentedFrom(supplier: supplier, plate: plate, key: key))
      } else {
        rig.report(Tiny.tunnel, .presented(plate: plate, key: key))
      }
      effects = rig.handle(.inspected(item, isCrushed(500)))
    }
    return effects
  }

  private func review(of item: Item.ID, in rig: Rig) -> Review.ID? {
    rig.floor.books.reviews.lastIndex { $0.subject == .item(item) }.map { Review.ID($0) }
  }

  private func stage(_ item: Item.ID, _ rig: Rig) -> Item.Stage { rig.floor.books.items[item.index].stage }

  /// A unit whose stow is planned and done.
  private func stowed(_ plate: String, in rig: inout Rig) -> (Item.ID, Bin.ID) {
    let (item, task) = rig.stowing(plate)
    let bin = rig.floor.books.tasks[task.index].bin
    rig.report(Tiny.stow, .stowed(task: task, bin: bin))
    return (item, bin)
  }

  @Test("a unit in a tote is not stowed until a person has passed it")
  func inTote() throws {
    var rig = Rig()
    let item = rig.inTote("L1")
    _ = burst(in: &rig)
    #expect(rig.floor.books.items[item.index].verdict == .review)
    let question = try #require(review(of: item, in: rig))
    #expect(rig.floor.books.reviews[question.index].reason?.contains("crush again and again") == true)
    #expect(rig.floor.books.reviews[question.index].reason?.hasSuffix("in the tote of stow") == true)
    rig.wait(.seconds(300))
    #expect(stage(item, rig) == .inTote(station: Tiny.stow), "nothing is planned for it")
    #expect(rig.floor.toteCount == 0)
    #expect(rig.floor.inconsistencies() == [])
    rig.restart()
    #expect(rig.floor.inconsistencies() == [])
    rig.handle(.review(question, .pass, by: "ann"))
    rig.wait(.seconds(300))
    guard case .stowing = stage(item, rig) else {
      Issue.record("it is stowed after all, not \(stage(item, rig))")
      return
    }
    rig.expectBalance()
  }

  @Test("a unit in a tote that a person rejects is brought to the hold shelf, as its tunnel confirms")
  func rejectedInTote() throws {
    var rig = Rig()
    let item = rig.inTote("L1")
    _ = burst(in: &rig)
    let effects = rig.handle(.review(try #require(review(of: item, in: rig)), .reject, by: "ann"))
    #expect(effects.work.map(\.work) == [.divert(plate: "L1", lane: .returned(from: Tiny.stow))])
    #expect(rig.floor.books.ledger.quantity(of: Tiny.tea, at: .stowTote(Tiny.stow)) == 1, "nobody has confirmed it")
    #expect(rig.floor.inconsistencies() == [])
    #expect(rig.restart().work.map(\.work).contains(.divert(plate: "L1", lane: .returned(from: Tiny.stow))))
    rig.report(Tiny.tunnel, .diverted(plate: "L1", lane: .returned(from: Tiny.stow)))
    #expect(stage(item, rig) == .held)
    #expect(rig.floor.books.ledger.quantity(of: Tiny.tea, at: .stowTote(Tiny.stow)) == 0)
    rig.wait(.seconds(60))
    #expect(stage(item, rig) == .held)
    #expect(rig.floor.inconsistencies() == [])
    rig.expectBalance()
  }

  @Test("units on the belt and on the hold shelf wait for a person, and what is said meanwhile counts when they come")
  func onTheWay() throws {
    var rig = Rig()
    rig.report(Tiny.tunnel, .presented(plate: "L1", key: Tiny.tea))
    rig.handle(.inspected(ID(0), Inspection(findings: [])))
    #expect(stage(ID(0), rig) == .diverting(.stow(Tiny.stow)))
    rig.handle(.intervention(.withdraw(Tiny.stow), by: "ann"))
    rig.report(Tiny.tunnel, .presented(plate: "L2", key: Tiny.tea))
    rig.handle(.inspected(ID(1), Inspection(findings: [])))
    rig.report(Tiny.tunnel, .diverted(plate: "L2", lane: .hold))
    _ = burst(in: &rig)
    rig.handle(.intervention(.restore(Tiny.stow), by: "ann"))
    rig.wait(.seconds(10))
    #expect(stage(ID(1), rig) == .held)
    rig.handle(.review(try #require(review(of: ID(0), in: rig)), .reject, by: "ann"))
    let come = rig.report(Tiny.tunnel, .diverted(plate: "L1", lane: .stow(Tiny.stow)))
    #expect(come.work.map(\.work) == [.divert(plate: "L1", lane: .returned(from: Tiny.stow))])
    let passed = rig.handle(.review(try #require(review(of: ID(1), in: rig)), .pass, by: "ann"))
    #expect(passed.work.map(\.work) == [.divert(plate: "L2", lane: .stow(Tiny.stow))])
    #expect(rig.floor.inconsistencies() == [])
  }

  @Test("a stow that no station has been told of is off; one that it may be doing goes on, and what it stows is held")
  func stowing() throws {
    var rig = Rig()
    let (item, task) = rig.stowing("L1")
    _ = burst(in: &rig)
    #expect(stage(item, rig) == .inTote(station: Tiny.stow))
    #expect(rig.floor.books.tasks[task.index].stage == .cancelled)
    #expect(rig.floor.inconsistencies() == [])
  }

  @Test("stowed units are not for sale until a person has passed them, and picks of them are planned elsewhere")
  func stowed() throws {
    var rig = Rig()
    let (item, bin) = stowed("L1", in: &rig)
    let site = rig.floor.site
    let effects = burst(in: &rig)
    #expect(rig.floor.books.isHeld(Tiny.tea, in: bin, on: site))
    #expect(!rig.floor.books.isHeld(Tiny.cup, in: bin, on: site), "of other goods nobody has said anything")
    #expect(effects.contains { if case .binsChanged(let bins) = $0 { bins.contains(bin) } else { false } })
    let question = try #require(review(of: item, in: rig))
    let reason = try #require(rig.floor.books.reviews[question.index].reason)
    #expect(reason.hasSuffix("in bin \(site.bins[bin.index].name)"))
    for other in rig.floor.books.ledger.binsOfSKU[Tiny.tea.sku.index] where other != bin {
      rig.handle(.intervention(.holdBin(other), by: "ann"))
    }
    rig.handle(.order(Tiny.order("A", [(Tiny.tea, 1)])))
    rig.tick()
    #expect(rig.floor.books.orders[0].stage == .waiting)
    rig.handle(.review(question, .pass, by: "ann"))
    #expect(!rig.floor.books.isHeld(Tiny.tea, in: bin, on: site))
    rig.wait(.seconds(30))
    #expect(rig.floor.books.orders[0].stage == .picking(station: Tiny.pick))
    rig.expectBalance()
  }

  @Test("a stowed unit that is unfit stays held until a count says that it is out")
  func unfit() throws {
    var rig = Rig()
    let (item, bin) = stowed("L1", in: &rig)
    _ = burst(in: &rig)
    let effects = rig.handle(.review(try #require(review(of: item, in: rig)), .reject, by: "ann"))
    #expect(effects.alarms.contains(.countWanted(bin)))
    #expect(rig.floor.books.beliefs.wishes.map(\.reason) == [.damaged])
    let there = rig.floor.books.ledger.bins[bin.index]
    func count(_ less: Int32, _ id: String, by person: String) {
      let lines = there.map { BinCount.Line(key: $0.key, quantity: $0.quantity - ($0.key == Tiny.tea ? less : 0)) }
      rig.handle(.planning(.count(BinCount(bin: bin, lines: lines, reason: .damaged, id: id)), by: person))
    }
    count(0, "a", by: "bob")
    #expect(rig.floor.books.isHeld(Tiny.tea, in: bin, on: rig.floor.site), "it is still there")
    count(1, "b", by: "bob")
    count(1, "c", by: "eve")
    #expect(!rig.floor.books.isHeld(Tiny.tea, in: bin, on: rig.floor.site))
    rig.expectBalance()
  }

  @Test("what a person has passed, what came long ago and what is of another kind is left alone")
  func others() throws {
    var rig = Rig()
    let old = rig.inTote("OLD")
    rig.handle(.tick, after: Floor.siblingsWithin + .minutes(1))
    let cup = rig.inTote("CUP", Tiny.cup)
    rig.report(Tiny.tunnel, .presented(plate: "SEEN", key: Tiny.tea))
    let seen = Item.ID(2)
    rig.handle(.inspected(seen, isCrushed(500)))
    rig.report(Tiny.tunnel, .diverted(plate: "SEEN", lane: .hold))
    rig.handle(.review(try #require(review(of: seen, in: rig)), .pass, by: "ann"))
    _ = burst(in: &rig)
    for item in [old, cup, seen] { #expect(rig.floor.books.items[item.index].verdict == .pass) }
  }

  @Test("a supplier's burst calls back what came from it, of whatever kind")
  func supplier() {
    var rig = Rig()
    for (plate, supplier) in [("A1", "Acme"), ("A2", "Acme"), ("O1", "Other")] {
      rig.report(Tiny.tunnel, .presentedFrom(supplier: supplier, plate: plate, key: Tiny.cup))
      rig.handle(.inspected(ID(rig.floor.books.items.count - 1), Inspection(findings: [])))
    }
    for key in [Tiny.tea, Tiny.tea, Tiny.tea, Tiny.cup] {
      let number = rig.floor.books.items.count
      rig.report(Tiny.tunnel, .presentedFrom(supplier: "Acme", plate: "Q\(number)", key: key))
      rig.handle(.inspected(ID(number), isCrushed(500)))
    }
    #expect(rig.floor.books.items.prefix(3).map(\.verdict) == [.review, .review, .pass])
    #expect(rig.floor.books.reviews.last?.reason?.hasPrefix("units from Acme show crush") == true)
  }

  @Test("a unit that is passed again teaches the thresholds once, and counts as an answer")
  func learning() throws {
    var rig = Rig()
    let item = rig.inTote("L1")
    _ = burst(in: &rig)
    let (good, answers) = (rig.floor.books.quality.good, rig.floor.books.quality.answers)
    rig.handle(.review(try #require(review(of: item, in: rig)), .pass, by: "ann"))
    #expect(rig.floor.books.quality.good == good)
    #expect(rig.floor.books.quality.answers == answers + 1)
  }
}
