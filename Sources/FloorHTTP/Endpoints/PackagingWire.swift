import Cartons
import FloorCore
import FloorModel

/// A decision as it goes out.
struct DecisionOut: Encodable, Sendable {
  struct Option: Encodable, Sendable {
    var kind: String
    /// Of material and shipping.
    var cents: Double
    /// Chance of damage, 0 to 1, and the bounds of nine tenths of what it may be.
    var damage: Double
    var damageLow: Double
    var damageHigh: Double
    var expectedCents: Double
  }

  var quantity: Int32
  var version: Int32
  var kind: String
  var box: String?
  /// Whether it is applied to the next shipment.
  var stands: Bool
  /// Why it is not.
  var doubt: String?
  var by: String
  var model: String
  /// Chance that it is the best one, and what it may be wrong by.
  var confidence: Double
  var doubtCents: Double
  var reasons: [String]
  var sentence: String
  var options: [Option]
  /// Since it was made.
  var shipped: Double
  var damaged: Double
  var misfits: Int32

  init(_ entry: DecisionBook.Entry, _ site: Site) {
    quantity = entry.key.quantity
    version = entry.version
    kind = Self.kind(entry.decision.rank)
    box = entry.fit.flatMap { site.boxes.indices.contains(Int($0.box)) ? site.boxes[Int($0.box)].code : nil }
    stands = entry.doubt == nil
    doubt = entry.doubt.map(Self.sentence)
    if case .person(let name, _) = entry.source { by = name } else { by = "model" }
    model = String(entry.decision.model, radix: 16)
    confidence = entry.decision.confidence
    doubtCents = entry.decision.doubtCents
    reasons = entry.decision.reasons.map(\.description)
    sentence = entry.sentence
    options = entry.decision.weighed.map {
      Option(
        kind: Self.kind($0.rank), cents: $0.cents, damage: $0.damage, damageLow: $0.damageLow,
        damageHigh: $0.damageHigh, expectedCents: $0.expectedCents)
    }
    shipped = entry.since.shipped
    damaged = entry.since.damaged
    misfits = entry.misfits
  }

  static func kind(_ rank: Int32) -> String {
    UInt8(exactly: rank).flatMap { PackageKind(rawValue: $0) }?.code ?? "\(rank)"
  }

  static func sentence(_ doubt: DecisionBook.Doubt) -> String {
    switch doubt {
    case .measured(let size, let mass):
      "measured as \(size.length) × \(size.width) × \(size.height) mm and \(mass) g"
    case .damage(let shipped, let damaged): "\(Int(damaged)) of \(Int(shipped)) came back damaged"
    case .didNotFit: "it did not fit"
    }
  }
}

/// One act in a product's past.
struct DecisionActOut: Encodable, Sendable {
  var quantity: Int32
  var version: Int32
  /// `decided`, `confirmed`, `overridden` or `doubted`.
  var act: String
  var kind: String?
  var by: String?
  var reason: String?

  init(_ entry: DecisionBook.AuditEntry) {
    quantity = entry.key.quantity
    version = entry.version
    switch entry.act {
    case .decided(let rank, let model):
      act = "decided"
      kind = DecisionOut.kind(rank)
      by = "model \(String(model, radix: 16))"
    case .confirmed(let rank, let model):
      act = "confirmed"
      kind = DecisionOut.kind(rank)
      by = "model \(String(model, radix: 16))"
    case .overridden(let rank, let person, let why):
      act = "overridden"
      kind = DecisionOut.kind(rank)
      by = person
      reason = why
    case .doubted(let doubt):
      act = "doubted"
      reason = DecisionOut.sentence(doubt)
    }
  }
}

/// How well a product's parcels were foreseen.
struct ProductFitOut: Encodable, Sendable {
  var sku: String
  var parcels: Int32
  var misfits: Int32
  /// By the decisions in force, and as it came: units of damage since they were made.
  var expectedDamages: Double
  var damages: Double
  /// Sides in millimetres and mass in grams by the catalogue, and as measured last.
  var record: [Int32]
  var measured: [Int32]?
  var suspicion: String?

  init(
    _ fit: FitBook.ProductFit, _ outcomes: [DecisionBook.Outcome], _ book: DecisionBook, _ product: SKU
  ) {
    sku = product.code
    parcels = fit.parcels
    misfits = fit.misfits
    expectedDamages = outcomes.reduce(0) { $0 + $1.expectedDamages }
    damages = outcomes.reduce(0) { $0 + $1.damages }
    record = [product.size.length, product.size.width, product.size.height, product.mass]
    let history = book.history(of: product.code)
    measured = history?.size.map { [$0.length, $0.width, $0.height, history?.mass ?? product.mass] }
    switch fit.suspicion {
    case .misfits(let count): suspicion = "\(count) parcels with it did not go in as planned"
    case .measures: suspicion = "pack stations measure it otherwise than its record"
    case nil: break
    }
  }
}

/// How well a box's parcels were foreseen.
struct BoxFitOut: Encodable, Sendable {
  var box: String
  var kind: String
  var parcels: Int32
  var misfits: Int32
  var missing: Int32
  var replaced: Int32
  /// Mean height of the goods by plan and as measured, and the mean of their differences' sizes; millimetres.
  var plannedHeight: Double?
  var realHeight: Double?
  var heightError: Double?

  init(_ fit: FitBook.BoxFit, _ box: Box) {
    self.box = box.code
    kind = box.kind.code
    parcels = fit.parcels
    misfits = fit.misfits
    missing = fit.missing
    replaced = fit.replaced
    guard fit.gauged > 0 else { return }
    let count = Double(fit.gauged)
    plannedHeight = Double(fit.plannedHeight) / count
    realHeight = Double(fit.realHeight) / count
    heightError = Double(fit.heightError) / count
  }
}

extension ReturnReason {
  static let words: KeyValuePairs<String, ReturnReason> = [
    "damaged": .damaged, "leaking": .leaking, "defective": .defective, "wrong_item": .wrongItem,
    "not_as_described": .notAsDescribed, "unwanted": .unwanted, "late": .late,
  ]
}
