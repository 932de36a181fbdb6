public import FloorModel

/// A type that a product may go in, and what sending it so costs when nothing breaks.
public struct PackageOption: Equatable, Sendable, Codable {
  /// Rank of protection: index into the types, the least protective being 0.
  public var rank: Int32
  /// Material and shipping, in cents.
  public var cents: Double

  public init(rank: Int32, cents: Double) {
    self.rank = rank
    self.cents = cents
  }
}

/// A package type chosen for a product, with the reckoning behind it.
public struct PackageDecision: Equatable, Sendable, Codable {
  /// What the choice weighed for one type.
  public struct Weighed: Equatable, Sendable, Codable {
    public var rank: Int32
    public var cents: Double
    /// Expected probability of damage, and the bounds of 90 % of what it may be.
    public var damage: Double
    public var damageLow: Double
    public var damageHigh: Double
    /// Cents of sending it so, plus probability times cost of damage.
    public var expectedCents: Double
  }

  public var rank: Int32
  /// Every feasible type, by rank.
  public var weighed: [Weighed]
  /// Cents that knowing the true probabilities would save on average: what the choice may still be wrong by.
  public var doubtCents: Double
  /// Probability that the chosen type is the best one.
  public var confidence: Double
  /// Whether a person is to decide: the doubt is worth more than their answer costs.
  public var needsPerson: Bool
  /// The model that made it; 0 when a person did.
  public var model: UInt64
  public var reasons: [DecisionReason]
}

/// One of the causes of a decision, for people.
public enum DecisionReason: Equatable, Sendable, Codable, CustomStringConvertible {
  /// A word of the text, or the category, moved the log-odds of damage by this much.
  case word(String, Double)
  case category(String, Double)
  /// The product's own shipments, in all ranks.
  case history(shipped: Double, damaged: Double)
  /// No shipment of it is known: it is judged by its features.
  case noHistory
  /// The category was never seen in training either.
  case unknownCategory(String)
  /// The only type that takes it.
  case onlyType
  case doubt(cents: Double)
  case person(String)

  public var description: String {
    switch self {
    case .word(let word, let weight): "“\(word)” \(Self.effect(weight))"
    case .category(let name, let weight): "category \(name) \(Self.effect(weight))"
    case .history(let shipped, let damaged):
      "\(Self.short(damaged)) of \(Self.short(shipped)) shipments came back damaged"
    case .noHistory: "no shipment of it is known: judged by its features"
    case .unknownCategory(let name): "category \(name) was never seen: judged by measures and text"
    case .onlyType: "no other type takes it"
    case .doubt(let cents): "the choice may be wrong by \(Self.short(cents)) cents a parcel"
    case .person(let name): "decided by \(name)"
    }
  }

  private static func effect(_ weight: Double) -> String {
    let times = Self.short(Elementary.exp(weight.magnitude))
    return weight >= 0 ? "raises the odds of damage ×\(times)" : "lowers the odds of damage ÷\(times)"
  }

  /// With one digit after the point at most.
  private static func short(_ value: Double) -> String {
    let tenths = Int64((min(max(value, -1e12), 1e12) * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
  }
}

/// Why no type can be chosen.
public enum DecisionRefusal: Error, Equatable, Sendable, CustomStringConvertible {
  case profile(ProfileFault)
  /// No type takes it.
  case noType(size: Size3, mass: Grams)
  /// An option names a rank that the model does not know, or costs what cannot be.
  case impossibleOption(PackageOption)
  case impossibleDamageCost(Double)

  public var description: String {
    switch self {
    case .profile(let fault): fault.description
    case .noType(let size, let mass):
      "no package type takes it: its sides \(PackingRefusal.sides(size)) or its \(mass) g exceed every type's limits"
    case .impossibleOption(let option):
      "a type of rank \(option.rank) at \(option.cents) cents cannot be: the rank is unknown or the cost not a number"
    case .impossibleDamageCost(let cents): "a damage cannot cost \(cents) cents"
    }
  }
}
