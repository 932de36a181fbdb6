import FloorCore
import FloorModel
import Testing

@testable import Simulators

/// A dock on which more comes than the tunnel takes: what of it can be sold first.
@Suite("Dock shifts")
struct DockShiftTests {
  private static func site() throws -> Site {
    var site = try Package.site("small")
    site.demand.inboundPerHour = 900
    site.demand.suppliers = ["Acme Mills", "Hill Farm", "Quarry"]
    return site
  }

  @Test("fast goods are in a bin sooner than others, and sooner than where nobody knows that they are fast")
  func expedited() throws {
    let site = try Self.site()
    let aware = try VirtualShift.run(site, seed: 5, .hours(1)) { $0.keepsJournal = true }
    let blind = try VirtualShift.run(site, seed: 5, .hours(1)) {
      $0.keepsJournal = true
      $0.plannedVelocity = Array(repeating: 1, count: site.velocity.count)
    }
    expectSound(aware, "aware")
    expectSound(blind, "blind")
    let (all, fast) = try spreads(aware)
    let (_, blindly) = try spreads(blind)
    print("dock to available: \(Int(all.mean)) s, fast \(Int(fast.mean)) s, velocity-blind \(Int(blindly.mean)) s")
    #expect(fast.count > 20 && fast.mean < 0.8 * all.mean)
    #expect(fast.mean < 0.8 * blindly.mean)
  }

  private func spreads(_ shift: VirtualShift) throws -> (all: ShiftReport.Spread, fast: ShiftReport.Spread) {
    let waits = shift.recorder.report.waits
    return (try #require(waits["dock to available"]), try #require(waits["dock to available, fast"]))
  }

  @Test("labels name suppliers all the way to the books, and the wire tells the same")
  func suppliers() throws {
    let site = try Self.site()
    let typed = try VirtualShift.run(site, seed: 6, .minutes(15)) { _ in }
    let wired = try VirtualShift.run(site, seed: 6, .minutes(15)) { $0.isWired = true }
    #expect(typed.hash == wired.hash)
    let items = typed.floor.books.items
    #expect(items.count > 50)
    #expect(items.allSatisfy { $0.supplier == site.demand.suppliers[$0.key.sku.index % 3] })
  }
}
