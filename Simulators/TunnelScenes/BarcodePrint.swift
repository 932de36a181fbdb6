/// The bars of an EAN-13 (ISO/IEC 15420): which digits are drawn how.
enum BarcodePrint {
  private static let odd: [UInt8] = [0x0D, 0x19, 0x13, 0x3D, 0x23, 0x31, 0x2F, 0x3B, 0x37, 0x0B]
  private static let parity: [UInt8] = [0x00, 0x0B, 0x0D, 0x0E, 0x13, 0x19, 0x1C, 0x15, 0x16, 0x1A]

  /// 95 modules, true where black; nil unless there are thirteen digits.
  static func modules(_ gtin: String) -> [Bool]? {
    let digits = gtin.utf8.map { Int($0) - 48 }
    guard digits.count == 13, digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
    var modules: [Bool] = [true, false, true]
    for place in 1...6 {
      let even = parity[digits[0]] >> UInt8(6 - place) & 1 == 1
      let code = odd[digits[place]]
      // An even digit is the complement of the odd one, read backwards.
      for bit in 0..<7 { modules.append(even ? code >> UInt8(bit) & 1 == 0 : code >> UInt8(6 - bit) & 1 == 1) }
    }
    modules += [false, true, false, true, false]
    for place in 7...12 {
      let code = odd[digits[place]]
      for bit in 0..<7 { modules.append(code >> UInt8(6 - bit) & 1 == 0) }
    }
    return modules + [true, false, true]
  }

  /// Twelve digits with their check digit.
  static func completed(_ twelve: [Int]) -> String {
    let sum = twelve.enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 1 : 3) }
    return (twelve + [(10 - sum % 10) % 10]).map(String.init).joined()
  }
}
