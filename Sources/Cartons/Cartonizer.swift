public import FloorModel

/// Chooses boxes for an order, and says how the items lie in them.
///
/// The plan has the fewest parcels it could find, and of those the least total inner volume. It is the same for any
/// order of the items and of an item's own sides, on any machine.
public struct Cartonizer: Sendable {
  /// Most items that one request may hold.
  public static let itemLimit = 1_000
  /// The longest side of an item or a box, in millimetres, that is taken for real.
  public static let longestSide: Millimetres = 20_000
  /// The greatest mass of an item, in grams, that is taken for real.
  public static let greatestMass: Grams = 10_000_000

  public let catalogue: [Box]
  /// Least share of an item's base that must rest on the box's floor or on other items, in thousandths; 0: none need.
  public let minimumSupportPermille: Int32
  /// Catalogue indices by inner volume, then cost, then index.
  let bySize: [Int]
  private let isCatalogueUsable: Bool

  public init(catalogue: [Box], minimumSupportPermille: Int32 = 0) {
    precondition((0...1000).contains(minimumSupportPermille), "a share of support lies between 0 and 1000 permille")
    self.catalogue = catalogue
    self.minimumSupportPermille = minimumSupportPermille
    isCatalogueUsable = !catalogue.isEmpty && catalogue.allSatisfy(Self.isUsable)
    bySize = catalogue.indices.sorted {
      let (a, b) = (catalogue[$0], catalogue[$1])
      if a.inner.volume != b.inner.volume { return a.inner.volume < b.inner.volume }
      return a.costCents == b.costCents ? $0 < $1 : a.costCents < b.costCents
    }
  }

  /// Packs the items.
  ///
  /// - Parameter budget: how much work may go into improving on the first answer.
  /// - Throws: `PackingRefusal` when the order or the catalogue makes no sense, or when an item fits no box.
  public func plan(_ items: [PackItem], budget: PackingBudget = .default) throws(PackingRefusal) -> PackingPlan {
    try check(items)
    let goods = Goods(items)
    let search = OrderSearch(cartonizer: self, goods: goods, budget: budget)
    return search.run()
  }

  /// A box whose sides and limit can be real.
  static func isUsable(_ box: Box) -> Bool {
    let sides = [box.inner.length, box.inner.width, box.inner.height]
    return sides.allSatisfy { 1...longestSide ~= $0 } && box.maxLoad > 0
  }

  /// Whether something of this size goes into an empty box in a permitted turn.
  static func fits(_ size: Size3, in inner: Size3, upright: Bool) -> Bool {
    let (a, b, c) = (size.length, size.width, size.height)
    if upright {
      return c <= inner.height && max(a, b) <= max(inner.length, inner.width)
        && min(a, b) <= min(inner.length, inner.width)
    }
    let (p, q, r) = (inner.length, inner.width, inner.height)
    let (longest, shortest) = (max(a, b, c), min(a, b, c))
    let (most, least) = (max(p, q, r), min(p, q, r))
    return longest <= most && shortest <= least && a + b + c - longest - shortest <= p + q + r - most - least
  }

  private func check(_ items: [PackItem]) throws(PackingRefusal) {
    guard isCatalogueUsable else { throw .noUsableBox }
    guard !items.isEmpty else { throw .noItems }
    guard items.count <= Self.itemLimit else { throw .tooManyItems(count: items.count, limit: Self.itemLimit) }
    for (index, item) in items.enumerated() {
      let size = item.size
      guard min(size.length, size.width, size.height) > 0, size.longest <= Self.longestSide,
        1...Self.greatestMass ~= item.mass
      else { throw .impossibleItem(item: index, size: size, mass: item.mass) }
      let holds = catalogue.contains {
        item.mass <= $0.maxLoad && Self.fits(size, in: $0.inner, upright: item.thisWayUp)
      }
      guard holds else {
        throw .fitsNoBox(item: index, size: size, mass: item.mass, thisWayUp: item.thisWayUp)
      }
    }
  }
}
