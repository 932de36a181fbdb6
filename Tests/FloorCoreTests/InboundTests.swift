import FloorCore
import FloorModel
import Testing

@Suite("Inbound")
struct InboundTests {
  private let good = Inspection(findings: [])
  private func found(_ permille: Int32) -> Inspection {
    Inspection(findings: [Finding(kind: .dent, permille: permille)])
  }

  private func divert(_ plate: String, _ item: Int64, _ lane: Lane, attempt: Int32 = 1) -> Effect {
    .command(
      Command(
        id: CommandID(.divert, item, attempt: attempt), device: Tiny.tunnel, work: .divert(plate: plate, lane: lane)))
  }

  @Test("a good unit goes from the tunnel to the stow station")
  func goodUnit() {
    var rig = Rig()
    #expect(
      rig.report(Tiny.tunnel, .presented(plate: "L1", key: Tiny.tea)) == [
        rig.entry(
          .device(rig.last(Tiny.tunnel, .presented(plate: "L1", key: Tiny.tea))),
          [rig.change(Tiny.tea, 1, .outside, .tunnel(Tiny.tunnel))]),
        .inspect(InspectionRequest(item: ID(0), plate: "L1", tunnel: Tiny.tunnel, sku: Tiny.tea.sku)),
        rig.acknowledge(Tiny.tunnel),
      ])
    #expect(
      rig.handle(.inspected(ID(0), good)) == [
        rig.entry(.judged(ID(0), .pass, good), before: 1), rig.entry(.laneChosen(ID(0), .stow(Tiny.stow))),
        divert("L1", 0, .stow(Tiny.stow)),
      ])
    #expect(
      rig.report(Tiny.tunnel, .diverted(plate: "L1", lane: .stow(Tiny.stow))) == [
        rig.entry(
          .device(rig.last(Tiny.tunnel, .diverted(plate: "L1", lane: .stow(Tiny.stow)))),
          [rig.change(Tiny.tea, 1, .tunnel(Tiny.tunnel), .stowTote(Tiny.stow))]),
        rig.acknowledge(Tiny.tunnel),
      ])
    #expect(rig.floor.books.items[0].stage == .inTote(station: Tiny.stow))
    #expect(rig.floor.unansweredCount == 0)
    rig.expectBalance()
  }

  @Test(
    "findings decide: pass, a person, or the hold shelf",
    arguments: [(0, Verdict.pass), (399, .pass), (400, .review), (849, .review), (850, .reject), (1_000, .reject)]
      as [(Int32, Verdict)])
  func verdicts(permille: Int32, verdict: Verdict) {
    var rig = Rig()
    rig.report(Tiny.tunnel, .presented(plate: "L1", key: Tiny.tea))
    let effects = rig.handle(.inspected(ID(0), found(permille)))
    #expect(effects.contains(divert("L1", 0, verdict == .pass ? .stow(Tiny.stow) : .hold)))
    #expect(rig.floor.books.items[0].verdict == verdict)
    #expect(rig.floor.books.reviews.count == (verdict == .review ? 1 : 0))
  }

  @Test("a frame that nobody can read, or a product without reference, is for a person, and never a reason to reject")
  func unjudged() {
    for kind in [FindingKind.unreadableFrame, .noReference] {
      var rig = Rig()
      rig.report(Tiny.tunnel, .presented(plate: "L1", key: Tiny.tea))
      rig.handle(.inspected(ID(0), Inspection(findings: [Finding(kind: kind, permille: 1_000)])))
      #expect(rig.floor.books.items[0].verdict == .review)
      rig.report(Tiny.tunnel, .presented(plate: "L2", key: Tiny.tea))
      let torn = Finding(kind: .tear, permille: 990, view: 1)
      rig.handle(.inspected(ID(1), Inspection(findings: [Finding(kind: kind, permille: 1_000), torn])))
      #expect(rig.floor.books.items[1].verdict == .reject, "what another view shows counts all the same")
    }
  }

  @Test("a second finding about a judged unit changes nothing")
  func judgedOnce() {
    var rig = Rig()
    rig.report(Tiny.tunnel, .presented(plate: "L1", key: Tiny.tea))
    rig.handle(.inspected(ID(0), good))
    let books = rig.floor.books
    #expect(rig.handle(.inspected(ID(0), found(1_000))) == [])
    #expect(rig.handle(.inspected(ID(99), good)) == [])
    #expect(rig.floor.books == books)
  }

  @Test("a unit that a person passes leaves the hold shelf for the stow station")
  func passedByPerson() {
    var rig = Rig()
    rig.report(Tiny.tunnel, .presented(plate: "L1", key: Tiny.tea))
    rig.handle(.inspected(ID(0), found(500)))
    rig.report(Tiny.tunnel, .diverted(plate: "L1", lane: .hold))
    #expect(rig.floor.books.ledger.totals.held == 1)
    #expect(
      rig.handle(.review(ID(0), .pass, by: "ann")) == [
        rig.entry(.review(ID(0), .pass, by: "ann"), before: 1), rig.entry(.laneChosen(ID(0), .stow(Tiny.stow))),
        divert("L1", 0, .stow(Tiny.stow), attempt: 2),
      ])
    rig.report(Tiny.tunnel, .diverted(plate: "L1", lane: .stow(Tiny.stow)))
    #expect(rig.floor.books.ledger.totals.held == 0)
    #expect(rig.floor.books.items[0].stage == .inTote(station: Tiny.stow))
    #expect(rig.floor.books.invalidRecords == 0)
    rig.expectBalance()
  }

  @Test("a person may be quicker than the belt: then the lane is chosen when the unit is on the shelf")
  func personBeforeBelt() {
    var rig = Rig()
    rig.report(Tiny.tunnel, .presented(plate: "L1", key: Tiny.tea))
    rig.handle(.inspected(ID(0), found(500)))
    #expect(rig.handle(.review(ID(0), .pass, by: "ann")).commands == [])
    let effects = rig.report(Tiny.tunnel, .diverted(plate: "L1", lane: .hold))
    #expect(effects.contains(divert("L1", 0, .stow(Tiny.stow), attempt: 2)))
    rig.report(Tiny.tunnel, .diverted(plate: "L1", lane: .stow(Tiny.stow)))
    #expect(rig.floor.books.items[0].stage == .inTote(station: Tiny.stow))
    #expect(rig.floor.books.invalidRecords == 0)
  }

  @Test("a rejected unit stays held; a review is answered once")
  func rejectedByPerson() {
    var rig = Rig()
    rig.report(Tiny.tunnel, .presented(plate: "L1", key: Tiny.tea))
    rig.handle(.inspected(ID(0), found(500)))
    rig.report(Tiny.tunnel, .diverted(plate: "L1", lane: .hold))
    #expect(rig.handle(.review(ID(0), .reject, by: "ann")).commands == [])
    let books = rig.floor.books
    for (review, answer) in [(0, ReviewAnswer.pass), (0, .useBox(Tiny.small)), (7, .pass)] {
      #expect(rig.handle(.review(ID(review), answer, by: "bob")) == [])
    }
    #expect(rig.floor.books == books)
    #expect(rig.floor.refusals[Int(RefusalReason.impossible.rawValue)] == 3)
  }

  @Test("a good unit that finds no stow station open is held, and goes on when one is")
  func noStationOpen() {
    var rig = Rig()
    rig.handle(.intervention(.withdraw(Tiny.stow), by: "ann"))
    rig.report(Tiny.tunnel, .presented(plate: "L1", key: Tiny.tea))
    #expect(rig.handle(.inspected(ID(0), good)).contains(divert("L1", 0, .hold)))
    #expect(rig.report(Tiny.tunnel, .diverted(plate: "L1", lane: .hold)).commands == [])
    #expect(rig.wait(.seconds(60)).work == [])
    let restarted = rig
    rig.handle(.intervention(.restore(Tiny.stow), by: "ann"))
    #expect(rig.wait(.seconds(10)).contains(divert("L1", 0, .stow(Tiny.stow), attempt: 2)))
    #expect(rig.floor.books.invalidRecords == 0)

    var again = restarted
    #expect(again.restart().work == [])
    again.handle(.intervention(.restore(Tiny.stow), by: "ann"))
    #expect(again.wait(.seconds(10)).contains(divert("L1", 0, .stow(Tiny.stow), attempt: 2)))
  }

  @Test("the same plate again is the same unit")
  func samePlate() {
    var rig = Rig()
    rig.report(Tiny.tunnel, .presented(plate: "L1", key: Tiny.tea))
    rig.forget(Tiny.tunnel)
    rig.report(Tiny.tunnel, .presented(plate: "L1", key: Tiny.tea))
    #expect(rig.floor.books.items.count == 1)
    #expect(rig.floor.books.ledger.totals.inbound == 1)
  }

  @Test("a stow puts the unit into the bin of the pod that the station names")
  func stowed() {
    var rig = Rig()
    let (item, task) = rig.stowing("L1")
    let planned = rig.floor.books.tasks[task.index].bin
    let other = Bin.ID(planned.index ^ 1)
    let filled = rig.floor.books.filledVolume
    #expect(
      rig.report(Tiny.stow, .stowed(task: task, bin: other)) == [
        rig.entry(
          .device(rig.last(Tiny.stow, .stowed(task: task, bin: other))),
          [rig.change(Tiny.tea, 1, .stowTote(Tiny.stow), .bin(other))]),
        .binsChanged([other]),
        rig.acknowledge(Tiny.stow),
      ])
    #expect(rig.floor.books.items[item.index].stage == .stowed)
    let volume = rig.floor.site.skus[0].size.volume
    #expect(rig.floor.books.filledVolume[planned.index] == filled[planned.index] - volume)
    #expect(rig.floor.books.filledVolume[other.index] == filled[other.index] + volume)
    rig.expectBalance()
  }

  @Test("a refused stow blocks the bin, and the unit is planned into another")
  func stowRefused() {
    var rig = Rig()
    let (item, task) = rig.stowing("L1")
    let bin = rig.floor.books.tasks[task.index].bin
    let effects = rig.report(Tiny.stow, .stowRefused(task: task, reason: .doesNotFit))
    #expect(effects.alarms == [.stowFailed(bin)])
    #expect(rig.floor.books.stowBlocked[bin.index])
    #expect(rig.floor.books.items[item.index].stage == .inTote(station: Tiny.stow))
    #expect(rig.floor.toteCount == 1)
    rig.wait(.seconds(10))
    guard case .stowing(let next) = rig.floor.books.items[item.index].stage else {
      Issue.record("not planned again")
      return
    }
    #expect(next != task)
    #expect(rig.floor.books.tasks[next.index].bin != bin)
  }

  @Test("a refusal that is told twice puts the unit into the tote once")
  func stowRefusedTwice() {
    var rig = Rig()
    let (_, task) = rig.stowing("L1")
    rig.report(Tiny.stow, .stowRefused(task: task, reason: .doesNotFit))
    rig.forget(Tiny.stow)
    rig.report(Tiny.stow, .stowRefused(task: task, reason: .doesNotFit))
    #expect(rig.floor.toteCount == 1)
    #expect(rig.floor.books.invalidRecords == 1)
    rig.wait(.seconds(10))
    #expect(rig.floor.books.tasks.count == 2)
  }
}
