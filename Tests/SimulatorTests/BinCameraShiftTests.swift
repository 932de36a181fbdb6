import FloorCore
import FloorModel
import Simulators
import Testing

/// Shifts on the small site with a camera before a pick station: pods pass it all day.
@Suite("Bin cameras over a shift")
struct BinCameraShiftTests {
  private static func site(errors: Double) throws -> Site {
    var site = try Package.site("small")
    let cells = site.devices.compactMap { device -> Cell? in
      if case .podStation(let place) = device.place, place.work == .pick { place.cell } else { nil }
    }
    site.devices.append(
      Device(
        name: "eye-1", family: "bin-camera", place: .binCamera(BinCameraPlace(cell: try #require(cells.first)))))
    site.demand.binErrorRate = errors
    return site
  }

  private static func run(errors: Double, _ change: (inout ShiftOptions) -> Void = { _ in }) throws -> VirtualShift {
    try VirtualShift.run(site(errors: errors), seed: 5, .minutes(40)) {
      $0.keepsJournal = true
      change(&$0)
    }
  }

  /// Bins of which the camera has said something.
  private func sighted(_ shift: VirtualShift) -> Set<Int> {
    var bins: Set<Int> = []
    for entry in shift.journal {
      guard case .planning(.sighting(let seen), let camera) = entry.record else { continue }
      #expect(camera == "eye-1")
      #expect(entry.changes.isEmpty, "a picture moved stock")
      bins.insert(seen.bin.index)
    }
    return bins
  }

  @Test("pods that pass are looked at, stock is conserved and no picture moves any of it")
  func conserved() throws {
    let shift = try Self.run(errors: 0.02)
    expectSound(shift, "a bin camera")
    #expect(sighted(shift).count > 5)
    #expect(shift.shipped > 0)
  }

  /// How wrong the records that were looked at are believed to be, on the whole.
  private func meanDoubt(errors: Double) throws -> Double {
    let shift = try Self.run(errors: errors)
    expectSound(shift, "\(errors) of the records wrong")
    let (books, site) = (shift.floor.books, shift.floor.site)
    let doubts = sighted(shift).sorted().flatMap { bin in
      books.ledger.bins[bin].map {
        books.belief(of: $0.key, in: ID(bin), at: shift.floor.now, site: site).belief.wrong
      }
    }
    try #require(doubts.count > 5)
    return doubts.reduce(0, +) / Double(doubts.count)
  }

  @Test("where a unit is missing from every bin, records that were looked at are doubted more than where none is")
  func doubted() throws {
    #expect(try meanDoubt(errors: 1) > meanDoubt(errors: 0))
  }

  @Test("the same shift again, over the wire, is the same shift")
  func repeatable() throws {
    let plain = try Self.run(errors: 0.05)
    let wired = try Self.run(errors: 0.05) { $0.isWired = true }
    #expect(plain.hash == wired.hash)
  }
}
