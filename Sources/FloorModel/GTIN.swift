/// The GS1 trade item number behind a product's barcode.
public enum GTIN {
  /// Whether `text` is 13 digits of which the last is the right check digit (GS1 General Specifications 7.9).
  public static func isValid13(_ text: String) -> Bool {
    let digits = Array(text.utf8)
    guard digits.count == 13, digits.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return false }
    return Int(digits[12]) - 48 == checkDigit(digits.dropLast())
  }

  /// The digit that makes twelve digits a GTIN-13, or nil when `text` is anything else.
  public static func checkDigit(of text: String) -> Int? {
    let digits = Array(text.utf8)
    guard digits.count == 12, digits.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
    return checkDigit(digits[...])
  }

  private static func checkDigit(_ digits: ArraySlice<UInt8>) -> Int {
    let sum = digits.reversed().enumerated().reduce(0) { $0 + (Int($1.element) - 48) * ($1.offset % 2 == 0 ? 3 : 1) }
    return (10 - sum % 10) % 10
  }
}
