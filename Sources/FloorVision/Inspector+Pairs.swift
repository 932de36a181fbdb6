import FloorCore
package import FloorModel

extension Inspector {
  /// What a `PairNetwork` sees of a frame, as bytes: six planes of `PairNetwork.rows` × `PairNetwork.columns`, B, G, R of the item
  /// and then of the mean of good pieces.
  ///
  /// - Returns: nil where the product was not enrolled or the frame cannot be judged.
  package func pair(_ frame: [UInt8], as sku: SKU, view: Int = 0) -> [UInt8]? {
    guard let golden = reference(of: sku.code)?[view] else { return nil }
    let depth = GoldenView.extents(of: sku.size, view: view).depth
    guard let seen = try? SeenItem(frame, tunnel: tunnel, depth: depth),
      let usual = try? golden.model.pictures().fineMean,
      let item = try? Alignment(seen, to: usual, short: golden.model.short).patch.colours,
      let first = try? Self.planes(item), let second = try? Self.planes(usual)
    else { return nil }
    return first + second
  }

  private static func planes(_ picture: Picture) throws -> [UInt8] {
    let small = try picture.resized(PairNetwork.columns, PairNetwork.rows).floats()
    let pixels = PairNetwork.columns * PairNetwork.rows
    return (0..<3).flatMap { k in (0..<pixels).map { UInt8(min(255, max(0, small[3 * $0 + k].rounded()))) } }
  }
}
