import Testing

@Suite("House rules")
struct HouseRules {
  private let files = Repository.own.sources

  /// Lines that a file, and a function, may have.
  static let fileLimit = 500
  static let functionLimit = 70

  @Test("files and functions stay short enough to be read")
  func lengths() {
    #expect(files.count > 100, "the sources are found")
    for file in files {
      #expect(
        file.length <= Self.fileLimit, "\(file.path) has \(file.length) lines: split it by topic, Type+Topic.swift")
      for function in file.functions where function.length > Self.functionLimit {
        Issue.record("\(file.path):\(function.line): \(function.name) has \(function.length) lines: name its parts")
      }
    }
  }

  /// What the pure targets may not use, and what to use instead.
  static let banned: [(word: String, instead: String)] = [
    ("Date(", "time is an argument: Instant"), ("ContinuousClock", "time is an argument: Instant"),
    ("SuspendingClock", "time is an argument: Instant"), (".now()", "time is an argument: Instant"),
    (".random(", "randomness is an argument: a generator, or a count"),
    ("SystemRandomNumberGenerator", "randomness is an argument"), (".shuffled(", "keep an order that follows from ids"),
    (".randomElement(", "choose by an order that follows from ids"),
    (".hashValue", "hashes differ between processes: TraceHash or Site.fingerprint"),
    ("Hasher(", "hashes differ between processes: TraceHash or Site.fingerprint"),
    ("Task {", "return an effect; its result comes back as an event"),
    ("Task.detached", "return an effect; its result comes back as an event"),
    ("print(", "return an effect or an alarm; shells show it"),
  ]

  @Test("the pure targets read no clock, draw no random number and do nothing on the side")
  func purity() {
    for file in files where Imports.pure.keys.contains(file.target) && !file.isTest {
      for (number, line) in file.code.enumerated() {
        for (word, instead) in Self.banned where occurs(word, in: line) {
          Issue.record("\(file.path):\(number + 1): no \(word) here. \(instead)")
        }
      }
    }
  }

  /// Whether the word is used there: by itself, not as the end of another, and not to declare something of that name.
  private func occurs(_ word: String, in line: Substring) -> Bool {
    var rest = line
    while let range = rest.firstRange(of: word) {
      let before = range.lowerBound == line.startIndex ? " " : line[line.index(before: range.lowerBound)]
      let isDeclared = line[..<range.lowerBound].hasSuffix("func ")
      if word.hasPrefix(".") || !(isDeclared || before.isLetter || before.isNumber || before == "." || before == "_") {
        return true
      }
      rest = rest[range.upperBound...]
    }
    return false
  }

  @Test("only the command line prints")
  func printing() {
    for file in files where !file.isTest && file.target != "drover-cli" && file.target != "Benchmarks" {
      for (number, line) in file.code.enumerated() where occurs("print(", in: line) || occurs("debugPrint(", in: line) {
        Issue.record("\(file.path):\(number + 1): no print here. Raise an alarm, or log in a shell")
      }
    }
  }

  @Test("nothing is left to be done")
  func leftovers() {
    // In two halves, or this file would find itself.
    let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "fatalError(\"not " + "implemented"]
    for file in files {
      for (number, line) in file.lines.enumerated() {
        for word in words where line.contains(word) {
          Issue.record("\(file.path):\(number + 1): \(word): do it, or leave it out")
        }
      }
    }
  }
}
