import FloorModel
import Testing

@testable import FloorCore

@Suite("Stow choice")
struct StowChoiceTests {
  @Test("owners are kept apart where the product asks for it, and only there")
  func commingling() {
    var site = Tiny.site()
    site.owners = ["acme", "other"]
    let foreign = StockKey(sku: ID(0), owner: ID(1))
    #expect(Floor(site: site).bin(in: Tiny.podA, for: foreign) == Tiny.teaBin)
    site.skus[0].keepsApart = true
    let floor = Floor(site: site)
    #expect(floor.bin(in: Tiny.podA, for: foreign) == Tiny.emptyBin)
    #expect(floor.bin(in: Tiny.podB, for: foreign) == Tiny.cupBin)
    #expect(floor.bin(in: Tiny.podA, for: Tiny.tea) == Tiny.teaBin)
  }

  @Test("products that look alike do not lie in one bin or side by side, if there is another")
  func lookAlikes() {
    var site = Tiny.site()
    var twin = site.skus[0]
    twin.code = "tea2"
    twin.size.height += 2
    twin.mass += 5
    site.skus.append(twin)
    site.velocity.append(1)
    #expect(LookAlikes.find(among: site.skus) == [[ID(2)], [], [ID(0)]])
    let floor = Floor(site: site)
    // The fullest bin would be the tea's own.
    #expect(floor.bin(in: Tiny.podA, for: StockKey(sku: ID(2))) == Tiny.emptyBin)
    #expect(floor.bin(in: Tiny.podA, for: Tiny.tea) == Tiny.teaBin)
  }

  @Test("a frozen product goes into no ambient bin, a heavy one into none that it overloads")
  func climate() {
    var site = Tiny.site()
    site.skus[0].temperature = .frozen
    site.skus[1].mass = 30_000
    let floor = Floor(site: site)
    #expect(floor.bin(in: Tiny.podA, for: Tiny.tea) == nil)
    #expect(floor.bin(in: Tiny.podA, for: Tiny.cup) == nil)
  }

  @Test("ranks: the share that sells less, equal for equals")
  func ranks() {
    #expect(Rates.ranks([5, 1, 5, 9, 0]) == [0.5, 0.25, 0.5, 1, 0])
    #expect(Rates.ranks([]) == [])
    #expect(Rates.ranks([3]) == [0])
  }

  @Test("of two units in a tote the one that will be short first is planned first")
  func expedited() {
    var rig = Rig()
    rig.handle(.planning(.velocities(VelocitySet(lines: [VelocityLine(sku: ID(1), unitsPerDay: 5_000)])), by: "ann"))
    _ = rig.inTote("slow", Tiny.tea)
    let fast = rig.inTote("fast", Tiny.cup)
    rig.tick()
    // The cup's stock covers seconds: it does not wait for company, and the tea goes with it.
    guard case .stow(let first) = rig.floor.books.tasks.first?.kind else {
      Issue.record("nothing was planned")
      return
    }
    #expect(first == fast)
    #expect(rig.floor.why(task: ID(0)).priority.map(\.name) == ["due", "work", "age", "velocity"])
    #expect(rig.floor.why(task: ID(0)).priority[0].points == 1_000)
  }
}
