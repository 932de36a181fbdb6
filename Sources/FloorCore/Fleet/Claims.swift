import FloorModel

/// Who may be in a cell, and in which order: the action dependency graph of the plan, kept per cell.
///
/// The planner's logical steps append claims; a unit is released into a cell only while its claim is the oldest there, and a
/// claim ends only when the unit has reported from a later cell. Whatever the network delays, loses or repeats, two units are
/// never released to one cell, and the order of passing is the planned one (Hönig et al. 2019, persistent ADG).
struct Claims: Sendable, Equatable {
  struct Claim: Sendable, Equatable {
    var unit: Int32
    var sequence: Int32
  }

  private var queues: [[Claim]]

  init(cells: Int) { queues = Array(repeating: [], count: cells) }

  mutating func append(_ unit: Int, sequence: Int32, at cell: Cell) {
    queues[cell.index].append(Claim(unit: Int32(unit), sequence: sequence))
  }

  func isFirst(_ unit: Int, sequence: Int32, at cell: Cell) -> Bool {
    queues[cell.index].first == Claim(unit: Int32(unit), sequence: sequence)
  }

  mutating func remove(_ unit: Int, sequence: Int32, at cell: Cell) {
    queues[cell.index].removeAll { $0 == Claim(unit: Int32(unit), sequence: sequence) }
  }

  /// The unit that may be in the cell now.
  func holder(of cell: Cell) -> Int? { queues[cell.index].first.map { Int($0.unit) } }

  func isClaimed(_ cell: Cell) -> Bool { !queues[cell.index].isEmpty }

  func has(_ unit: Int, sequence: Int32, at cell: Cell) -> Bool {
    queues[cell.index].contains(Claim(unit: Int32(unit), sequence: sequence))
  }

  /// Claims of all units together.
  var count: Int { queues.reduce(0) { $0 + $1.count } }
}
