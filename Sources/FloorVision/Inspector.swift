public import FloorCore
public import FloorModel
import Synchronization

/// Frames in, findings out.
///
/// Knows products by golden references: frames of good pieces, enrolled once. Safe to share between threads; an
/// inspection works on a snapshot of its product's reference and keeps nothing.
public final class Inspector: Sendable {
  public let tunnel: Tunnel
  let judge: Judge
  private let network: PairNetwork?
  private let references = Mutex<[String: [Int: GoldenView]]>([:])
  /// By view, and by product.
  private let looks = Mutex<[Int: [String: Likeness]]>([:])

  /// Other products of the same size that an item is compared with.
  static let rivalLimit = 200

  /// - Parameters:
  ///   - judge: as a site has trained it; nil: as the product comes.
  ///   - network: one more check, of the site's own.
  public init(tunnel: Tunnel, judge: TrainedJudge? = nil, network: PairNetwork? = nil) {
    self.network = network
    self.tunnel = tunnel
    self.judge = Judge(trained: judge)
  }

  /// Learns what good pieces of a product look like to one camera, if they agree with each other. Replaces what it knew of
  /// that view.
  ///
  /// - Parameters:
  ///   - view: 0 top, 1 front, 2 back, 3 left, 4 right, 5 bottom.
  ///   - frames: one good piece each; three at least, eight or more are better.
  ///   - mayDiffer: somebody has looked: they are all good, however odd one seems to the others.
  /// - Throws: `EnrolmentError`.
  public func enrol(sku: SKU, view: Int = 0, frames: [[UInt8]], mayDiffer: Bool = false) throws {
    let depth = GoldenView.extents(of: sku.size, view: view).depth
    let seen = frames.enumerated().compactMap { frame, file in
      (try? SeenItem(file, tunnel: tunnel, depth: depth)).map { (frame: frame, item: $0) }
    }
    let golden: GoldenView
    do {
      let items = seen.map(\.item)
      golden = try GoldenView(items, sku: sku, view: view)
      let odd = mayDiffer ? [] : try GoldenView.outliers(among: items, sku: sku, view: view, first: golden)
      if !odd.isEmpty {
        throw EnrolmentError.differ(
          odd.map { OddPiece(frame: seen[$0.piece].frame, oddness: Int((1000 * $0.oddness).rounded())) })
      }
    } catch is VisionError {
      throw EnrolmentError.tooFewFrames(usable: 0)
    }
    references.withLock { $0[sku.code, default: [:]][view] = golden }
    remember(golden, as: sku.code, view: view)
  }

  private func remember(_ golden: GoldenView, as code: String, view: Int) {
    let look = try? Likeness(golden.model.pictures().fineMean, long: golden.long, short: golden.short)
    looks.withLock { $0[view, default: [:]][code] = look }
  }

  /// How other products of the same size look to one camera, in the order of their codes.
  private func rivals(of code: String, view: Int) -> [Likeness] {
    let known = looks.withLock { $0[view] ?? [:] }
    guard let own = known[code] else { return [] }
    let others = known.filter { $0.key != code && $0.value.isAsLarge(as: own) }
    return others.sorted { $0.key < $1.key }.prefix(Self.rivalLimit).map(\.value)
  }

  /// Whether good pieces of this product were enrolled.
  public func knows(_ sku: SKU) -> Bool { references.withLock { $0[sku.code] != nil } }

  /// One frame's findings and the numbers behind them, for benches and training; no details where it could not be judged.
  package func examine(_ frame: [UInt8], as sku: SKU, view: Int = 0) -> (Inspection, InspectionDetails?) {
    guard let golden = reference(of: sku.code)?[view] else {
      return (Inspection(findings: [Finding(kind: .noReference, permille: 1000, view: Int32(clamping: view))]), nil)
    }
    let rivals = rivals(of: sku.code, view: view)
    guard
      let report = try? ViewReport(
        frame, golden: golden, sku: sku, view: view, tunnel: tunnel, judge: judge, rivals: rivals, network: network)
    else {
      return (Inspection(findings: [Finding(kind: .unreadableFrame, permille: 1000, view: Int32(clamping: view))]), nil)
    }
    let details = InspectionDetails(
      across: report.extents.across, along: report.extents.along, evidence: report.evidence, trait: report.trait,
      normals: golden.normals, features: report.features, strains: report.strains)
    return (Inspection(findings: report.findings, gtin: report.gtin, checks: report.checks), details)
  }

  func reference(of code: String) -> [Int: GoldenView]? { references.withLock { $0[code] } }
  func adopt(_ views: [Int: GoldenView], as code: String) {
    references.withLock { $0[code] = views }
    for (view, golden) in views { remember(golden, as: code, view: view) }
  }
  var codes: [String] { references.withLock { $0.keys.sorted() } }

  /// Judges one item.
  ///
  /// - Parameter frames: the cameras' frames, in the order of their views. One that cannot be read, or that shows a view
  ///   never enrolled, becomes a finding; it never stops the others.
  public func inspect(frames: [[UInt8]], as sku: SKU) -> Inspection {
    inspect(views: frames.enumerated().map { ($0.offset, $0.element) }, as: sku)
  }

  /// Judges one item by the views that there are.
  ///
  /// - Parameter noting: told how the camera of each view is that could be judged.
  public func inspect(
    views frames: [(view: Int, file: [UInt8])], as sku: SKU, noting: (Int, CameraCondition) -> Void = { _, _ in }
  ) -> Inspection {
    guard let views = reference(of: sku.code) else {
      return Inspection(findings: [Finding(kind: .noReference, permille: 1000)])
    }
    var findings: [Finding] = []
    var measured: [ViewReport.Extents] = []
    var gtins: [String] = []
    var scores: [CheckScore] = []
    for (view, file) in frames {
      guard let golden = views[view] else {
        findings.append(Finding(kind: .noReference, permille: 1000, view: Int32(clamping: view)))
        continue
      }
      do {
        let report = try ViewReport(
          file, golden: golden, sku: sku, view: view, tunnel: tunnel, judge: judge,
          rivals: rivals(of: sku.code, view: view), network: network)
        findings += report.findings
        scores += report.checks
        measured.append(report.extents)
        if let condition = report.condition { noting(view, condition) }
        if let gtin = report.gtin { gtins.append(gtin) }
      } catch {
        findings.append(Finding(kind: .unreadableFrame, permille: 1000, view: Int32(clamping: view)))
      }
    }
    findings.sort { $0.permille > $1.permille }
    // Two codes on one item say nothing about which is its own.
    let gtin = Set(gtins).count == 1 ? gtins.first : nil
    return Inspection(
      findings: findings, measured: ViewReport.size(measured), gtin: gtin, checks: CheckTable.oddest(scores))
  }
}
