import FloorModel
import Yams

/// One YAML mapping of a site file, with the keys that it may have.
///
/// A getter that finds something wrong says so in the log and returns a harmless value, so that reading goes on and the
/// rest of the file is checked too. A log with an error in it never becomes a site.
struct Section {
  let what: String
  let node: Node
  let file: String
  let log: FaultLog
  private let values: [String: Node]

  /// - Parameter what: how messages call it: "a pick station".
  init(_ node: Node, what: String, file: String, log: FaultLog, keys: [String]) {
    self.what = what
    self.node = node
    self.file = file
    self.log = log
    var values: [String: Node] = [:]
    if case .mapping(let mapping) = node {
      for (key, value) in mapping {
        let mark = Self.mark(of: key, in: file)
        guard case .scalar(let scalar) = key, keys.contains(scalar.string) else {
          let word = key.scalar?.string ?? "?"
          log.error(
            mark, "unknown key \(Names.quoted(word)) in \(what)",
            remedy: Names.suggestion(for: word, among: keys, otherwise: "known are: \(keys.joined(separator: ", "))"))
          continue
        }
        values[scalar.string] = value
      }
    } else {
      log.error(
        Self.mark(of: node, in: file), "\(what) must be a mapping",
        remedy: "write 'key: value' lines with some of: \(keys.joined(separator: ", "))")
    }
    self.values = values
  }

  static func mark(of node: Node, in file: String) -> SourceMark {
    SourceMark(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  var mark: SourceMark { Self.mark(of: node, in: file) }

  func has(_ key: String) -> Bool { values[key] != nil }
  func value(_ key: String) -> Node? { values[key] }
  /// Where the key's value stands, or the section itself when it is missing.
  func mark(at key: String) -> SourceMark { values[key].map { Self.mark(of: $0, in: file) } ?? mark }

  func missing(_ key: String, example: String) {
    log.error(mark, "\(what) has no '\(key)'", remedy: "add '\(key): \(example)'")
  }

  // MARK: - Scalars

  func text(_ key: String, example: String, default fallback: String? = nil) -> String {
    guard let node = values[key] else {
      if fallback == nil { missing(key, example: example) }
      return fallback ?? ""
    }
    guard case .scalar(let scalar) = node else {
      wrong(key, node, "must be one word", example)
      return fallback ?? ""
    }
    return scalar.string
  }

  func integer(_ key: String, in range: ClosedRange<Int>, default fallback: Int? = nil) -> Int {
    guard let node = values[key] else {
      if fallback == nil { missing(key, example: "\(range.lowerBound)") }
      return fallback ?? range.lowerBound
    }
    return integer(node, key, in: range) ?? fallback ?? range.lowerBound
  }

  func number(_ key: String, in range: ClosedRange<Double>, default fallback: Double? = nil) -> Double {
    guard let node = values[key] else {
      if fallback == nil { missing(key, example: "\(range.lowerBound)") }
      return fallback ?? range.lowerBound
    }
    return number(node, key, in: range) ?? fallback ?? range.lowerBound
  }

  func flag(_ key: String, default fallback: Bool) -> Bool {
    choice(key, ["true": true, "false": false], example: "true", default: fallback)
  }

  /// Metres, either way of zero; 0 when left out.
  func metres(_ key: String) -> Double {
    guard let node = values[key] else { return 0 }
    if let metres = node.scalar.flatMap({ Double($0.string) }), metres.isFinite, abs(metres) <= 1_000_000 {
      return metres
    }
    wrong(key, node, "must be metres, at most a million", "12.5")
    return 0
  }

  /// One of a few words.
  func choice<Value>(_ key: String, _ words: KeyValuePairs<String, Value>, example: String, default fallback: Value?)
    -> Value
  {
    choice(key, Array(words), example: example, default: fallback)
  }

  /// One of a few cases, by its word.
  func choice<Value: Worded>(
    _ key: String, among cases: [Value] = Array(Value.allCases), example: String, default fallback: Value?
  ) -> Value {
    choice(key, cases.map { ($0.code, $0) }, example: example, default: fallback)
  }

  private func choice<Value>(
    _ key: String, _ words: [(key: String, value: Value)], example: String, default fallback: Value?
  ) -> Value {
    guard let node = values[key] else {
      if fallback == nil { missing(key, example: example) }
      return fallback ?? words[0].value
    }
    let word = node.scalar?.string ?? ""
    if let found = words.first(where: { $0.key == word }) { return found.value }
    log.error(
      Self.mark(of: node, in: file), "'\(key)' of \(what) is '\(word)'",
      remedy: "write one of: \(words.map(\.key).joined(separator: ", "))")
    return fallback ?? words[0].value
  }

  func heading(_ key: String, default fallback: Heading?) -> Heading {
    choice(
      key, ["north": Heading.north, "east": .east, "south": .south, "west": .west], example: "north", default: fallback)
  }

  /// "90s", "45m", "4h" or several after each other: "2h30m".
  func span(_ key: String, example: String) -> Span {
    guard let node = values[key] else {
      missing(key, example: example)
      return .zero
    }
    if let span = Span(written: node.scalar?.string ?? "") { return span }
    wrong(key, node, "is not a length of time", example)
    return .zero
  }

  // MARK: - Sequences

  func size(_ key: String, in range: ClosedRange<Int> = 1...100_000) -> Size3 {
    let sides = integers(key, in: range, example: "[450, 400, 300]")
    guard sides.count == 3 else {
      if has(key), !sides.isEmpty { wrong(key, values[key]!, "needs three lengths in mm", "[450, 400, 300]") }
      return Size3(length: 1, width: 1, height: 1)
    }
    return Size3(length: Int32(sides[0]), width: Int32(sides[1]), height: Int32(sides[2]))
  }

  func integers(_ key: String, in range: ClosedRange<Int>, example: String) -> [Int] {
    items(key, example: example).compactMap { integer($0, key, in: range) }
  }

  func numbers(_ key: String, in range: ClosedRange<Double>, example: String) -> [Double] {
    items(key, example: example).compactMap { number($0, key, in: range) }
  }

  func words(_ key: String, example: String) -> [(text: String, mark: SourceMark)] {
    items(key, example: example).compactMap { node in
      guard case .scalar(let scalar) = node else {
        wrong(key, node, "must be a list of words", example)
        return nil
      }
      return (scalar.string, Self.mark(of: node, in: file))
    }
  }

  /// The nodes of a list; a missing or empty list is a fault.
  func items(_ key: String, example: String) -> [Node] {
    guard let node = values[key] else {
      missing(key, example: example)
      return []
    }
    guard case .sequence(let sequence) = node, !sequence.isEmpty else {
      wrong(key, node, "must be a list with at least one entry", example)
      return []
    }
    return Array(sequence)
  }

  /// The mappings of a list that may be missing.
  func sections(_ key: String, what: String, keys: [String]) -> [Section] {
    guard has(key) else { return [] }
    return items(key, example: "\n  - name: …").map { Section($0, what: what, file: file, log: log, keys: keys) }
  }

  func section(_ key: String, what: String, keys: [String]) -> Section? {
    values[key].map { Section($0, what: what, file: file, log: log, keys: keys) }
  }

  // MARK: - Faults

  func wrong(_ key: String, _ node: Node, _ message: String, _ example: String) {
    let found = node.scalar.map { " ('\($0.string)')" } ?? ""
    log.error(
      Self.mark(of: node, in: file), "'\(key)' of \(what) \(message)\(found)", remedy: "write for example: \(example)")
  }

  private func integer(_ node: Node, _ key: String, in range: ClosedRange<Int>) -> Int? {
    let written = node.scalar?.string ?? ""
    guard let value = Int(written.replacing("_", with: "")) else {
      wrong(key, node, "is not a whole number", "\(range.lowerBound)")
      return nil
    }
    if range.contains(value) { return value }
    wrong(key, node, "is out of range", "a number from \(range.lowerBound) to \(range.upperBound)")
    return nil
  }

  private func number(_ node: Node, _ key: String, in range: ClosedRange<Double>) -> Double? {
    let written = node.scalar?.string ?? ""
    guard let value = Double(written), !value.isNaN else {
      wrong(key, node, "is not a number", "\(range.lowerBound)")
      return nil
    }
    if range.contains(value) { return value }
    wrong(key, node, "is out of range", "a number from \(range.lowerBound) to \(range.upperBound)")
    return nil
  }
}

extension Span {
  /// "90s", "45m", "4h" or several after each other; nil when it is anything else.
  init?(written: String) {
    var total: Int64 = 0
    var digits = ""
    for character in written {
      if character.isASCII, character.isNumber {
        digits.append(character)
        continue
      }
      let units: [Character: Int64] = ["s": 1000, "m": 60_000, "h": 3_600_000]
      // A year is the most that a site can mean; beyond it arithmetic on instants could overflow.
      guard let unit = units[character], let count = Int64(digits), count <= 8784 * 3600 else { return nil }
      total += count * unit
      digits = ""
    }
    guard digits.isEmpty, !written.isEmpty, total <= 8784 * 3_600_000 else { return nil }
    self.init(milliseconds: total)
  }
}
