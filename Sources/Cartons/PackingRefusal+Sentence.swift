public import FloorModel

extension PackingRefusal: CustomStringConvertible {
  /// The refusal as a sentence that a person can act on; see `sentence(catalogue:)` for one that names the boxes.
  public var description: String { sentence(catalogue: []) }

  /// The refusal as a sentence that a person can act on: which item, what is wrong with it, and what the boxes allow.
  ///
  /// - Parameter catalogue: the boxes that were to be used; with none the sentence speaks of the item alone.
  /// - Parameter name: what to call an item, by its index in the order.
  public func sentence(catalogue: [Box], naming name: (Int) -> String = { "item \($0)" }) -> String {
    switch self {
    case .noItems:
      return "there is nothing to pack: the order holds no items"
    case .tooManyItems(let count, let limit):
      return "\(count) items are more than the \(limit) that one request may hold: split the order"
    case .impossibleItem(let item, let size, let mass):
      return "\(name(item)) cannot be real: sides \(Self.sides(size)), \(mass) g; each side must be 1 to "
        + "\(Cartonizer.longestSide) mm, the mass 1 to \(Cartonizer.greatestMass) g: correct its catalogue entry"
    case .noUsableBox:
      guard let wrong = catalogue.first(where: { !Cartonizer.isUsable($0) }) else {
        return "the box catalogue is empty: add a box"
      }
      return "box \(wrong.code) cannot be real: \(Self.sides(wrong.inner)) inside, may hold \(wrong.maxLoad) g: "
        + "correct its catalogue entry"
    case .fitsNoBox(let item, let size, let mass, let thisWayUp):
      let misfit = Misfit(size: size, mass: mass, catalogue: catalogue)
      return "no package holds \(name(item)): \(thisWayUp ? misfit.standing : misfit.lying)"
    }
  }

  /// `410 × 390 × 20 mm`.
  static func sides(_ size: Size3) -> String { "\(size.length) × \(size.width) × \(size.height) mm" }
}

/// What keeps an item out of every box: the first of mass, length and cross-section that no box has room for.
private struct Misfit {
  let size: Size3
  let mass: Grams
  let catalogue: [Box]
  /// Boxes that may hold its mass.
  let strong: [Box]

  init(size: Size3, mass: Grams, catalogue: [Box]) {
    self.size = size
    self.mass = mass
    self.catalogue = catalogue
    strong = catalogue.filter { $0.maxLoad >= mass }
  }

  /// Of an item that may be turned any way.
  var lying: String {
    let sides = Sides(size)
    guard let longest = greatest(strong, by: { Int64($0.inner.longest) }) else { return tooHeavy }
    guard sides.long <= longest.inner.longest else {
      return "its longest side \(sides.long) mm exceeds the \(longest.inner.longest) mm inside \(longest.code), "
        + "the longest box that may hold its \(mass) g"
    }
    let long = strong.filter { $0.inner.longest >= sides.long }
    let roomy = greatest(long) { Int64(Sides($0.inner).middle) * Int64(Sides($0.inner).short) }
    guard let roomy, !Cartonizer.fits(size, in: roomy.inner, upright: false) else { return unsuited }
    let room = Sides(roomy.inner)
    return "its shortest two sides \(sides.middle) × \(sides.short) mm exceed the \(room.middle) × \(room.short) mm "
      + "inside \(roomy.code), the roomiest box that takes its \(sides.long) mm and may hold its \(mass) g"
  }

  /// Of an item whose height stays vertical.
  var standing: String {
    guard let highest = greatest(strong, by: { Int64($0.inner.height) }) else { return tooHeavy }
    guard size.height <= highest.inner.height else {
      return "it must stand upright, and its height \(size.height) mm exceeds the \(highest.inner.height) mm inside "
        + "\(highest.code), the highest box that may hold its \(mass) g"
    }
    let high = strong.filter { $0.inner.height >= size.height }
    let roomy = greatest(high) { Int64($0.inner.length) * Int64($0.inner.width) }
    guard let roomy, !Cartonizer.fits(size, in: roomy.inner, upright: true) else { return unsuited }
    return "it must stand upright, and its base \(size.length) × \(size.width) mm exceeds the \(roomy.inner.length) × "
      + "\(roomy.inner.width) mm inside \(roomy.code), the roomiest box that is \(size.height) mm high and may hold its "
      + "\(mass) g"
  }

  private var tooHeavy: String {
    guard let strongest = greatest(catalogue, by: { Int64($0.maxLoad) }) else { return unsuited }
    return "its \(mass) g exceed the \(strongest.maxLoad) g that the strongest box \(strongest.code) may hold"
  }

  /// Boxes are not named, or padding and bulging leave less room than their sides say.
  private var unsuited: String { "its sides \(PackingRefusal.sides(size)) and its \(mass) g suit none" }

  /// The first of the greatest.
  private func greatest(_ boxes: [Box], by measure: (Box) -> Int64) -> Box? {
    var best: Box?
    for box in boxes where best.map({ measure(box) > measure($0) }) ?? true { best = box }
    return best
  }

  private struct Sides {
    let long, middle, short: Millimetres

    init(_ size: Size3) {
      let sides = [size.length, size.width, size.height].sorted()
      (long, middle, short) = (sides[2], sides[1], sides[0])
    }
  }
}
