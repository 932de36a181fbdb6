/// One square of the floor, as an index: `y * width + x`.
public typealias Cell = ID<Grid>

/// A direction on the grid. East is +x; south is +y, because maps are written top row first.
public enum Heading: UInt8, CaseIterable, Sendable, Codable {
  case east = 0
  case south = 1
  case west = 2
  case north = 3

  /// A quarter turn clockwise, as seen from above.
  @inlinable public var right: Heading { Heading(rawValue: (rawValue + 1) & 3)! }
  /// A quarter turn anticlockwise.
  @inlinable public var left: Heading { Heading(rawValue: (rawValue + 3) & 3)! }
  @inlinable public var opposite: Heading { Heading(rawValue: (rawValue + 2) & 3)! }

  /// This heading turned clockwise by as many quarters as `turn` is from east.
  @inlinable public func turned(by turn: Heading) -> Heading { Heading(rawValue: (rawValue + turn.rawValue) & 3)! }
  /// The clockwise turn that leads from `other` to this heading.
  @inlinable public func relative(to other: Heading) -> Heading { Heading(rawValue: (rawValue &- other.rawValue) & 3)! }
}

/// What a cell of the floor is for.
public enum CellKind: UInt8, Sendable, Codable {
  case aisle = 0
  /// A pod may be stored here. A unit without load passes beneath; a loaded one may not enter while a pod stands here.
  case storage = 1
  /// Where a loaded unit waits for its station.
  case queue = 2
  /// Where a pod is worked on.
  case station = 3
  case charger = 4
  /// A wall, a pillar, a person's zone: nothing drives here.
  case blocked = 5
}

/// The floor: a rectangle of cells, what each is for, and in which directions it may be left.
public struct Grid: Sendable, Equatable, Codable {
  public let width: Int
  public let height: Int
  public private(set) var kinds: [CellKind]
  /// Bit `h` set: the cell may be left in heading `h`. Already clear where the neighbour is blocked or outside.
  public private(set) var exits: [UInt8]

  /// - Parameters:
  ///   - kinds: row by row, `width * height` of them.
  ///   - oneWay: for each cell the only heading in which it may be left, or nil for any.
  public init(width: Int, height: Int, kinds: [CellKind], oneWay: [Heading?]? = nil) {
    precondition(width > 0 && height > 0, "a grid needs at least one cell")
    precondition(kinds.count == width * height, "a grid of \(width) × \(height) needs \(width * height) kinds")
    self.width = width
    self.height = height
    self.kinds = kinds
    exits = Array(repeating: 0, count: kinds.count)
    for index in kinds.indices where kinds[index] != .blocked {
      for heading in Heading.allCases {
        if let only = oneWay?[index], only != heading { continue }
        guard let next = neighbour(of: Cell(index), heading), kinds[next.index] != .blocked else { continue }
        exits[index] |= 1 << heading.rawValue
      }
    }
  }

  /// A floor with rules for every single step: queue lanes, one-way streets that may be turned off.
  ///
  /// - Parameters:
  ///   - kinds: row by row, `width * height` of them.
  ///   - permits: whether the cell may be left in the heading. Asked only where both cells are on the floor and free.
  public init(width: Int, height: Int, kinds: [CellKind], permits: (Cell, Heading) -> Bool) {
    self.init(width: width, height: height, kinds: kinds)
    for index in kinds.indices {
      for heading in Heading.allCases where mayLeave(Cell(index), heading) && !permits(Cell(index), heading) {
        exits[index] &= ~(1 << heading.rawValue)
      }
    }
  }

  @inlinable public var count: Int { width * height }
  @inlinable public func cell(x: Int, y: Int) -> Cell { Cell(y * width + x) }
  @inlinable public func x(of cell: Cell) -> Int { cell.index % width }
  @inlinable public func y(of cell: Cell) -> Int { cell.index / width }
  @inlinable public func contains(x: Int, y: Int) -> Bool { x >= 0 && y >= 0 && x < width && y < height }

  /// The cell one step on, or nil at the floor's edge. Says nothing about whether one may go there.
  @inlinable public func neighbour(of cell: Cell, _ heading: Heading) -> Cell? {
    let x = x(of: cell)
    switch heading {
    case .east: return x + 1 < width ? Cell(cell.index + 1) : nil
    case .west: return x > 0 ? Cell(cell.index - 1) : nil
    case .south: return cell.index + width < count ? Cell(cell.index + width) : nil
    case .north: return cell.index >= width ? Cell(cell.index - width) : nil
    }
  }

  /// Whether a unit may leave `cell` in `heading`: not blocked, not against a one-way arrow, not off the floor.
  @inlinable public func mayLeave(_ cell: Cell, _ heading: Heading) -> Bool {
    exits[cell.index] & (1 << heading.rawValue) != 0
  }

  /// The cell that `heading` leads to, if one may go there.
  @inlinable public func step(from cell: Cell, _ heading: Heading) -> Cell? {
    mayLeave(cell, heading) ? neighbour(of: cell, heading) : nil
  }

  @inlinable public func kind(_ cell: Cell) -> CellKind { kinds[cell.index] }

  /// Cells between two places along the grid's axes.
  @inlinable public func manhattan(_ a: Cell, _ b: Cell) -> Int {
    abs(x(of: a) - x(of: b)) + abs(y(of: a) - y(of: b))
  }
}
