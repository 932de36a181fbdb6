import FloorCore
import FloorModel
import Simulators
import Testing

/// Goods that fold and goods in their own container, through a whole shift under audit.
@Suite("A shift of what folds and what ships as it is")
struct OwnContainerShiftTests {
  @Test("it is sound, and over the wire it comes to the same")
  func sound() throws {
    var site = try Package.site("small")
    for sku in site.skus.indices {
      let size = site.skus[sku].size
      site.skus[sku].shipsAsIs = sku % 3 == 0
      if sku % 3 == 1 {
        site.skus[sku].folded = Size3(length: size.length, width: size.width, height: (size.height + 1) / 2)
      }
    }
    let plain = try VirtualShift.run(site, seed: 9, .minutes(40)) { $0.isAudited = true }
    expectSound(plain, "own containers")
    let closed = plain.floor.books.parcels.filter { $0.mass > 0 }
    #expect(closed.contains { $0.plan.box == Box.own } && closed.contains { !$0.plan.folded.isEmpty })
    #expect(plain.recorder.report.boxes["own container", default: 0] > 0)
    let wired = try VirtualShift.run(site, seed: 9, .minutes(40)) {
      $0.isAudited = true
      $0.isWired = true
    }
    #expect(plain.hash == wired.hash)
  }
}
