import FloorCore
import FloorModel

/// What each check says of one view, as scores with regions.
struct CheckTable {
  /// See `Judge.strains`.
  let strains: [Double]
  let places: Places
  let patch: ItemPatch
  let view: Int32

  /// Another product's code.
  private static let wrongCode: Int32 = 10_000
  /// Beyond this, how odd does not matter.
  private static let most = 30.0

  /// - Parameters:
  ///   - code: see `codeOddness`.
  ///   - stranger: see `Likeness.stranger`; nil: no other product is known that could be confused with it.
  ///   - network: 1 where it is as likely that something is wrong as that nothing is; nil: the site has none.
  func scores(code: Int32?, stranger: Double?, network: Double?) -> [CheckScore] {
    let all = PatchBox.all(of: patch)
    let rows: [(Check, Double?, PatchBox?)] = [
      (.dimensions, strain("size"), all), (.silhouette, strain("lacking"), places.lacking),
      (.openings, strain("beyond"), places.beyond), (.print, strain("fine"), places.fine),
      (.shade, strain("coarse"), places.coarse), (.structure, strain("unlike"), all),
      (.colour, strain("colour"), all), (.barcode, code.map { Double($0) / 1000 }, all),
      (.otherProduct, stranger, all), (.network, network, all),
    ]
    return rows.compactMap { check, value, place in
      guard let value else { return nil }
      let oddness = Int32((1000 * min(Self.most, max(0, value))).rounded())
      return CheckScore(check, view: view, oddness: oddness, region: place?.region(in: patch))
    }
  }

  private func strain(_ name: String) -> Double? { Judge.strained.firstIndex(of: name).map { strains[$0] } }

  /// What the barcode says, in thousandths: nothing is read where good pieces show theirs; another one is read; nil where
  /// the view shows none.
  ///
  /// - Parameter share: of good pieces on which it was read.
  static func codeOddness(_ read: String?, of sku: SKU, share: Double) -> Int32? {
    if let read, !sku.gtin.isEmpty, read != sku.gtin { return wrongCode }
    guard share > 0 else { return nil }
    return read == nil ? Int32((1000 * share).rounded()) : 0
  }

  /// All views' scores, of each check the oddest.
  static func oddest(_ scores: [CheckScore]) -> [CheckScore] {
    Check.allCases.compactMap { check in
      scores.filter { $0.check == check }.max { $0.oddness < $1.oddness }
    }
  }
}
