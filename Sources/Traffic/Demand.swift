/// Where units are going to drive: how many of their ways lead through each cell, along its row or along its column.
///
/// Ways are priced by what is going to be driven, not only by the jams that already are: a jam that is there costs everybody, and
/// goes away slowly (after "Traffic Flow Optimisation for Lifelong Multi-Agent Path Finding", Chen, Harabor, Li and Stuckey 2024).
struct Demand: Sendable {
  /// By `cell * 2`, plus 1 for ways along the column. A turn counts for both: it takes a step of its own.
  private var uses: [UInt32]
  /// Per unit the states that it has yet to pass, the last one first.
  private var ways: [[Int32]]
  /// The sum of `uses`, and how many units have a way.
  private var total = 0
  private var travellers = 0
  /// What one use counts for, in 65536ths of a unit a step, as of the last `settle`.
  private var share: UInt64 = 0

  init(cells: Int, units: Int) {
    uses = Array(repeating: 0, count: cells * 2)
    ways = Array(repeating: [], count: units)
  }

  /// - Parameter way: the states that the unit is going to pass, the last one first. It takes the place of its former way.
  mutating func enter(_ way: [Int32], of unit: Int) {
    leave(unit)
    for state in way { uses[Self.place(state)] += 1 }
    total += way.count
    travellers += way.isEmpty ? 0 : 1
    ways[unit] = way
  }

  mutating func leave(_ unit: Int) {
    for state in ways[unit] { uses[Self.place(state)] -= 1 }
    total -= ways[unit].count
    travellers -= ways[unit].isEmpty ? 0 : 1
    ways[unit].removeAll(keepingCapacity: true)
  }

  /// Forgets what a unit has passed.
  @inline(__always) mutating func pass(_ unit: Int, while isBehind: (Int32) -> Bool) {
    while let state = ways[unit].last, isBehind(state) {
      ways[unit].removeLast()
      uses[Self.place(state)] -= 1
      total -= 1
      travellers -= ways[unit].isEmpty ? 1 : 0
    }
  }

  /// Sets what a use counts for: all units together pass as many cells in a step as there are units on their way.
  mutating func settle() { share = total == 0 ? 0 : UInt64(travellers << 16 / total) }

  /// How many units are going to pass a cell, in 256ths of a unit a step.
  @inline(__always) func load(_ cell: Int) -> (row: UInt32, column: UInt32) {
    (UInt32(UInt64(uses[cell * 2]) &* share &>> 8), UInt32(UInt64(uses[cell * 2 + 1]) &* share &>> 8))
  }

  @inline(__always) private static func place(_ state: Int32) -> Int { Int(state >> 2) * 2 + Int(state & 1) }
}
