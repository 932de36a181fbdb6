/// Names go into MQTT topics as one segment, and are read by people on small screens.
enum Names {
  /// Characters; also what the oldest MQTT brokers take as a client id.
  static let limit = 23

  /// Why `name` cannot be a topic segment, or nil when it can.
  static func refusal(of name: String) -> String? {
    if name.isEmpty { return "is empty" }
    if name.count > limit { return "has \(name.count) characters, the most is \(limit)" }
    for scalar in name.unicodeScalars {
      if "+#/$".unicodeScalars.contains(scalar) { return "contains '\(scalar)', which MQTT topics reserve" }
      if scalar.properties.isWhitespace { return "contains a space" }
      if scalar.value < 32 || scalar.value == 127 { return "contains a control character" }
    }
    return nil
  }

  /// `pattern` with its `%d` or `%03d` replaced by `number`; without one, the pattern itself.
  static func expand(_ pattern: String, _ number: Int) -> String {
    guard let place = placeholder(in: pattern) else { return pattern }
    let digits = String(number)
    let padding = String(repeating: "0", count: max(0, place.width - digits.count))
    return pattern[..<place.range.lowerBound] + padding + digits + pattern[place.range.upperBound...]
  }

  static func isPattern(_ text: String) -> Bool { placeholder(in: text) != nil }

  private static func placeholder(in pattern: String) -> (range: Range<String.Index>, width: Int)? {
    guard let start = pattern.firstIndex(of: "%") else { return nil }
    let digits = pattern[pattern.index(after: start)...].prefix { $0.isASCII && $0.isNumber }
    guard digits.endIndex < pattern.endIndex, pattern[digits.endIndex] == "d" else { return nil }
    return (start..<pattern.index(after: digits.endIndex), min(Int(digits) ?? 0, limit))
  }

  /// Bytes; what is longer is no slip of the pen, and comparing it letter by letter would take for ever.
  private static let longestSlip = 100

  /// The candidate that `word` was most likely meant to be, or nil when none is near.
  static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    guard word.utf8.count <= longestSlip else { return nil }
    var best: (distance: Int, name: String)?
    for candidate in candidates {
      let distance = editDistance(word.lowercased(), candidate.lowercased())
      if distance < best?.distance ?? Int.max { best = (distance, candidate) }
    }
    guard let best, best.distance <= max(1, min(word.count, best.name.count) / 3) else { return nil }
    return best.name
  }

  /// "did you mean …?" or, when nothing is near, `otherwise`.
  static func suggestion(for word: String, among candidates: some Sequence<String>, otherwise: String) -> String {
    nearest(to: word, among: candidates).map { "did you mean '\($0)'?" } ?? otherwise
  }

  /// A name as messages quote it: hostile ones are megabytes long.
  static func quoted(_ name: String) -> String {
    name.count > 2 * limit ? "'\(name.prefix(2 * limit))…'" : "'\(name)'"
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
  static func editDistance(_ a: String, _ b: String) -> Int {
    let a = Array(a.unicodeScalars)
    let b = Array(b.unicodeScalars)
    var before: [Int] = []
    var previous = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var cost = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
        row.append(cost)
      }
      before = previous
      previous = row
    }
    return previous[b.count]
  }
}
