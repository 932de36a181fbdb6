import FloorModel

/// Products of every shape, drawn from a seed.
enum BenchGoods {
  private static let nouns = ["box", "book", "bottle", "can", "bag", "carton"]
  private static let brands = ["Arven", "Bolder", "Cirra", "Dunmore", "Elk", "Foster", "Galen", "Hadley"]

  static func sku(_ index: Int, seed: UInt64) -> SKU {
    var state = seed &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(index) &* 0xd1b5_4a32_d192_ed03
    func draw(_ low: Int, _ high: Int) -> Int {
      state ^= state >> 12
      state ^= state << 25
      state ^= state >> 27
      return low + Int((state &* 0x2545_f491_4f6c_dd1d) >> 33) % (high - low + 1)
    }
    for _ in 0..<4 { _ = draw(0, 1) }
    let noun = nouns[index % nouns.count]
    let length = draw(90, 340)
    let width: Int
    switch noun {
    case "bottle": width = max(50, length * draw(34, 50) / 100)
    case "can": width = max(60, length * draw(55, 75) / 100)
    default: width = max(60, length * draw(50, 85) / 100)
    }
    let height = noun == "bottle" || noun == "can" ? width : draw(20, min(160, max(40, width)))
    var digits = (0..<12).map { _ in draw(0, 9) }
    digits[0] = max(1, digits[0])
    let sum = digits.enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 1 : 3) }
    digits.append((10 - sum % 10) % 10)
    return SKU(
      code: "bench-\(seed)-\(index)", name: "\(brands[draw(0, 7)]) \(noun)",
      size: Size3(length: Int32(length), width: Int32(width), height: Int32(height)), mass: 400,
      gtin: digits.map(String.init).joined())
  }
}
