public import FloorModel

/// How well parcels were foreseen: by product and by box, predicted against real. Finds products whose master data are wrong.
public struct FitBook: Equatable, Sendable, Codable {
  /// What came of a product's parcels.
  public struct ProductFit: Equatable, Sendable, Codable {
    public var sku: SKU.ID
    /// Parcels that held it and were reported on.
    public var parcels: Int32 = 0
    /// Parcels that it did not go into, or that were refused with it in them.
    public var misfits: Int32 = 0
    /// The latest measures of single units by pack stations, the last one last.
    public var checks: [UnitCheck] = []
    /// The latest sizes by tunnels that were not those of the record.
    public var tunnel: [Size3] = []
    /// Why its master data are doubted; nil: they are not.
    public var suspicion: Suspicion?

    /// Measures that are kept.
    static let checksKept = 5
    /// Units that must agree before a pack station's or a tunnel's measure is believed.
    static let packAgreement = 3
    static let tunnelAgreement = 2
    /// Parcels that must be refused before the record is doubted.
    static let misfitLimit: Int32 = 2
  }

  public enum Suspicion: Equatable, Sendable, Codable {
    /// Parcels with it did not go in as planned, time and again.
    case misfits(Int32)
    /// Pack stations measure something else than the record says.
    case measures(Size3?, Grams?)
  }

  /// What came of a box's parcels.
  public struct BoxFit: Equatable, Sendable, Codable {
    public var parcels: Int32 = 0
    public var misfits: Int32 = 0
    public var missing: Int32 = 0
    /// Parcels that were planned in it and packed in another.
    public var replaced: Int32 = 0
    /// Parcels whose height of goods was both planned and measured, with the sums of both and of their differences.
    public var gauged: Int32 = 0
    public var plannedHeight: Int64 = 0
    public var realHeight: Int64 = 0
    public var heightError: Int64 = 0
  }

  /// By SKU; only products that something was reported of.
  public internal(set) var products: [ProductFit] = []
  public internal(set) var boxes: [BoxFit]

  init(boxes: Int) { self.boxes = Array(repeating: BoxFit(), count: boxes) }

  /// Products whose master data are doubted: the next unit that comes through a tunnel is measured.
  public var suspects: [ProductFit] { products.filter { $0.suspicion != nil } }

  public func fit(of sku: SKU.ID) -> ProductFit? {
    let place = place(of: sku)
    return place < products.count && products[place].sku == sku ? products[place] : nil
  }

  public func isSuspect(_ sku: SKU.ID) -> Bool { fit(of: sku)?.suspicion != nil }

  /// Changes what is kept of a product.
  mutating func with<T>(_ sku: SKU.ID, _ change: (inout ProductFit) -> T) -> T {
    let place = place(of: sku)
    if place == products.count || products[place].sku != sku { products.insert(ProductFit(sku: sku), at: place) }
    return change(&products[place])
  }

  private func place(of sku: SKU.ID) -> Int {
    var (low, high) = (0, products.count)
    while low < high {
      let middle = (low + high) / 2
      if products[middle].sku >= sku { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension FitBook.ProductFit {
  /// Takes the measures of one unit in.
  /// - Returns: size and mass that enough units agree on.
  mutating func note(_ check: UnitCheck) -> (size: Size3?, mass: Grams?) {
    guard check.size != nil || check.mass != nil else { return (nil, nil) }
    checks.append(check)
    if checks.count > Self.checksKept { checks.removeFirst() }
    let sizes = checks.compactMap(\.size).map(\.ranked)
    let masses = checks.compactMap(\.mass).sorted()
    return (
      sizes.count >= Self.packAgreement ? Size3(medianOf: sizes) : nil,
      masses.count >= Self.packAgreement ? masses[masses.count / 2] : nil
    )
  }
}

extension Size3 {
  /// The same sides, the longest first.
  var ranked: Size3 {
    let sides = [length, width, height].sorted()
    return Size3(length: sides[2], width: sides[1], height: sides[0])
  }

  /// The same sides under the names that a record gives them: its longest side is the longest here, and so on.
  func named(like record: Size3) -> Size3 {
    let sides = [length, width, height].sorted()
    let (a, b, c) = (record.length, record.width, record.height)
    let l = (a > b ? 1 : 0) + (a > c ? 1 : 0)
    let w = (b >= a ? 1 : 0) + (b > c ? 1 : 0)
    return Size3(length: sides[l], width: sides[w], height: sides[3 - l - w])
  }

  /// Each side the median of its like.
  init(medianOf sizes: [Size3]) {
    func median(_ sides: [Millimetres]) -> Millimetres { sides.sorted()[sides.count / 2] }
    self.init(
      length: median(sizes.map(\.length)), width: median(sizes.map(\.width)), height: median(sizes.map(\.height)))
  }
}
