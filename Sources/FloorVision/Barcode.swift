import COpenCV

/// EAN-13 and UPC-A, as thirteen digits. Nothing is better than a wrong number: a code counts only when its check digit
/// is right, several scan lines agree, and no second number is in the picture.
enum Barcode {
  /// Only the item's part of the frame is searched.
  static func read(in seen: SeenItem, effort: Int32) throws -> String? {
    let c = seen.outline.corners
    let (left, right) = (c.map(\.x).min()! - 8, c.map(\.x).max()! + 8)
    let (top, bottom) = (c.map(\.y).min()! - 8, c.map(\.y).max()! + 8)
    let cut = Homography(values: [1, 0, left.rounded(), 0, 1, top.rounded(), 0, 0, 1])
    let part = try seen.view.grey.warped(cut, width: max(32, Int(right - left)), height: max(32, Int(bottom - top)))
    return try read(part, effort: effort)
  }

  /// - Parameter grey: one channel of eight bits.
  static func read(_ grey: Picture, effort: Int32) throws -> String? {
    var found = [ocv_code](repeating: ocv_code(), count: 4)
    var count: Int32 = 0
    try check(ocv_barcodes(grey.handle, effort, &found, 4, &count))
    let texts = Set(
      found.prefix(Int(count)).map { code in
        withUnsafeBytes(of: code.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      })
    return texts.count == 1 ? texts.first : nil
  }
}
