public import FloorModel

/// How many boxes of each kind are left, where somebody counts them.
public struct BoxShelf: Equatable, Sendable, Codable {
  /// By box; nil: nobody counts them, and there are enough.
  public internal(set) var left: [Int32?]
  /// By box: parcels that are planned in it and not yet closed.
  public internal(set) var promised: [Int32]

  /// Boxes of a kind that can be real.
  public static let limit: Int32 = 10_000_000

  init(boxes: Int) {
    left = Array(repeating: nil, count: boxes)
    promised = Array(repeating: 0, count: boxes)
  }

  /// Boxes that no further parcel can be planned in.
  public var out: [Box.ID] {
    left.indices.filter { box in left[box].map { $0 <= promised[box] } ?? false }.map { Box.ID($0) }
  }

  mutating func set(_ box: Box.ID, to count: Int32?) { left[box.index] = count }

  // What goes in a container of its own takes no box.

  mutating func promise(_ box: Box.ID) {
    if box != Box.own { promised[box.index] += 1 }
  }

  mutating func giveBack(_ box: Box.ID) {
    if box != Box.own { promised[box.index] = max(0, promised[box.index] - 1) }
  }

  mutating func use(_ box: Box.ID) {
    if box != Box.own, let count = left[box.index] { left[box.index] = max(0, count - 1) }
  }
}
