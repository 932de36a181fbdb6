public import FloorModel
public import Traffic

/// All drive units: where they are, what they are told, and in which order they may pass.
///
/// Each step the planner moves every unit by one in logical time; `Claims` turns those moves into releases that are safe in
/// real time. Positions come from reports only.
public struct Fleet: Sendable {
  /// Cells that a unit's plan may run ahead of its reports: enough to drive without stopping at each cell.
  public static let lead = 5
  /// VDA 5050 makes a unit report at least every 30 s.
  public static let staleAfter = Span.seconds(40)
  /// A unit that wants to go on and has not moved for so long is stuck.
  public static let stuckAfter = Span.seconds(30)
  /// Lifting, turning and plugging in take seconds: one that has taken such work in and is not done by then does not get on with it.
  public static let standingAfter = Span.minutes(1)
  /// An order that no state has echoed by then is sent again.
  public static let repeatAfter = Span.seconds(5)
  /// No daemon sends so many updates of one route that no state has echoed.
  static let fenceStep: Int32 = 1_000
  /// A fence that no state has echoed by then is built again.
  static let fenceAfter = Span.seconds(2)
  /// A unit that has been silent for so long is taken for dead: what it was about is done by others.
  public static let lostAfter = Span.minutes(2)
  /// An update that was told again so often and is still not taken in is given up for a new order.
  public static let repeatsBeforeAnew = 2
  /// Each rejection doubles the pause before the next attempt, up to this.
  public static let repeatLimit = Span.seconds(60)
  /// Rejections one after the other before nothing more is sent.
  public static let rejectionLimit: Int32 = 6
  /// Times that a unit is told to forget its route before nothing more is sent.
  public static let cancelLimit = 5
  /// Times after which a unit that stands is taken to have forgotten its route although it does not say so.
  public static let cancelsBelieved = 3
  /// Times that a unit is found stuck before its job is given to another.
  public static let stuckLimit = 3
  /// Attempts at one lift or set before a person is asked.
  public static let pauseAttemptLimit = 3

  public internal(set) var units: [Unit]
  public internal(set) var terrain: Terrain
  /// Another daemon drove these units before: what it sent may still be on its way.
  var hasPredecessor = false
  /// Nothing more is released; what is released finishes.
  var isPaused = false
  /// Times that units wanted to move and could not, and all plans were made anew.
  public internal(set) var jamsFound = 0
  /// Units that moved again after that.
  public internal(set) var deadlocksResolved = 0
  /// Routes that units did not take.
  public internal(set) var rejections = 0
  /// Two units reported from one cell at one time. Must stay 0.
  public internal(set) var collisions = 0
  /// Pods lifted, and how long all that took together from the calls on.
  public internal(set) var fetches = 0
  public internal(set) var fetchTime = Span.zero
  /// Updates that were told again because no report had shown them.
  public internal(set) var repeatedRoutes = 0
  var energy = Energy()
  var claims: Claims
  var planner: any StepPlanner
  var occupants: [Int32]
  /// Per cell: for how many reasons it is closed.
  var closings: [UInt16]
  /// Per cell: in a zone that a person has stopped.
  var stoppedCells: [Bool]
  private let unitOfDevice: [Int32]
  /// Alarms that are over.
  var relieved: [Alarm.Cause] = []
  /// Units whose job leads nowhere; the floor finds them another.
  var hopeless: [Int] = []
  /// Commands to be sent, in order; the floor drains them.
  var commands: [Command] = []
  var causes: [Alarm.Cause] = []

  init(site: Site, planner: any StepPlanner) {
    var index = Array(repeating: Int32(-1), count: site.devices.count)
    units = []
    for (number, device) in site.devices.enumerated() {
      guard case .driveUnit(let place) = device.place else { continue }
      index[number] = Int32(units.count)
      units.append(Unit(device: Device.ID(number), place: place))
    }
    unitOfDevice = index
    terrain = Terrain(grid: site.grid)
    claims = Claims(cells: site.grid.count)
    occupants = Array(repeating: -1, count: site.grid.count)
    closings = Array(repeating: 0, count: site.grid.count)
    stoppedCells = Array(repeating: false, count: site.grid.count)
    self.planner = planner
  }

  public func index(of device: Device.ID) -> Int? {
    let unit = unitOfDevice[device.index]
    return unit >= 0 ? Int(unit) : nil
  }

  /// Units that have not said where they are since the start, and are not out of service.
  var unheard: Int { units.count { !$0.isKnown && !$0.isWithdrawn && !$0.isStale } }

  // MARK: Planning

  /// One step of logical time for every unit that may move.
  mutating func plan(at now: Instant) {
    var vehicles = units.map { unit in
      Vehicle(
        cell: unit.plannedCell, heading: unit.plannedHeading, goal: goal(of: unit), loaded: unit.load != nil,
        fixed: isFixed(unit), urgency: unit.load != nil ? 1 : 0)
    }
    setApart(&vehicles)
    let steps = planner.steps(
      for: vehicles, on: terrain, budget: PlanningBudget(iterations: max(units.count, min(64, 4 * units.count))))
    for index in units.indices { take(steps[index], by: index) }
    for index in units.indices where units[index].trail.count > 1 { release(index, at: now) }
  }

  /// Two units that say that they are in one cell would be a riddle to the planner: the second is shown to it where nobody
  /// is, standing. What is released to either stays its own, so nobody is led into them.
  private func setApart(_ vehicles: inout [Vehicle]) {
    var holders = Array(repeating: Int32(-1), count: terrain.grid.count)
    var doubles: [Int] = []
    // One that nobody has heard of stands where the site file puts it, which may long be another's place.
    for index in units.indices.filter({ units[$0].isKnown }) + units.indices.filter({ !units[$0].isKnown }) {
      if holders[vehicles[index].cell.index] < 0 {
        holders[vehicles[index].cell.index] = Int32(index)
      } else {
        doubles.append(index)
      }
    }
    guard !doubles.isEmpty else { return }
    let cells = terrain.grid.kinds.indices
    var free =
      (cells.filter { terrain.grid.kind(Cell($0)) == .blocked } + cells.reversed()).lazy
      .filter { holders[$0] < 0 }.makeIterator()
    for index in doubles {
      guard let cell = free.next() else { return }
      holders[cell] = Int32(index)
      // Two that both say so stand until one is right; one that says nothing holds up nobody.
      if units[index].isKnown { vehicles[Int(holders[vehicles[index].cell.index])].fixed = true }
      vehicles[index] = Vehicle(
        cell: Cell(cell), heading: vehicles[index].heading, goal: Goal(cell: Cell(cell)), fixed: true)
    }
  }

  /// Nobody can be led into a wall: who wants to go there is shown as content, and later named as stuck.
  private func goal(of unit: Unit) -> Goal {
    Goal(cell: terrain.grid.kind(unit.target) == .blocked ? unit.plannedCell : unit.target)
  }

  private func isFixed(_ unit: Unit) -> Bool {
    if terrain.grid.kind(unit.plannedCell) == .blocked { return true }
    if !unit.isKnown || unit.isStale || unit.isLost || !unit.isAutomatic || unit.pause != nil { return true }
    if unit.fault != nil || unit.isBarred || unit.isCharging { return true }
    if unit.trail.count > Self.lead { return true }
    return unit.isPurposeful && unit.plannedCell == unit.target
  }

  private mutating func take(_ step: Step, by index: Int) {
    switch step {
    case .wait: break
    case .turnLeft: units[index].plannedHeading = units[index].plannedHeading.left
    case .turnRight: units[index].plannedHeading = units[index].plannedHeading.right
    case .forward:
      let unit = units[index]
      guard let next = terrain.grid.step(from: unit.plannedCell, unit.plannedHeading) else { return }
      let sequence = unit.trail[unit.trail.count - 1].sequence + 1
      units[index].trail.append(
        Unit.Node(cell: next, sequence: sequence, released: false, arriving: unit.plannedHeading))
      claims.append(index, sequence: sequence, at: next)
    }
  }

  // MARK: Releasing

  /// Releases as many of the unit's planned cells as it is first in line for, and tells it.
  mutating func release(_ index: Int, at now: Instant) {
    guard !isPaused, !units[index].isBarred else { return }
    var next = units[index].lastReleased + 1
    let before = next
    while next < units[index].trail.count, !stoppedCells[units[index].trail[next].cell.index],
      claims.isFirst(index, sequence: units[index].trail[next].sequence, at: units[index].trail[next].cell)
    {
      units[index].trail[next].released = true
      next += 1
    }
    // What was rejected is told anew, with what has come to it, when its pause is over.
    let isUnderRejection = units[index].rejections > 0 && units[index].acceptedUpdate < units[index].update
    if next > before, !isUnderRejection { tell(index, at: now) }
  }

  /// Sends the unit the continuation of its route, or a new one when it stands at the end of the old.
  private mutating func tell(_ index: Int, at now: Instant) {
    let told = units[index].toldEnd
    if told == units[index].trail[0].sequence, !units[index].hasHorizon, !units[index].isDriving {
      units[index].route += 1
      units[index].update = 0
      units[index].routeStart = told
      units[index].acceptedUpdate = -1
    } else {
      units[index].update += 1
    }
    send(index, from: told, at: now)
  }

  /// The route from a node on, as it stands now: what is released, then what is planned.
  mutating func send(_ index: Int, from start: Int32, at now: Instant) {
    let unit = units[index]
    let nodes = unit.trail.filter { $0.sequence >= start }.map {
      RouteNode(sequence: $0.sequence - unit.routeStart, cell: $0.cell, released: $0.released)
    }
    units[index].toldEnd = unit.trail[unit.lastReleased].sequence
    units[index].hasHorizon = !(nodes.last?.released ?? true)
    units[index].toldAt = now
    commands.append(
      Command(
        id: CommandID(.route, Int64(unit.route), attempt: unit.update), device: unit.device,
        work: .route(RouteUpdate(route: unit.route, update: unit.update, nodes: nodes))))
  }

  /// Sends again what the unit has not taken in: from where it says that its base ends, under the same update number.
  mutating func repeatUnanswered(at now: Instant) {
    for index in units.indices {
      let unit = units[index]
      guard unit.isKnown, !unit.isStale, !unit.isBarred, unit.acceptedUpdate < unit.update,
        now - unit.toldAt > pauseBeforeRepeat(unit), unit.route > 0
      else { continue }
      units[index].repeats += 1
      repeatedRoutes += 1
      if units[index].repeats > Self.repeatsBeforeAnew, unit.acceptedUpdate >= 0, unit.pause == nil {
        // It does not take continuations, and does not say so. A new order, perhaps.
        units[index].repeats = 0
        cancel(index, at: now)
        continue
      }
      if unit.rejections > 0 { renumber(index) }
      if let pause = unit.pause {
        sendPause(pause, of: index, at: now)
      } else {
        send(index, from: max(unit.trail[0].sequence, unit.acceptedEnd), at: now)
      }
    }
  }

  // MARK: Standing work

  /// Starts something that the unit does where it stands. Only a settled unit can.
  /// - Returns: false when the unit is not ready for it yet.
  mutating func begin(_ pause: Pause, by index: Int, at now: Instant) -> Bool {
    guard units[index].isSettled else { return false }
    if units[index].hasHorizon {
      // A plan was taken back; the unit still holds it as horizon and must forget it first.
      units[index].update += 1
      send(index, from: units[index].trail[0].sequence, at: now)
      return false
    }
    guard units[index].route == 0 || units[index].acceptedUpdate >= units[index].update else { return false }
    units[index].route += 1
    units[index].update = 0
    units[index].routeStart = units[index].trail[0].sequence
    units[index].acceptedUpdate = -1
    units[index].pause = pause
    sendPause(pause, of: index, at: now)
    return true
  }

  mutating func sendPause(_ pause: Pause, of index: Int, at now: Instant) {
    let unit = units[index]
    var node = RouteNode(sequence: 0, cell: unit.trail[0].cell, released: true)
    switch pause {
    case .lift(let pod): node.action = .lift(pod)
    case .set(let pod): node.action = .set(pod)
    case .face(let heading): node.heading = heading
    case .startCharging: node.action = .startCharging
    case .stopCharging: node.action = .stopCharging
    }
    units[index].toldAt = now
    commands.append(
      Command(
        id: CommandID(.route, Int64(unit.route), attempt: 0), device: unit.device,
        work: .route(RouteUpdate(route: unit.route, update: 0, nodes: [node]))))
  }

  // MARK: Jams

  /// Takes back everything that is planned but not released, of all units at once: what is left is safe and without order.
  mutating func truncatePlans() {
    for index in units.indices {
      let keep = units[index].lastReleased + 1
      guard keep < units[index].trail.count || units[index].trail.count == 1 else {
        units[index].plannedHeading = units[index].trail[keep - 1].arriving
        continue
      }
      for node in units[index].trail[keep...] { claims.remove(index, sequence: node.sequence, at: node.cell) }
      units[index].trail.removeSubrange(keep...)
      units[index].plannedHeading = keep > 1 ? units[index].trail[keep - 1].arriving : units[index].heading
    }
  }

  /// Finds units that should move and do not, and plans everyone anew.
  mutating func resolveJams(at now: Instant) {
    guard !isPaused else { return }
    var found = false
    for index in units.indices {
      let unit = units[index]
      // Who stands where it should wait is not stuck, and is given time when it is called on.
      if unit.target == unit.cell { units[index].lastProgress = now }
      guard unit.isKnown, !unit.isStale, unit.isAutomatic, !unit.isBarred, unit.rejections == 0, unit.pause == nil,
        unit.isPurposeful, unit.target != unit.cell, now - unit.lastProgress > Self.stuckAfter,
        !waitsForStoppedZone(unit)
      else { continue }
      units[index].lastProgress = now
      causes.append(.noProgress(unit.device))
      units[index].stuckCount += 1
      if units[index].stuckCount >= Self.stuckLimit { hopeless.append(index) }
      found = true
    }
    if found {
      truncatePlans()
      jamsFound += 1
    }
  }

  /// Finds units that have taken in what they are to do standing where they are, and do not do it. Nobody else can, so a person has
  /// to look.
  mutating func watchStanding(at now: Instant) {
    for index in units.indices {
      let unit = units[index]
      let isAtIt = unit.pause != nil && unit.isKnown && unit.acceptedUpdate >= unit.update
      let isFree = !unit.isStale && unit.isAutomatic && !unit.isBarred && !unit.isLost
      let isOverdue = isAtIt && isFree && now - unit.toldAt > Self.standingAfter
      guard isOverdue != unit.isOverdue else { continue }
      units[index].isOverdue = isOverdue
      if isOverdue { causes.append(.noProgress(unit.device)) } else { relieved.append(.noProgress(unit.device)) }
    }
  }

  private func waitsForStoppedZone(_ unit: Unit) -> Bool {
    unit.trail.dropFirst().contains { stoppedCells[$0.cell.index] }
  }

  /// Closes the cells of units that have gone silent, and opens those of units that are back.
  mutating func watchSilence(at now: Instant) {
    for index in units.indices where units[index].isKnown {
      let stale = now - units[index].lastReport > Self.staleAfter
      guard stale != units[index].isStale else { continue }
      units[index].isStale = stale
      close(stale ? units[index].possibleCells : [], becauseOf: index)
      if stale { causes.append(.stale(units[index].device)) }
      truncatePlans()
    }
  }
}
