/// One of the ways in which a tunnel looks at an item.
public enum Check: UInt8, CaseIterable, Sendable, Codable {
  /// Its two extents against those of good pieces.
  case dimensions = 0
  /// Parts of its outline that are missing.
  case silhouette = 1
  /// Parts that stand out beyond its outline: flaps, lids.
  case openings = 2
  /// Print and label, pixel by pixel, against how much good pieces differ.
  case print = 3
  /// Broad changes of shade: dents, stains, folds.
  case shade = 4
  /// Correlation with the pattern of good pieces.
  case structure = 5
  /// Median colour difference, ΔE.
  case colour = 6
  /// Whether its barcode is there, where good pieces show theirs.
  case barcode = 7
  /// Whether it matches another product's reference better than its own.
  case otherProduct = 8
  /// A neural network of the site's own.
  case network = 9
}

/// What one check says of an item, by the view that it says most of.
public struct CheckScore: Hashable, Sendable, Codable {
  public var check: Check
  /// Which camera's frame, from 0.
  public var view: Int32
  /// How odd the item is to this check, in thousandths: about 1000 at the edge of what good pieces show.
  public var oddness: Int32
  /// Where, in the frame.
  public var region: Region?
  /// The chance that a good piece is at least as odd, in thousandths and never 0 (see `CheckBook`); nil while too few
  /// good units are known.
  public internal(set) var pPermille: Int32?

  public init(_ check: Check, view: Int32 = 0, oddness: Int32, region: Region? = nil) {
    self.check = check
    self.view = view
    self.oddness = oddness
    self.region = region
  }
}

/// Turns what a check says into a p-value, by what it said of good units. Part of the books, from records alone.
///
/// Split-conformal: of units like the good ones that were seen, at most a share p gets a p-value of p or less, whatever the
/// distribution of the scores (Vovk, Gammerman, Shafer 2005). Good units of the product count as soon as there are enough, then
/// those of its category, then those of all products.
public struct CheckBook: Equatable, Sendable, Codable {
  /// Scores of good units that are kept of each check: of a product, and of a category or of all; the oldest go first.
  static let productLimit = 200
  static let poolLimit = 1000
  /// Scores of good units from which a p-value means something: one in a hundred can be told from more.
  public static let enough = 99

  /// Per check, the oldest first.
  private var pool: [[Int32]]
  /// By category, and by product, as `pool`; empty until the first good unit.
  private var groups: [[[Int32]]]
  private var products: [[[Int32]]]

  public init(skus: Int, groups: Int = 0) {
    pool = Self.none
    self.groups = Array(repeating: [], count: groups)
    products = Array(repeating: [], count: skus)
  }

  private static var none: [[Int32]] { Array(repeating: [], count: Check.allCases.count) }

  /// A good unit was seen.
  ///
  /// - Parameter group: index of its category; nil: it has none.
  public mutating func learn(_ scores: [CheckScore], of sku: Int, group: Int?) {
    for score in scores {
      Self.add(score, to: &pool, limit: Self.poolLimit)
      if let group { Self.add(score, to: &groups[group], limit: Self.poolLimit) }
      Self.add(score, to: &products[sku], limit: Self.productLimit)
    }
  }

  private static func add(_ score: CheckScore, to scores: inout [[Int32]], limit: Int) {
    if scores.isEmpty { scores = none }
    let row = Int(score.check.rawValue)
    scores[row].append(score.oddness)
    if scores[row].count > limit { scores[row].removeFirst() }
  }

  /// The same scores with their p-values.
  public func weighed(_ scores: [CheckScore], of sku: Int, group: Int?) -> [CheckScore] {
    scores.map { score in
      var weighed = score
      weighed.pPermille = pPermille(of: score, sku, group)
      return weighed
    }
  }

  /// (1 + good units at least as odd) / (1 + good units), rounded up.
  private func pPermille(of score: CheckScore, _ sku: Int, _ group: Int?) -> Int32? {
    let row = Int(score.check.rawValue)
    for scores in [products[sku], group.map { groups[$0] } ?? [], pool] where row < scores.count {
      let good = scores[row]
      guard good.count >= Self.enough else { continue }
      let odder = good.count { $0 >= score.oddness }
      return Int32(clamping: (1000 * (1 + odder) + good.count) / (1 + good.count))
    }
    return nil
  }
}
