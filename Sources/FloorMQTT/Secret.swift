/// A password that does not print itself: not in a log line, not in a dump, not in a test's failure message.
public struct Secret: Sendable, Equatable {
  private let text: String

  public init(_ text: String) {
    self.text = text
  }

  /// A new secret of 160 random bits from the system's generator, in hexadecimal.
  public static func random() -> Secret {
    var system = SystemRandomNumberGenerator()
    let words = (0..<5).map { _ in UInt32.random(in: .min ... .max, using: &system) }
    return Secret(words.map { word in paddedHex(word) }.joined())
  }

  /// The secret itself, for the one place that must send or store it.
  public func reveal() -> String { text }

  private static func paddedHex(_ word: UInt32) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "•••" }
  public var debugDescription: String { "•••" }
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
