public import FloorModel

/// Why a customer sent something back.
public enum ReturnReason: UInt8, CaseIterable, Sendable, Codable {
  case damaged = 0
  case leaking = 1
  case defective = 2
  case wrongItem = 3
  case notAsDescribed = 4
  case unwanted = 5
  case late = 6

  /// Whether better packing might have prevented it.
  public var isDamage: Bool { self == .damaged || self == .leaking }
}

/// What was learned of a product after a decision.
public struct PackingEvidence: Equatable, Sendable, Codable {
  public enum What: Equatable, Sendable, Codable {
    case shipped(rank: Int32, count: Int32)
    case returned(rank: Int32, reason: ReturnReason, count: Int32)
    /// By a tunnel or at a pack station.
    case measured(Size3, Grams)
    /// A pack station could not put it into the package as planned.
    case didNotFit(rank: Int32)
  }

  public var product: String
  public var what: What

  public init(product: String, _ what: What) {
    self.product = product
    self.what = what
  }

  /// Counts of one report that can be real.
  public static let countLimit: Int32 = 1_000_000

  public var isPossible: Bool {
    switch what {
    case .shipped(let rank, let count), .returned(let rank, _, let count):
      return 0..<64 ~= rank && 1...Self.countLimit ~= count
    case .measured(let size, let mass):
      return [size.length, size.width, size.height].allSatisfy { 1...Cartonizer.longestSide ~= $0 }
        && 1...Cartonizer.greatestMass ~= mass
    case .didNotFit(let rank): return 0..<64 ~= rank
    }
  }
}

extension DecisionBook {
  /// What was expected of a decision, and what came of it.
  public struct Outcome: Equatable, Sendable, Codable {
    public var key: Key
    public var rank: Int32
    public var shipped: Double
    public var expectedDamages: Double
    public var damages: Double
    public var misfits: Int32
  }

  /// Predicted against real, for every decision that anything was shipped under or that did not fit.
  public var outcomes: [Outcome] {
    entries.compactMap { entry in
      guard entry.since.shipped > 0 || entry.since.damaged > 0 || entry.misfits > 0 else { return nil }
      let chance = entry.decision.weighed.first { $0.rank == entry.decision.rank }?.damage ?? 0
      return Outcome(
        key: entry.key, rank: entry.decision.rank, shipped: entry.since.shipped,
        expectedDamages: chance * entry.since.shipped, damages: entry.since.damaged, misfits: entry.misfits)
    }
  }

  /// Products whose master data are to be measured: they did not go into what should have held them, twice.
  public var toMeasure: [String] { history.filter { $0.misfits >= 2 && $0.size == nil }.map(\.product) }

  /// Shipments that a person's answer counts as in training.
  static let answerWeight = 25.0

  /// What training takes from the book: every product that was decided, with its shipments; and a person's answer, as
  /// shipments whose damage is what would have made that type the best one by the model's own costs.
  public var training: [TrainingProduct] {
    shipments().map { TrainingProduct(profile: $0.profile, history: $0.history) }
  }

  /// The same, with the products' names; by product.
  ///
  /// - Parameter catalogue: the profile of a product that was shipped, but never decided alone.
  public func shipments(catalogue: (String) -> ProductProfile? = { _ in nil }) -> [ProductShipments] {
    var products = (entries.map(\.key.product) + history.map(\.product)).sorted()
    products = products.indices.filter { $0 == 0 || products[$0] != products[$0 - 1] }.map { products[$0] }
    return products.compactMap { product in
      let own = entries(of: product)
      guard let profile = own.first?.profile ?? catalogue(product) else { return nil }
      return ProductShipments(
        product: product, profile: profile, history: tallies(of: product) + own.compactMap(\.answer))
    }
  }
}

/// A product with all that became of its shipments: what a damage model is trained on.
public struct ProductShipments: Equatable, Sendable, Codable {
  public var product: String
  public var profile: ProductProfile
  public var history: [ShipmentTally]

  public init(product: String, profile: ProductProfile, history: [ShipmentTally]) {
    self.product = product
    self.profile = profile
    self.history = history
  }
}

extension DecisionBook.Entry {
  /// What a person's decision says of damage, as shipments; nil: the model made it.
  var answer: ShipmentTally? {
    guard case .person = source, let chance = impliedChance else { return nil }
    return ShipmentTally(
      rank: decision.rank, shipped: DecisionBook.answerWeight, damaged: chance * DecisionBook.answerWeight)
  }

  /// The chance of damage in the chosen type that the choice speaks of: the model's, moved so far that the choice is right:
  /// twice as much for each rank that the person went above the model's own best, half for each below.
  var impliedChance: Double? {
    guard let chosen = decision.weighed.first(where: { $0.rank == decision.rank }) else { return nil }
    var best = decision.weighed[0]
    for one in decision.weighed where one.expectedCents < best.expectedCents { best = one }
    let ranks = Double(decision.rank - best.rank)
    return min(0.9, chosen.damage * Elementary.exp(ranks * 0.693))
  }
}
