public import FloorModel

/// What one drive unit does in one step of the floor's logical time.
public enum Step: UInt8, Sendable, Codable {
  case wait = 0
  case forward = 1
  case turnRight = 2
  case turnLeft = 3
}

/// Where a unit is wanted, and facing where (nil: any heading will do).
public struct Goal: Hashable, Sendable, Codable {
  public var cell: Cell
  public var heading: Heading?

  public init(cell: Cell, heading: Heading? = nil) {
    self.cell = cell
    self.heading = heading
  }
}

/// One drive unit as the planner sees it.
public struct Vehicle: Hashable, Sendable {
  public var cell: Cell
  public var heading: Heading
  public var goal: Goal
  /// A loaded unit may not enter a cell in which a pod is stored; an unloaded one passes beneath.
  public var loaded: Bool
  /// It stays where it is in this step (stale, broken, busy with a lift): an obstacle, never given a step but `.wait`.
  public var fixed: Bool
  /// Higher goes first. Ties are broken by the unit's index, so that equal inputs give equal steps.
  public var urgency: Int32

  public init(
    cell: Cell, heading: Heading, goal: Goal, loaded: Bool = false, fixed: Bool = false, urgency: Int32 = 0
  ) {
    self.cell = cell
    self.heading = heading
    self.goal = goal
    self.loaded = loaded
    self.fixed = fixed
    self.urgency = urgency
  }
}

/// The floor under the units: the grid, the stored pods, and cells that are closed for now.
public struct Terrain: Sendable {
  public let grid: Grid
  /// Per cell: a pod is stored here (a pod that is being carried is not stored).
  public private(set) var pods: [Bool]
  /// Per cell: nothing may enter (a dead unit's cells, a zone taken out of service). Units inside may leave.
  public private(set) var closed: [Bool]
  /// Counts changes of `pods` and `closed`, so that a planner knows when what it remembers of distances is out of date.
  public private(set) var version: UInt64 = 0

  public init(grid: Grid) {
    self.grid = grid
    pods = Array(repeating: false, count: grid.count)
    closed = Array(repeating: false, count: grid.count)
  }

  public mutating func setPod(_ stored: Bool, at cell: Cell) {
    guard pods[cell.index] != stored else { return }
    pods[cell.index] = stored
    version += 1
  }

  public mutating func setClosed(_ isClosed: Bool, at cell: Cell) {
    guard closed[cell.index] != isClosed else { return }
    closed[cell.index] = isClosed
    version += 1
  }

  /// Whether a unit may drive into `cell`, other units aside.
  @inlinable public func mayEnter(_ cell: Cell, loaded: Bool) -> Bool {
    grid.kind(cell) != .blocked && !closed[cell.index] && !(loaded && pods[cell.index])
  }
}

/// How much work a planner may spend on one step. A count, not a time: equal counts give equal answers on any machine.
public struct PlanningBudget: Sendable {
  public var iterations: Int

  public init(iterations: Int) { self.iterations = iterations }
}

/// Decides the next step of every unit at once.
///
/// The steps of one call, taken together, never let two units into one cell, never swap two units, and form no closed
/// ring of units that each wait for the next to leave (a ring cannot be released one unit at a time on real machines).
public protocol StepPlanner: Sendable {
  /// - Returns: one step a vehicle, in the vehicles' order.
  mutating func steps(for vehicles: [Vehicle], on terrain: Terrain, budget: PlanningBudget) -> [Step]
}
