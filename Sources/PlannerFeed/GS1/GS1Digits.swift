/// The check digit at the end of GS1 keys of digits: GTIN, GLN, SSCC and the fixed part of GRAI, GDTI and GCN.
public enum GS1Digits {
  /// The digit that makes `body` whole: weights 3 and 1 from the right (GS1 General Specifications 7.9).
  /// - Returns: nil when `body` is not digits alone.
  public static func check(of body: some StringProtocol) -> Int? {
    guard !body.isEmpty, areDigits(body) else { return nil }
    let sum = body.utf8.reversed().enumerated().reduce(0) {
      $0 + (Int($1.element) - 48) * ($1.offset.isMultiple(of: 2) ? 3 : 1)
    }
    return (10 - sum % 10) % 10
  }

  /// `body` with its check digit behind it; nil when it is not digits alone.
  public static func completed(_ body: some StringProtocol) -> String? {
    check(of: body).map { "\(body)\($0)" }
  }

  /// Whether the last digit is the check digit of those before it.
  public static func isValid(_ key: some StringProtocol) -> Bool {
    guard let last = key.last?.wholeNumberValue, key.count > 1 else { return false }
    return check(of: key.dropLast()) == last
  }

  public static func areDigits(_ text: some StringProtocol) -> Bool {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Zeros before digits up to a width; nil when there are more digits than that.
  static func padded(_ digits: some StringProtocol, to width: Int) -> String? {
    digits.count <= width ? String(repeating: "0", count: width - digits.count) + digits : nil
  }
}
