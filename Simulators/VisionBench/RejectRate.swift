import FloorCore
import TunnelScenes

/// How many good items are rejected where a site accepts one in a hundred, and how far chance alone may move that figure.
///
/// Items of one product resemble each other more than items of two, so a bench of 36 products with 40 good items each says far
/// less than one of 1,440 products would. The interval therefore comes from drawing products again, not items (Efron 1979).
struct RejectRate {
  /// Good items of one product: what was said of them, in thousandths.
  struct Product {
    var index: Int
    var calibrating: [Int32] = []
    var tested: [Int32] = []
    var all: [Int32] { calibrating + tested }
  }

  /// All in per cent; nine in ten benches like this one would say something within the interval.
  let percent: Double
  let interval: ClosedRange<Double>

  static let resamples = 200

  /// - Parameter measure: the rate over some products, in per cent; nil where they are too few for a threshold.
  /// - Returns: nil where they are too few for one.
  init?(_ products: [Product], _ measure: ([Product]) -> Double?) {
    guard !products.isEmpty, let percent = measure(products) else { return nil }
    var random = SceneRandom(UInt64(products.count))
    let drawn = (0..<Self.resamples).compactMap { _ in
      measure(products.indices.map { _ in products[random.below(products.count)] })
    }.sorted()
    guard let least = drawn.first, let most = drawn.last else { return nil }
    self.percent = percent
    let (low, high) = (drawn.count / 20, drawn.count - 1 - drawn.count / 20)
    interval = low <= high ? drawn[low]...drawn[high] : least...most
  }

  /// Products that the thresholds know: each half of every product's items is tested by the other halves'.
  static func ofKnownProducts(_ products: [Product]) -> Double? {
    let (first, second) = (products.flatMap(\.calibrating), products.flatMap(\.tested))
    guard let forth = calibration(first), let back = calibration(second) else { return nil }
    return percent(second.count { $0 > forth.rejectAbove } + first.count { $0 > back.rejectAbove }, of: products)
  }

  /// Products that are new to a site: each is tested by thresholds of all the others.
  static func ofNewProducts(_ products: [Product]) -> Double? {
    var rejected = 0
    for product in products {
      guard let thresholds = calibration(products.filter { $0.index != product.index }.flatMap(\.all)) else {
        return nil
      }
      rejected += product.all.count { $0 > thresholds.rejectAbove }
    }
    return percent(rejected, of: products)
  }

  /// By thresholds from elsewhere.
  static func by(_ thresholds: Calibration, _ products: [Product]) -> Double {
    percent(products.reduce(0) { $0 + $1.all.count { $0 > thresholds.rejectAbove } }, of: products)
  }

  private static func percent(_ rejected: Int, of products: [Product]) -> Double {
    100 * Double(rejected) / Double(max(1, products.reduce(0) { $0 + $1.all.count }))
  }

  /// Split-conformal, for one good item in a hundred rejected and three reviewed or rejected.
  static func calibration(_ normals: [Int32]) -> Calibration? {
    Calibration(normals: normals, reviewPermille: 30, rejectPermille: 10)
  }
}
