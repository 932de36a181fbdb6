import COpenCV

/// EAN-13 and UPC-A, as thirteen digits. Nothing is better than a wrong number: a code counts only when its check digit
/// is right and several differently prepared pictures agree on it.
public enum Barcode {
  /// Ways to prepare the picture: all of them, and those that fit a tunnel's time.
  private static let thorough: Int32 = 10
  private static let quick: Int32 = 4
  /// Pixels of the item's long side in the picture that is searched.
  private static let width = 760.0

  /// Reads the one code in a picture file (PNG, JPEG, WebP); nil where there is none, or not beyond doubt.
  public static func read(file: [UInt8], limits: FrameLimits = FrameLimits()) -> String? {
    guard let grey = try? Picture.decoded(file, limits: limits).grey() else { return nil }
    return read(grey, attempts: thorough)
  }

  /// Searches the item's part of the frame, turned upright.
  ///
  /// - Parameter expected: the product's own code. Another one is believed only when both decoders read it: a tear across
  ///   the bars can make one code of another.
  static func read(in seen: SeenItem, expected: String) throws -> String? {
    let c = seen.outline.corners
    let across = max(c[0].distance(to: c[1]), 1)
    let along = max(c[1].distance(to: c[2]), 1)
    let scale = max(1, min(2, width / across))
    let (w, h) = (max(32, across * scale), max(32, along * scale))
    let upright = [Spot(0, 0), Spot(w, 0), Spot(w, h), Spot(0, h)]
    let part = try seen.view.grey.warped(Homography(upright, to: c), width: Int(w), height: Int(h))
    return digits(in: part, expected: expected)
  }

  /// - Parameter expected: see `read(in:expected:)`.
  static func digits(in part: Picture, expected: String) -> String? {
    guard let digits = read(part, attempts: quick) else { return nil }
    if expected.isEmpty || digits == expected { return digits }
    return (try? fitted(part)) == digits && patient(part, attempts: thorough) == digits ? digits : nil
  }

  private static func read(_ grey: Picture, attempts: Int32) -> String? {
    if let digits = try? fitted(grey) { return digits }
    return patient(grey, attempts: attempts)
  }

  /// By ZXing, from several pictures.
  private static func patient(_ grey: Picture, attempts: Int32) -> String? {
    var text = [CChar](repeating: 0, count: 14)
    guard ocv_barcode(grey.handle, attempts, &text) == OCV_OK else { return nil }
    return String(decoding: text.prefix(13).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Looks for bars that stand about upright and fits the digits; two bands across them must agree.
  private static func fitted(_ grey: Picture) throws -> String? {
    let map = try Picture.made { ocv_bars(grey.handle, 9, 5, $0) }
    let strongest = try map.maximum(within: nil).value
    guard strongest > 20 else { return nil }
    for blob in try map.blobs(above: 0.4 * strongest, limit: 2) where blob.width > 90 && blob.height > 12 {
      if let digits = try fitted(grey, blob) { return digits }
    }
    return nil
  }

  private static func fitted(_ grey: Picture, _ blob: ocv_blob) throws -> String? {
    var votes: [String: Int] = [:]
    let (top, bottom) = (Int(blob.y) + Int(blob.height) / 6, Int(blob.y + blob.height) - Int(blob.height) / 6)
    let band = max(3, min(10, (bottom - top) / 5))
    // The map is smoothed: the code's ends lie within its reach of the blob's.
    let reach = 14.0
    let (x0, x1) = (Double(blob.x), Double(blob.x + blob.width))
    for middle in stride(from: top + band / 2, to: bottom - band / 2, by: max(band, (bottom - top) / 6)) {
      var profile = [Double](repeating: 0, count: grey.width)
      let rows = (max(0, middle - band / 2), min(grey.height, middle + band / 2 + 1))
      try check(ocv_profile(grey.handle, Int32(rows.0), Int32(rows.1), &profile))
      for flipped in [false, true] {
        let decoder = BarDecoder(flipped ? profile.reversed() : profile)
        let (a, b) = flipped ? (Double(grey.width) - x1, Double(grey.width) - x0) : (x0, x1)
        guard
          let digits = decoder.read(left: (a - reach)...(a + reach), right: (b - reach)...(b + reach), step: 0.5)
        else { continue }
        votes[digits, default: 0] += 1
        if votes.count == 1, votes[digits] == 2 { return digits }
      }
    }
    return nil
  }
}
