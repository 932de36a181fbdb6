public import FloorModel

extension PackingRefusal: CustomStringConvertible {
  /// The refusal as a sentence that a person can act on; see `sentence(catalogue:)` for one that names the boxes.
  public var description: String { sentence(catalogue: []) }

  /// The refusal as a sentence that a person can act on: which item, what is wrong with it, and what the boxes allow.
  ///
  /// - Parameter catalogue: the boxes that were to be used; with none the sentence speaks of the item alone.
  public func sentence(catalogue: [Box]) -> String {
    switch self {
    case .noItems:
      return "there is nothing to pack: the order holds no items"
    case .tooManyItems(let count, let limit):
      return "\(count) items are more than the \(limit) that one request may hold: split the order"
    case .impossibleItem(let item, let size, let mass):
      return "item \(item) cannot be real: sides \(Self.sides(size)), \(mass) g; each side must be 1 to "
        + "\(Cartonizer.longestSide) mm, the mass 1 to \(Cartonizer.greatestMass) g: correct its catalogue entry"
    case .noUsableBox:
      guard let wrong = catalogue.first(where: { !Cartonizer.isUsable($0) }) else {
        return "the box catalogue is empty: add a box"
      }
      return "box \(wrong.code) cannot be real: \(Self.sides(wrong.inner)) inside, may hold \(wrong.maxLoad) g: "
        + "correct its catalogue entry"
    case .fitsNoBox(let item, let size, let mass):
      return Self.fitsNoBox(item: item, size: size, mass: mass, catalogue: catalogue)
    }
  }

  private static func fitsNoBox(item: Int, size: Size3, mass: Grams, catalogue: [Box]) -> String {
    let start = "no package holds item \(item): its sides \(sides(size)) (\(mass) g)"
    guard let largest = catalogue.max(by: { $0.inner.volume < $1.inner.volume }),
      let strongest = catalogue.max(by: { $0.maxLoad < $1.maxLoad })
    else { return start + " suit no box" }
    if mass > strongest.maxLoad {
      return "no package holds item \(item): its \(mass) g exceed the \(strongest.maxLoad) g that the strongest box "
        + "\(strongest.code) may hold"
    }
    let inside = "(\(sides(largest.inner)) inside)"
    if !Cartonizer.fits(size, in: largest.inner, upright: false) {
      return start + " exceed the largest box \(largest.code) \(inside)"
    }
    return start + " and how it must stand suit no box that may hold its mass; the largest is \(largest.code) \(inside)"
  }

  /// `410 × 390 × 20 mm`.
  static func sides(_ size: Size3) -> String { "\(size.length) × \(size.width) × \(size.height) mm" }
}
