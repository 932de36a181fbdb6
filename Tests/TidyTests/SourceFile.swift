/// One Swift file: as it is, and with everything blanked that is no code.
struct SourceFile {
  let path: String
  let lines: [Substring]
  /// The same lines with comments and the insides of strings as blanks.
  let code: [Substring]

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var lexer = Lexer(text)
    code = lexer.blanked().split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The target's name, or the package's for Benchmarks.
  var target: String {
    let parts = path.split(separator: "/")
    switch parts[0] {
    case "Sources", "Tests": return String(parts[1])
    // Parts that see what no twin may: cameras and vision; and problems to measure by, which know no twin.
    case "Simulators" where ["League", "TunnelScenes", "VisionBench"].contains(parts[1]): return String(parts[1])
    default: return String(parts[0])
    }
  }

  var isTest: Bool { path.hasPrefix("Tests/") }

  /// Lines from the first to the last that say anything.
  var length: Int { lines.count - (lines.last?.isEmpty == true ? 1 : 0) }

  /// Modules that it imports, with the line.
  var imports: [(module: Substring, line: Int)] {
    code.enumerated().compactMap { index, line in
      let words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
      guard let at = words.firstIndex(of: "import"), at <= 1, at + 1 < words.count else { return nil }
      let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "typealias", "let", "var"]
      let named = kinds.contains(words[at + 1]) && at + 2 < words.count ? words[at + 2] : words[at + 1]
      return (named.prefix { $0 != "." }, index + 1)
    }
  }

  struct Function: Equatable {
    var name: String
    var line: Int
    var length: Int
  }

  /// Functions, initialisers and the like that have a body, with its length in lines, signature included.
  var functions: [Function] {
    var scanner = FunctionScanner(code.joined(separator: "\n"))
    return scanner.scan()
  }
}

/// Tells code from comments and strings.
private struct Lexer {
  private let text: [UInt8]
  private var out: [UInt8]
  private var at = 0

  init(_ text: String) {
    self.text = Array(text.utf8)
    out = self.text
  }

  mutating func blanked() -> String {
    code(until: nil)
    return String(decoding: out, as: UTF8.self)
  }

  private func has(_ word: StaticString, at index: Int) -> Bool {
    word.withUTF8Buffer { bytes in
      index + bytes.count <= text.count && bytes.indices.allSatisfy { text[index + $0] == bytes[$0] }
    }
  }

  private mutating func blank(_ count: Int) {
    for index in at..<min(at + count, text.count) where text[index] != 10 { out[index] = 32 }
    at += count
  }

  /// Goes through code; inside an interpolation, to the parenthesis that ends it.
  private mutating func code(until end: UInt8?) {
    var depth = 0
    while at < text.count {
      if has("//", at: at) {
        while at < text.count, text[at] != 10 { blank(1) }
      } else if has("/*", at: at) {
        comment()
      } else if let hashes = stringStart() {
        string(hashes: hashes)
      } else {
        if text[at] == UInt8(ascii: "(") { depth += 1 }
        if text[at] == UInt8(ascii: ")") {
          if depth == 0, end != nil { return }
          depth -= 1
        }
        at += 1
      }
    }
  }

  private mutating func comment() {
    var depth = 0
    repeat {
      if has("/*", at: at) {
        depth += 1
        blank(2)
      } else if has("*/", at: at) {
        depth -= 1
        blank(2)
      } else {
        blank(1)
      }
    } while depth > 0 && at < text.count
  }

  /// The number of # before a string that begins here; nil: none does.
  private func stringStart() -> Int? {
    var index = at
    while index < text.count, text[index] == UInt8(ascii: "#") { index += 1 }
    return index < text.count && text[index] == UInt8(ascii: "\"") ? index - at : nil
  }

  private mutating func string(hashes: Int) {
    blank(hashes)
    let isLong = has("\"\"\"", at: at)
    blank(isLong ? 3 : 1)
    while at < text.count {
      if isLong ? has("\"\"\"", at: at) : text[at] == UInt8(ascii: "\""), hashesFollow(hashes, after: isLong ? 3 : 1) {
        blank((isLong ? 3 : 1) + hashes)
        return
      }
      if text[at] == UInt8(ascii: "\\"), hashesFollow(hashes, after: 1) {
        blank(1 + hashes)
        guard at < text.count, text[at] == UInt8(ascii: "(") else {
          blank(1)
          continue
        }
        at += 1
        code(until: UInt8(ascii: ")"))
        at += 1
      } else {
        blank(1)
      }
    }
  }

  private func hashesFollow(_ count: Int, after offset: Int) -> Bool {
    (0..<count).allSatisfy { at + offset + $0 < text.count && text[at + offset + $0] == UInt8(ascii: "#") }
  }
}

/// Finds bodies of functions in code without comments and strings.
private struct FunctionScanner {
  private let words: [(text: Substring, line: Int)]

  init(_ code: String) {
    var words: [(Substring, Int)] = []
    var line = 1
    var rest = code[...]
    while let first = rest.first {
      if first == "\n" { line += 1 }
      let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "`" }
      if word.isEmpty {
        if !first.isWhitespace { words.append((rest.prefix(1), line)) }
        rest = rest.dropFirst()
      } else {
        words.append((word, line))
        rest = rest[word.endIndex...]
      }
    }
    self.words = words
  }

  mutating func scan() -> [SourceFile.Function] {
    var found: [SourceFile.Function] = []
    for index in words.indices where begins(at: index) {
      guard let body = body(after: index), let end = end(of: body) else { continue }
      let name = words[index].text == "func" && index + 1 < words.count ? words[index + 1].text : words[index].text
      found.append(
        SourceFile.Function(
          name: String(name), line: words[index].line, length: words[end].line - words[index].line + 1))
    }
    return found
  }

  private func begins(at index: Int) -> Bool {
    let isCalled = index > 0 && words[index - 1].text == "."
    switch words[index].text {
    case "func", "subscript": return !isCalled
    case "init":
      return !isCalled && index + 1 < words.count && ["(", "?", "<", "!"].contains(words[index + 1].text)
    default: return false
    }
  }

  /// The brace that opens the body; nil for a requirement without one.
  private func body(after start: Int) -> Int? {
    let enders: Set<Substring> = ["}", "func", "var", "let", "init", "case", "static", "mutating", "associatedtype"]
    var depth = 0
    for index in words.indices.dropFirst(start + (words[start].text == "func" ? 2 : 1)) {
      switch words[index].text {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "{" where depth == 0: return index
      case let word where depth == 0 && enders.contains(word): return nil
      default: continue
      }
    }
    return nil
  }

  private func end(of brace: Int) -> Int? {
    var depth = 0
    for index in words.indices.dropFirst(brace) {
      if words[index].text == "{" { depth += 1 }
      if words[index].text == "}" {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }
}
