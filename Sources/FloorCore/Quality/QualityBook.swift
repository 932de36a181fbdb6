public import FloorModel

/// What tunnels have learnt of good units and suspect of products; part of the books, from records alone.
public struct QualityBook: Equatable, Sendable, Codable {
  /// Scores of good units that are kept, of a product and of all together; the oldest go first.
  static let productLimit = 400
  static let poolLimit = 2000
  /// Scores of good units from which a product, or all together, have thresholds of their own. A threshold for one in a
  /// hundred needs ninety-nine; twice as many keep it from following the largest of them.
  static let enough = 200
  /// Every so many units that would be rejected, one is shown to a person instead, so that the rate of wrong rejects is known.
  public static let auditEvery: Int64 = 4
  /// Units of a product that are looked back on for a burst, and how many of them must show the same finding.
  public static let burstWindow = 12
  public static let burstCount = 4
  /// Known good units and wrong rejects among them from which the realised rate means something.
  static let driftUnits: Int64 = 300
  static let driftRejects: Int64 = 5
  /// Known good units after which older ones count half.
  static let memory: Int64 = 2000

  /// Per product: what tunnels said of good units, in thousandths, the oldest first.
  private var normals: [[Int32]]
  private var pool: [Int32] = []
  /// Per product: kinds of the strongest findings of the last units that were not plainly good, `nothing` for those that were.
  private var recent: [[UInt8]]
  /// Units that would be rejected, so far.
  public private(set) var rejects: Int64 = 0
  /// Known good units, and those of them that the thresholds reject.
  public private(set) var good: Int64 = 0
  public private(set) var falseRejects: Int64 = 0
  /// Answers of people about units, and those in which the machine leant to the same side.
  public private(set) var answers: Int64 = 0
  public private(set) var agreed: Int64 = 0

  /// Per product, the index of its category, -1 where it has none.
  private var groups: [Int32]
  /// Per category, as `normals`.
  private var groupNormals: [[Int32]]
  private var checks: CheckBook
  /// What the last units of each supplier showed, the one judged last at the end. Nil: no unit had a supplier yet.
  private var suppliers: [SupplierRecord]?

  private static let nothing = UInt8.max

  init(skus: [SKU]) {
    normals = Array(repeating: [], count: skus.count)
    recent = Array(repeating: [], count: skus.count)
    let names = Set(skus.compactMap(\.category)).sorted()
    groups = skus.map { sku in Int32(names.firstIndex { $0 == sku.category } ?? -1) }
    groupNormals = Array(repeating: [], count: names.count)
    checks = CheckBook(skus: skus.count, groups: names.count)
  }

  private func group(of sku: SKU.ID) -> Int? {
    groups[sku.index] < 0 ? nil : Int(groups[sku.index])
  }

  /// An inspection with the p-value of each of its checks.
  public func weighed(_ inspection: Inspection, of sku: SKU.ID) -> Inspection {
    guard let scores = inspection.checks else { return inspection }
    var weighed = inspection
    weighed.checks = checks.weighed(scores, of: sku.index, group: group(of: sku))
    return weighed
  }

  /// Thresholds for a product: its own as soon as it has enough good units, then those of its category, then those of all
  /// products, then the factory's.
  ///
  /// - Parameter rejectPermille: good units that the site accepts to have rejected, in thousandths; three times as many may
  ///   be shown to a person.
  public func calibration(of sku: SKU.ID, rejectPermille: Int32) -> Calibration {
    let ofGroup = group(of: sku).map { groupNormals[$0] } ?? []
    for scores in [normals[sku.index], ofGroup, pool] where scores.count >= Self.enough {
      let reviewPermille = min(500, 3 * rejectPermille)
      if let own = Calibration(normals: scores, reviewPermille: reviewPermille, rejectPermille: rejectPermille) {
        return own
      }
    }
    return .factory
  }

  /// The finding that the last units of a product share.
  public func burst(of sku: SKU.ID) -> FindingKind? {
    FindingKind.allCases.first { kind in
      kind.concernsItem && recent[sku.index].count { $0 == kind.rawValue } >= Self.burstCount
    }
  }

  /// Good units that were rejected, in thousandths; nil while too few are known.
  public var realisedPermille: Int32? {
    good >= Self.driftUnits ? Int32(clamping: falseRejects * 1000 / good) : nil
  }

  /// Whether far more good units are rejected than the site accepts.
  public func drifts(from rejectPermille: Int32) -> Bool {
    guard let realisedPermille, falseRejects >= Self.driftRejects else { return false }
    return realisedPermille > 2 * rejectPermille
  }

  // MARK: What happens

  /// - Parameter outcome: by the thresholds alone; the verdict may be more careful.
  mutating func judged(_ unit: Item, _ verdict: Verdict, _ inspection: Inspection, outcome: Outcome) {
    let sku = unit.key.sku
    if outcome == .reject { rejects += 1 }
    let top = inspection.findings.filter(\.kind.concernsItem).max { $0.permille < $1.permille }
    let kind = outcome == .pass ? Self.nothing : top?.kind.rawValue ?? Self.nothing
    recent[sku.index].append(kind)
    if recent[sku.index].count > Self.burstWindow { recent[sku.index].removeFirst() }
    if let supplier = unit.supplier { note(supplier, SupplierRecord.Sight(sku: sku, kind: kind)) }
    if verdict == .pass { learn(inspection, of: sku, times: 1, isRejected: false) }
  }

  /// A person has answered.
  ///
  /// - Parameter isKnown: the unit had passed, and was learnt from then.
  mutating func answered(
    _ sku: SKU.ID, _ inspection: Inspection, isGood: Bool, isAudit: Bool, isKnown: Bool = false
  ) {
    answers += 1
    if isGood == (inspection.against < 500) { agreed += 1 }
    // A unit of an audit stands for the others that were rejected unseen.
    if isGood, !isKnown { learn(inspection, of: sku, times: isAudit ? Self.auditEvery : 1, isRejected: isAudit) }
  }

  private mutating func learn(_ inspection: Inspection, of sku: SKU.ID, times: Int64, isRejected: Bool) {
    let group = group(of: sku)
    for _ in 0..<times {
      Self.keep(inspection.against, in: &normals[sku.index], Self.productLimit)
      if let group { Self.keep(inspection.against, in: &groupNormals[group], Self.poolLimit) }
      Self.keep(inspection.against, in: &pool, Self.poolLimit)
      checks.learn(inspection.checks ?? [], of: sku.index, group: group)
    }
    good += times
    if isRejected { falseRejects += times }
    if good >= Self.memory { (good, falseRejects) = (good / 2, falseRejects / 2) }
  }
}

extension QualityBook {
  func record(of supplier: String) -> SupplierRecord? { suppliers?.last { $0.name == supplier } }

  private mutating func note(_ supplier: String, _ sight: SupplierRecord.Sight) {
    var record = record(of: supplier) ?? SupplierRecord(name: supplier, recent: [])
    record.recent = (record.recent + [sight]).suffix(Self.burstWindow)
    let others = (suppliers ?? []).filter { $0.name != supplier }
    suppliers = others.suffix(SupplierRecord.limit - 1) + [record]
  }

  private static func keep(_ score: Int32, in scores: inout [Int32], _ limit: Int) {
    scores.append(score)
    if scores.count > limit { scores.removeFirst() }
  }
}

/// A unit that its tunnel holds for another product than its inbound lot says. Open until a person has looked.
public struct InboundDiscrepancy: Equatable, Sendable, Codable {
  public var item: Item.ID
  /// What the lot says that it is.
  public var key: StockKey
  /// The code that was read on it, if one was.
  public var gtin: String?
  public var opened: Instant
  public var outcome: Outcome?

  public enum Outcome: UInt8, Sendable, Codable {
    /// It is what the lot says.
    case refuted = 0
    /// It is something else, or unfit.
    case confirmed = 1
  }

  init(item: Item.ID, key: StockKey, gtin: String?, opened: Instant) {
    self.item = item
    self.key = key
    self.gtin = gtin
    self.opened = opened
  }
}
