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

  @Test("wrong records that were looked at stand higher among the counts than right ones")
  func ranked() throws {
    let shift = try Self.run(errors: 0.3)
    expectSound(shift, "many wrong records")
    let (books, site) = (shift.floor.books, shift.floor.site)
    var (right, wrong) = ([Double](), [Double]())
    for bin in sighted(shift) {
      for line in books.ledger.bins[bin] {
        let doubt = books.belief(of: line.key, in: ID(bin), at: shift.floor.now, site: site).belief.wrong
        if shift.world.quantity(of: line.key, in: ID(bin)) == line.quantity {
          right.append(doubt)
        } else {
          wrong.append(doubt)
        }
      }
    }
    try #require(right.count > 3 && wrong.count > 3, "\(right.count) right, \(wrong.count) wrong")
    let pairs = wrong.flatMap { a in right.map { b in a > b ? 1.0 : a == b ? 0.5 : 0 } }
    #expect(pairs.reduce(0, +) / Double(pairs.count) > 0.6)
  }

  @Test("the same shift again, over the wire, is the same shift")
  func repeatable() throws {
    let plain = try Self.run(errors: 0.05)
    let wired = try Self.run(errors: 0.05) { $0.isWired = true }
    #expect(plain.hash == wired.hash)
  }
}
