import FloorCore
import FloorModel
import Testing

/// What tunnels learn and suspect, and what follows from it.
@Suite("Quality")
struct QualityTests {
  private func found(_ kind: FindingKind, _ permille: Int32) -> Inspection {
    Inspection(findings: [Finding(kind: kind, permille: permille)])
  }

  /// Units come and are judged, one after the other; returns their verdicts.
  @discardableResult
  private func judge(_ inspections: [Inspection], in rig: inout Rig) -> [Verdict?] {
    inspections.map { inspection in
      let number = rig.floor.books.items.count
      rig.report(Tiny.tunnel, .presented(plate: "Q\(number)", key: Tiny.tea))
      rig.handle(.inspected(ID(number), inspection))
      return rig.floor.books.items[number].verdict
    }
  }

  private func standing(_ rig: Rig) -> [Alarm.Cause] { rig.floor.alarms.standing.map(\.cause) }

  @Test("thresholds follow from good units once there are enough, and keep what the site accepts")
  func thresholds() {
    var rig = Rig()
    #expect(rig.floor.books.quality.calibration(of: Tiny.tea.sku, rejectPermille: 10) == .factory)
    // Two hundred good units with scores 0...199.
    judge((0..<200).map { found(.dent, Int32($0)) }, in: &rig)
    let own = rig.floor.books.quality.calibration(of: Tiny.tea.sku, rejectPermille: 10)
    #expect(own == Calibration(reviewAbove: 194, rejectAbove: 198))
    #expect(judge([found(.dent, 150), found(.dent, 196), found(.dent, 300)], in: &rig) == [.pass, .review, .reject])
    let lavish = rig.floor.books.quality.calibration(of: Tiny.tea.sku, rejectPermille: 100)
    #expect(lavish.rejectAbove < own.rejectAbove)
  }

  @Test("a product with too few good units of its own shares the thresholds of all")
  func pooled() {
    var rig = Rig()
    judge((0..<200).map { found(.dent, Int32($0)) }, in: &rig)
    let other = rig.floor.site.skus.indices.first { $0 != Tiny.tea.sku.index }.map { SKU.ID($0) }
    guard let other else { return }
    #expect(
      rig.floor.books.quality.calibration(of: other, rejectPermille: 10)
        == rig.floor.books.quality.calibration(of: Tiny.tea.sku, rejectPermille: 10))
  }

  @Test("a product without good units of its own goes by its category before it goes by all")
  func category() {
    var site = Tiny.site()
    site.skus.append(SKU(code: "mug", name: "Mug", size: site.skus[1].size, mass: 300))
    site.velocity.append(1)
    (site.skus[0].category, site.skus[1].category, site.skus[2].category) = ("food", "ware", "ware")
    var rig = Rig(site)
    judge((0..<200).map { found(.dent, Int32($0)) }, in: &rig)
    for number in 200..<400 {
      rig.report(Tiny.tunnel, .presented(plate: "W\(number)", key: Tiny.cup))
      rig.handle(.inspected(ID(number), found(.dent, 10)))
    }
    let quality = rig.floor.books.quality
    #expect(quality.calibration(of: ID(2), rejectPermille: 10) == Calibration(reviewAbove: 10, rejectAbove: 10))
    #expect(quality.calibration(of: ID(0), rejectPermille: 10).rejectAbove == 198)
  }

  @Test("one rejected unit in four is shown to a person, and its answer counts for the four")
  func audit() {
    var rig = Rig()
    let verdicts = judge(Array(repeating: found(.tear, 990), count: 8), in: &rig)
    #expect(verdicts == [.reject, .reject, .reject, .review, .reject, .reject, .reject, .review])
    rig.handle(.review(ID(0), .pass, by: "ann"))
    #expect(rig.floor.books.quality.falseRejects == QualityBook.auditEvery)
    #expect(rig.floor.books.quality.good == QualityBook.auditEvery)
    rig.handle(.review(ID(1), .reject, by: "ann"))
    #expect(rig.floor.books.quality.falseRejects == QualityBook.auditEvery)
    #expect(rig.floor.books.quality.answers == 2 && rig.floor.books.quality.agreed == 1)
  }

  @Test("a realised rate far above what the site accepts raises an alarm")
  func drift() {
    var rig = Rig()
    judge(Array(repeating: Inspection(findings: []), count: 300), in: &rig)
    #expect(!standing(rig).contains(.falseRejects))
    // Good units that look torn, again and again.
    judge(Array(repeating: found(.tear, 990), count: 12), in: &rig)
    for review in rig.floor.books.reviews.indices { rig.handle(.review(ID(review), .pass, by: "ann")) }
    #expect(rig.floor.books.quality.realisedPermille ?? 0 > 20)
    judge([Inspection(findings: [])], in: &rig)
    #expect(standing(rig).contains(.falseRejects))
  }

  @Test("the same finding on unit after unit raises an alarm and has their siblings looked at, until it is over")
  func burst() {
    var rig = Rig()
    judge(Array(repeating: found(.crush, 990), count: 3), in: &rig)
    #expect(judge([Inspection(findings: [])], in: &rig) == [.pass])
    judge([found(.crush, 500)], in: &rig)
    #expect(standing(rig).contains(.findingBurst(Tiny.tea.sku, .crush)))
    #expect(judge([Inspection(findings: [])], in: &rig) == [.review], "a second look")
    judge(Array(repeating: Inspection(findings: []), count: QualityBook.burstWindow), in: &rig)
    #expect(!standing(rig).contains(.findingBurst(Tiny.tea.sku, .crush)))
    #expect(judge([Inspection(findings: [])], in: &rig) == [.pass])
    rig.expectBalance()
  }

  /// Units of a supplier, of two products in turn.
  @discardableResult
  private func judge(_ inspections: [Inspection], from supplier: String, of keys: [StockKey], in rig: inout Rig)
    -> [Verdict?]
  {
    inspections.enumerated().map { offset, inspection in
      let number = rig.floor.books.items.count
      let key = keys[offset % keys.count]
      rig.report(Tiny.tunnel, .presentedFrom(supplier: supplier, plate: "Q\(number)", key: key))
      rig.handle(.inspected(ID(number), inspection))
      return rig.floor.books.items[number].verdict
    }
  }

  @Test(
    "the same finding on product after product of a supplier has all that comes from it looked at, and nobody else's")
  func supplierBurst() {
    var rig = Rig()
    let both = [Tiny.tea, Tiny.cup]
    judge(Array(repeating: found(.crush, 500), count: 3), from: "Acme Mills", of: both, in: &rig)
    #expect(judge([Inspection(findings: [])], from: "Acme Mills", of: both, in: &rig) == [.pass])
    judge([found(.crush, 500)], from: "Acme Mills", of: both, in: &rig)
    #expect(standing(rig) == [.supplierBurst("Acme Mills", .crush)])
    #expect(rig.floor.describe(.supplierBurst("Acme Mills", .crush)).contains("Acme Mills"))
    #expect(judge([Inspection(findings: [])], from: "Acme Mills", of: both, in: &rig) == [.review], "a second look")
    #expect(rig.floor.books.reviews.last?.reason?.contains("Acme Mills") == true)
    #expect(judge([Inspection(findings: [])], from: "Other", of: both, in: &rig) == [.pass])
    #expect(rig.floor.books.items.last?.stage == .diverting(.stow(Tiny.stow)))
    judge(
      Array(repeating: Inspection(findings: []), count: QualityBook.burstWindow), from: "Acme Mills", of: both, in: &rig
    )
    #expect(standing(rig).isEmpty)
    rig.expectBalance()
  }

  @Test("a burst of one product alone is that product's, not its supplier's")
  func productBurst() {
    var rig = Rig()
    judge(Array(repeating: found(.crush, 500), count: 5), from: "Acme", of: [Tiny.tea], in: &rig)
    #expect(standing(rig) == [.findingBurst(Tiny.tea.sku, .crush)])
    #expect(judge([Inspection(findings: [])], from: "Acme", of: [Tiny.cup], in: &rig) == [.pass])
  }

  @Test("a unit whose label names no supplier has its lot's")
  func supplierOfLot() {
    var rig = Rig()
    let key = StockKey(sku: Tiny.tea.sku, lot: 7)
    let lot = Lot(sku: key.sku, number: 7, expires: CalendarDay(number: 30_000), supplier: "Hill Farm")
    rig.handle(.planning(.lots([lot]), by: "ann"))
    rig.report(Tiny.tunnel, .presented(plate: "L1", key: key))
    rig.report(Tiny.tunnel, .presentedFrom(supplier: "Acme", plate: "L2", key: key))
    rig.report(Tiny.tunnel, .presented(plate: "L3", key: Tiny.tea))
    #expect(rig.floor.books.items.map(\.supplier) == ["Hill Farm", "Acme", nil])
    let refused = rig.floor.books.invalidRecords
    rig.report(Tiny.tunnel, .presentedFrom(supplier: "", plate: "L4", key: key))
    rig.report(Tiny.tunnel, .presentedFrom(supplier: "two\nlines", plate: "L5", key: key))
    #expect(rig.floor.books.invalidRecords == refused + 2)
  }

  @Test("different findings are no burst")
  func noBurst() {
    var rig = Rig()
    judge([.crush, .tear, .stain, .dent].map { found($0, 600) }, in: &rig)
    #expect(rig.floor.books.quality.burst(of: Tiny.tea.sku) == nil)
    #expect(judge([Inspection(findings: [])], in: &rig) == [.pass])
  }

  @Test("a wrong item opens a discrepancy on its lot, which a person's answer closes")
  func wrongItem() {
    var rig = Rig()
    let inspection = Inspection(findings: [Finding(kind: .wrongItem, permille: 700)], gtin: "4006381333931")
    judge([inspection, inspection], in: &rig)
    let open = rig.floor.books.inboundDiscrepancies
    #expect(open.map(\.item) == [ID(0), ID(1)])
    #expect(open.allSatisfy { $0.key == Tiny.tea && $0.gtin == "4006381333931" && $0.outcome == nil })
    #expect(standing(rig).contains(.wrongItem(ID(0))))
    rig.handle(.review(ID(0), .relabel(.wrongItem), by: "ann"))
    rig.handle(.review(ID(1), .pass, by: "ann"))
    #expect(rig.floor.books.inboundDiscrepancies.map(\.outcome) == [.confirmed, .refuted])
    #expect(rig.floor.numbers.inboundDiscrepancies == 2)
  }

  @Test("a camera's faults are alarms while they last, each its own")
  func cameras() {
    var rig = Rig()
    rig.handle(.camera(Tiny.tunnel, view: 1, [.dim, .dirty]))
    #expect(
      standing(rig) == [.cameraFault(Tiny.tunnel, view: 1, .dim), .cameraFault(Tiny.tunnel, view: 1, .dirty)])
    rig.handle(.camera(Tiny.tunnel, view: 0, []))
    rig.handle(.camera(Tiny.tunnel, view: 1, [.dirty]))
    #expect(standing(rig) == [.cameraFault(Tiny.tunnel, view: 1, .dirty)])
    #expect(rig.floor.describe(.cameraFault(Tiny.tunnel, view: 1, .dirty)).contains("camera 2"))
    #expect(rig.handle(.camera(ID(999), view: 0, [.dim])) == [])
  }

  @Test("a unit that a person names anew stays held, and only what concerns a unit names it")
  func relabel() {
    var rig = Rig()
    judge([found(.dent, 500)], in: &rig)
    #expect(rig.handle(.review(ID(0), .relabel(.noReference), by: "ann")) == [])
    rig.handle(.review(ID(0), .relabel(.stain), by: "ann"))
    #expect(rig.floor.books.items[0].verdict == .reject)
    #expect(rig.floor.books.reviews[0].answer == .relabel(.stain))
    #expect(rig.floor.books.invalidRecords == 0)
  }
}
