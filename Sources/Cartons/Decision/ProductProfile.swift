public import FloorModel

/// What is known of a product before it is packed: all that the damage model may look at.
public struct ProductProfile: Equatable, Sendable, Codable {
  /// Name and description, in any language.
  public var text: String
  /// The shop's category; empty when unknown.
  public var category: String
  /// One unit as it is shipped.
  public var size: Size3
  public var mass: Grams
  /// In cents; nil when unknown.
  public var price: Double?
  public var fragility: Fragility
  /// Units of it in one package.
  public var quantity: Int32

  public init(
    text: String, category: String, size: Size3, mass: Grams, price: Double? = nil, fragility: Fragility = .normal,
    quantity: Int32 = 1
  ) {
    self.text = text
    self.category = category
    self.size = size
    self.mass = mass
    self.price = price
    self.fragility = fragility
    self.quantity = quantity
  }

  /// Characters of text that are read; what follows is left out.
  public static let textLimit = 4_000
  /// Units in one package that can be real.
  public static let quantityLimit: Int32 = 1_000

  /// Why the profile cannot be real; nil when it can.
  public var fault: ProfileFault? {
    let sides = [size.length, size.width, size.height]
    guard sides.allSatisfy({ 1...Cartonizer.longestSide ~= $0 }) else { return .impossibleSize(size) }
    guard 1...Cartonizer.greatestMass ~= mass else { return .impossibleMass(mass) }
    if let price, !(price.isFinite && 0...1e9 ~= price) { return .impossiblePrice(price) }
    guard 1...Self.quantityLimit ~= quantity else { return .impossibleQuantity(quantity) }
    return nil
  }
}

/// Why no decision can rest on a profile.
public enum ProfileFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// A side is zero, negative or beyond `Cartonizer.longestSide`.
  case impossibleSize(Size3)
  /// Zero, negative or beyond `Cartonizer.greatestMass`.
  case impossibleMass(Grams)
  /// Negative, not a number, or beyond ten million.
  case impossiblePrice(Double)
  /// Not within 1 and `ProductProfile.quantityLimit`.
  case impossibleQuantity(Int32)

  public var description: String {
    switch self {
    case .impossibleSize(let size):
      "sides \(PackingRefusal.sides(size)) cannot be real: each must be 1 to \(Cartonizer.longestSide) mm"
    case .impossibleMass(let mass): "a mass of \(mass) g cannot be real: it must be 1 to \(Cartonizer.greatestMass) g"
    case .impossiblePrice(let price): "a price of \(price) cents cannot be real"
    case .impossibleQuantity(let count):
      "\(count) units in one package cannot be: it must be 1 to \(ProductProfile.quantityLimit)"
    }
  }
}
