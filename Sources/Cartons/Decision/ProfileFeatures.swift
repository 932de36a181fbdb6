internal import FloorModel

/// One input of the damage model: a column and how strongly it is there.
struct Feature: Equatable {
  var column: UInt32
  var value: Double
}

/// Turns a profile into columns: a few measures, and hashed words, parts of words and category.
///
/// Hashing (Weinberger et al. 2009) needs no vocabulary, so that a word never seen in training has a column as any other;
/// parts of words (n-grams of three and four letters) let "glassware" share what was learned of "glass".
enum ProfileFeatures {
  /// Column 0 is always 1; the measures follow.
  static let measureCount: UInt32 = 10
  /// Words of a text that are read; a description's first sentences say what it is.
  static let wordLimit = 200
  /// Columns that text and category are hashed into.
  static let buckets: UInt32 = 1 << 16

  static func of(_ profile: ProductProfile) -> [Feature] {
    var found = [Feature(column: 0, value: 1)] + measures(profile)
    for word in words(profile.text) { found += of(word: word) }
    if !profile.category.isEmpty {
      found.append(Feature(column: column(of: folded(profile.category)[...], tag: 3), value: 1))
    }
    return merged(found)
  }

  /// The words of a text, in lower case.
  static func words(_ text: String) -> [ArraySlice<UInt8>] {
    Array(folded(text).split { !isWordPart($0) }.filter { $0.count <= 40 }.prefix(wordLimit))
  }

  /// The columns of one word: itself and its parts.
  static func of(word: ArraySlice<UInt8>) -> [Feature] {
    let grams = grams(of: word)
    // A long word does not count more than a short one.
    let share = 1 / Double(max(1, grams.count)).squareRoot()
    return [Feature(column: column(of: word, tag: 1), value: 1)]
      + grams.map { Feature(column: column(of: $0, tag: 2), value: share) }
  }

  static func column(ofCategory category: String) -> UInt32 { column(of: folded(category)[...], tag: 3) }

  /// Lower case for the letters of ASCII; other scripts are taken as they are.
  private static func folded(_ text: String) -> [UInt8] {
    text.utf8.prefix(ProductProfile.textLimit).map { 65...90 ~= $0 ? $0 + 32 : $0 }
  }

  private static func isWordPart(_ byte: UInt8) -> Bool {
    97...122 ~= byte || 48...57 ~= byte || byte == 45 || byte >= 128
  }

  private static func grams(of word: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    let framed = [60] + word + [62]
    var found: [ArraySlice<UInt8>] = []
    for length in 3...4 where framed.count >= length {
      for start in 0...(framed.count - length) { found.append(framed[start..<start + length]) }
    }
    return found
  }

  /// FNV-1a, folded into the buckets after the measures.
  private static func column(of bytes: ArraySlice<UInt8>, tag: UInt8) -> UInt32 {
    var hash: UInt64 = (0xcbf2_9ce4_8422_2325 ^ UInt64(tag)) &* 0x100_0000_01b3
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return measureCount + UInt32(truncatingIfNeeded: hash ^ (hash >> 32)) % buckets
  }

  /// Logarithms of the measures, each around what is usual in a shop and of half its usual spread.
  private static func measures(_ profile: ProductProfile) -> [Feature] {
    let size = profile.size
    let shortest = Double(min(size.length, size.width, size.height))
    let (volume, mass) = (Double(size.volume), Double(profile.mass))
    var found = [
      scaled(1, mass, around: 700, spread: 1.2), scaled(2, volume, around: 1.5e6, spread: 1.3),
      scaled(3, mass / volume, around: 5e-4, spread: 0.9),
      scaled(4, Double(size.longest) / shortest, around: 4, spread: 0.9),
      scaled(5, Double(size.longest), around: 220, spread: 0.5),
    ]
    if let price = profile.price, price > 0 { found.append(scaled(6, price, around: 2_500, spread: 1)) }
    switch profile.fragility {
    case .sturdy: found.append(Feature(column: 7, value: 1))
    case .normal: break
    case .fragile: found.append(Feature(column: 8, value: 1))
    }
    if profile.quantity > 1 { found.append(scaled(9, Double(profile.quantity), around: 1, spread: 1)) }
    return found
  }

  private static func scaled(_ column: UInt32, _ value: Double, around: Double, spread: Double) -> Feature {
    let measure = (Elementary.log(value) - Elementary.log(around)) / (2 * spread)
    return Feature(column: column, value: min(max(measure, -2), 2))
  }

  /// One entry a column, columns ascending.
  private static func merged(_ features: [Feature]) -> [Feature] {
    var result: [Feature] = []
    result.reserveCapacity(features.count)
    for feature in features.sorted(by: { $0.column < $1.column }) {
      if let last = result.indices.last, result[last].column == feature.column {
        result[last].value += feature.value
      } else {
        result.append(feature)
      }
    }
    return result
  }
}
