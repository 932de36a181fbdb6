/// How long a length along a box's axis must be reckoned, because no sum of item sides fills the rest exactly.
enum Reckoning {
  /// One table an axis, indexed by length in millimetres. A sum takes at most one side of each item.
  static func all(_ items: [Int], _ goods: Goods, in box: Turn) -> [[Int32]] {
    [
      table(items, goods, side: Int(box.x)) { Int($0.x) }, table(items, goods, side: Int(box.y)) { Int($0.y) },
      table(items, goods, side: Int(box.z)) { Int($0.z) },
    ]
  }

  private static func table(_ items: [Int], _ goods: Goods, side: Int, length: (Turn) -> Int) -> [Int32] {
    // Bit `s` of the words says that some sum is `s`.
    let words = side / 64 + 1
    var reached = Array(repeating: UInt64(0), count: words)
    reached[0] = 1
    var next = reached
    for item in items {
      for index in item * 6..<item * 6 + goods.turnCount[item] {
        let shift = length(goods.turns[index])
        if shift <= side && isFirst(index, of: item, goods, length) { add(reached, shiftedBy: shift, to: &next) }
      }
      reached = next
    }
    var result = Array(repeating: Int32(0), count: side + 1)
    var fill = 0
    for rest in 0...side {
      if reached[rest >> 6] >> UInt64(rest & 63) & 1 == 1 { fill = rest }
      result[side - rest] = Int32(side - fill)
    }
    return result
  }

  /// Each side shows up in two turns.
  private static func isFirst(_ index: Int, of item: Int, _ goods: Goods, _ length: (Turn) -> Int) -> Bool {
    for other in item * 6..<index where length(goods.turns[other]) == length(goods.turns[index]) { return false }
    return true
  }

  private static func add(_ sums: [UInt64], shiftedBy shift: Int, to result: inout [UInt64]) {
    let (whole, part) = (shift >> 6, UInt64(shift & 63))
    for word in stride(from: sums.count - 1, through: whole, by: -1) {
      var bits = sums[word - whole] << part
      if part > 0 && word > whole { bits |= sums[word - whole - 1] >> (64 - part) }
      result[word] |= bits
    }
  }
}
