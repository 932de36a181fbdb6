import FloorModel
import Testing

@testable import FloorCore

@Suite("Why")
struct WhyTests {
  private let hour = Instant.zero + .hours(1)

  @Test("a priority is the sum of its terms, by name")
  func terms() {
    // An hour to go, of which 600 s are work: exp(−3,000 s / 1,200 s) of 1,000 points.
    let priority = Priority.order(
      due: hour + .hours(1), lines: 1, waitingSince: hour - .seconds(100), velocity: 7.9, now: hour)
    #expect(priority.terms.map(\.name) == ["due", "work", "age", "velocity"])
    #expect(priority.terms.map(\.points) == [82, 0, 10, 7])
    #expect(priority.total == 99)
    // A fast product that is short at once, and has waited for 25 s.
    let stow = Priority.stow(cover: 0, waitingSince: hour, velocity: 150, now: hour + .seconds(25))
    #expect(stow.terms.map(\.points) == [500, 0, 2, 150])
  }

  @Test("what takes longer yields to what is soon done, in proportion")
  func work() {
    let points = [1, 5].map {
      Priority.order(due: hour, lines: $0, waitingSince: hour, velocity: 0, now: hour)
    }
    #expect(points.map(\.due) == [1_000, 1_000])
    #expect(points.map(\.work) == [0, -500])
  }

  @Test("a product that sells and is nearly out is stowed before one with stock for days")
  func cover() {
    let covers = [0.0, 3_600, 86_400, .infinity].map {
      Priority.stow(cover: $0, waitingSince: hour, velocity: 300, now: hour).due
    }
    #expect(covers == covers.sorted(by: >) && covers[0] == 1_000 && covers[3] == 0)
    #expect(Priority.stow(cover: 0, waitingSince: hour, velocity: 0, now: hour).due == 0)
  }

  @Test("the nearer the truck the more points, up to a bound once it has gone")
  func urgency() {
    let points = [-1_000_000.0, -4_000, -400, 0, 60, 3_600, 7_200, 86_400].map {
      Priority.order(due: hour + .seconds($0), lines: 1, waitingSince: hour, velocity: 0, now: hour).due
    }
    #expect(points == [1_000, 1_000, 1_000, 1_000, 1_000, 82, 4, 0])
  }

  @Test("velocities that are no numbers count nothing; great ones are bounded")
  func velocities() {
    let points = [Double.nan, .infinity, -5, 5, 1e300].map {
      Priority.stow(cover: 0, waitingSince: hour, velocity: $0, now: hour).velocity
    }
    #expect(points == [0, 0, 0, 5, 300])
  }

  @Test(
    "everything that waits has a reason, at every moment of some orders' way", arguments: 1...4 as ClosedRange<UInt64>)
  func reasons(seed: UInt64) {
    var fleet = TestFleet(units: 2, seed: seed)
    expectReasons(fleet.rig.floor)
    for number in 0..<8 {
      let key = number % 3 == 2 ? Tiny.cup : Tiny.tea
      fleet.rig.handle(.order(Tiny.order("S\(number)", [(key, Int32(1 + number % 2))])))
    }
    var loads: Set<String> = []
    for step in 0..<500 {
      if step == 100 { fleet.rig.handle(.intervention(.withdraw(Tiny.pick), by: "ann")) }
      if step == 140 { fleet.rig.handle(.intervention(.restore(Tiny.pick), by: "ann")) }
      if step == 200 { fleet.rig.handle(.connection(Tiny.pack, .offline)) }
      fleet.step()
      expectReasons(fleet.rig.floor)
      loads.formUnion(fleet.rig.floor.books.orders.indices.map { fleet.rig.floor.why(order: ID($0)).state })
    }
    #expect(loads.contains("waiting") && loads.contains("picking at pick"))
  }

  private func expectReasons(_ floor: Floor) {
    for order in floor.books.orders.indices {
      let why = floor.why(order: ID(order))
      #expect(!why.reasons.isEmpty && !why.state.isEmpty, "\(why.subject): \(why.state)")
      #expect(why.priority.reduce(0) { $0 + $1.points } == floor.priority(of: Order.ID(order)).total)
    }
    for task in floor.books.tasks.indices where floor.books.tasks[task].stage == .open {
      #expect(!floor.why(task: ID(task)).reasons.isEmpty)
    }
    for device in floor.site.devices.indices {
      let why = floor.why(device: ID(device))
      #expect(!why.reasons.isEmpty && !why.state.isEmpty, "\(why.subject): \(why.state)")
    }
  }

  @Test("an order that waits for stock says for which, counted by owner")
  func stock() {
    var rig = Rig()
    rig.handle(.order(Tiny.order("S1", [(Tiny.cup, 3)])))
    rig.tick()
    #expect(
      rig.floor.why(order: ID(0)).reasons == [
        "needs 3 of cup, 2 are sellable and unreserved; 0 on their way into bins or held"
      ])
    // Two lines of one product together are more than there is.
    rig.handle(.order(Tiny.order("S2", [(Tiny.cup, 2), (Tiny.cup, 1)])))
    rig.tick()
    #expect(rig.floor.why(order: ID(1)).reasons.first?.hasPrefix("needs 3 of cup, 2 are") == true)
  }

  @Test("what belongs to another owner does not count")
  func owners() {
    var site = Tiny.site()
    site.owners.append("globex")
    var rig = Rig(site)
    rig.handle(.order(Tiny.order("S1", [(StockKey(sku: Tiny.tea.sku, owner: ID(1)), 1)])))
    rig.tick()
    #expect(rig.floor.why(order: ID(0)).reasons.first?.hasPrefix("needs 1 of tea, 0 are") == true)
  }

  @Test("an order behind full stations says how many wait before it")
  func fullStations() {
    var rig = Rig()
    for number in 0..<6 { rig.handle(.order(Tiny.order("S\(number)", [(Tiny.tea, 1)]))) }
    rig.tick()
    #expect(
      rig.floor.why(order: ID(5)).reasons == [
        "all 1 pick stations have every place taken; 1 orders with an earlier truck wait before it"
      ])
  }
}
