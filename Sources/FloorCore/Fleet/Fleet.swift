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
  /// An order that no state has echoed by then is sent again.
  public static let repeatAfter = Span.seconds(5)
  /// No daemon sends so many updates of one route that no state has echoed.
  static let fenceStep: Int32 = 1_000
  /// A fence that no state has echoed by then is built again.
  static let fenceAfter = Span.seconds(2)
  /// Attempts at one lift or set before a person is asked.
  public static let pauseAttemptLimit = 3

  public internal(set) var units: [Unit]
  public internal(set) var terrain: Terrain
  /// Another daemon drove these units before: what it sent may still be on its way.
  var hasPredecessor = false
  /// Nothing more is released; what is released finishes.
  var isPaused = false
  public internal(set) var deadlocksResolved = 0
  /// Two units reported from one cell at one time. Must stay 0.
  public internal(set) var collisions = 0
  var claims: Claims
  var planner: any StepPlanner
  var occupants: [Int32]
  private let unitOfDevice: [Int32]
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
    self.planner = planner
  }

  public func index(of device: Device.ID) -> Int? {
    let unit = unitOfDevice[device.index]
    return unit >= 0 ? Int(unit) : nil
  }

  /// Units that have not said where they are since the start, and are not out of service.
  func unheard(withdrawn: [Bool]) -> Int {
    units.count { !$0.isKnown && !withdrawn[$0.device.index] }
  }

  // MARK: Planning

  /// One step of logical time for every unit that may move.
  mutating func plan(at now: Instant, withdrawn: [Bool]) {
    // Where one is that nobody has heard of, nobody knows; its cells are not a vehicle's but closed.
    let known = units.indices.filter { units[$0].isKnown }
    let vehicles = known.map { index in
      let unit = units[index]
      return Vehicle(
        cell: unit.plannedCell, heading: unit.plannedHeading, goal: Goal(cell: unit.target), loaded: unit.load != nil,
        fixed: isFixed(unit, withdrawn: withdrawn), urgency: unit.load != nil ? 1 : 0)
    }
    let steps = planner.steps(
      for: vehicles, on: terrain, budget: PlanningBudget(iterations: min(64, 4 * units.count)))
    for (step, index) in zip(steps, known) { take(step, by: index) }
    for index in units.indices where units[index].trail.count > 1 { release(index, at: now) }
  }

  private func isFixed(_ unit: Unit, withdrawn: [Bool]) -> Bool {
    if !unit.isKnown || unit.isStale || unit.isLost || !unit.isAutomatic || unit.pause != nil { return true }
    if unit.fault != nil || withdrawn[unit.device.index] || unit.isCharging { return true }
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
    guard !isPaused else { return }
    var next = units[index].lastReleased + 1
    let before = next
    while next < units[index].trail.count,
      claims.isFirst(index, sequence: units[index].trail[next].sequence, at: units[index].trail[next].cell)
    {
      units[index].trail[next].released = true
      next += 1
    }
    if next > before { tell(index, at: now) }
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
  private mutating func send(_ index: Int, from start: Int32, at now: Instant) {
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
      guard unit.isKnown, !unit.isStale, unit.acceptedUpdate < unit.update, now - unit.toldAt > Self.repeatAfter,
        unit.route > 0
      else { continue }
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

  private mutating func sendPause(_ pause: Pause, of index: Int, at now: Instant) {
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
    var found = false
    for index in units.indices {
      let unit = units[index]
      // Who stands where it should wait is not stuck, and is given time when it is called on.
      if unit.target == unit.cell { units[index].lastProgress = now }
      guard unit.isKnown, !unit.isStale, unit.isAutomatic, unit.pause == nil, unit.isPurposeful,
        unit.target != unit.cell, now - unit.lastProgress > Self.stuckAfter
      else { continue }
      units[index].lastProgress = now
      causes.append(.noProgress(unit.device))
      found = true
    }
    if found {
      truncatePlans()
      deadlocksResolved += 1
    }
  }

  /// Closes the cells of units that have gone silent, and opens those of units that are back.
  mutating func watchSilence(at now: Instant) {
    for index in units.indices where units[index].isKnown {
      let stale = now - units[index].lastReport > Self.staleAfter
      guard stale != units[index].isStale else { continue }
      units[index].isStale = stale
      for node in units[index].trail where node.released { terrain.setClosed(stale, at: node.cell) }
      if stale { causes.append(.stale(units[index].device)) }
      truncatePlans()
    }
  }
}
