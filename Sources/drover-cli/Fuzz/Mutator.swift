import Simulators

/// Makes hostile inputs out of good ones: by the structure of JSON where a sample is JSON, by lines, and by bytes.
///
/// The same generator gives the same input, so that a number is enough to have any of them again.
struct Mutator: Sendable {
  /// Bytes of the largest inputs. One in `hugeEvery` is that large.
  static let hugeBytes = 10 << 20
  static let hugeEvery = 4_000

  private let samples: [[UInt8]]
  private let trees: [FuzzNode?]
  /// Texts that mean something to whoever reads the inputs: names, topics.
  private let words: [[UInt8]]

  init(samples: [[UInt8]], words: [String]) {
    precondition(!samples.isEmpty, "there is nothing to change")
    self.samples = samples
    trees = samples.map { FuzzNode(json: $0) }
    self.words = (words + Self.words).map { Array($0.utf8) }
  }

  /// A sample's number.
  func pick(_ random: inout SeededGenerator) -> Int { random.below(samples.count) }

  /// A changed sample; now and then one as it is.
  func input(from sample: Int, _ random: inout SeededGenerator) -> [UInt8] {
    if random.below(Self.hugeEvery) == 0 { return huge(sample, &random) }
    if random.below(25) == 0 { return samples[sample] }
    var bytes: [UInt8] = []
    if let tree = trees[sample], random.below(8) > 0 {
      var tree = tree
      for _ in 0...random.below(3) { change(&tree, &random) }
      tree.write(to: &bytes)
      if random.below(12) > 0 { return bytes }
    } else {
      bytes = samples[sample]
      if random.below(3) > 0 { bytes = changedLines(bytes, &random) }
    }
    for _ in 0...random.below(4) { change(&bytes, &random) }
    return bytes
  }

  // MARK: Structure

  private func change(_ tree: inout FuzzNode, _ random: inout SeededGenerator) {
    let other = trees[random.below(trees.count)]
    let graft = other.flatMap { $0.node(random.below($0.count)) } ?? .scalar(Array("null".utf8))
    let value = scalar(&random)
    let kind = random.below(12)
    let at = random.below(1 << 20)
    let depth = Self.depths[random.below(Self.depths.count)]
    tree.change(random.below(tree.count)) { node in
      switch (kind, node) {
      case (0, _): node = .scalar(value)
      case (1, _): node = graft
      case (2, _): node = .list([node])
      case (3, _): node = .object([(FuzzNode.quoted("a"), node)])
      case (4, _): node = Self.nest(node, depth, isList: at % 2 == 0)
      case (5, .object(var members)) where !members.isEmpty:
        members.remove(at: at % members.count)
        node = .object(members)
      case (6, .object(var members)) where !members.isEmpty:
        // Twice, with two values: whoever reads it must not mix them up.
        members.append((members[at % members.count].key, .scalar(value)))
        node = .object(members)
      case (7, .object(var members)) where !members.isEmpty:
        members[at % members.count].key = value
        node = .object(members)
      case (8, .object(var members)) where !members.isEmpty:
        members[at % members.count].value = .scalar(value)
        node = .object(members)
      case (9, .list(let elements)) where !elements.isEmpty:
        node = .list((0..<(at % 300)).map { elements[$0 % elements.count] })
      case (10, .list(let elements)): node = .list(elements.reversed())
      default: node = .scalar(value)
      }
    }
  }

  private static let depths = [3, 40, 511, 513, 5_000]

  /// As text, for a tree of that depth could not even be let go of.
  private static func nest(_ node: FuzzNode, _ depth: Int, isList: Bool) -> FuzzNode {
    var bytes: [UInt8] = []
    for _ in 0..<depth { bytes += isList ? Array("[".utf8) : Array("{\"a\":".utf8) }
    node.write(to: &bytes)
    bytes += [UInt8](repeating: isList ? UInt8(ascii: "]") : UInt8(ascii: "}"), count: depth)
    return .scalar(bytes)
  }

  private func scalar(_ random: inout SeededGenerator) -> [UInt8] {
    switch random.below(10) {
    case 0...3: return Array(Self.numbers[random.below(Self.numbers.count)].utf8)
    case 4: return Array(Self.tokens[random.below(Self.tokens.count)].utf8)
    case 5: return Self.badText[random.below(Self.badText.count)]
    case 6: return quoted([UInt8](repeating: UInt8(ascii: "a"), count: 1 << random.below(17)))
    case 7: return Array("\(Int64(bitPattern: random.next()))".utf8)
    case 8: return Array("\(random.below(5))".utf8)
    default: return quoted(words[random.below(words.count)])
    }
  }

  private func quoted(_ text: [UInt8]) -> [UInt8] { [0x22] + text + [0x22] }

  // MARK: Lines and bytes

  private func changedLines(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    let at = random.below(lines.count)
    switch random.below(8) {
    case 0: lines.remove(at: at)
    case 1: lines.insert(lines[random.below(lines.count)], at: at)
    case 2: lines.swapAt(at, random.below(lines.count))
    case 3: lines[at] = [UInt8](repeating: 0x20, count: random.below(9)) + lines[at]
    case 4: lines[at] = Array(lines[at].prefix(random.below(lines[at].count + 1)))
    case 5:
      // What stands behind a colon or a comma is a value.
      let cut = lines[at].lastIndex { $0 == 0x3A || $0 == 0x2C } ?? 0
      lines[at] = Array(lines[at][..<cut]) + Array(": ".utf8.prefix(lines[at].contains(0x2C) ? 1 : 2)) + scalar(&random)
    case 6: lines[at] += scalar(&random)
    default:
      let copies = [2, 40, 1_000][random.below(3)]
      lines.insert(contentsOf: Array(repeating: lines[at], count: copies), at: at)
    }
    return Array(lines.joined(separator: [0x0A]))
  }

  private func change(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    let at = random.below(bytes.count + 1)
    let end = min(bytes.count, at + random.below(16))
    switch random.below(9) {
    case 0 where at < bytes.count: bytes[at] ^= 1 << UInt8(random.below(8))
    case 1 where at < bytes.count: bytes[at] = UInt8(random.below(256))
    case 2: bytes.removeSubrange(at..<end)
    case 3: bytes.insert(contentsOf: bytes[at..<end], at: at)
    case 4: bytes.removeSubrange(at...)
    case 5: bytes.insert(contentsOf: Self.badBytes[random.below(Self.badBytes.count)], at: at)
    case 6: bytes.insert(contentsOf: Self.numbers[random.below(Self.numbers.count)].utf8, at: at)
    case 7: bytes.insert(contentsOf: words[random.below(words.count)], at: at)
    default: bytes.insert(contentsOf: (0..<random.below(12)).map { _ in UInt8(random.below(256)) }, at: at)
    }
  }

  /// Ten megabytes of one thing, after the beginning of a sample.
  private func huge(_ sample: Int, _ random: inout SeededGenerator) -> [UInt8] {
    let fills: [[UInt8]] = ["[", "{\"a\":", " ", "9", "\"a\",", "\\", ",", "\n", "- "].map { Array($0.utf8) }
    let fill = fills[random.below(fills.count)]
    var bytes = Array(samples[sample].prefix(random.below(samples[sample].count + 1)))
    bytes.reserveCapacity(Self.hugeBytes + fill.count)
    while bytes.count < Self.hugeBytes { bytes += fill }
    return bytes
  }
}

extension Mutator {
  static let numbers = [
    "0", "-0", "-1", "1e0", "1.0", "0.1", "1e999", "-1e999", "1e-999", "1e308", "127", "128", "255", "256", "32767",
    "32768", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967295", "9007199254740993",
    "9223372036854775807", "9223372036854775806", "9223372036854775808", "-9223372036854775808", "18446744073709551615",
    "18446744073709551616", "00", "0x10", "+1", "1e", ".5", "5.", "1_000", String(repeating: "9", count: 400),
    "0." + String(repeating: "0", count: 400) + "1",
  ]
  static let tokens = [
    "null", "true", "false", "NaN", "-Infinity", "Infinity", "nil", "undefined", "", "[]", "{}", "\"\"", "{\"\":null}",
    "[[],{}]", "&a [*a]", "!!binary x", "~", "# ", "\"\"\"", "'", ",,,",
  ]
  static let badText: [[UInt8]] = [
    Array("\"\\u0000\"".utf8), Array("\"\\ud800\"".utf8), Array("\"\\udc00\\ud800\"".utf8), Array("\"\\x41\"".utf8),
    Array("\"\\u00".utf8), [0x22, 0xFF, 0xFE, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
    [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0x00, 0x22], [0x22, 0x0A, 0x22], Array("\"\u{202E}\u{FEFF}\"".utf8),
    Array("\"é\u{301}\u{301}\u{301}\"".utf8),
  ]
  static let badBytes: [[UInt8]] = [
    [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0x00], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0x0D, 0x0A], [0x22], [0x5C], [0x7F],
    [0xE2, 0x80, 0xA8],
  ]
  static let words = [
    "$SYS/broker/version", "+", "#", "a/+/#", "/", "//", "..", "../../etc/passwd", "%s%n", "'; DROP TABLE bins; --",
    "<script>", "\\n", "du-1", "stow-1", "pick-1", "T0", "T1", "2.1.0", "1.0.0", "uagv/v2/small", "fc/v1/small",
    "1970-01-01T00:00:00Z", "9999-12-31T23:59:60.999999999Z", "2026-02-30T25:61:61Z", "-1", "0",
  ]
}
