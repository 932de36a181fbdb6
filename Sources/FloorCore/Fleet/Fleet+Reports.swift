import FloorModel
import Traffic

extension Fleet {
  /// What a report means beyond the unit's position.
  enum ReportOutcome: Equatable {
    case nothing
    /// What it was doing where it stands is done.
    case finished(Pause)
    /// It tried as often as it may.
    case gaveUp(Pause)
  }

  /// Takes a drive unit's report in, frees the cells that it has left, and releases whoever waited for them.
  mutating func take(_ report: DriveReport, from index: Int, at now: Instant) -> ReportOutcome {
    note(report, of: index, at: now)
    guard units[index].isKnown else {
      // A lift that began before this daemon did makes another vehicle of it: no plan is made until it is over.
      guard report.action != .running || report.isCharging else { return .nothing }
      if isFenced(index, report) { adopt(report, by: index, at: now) } else { fence(report, of: index, at: now) }
      return .nothing
    }
    if units[index].isCancelling {
      finishCancelling(report, of: index, at: now)
    } else {
      locate(report, of: index, at: now)
    }
    return progress(report, of: index, at: now)
  }

  // MARK: Messages of a daemon that is no more

  /// Whether nothing that an earlier daemon sent can still reach the unit and be taken in.
  private func isFenced(_ index: Int, _ report: DriveReport) -> Bool {
    guard hasPredecessor else { return true }
    guard let fence = units[index].fence else { return false }
    return report.route == fence.route && report.update >= fence.update
  }

  /// Sends an update that changes nothing, under a number that the earlier daemon cannot have come to, or an order that ends
  /// where the unit stands when it has none. Once the unit has taken that in, it refuses what is still on its way to it; until
  /// then it may get to cells that nobody here knows of, so nothing drives.
  private mutating func fence(_ report: DriveReport, of index: Int, at now: Instant) {
    guard units[index].fence == nil || now - units[index].toldAt > Self.fenceAfter else { return }
    var node = RouteNode(
      sequence: report.sequence + Int32(report.ahead.count), cell: report.ahead.last ?? report.cell, released: true)
    // An order that was cancelled takes no update in, whatever its number.
    let isRefused = report.fault == .orderRejected && units[index].fence?.route == report.route
    let isWithoutOrder = report.route == 0 || (isRefused && report.ahead.isEmpty && !report.isDriving)
    let route: Int32
    if isWithoutOrder {
      // Numbers that grow with time are not those of earlier routes.
      route = Int32(truncatingIfNeeded: now.milliseconds / 1_000 % 1_000_000_000) + 1
      node.sequence = 0
    } else {
      route = report.route
    }
    let update = isWithoutOrder ? 0 : max(report.update, units[index].fence?.update ?? 0) + Self.fenceStep
    units[index].fence = Unit.Fence(route: route, update: update)
    units[index].toldAt = now
    commands.append(
      Command(
        id: CommandID(.route, Int64(route), attempt: update), device: units[index].device,
        work: .route(RouteUpdate(route: route, update: update, nodes: [node]))))
  }

  private mutating func note(_ report: DriveReport, of index: Int, at now: Instant) {
    if units[index].isStale {
      units[index].isStale = false
      close([], becauseOf: index)
    }
    let old = units[index].cell
    if occupants[old.index] == Int32(index) { occupants[old.index] = -1 }
    if occupants[report.cell.index] >= 0 {
      collisions += 1
      causes.append(.positionDiffers(units[index].device))
    }
    occupants[report.cell.index] = Int32(index)
    energy.note(report, after: units[index], at: now)
    units[index].lastReport = now
    units[index].isOnline = true
    units[index].cell = report.cell
    units[index].heading = report.heading
    units[index].isDriving = report.isDriving
    units[index].batteryPermille = report.batteryPermille
    units[index].isCharging = report.isCharging
    units[index].isAutomatic = report.isAutomatic
    guard report.fault != .orderRejected else {
      units[index].fault = nil
      return noteRejection(report, of: index, at: now)
    }
    if let fault = report.fault, fault != units[index].fault { causes.append(.driveFault(units[index].device, fault)) }
    units[index].fault = report.fault
  }

  /// The first report since the start: what the unit says of itself is all there is. Its released cells stay its own.
  private mutating func adopt(_ report: DriveReport, by index: Int, at now: Instant) {
    var trail = [Unit.Node(cell: report.cell, sequence: report.sequence, released: true, arriving: report.heading)]
    for cell in report.ahead {
      let arriving = Heading.allCases.first { terrain.grid.neighbour(of: trail[trail.count - 1].cell, $0) == cell }
      trail.append(
        Unit.Node(
          cell: cell, sequence: trail[trail.count - 1].sequence + 1, released: true,
          arriving: arriving ?? report.heading))
    }
    guard trail.allSatisfy({ claims.holder(of: $0.cell) ?? index == index }) else {
      // Two units cannot be in one cell: one of them is wrong about its place, and it may be this one.
      causes.append(.positionDiffers(units[index].device))
      units[index].isLost = units[index].isKnown
      return
    }
    for node in units[index].trail { claims.remove(index, sequence: node.sequence, at: node.cell) }
    for node in trail { claims.append(index, sequence: node.sequence, at: node.cell) }
    units[index].plannedHeading = trail[trail.count - 1].arriving
    units[index].toldEnd = trail[trail.count - 1].sequence
    units[index].acceptedEnd = units[index].toldEnd
    units[index].trail = trail
    units[index].route = report.route
    units[index].update = report.update
    units[index].acceptedUpdate = report.update
    units[index].routeStart = 0
    // It may hold a horizon that nobody here remembers: continue its route rather than begin another.
    units[index].hasHorizon = report.route != 0
    units[index].target = trail[trail.count - 1].cell
    // What it was to do standing where it was is begun anew when it stands again.
    units[index].pause = nil
    units[index].lastProgress = now
    units[index].isKnown = true
  }

  /// Whether the report names a place that is not on the way that the unit itself says it is on. Nothing that depends on its
  /// place can be taken from such a report: a pod that it has set down stands where it is, not where it says.
  func contradicts(_ report: DriveReport, itsRouteOf index: Int) -> Bool {
    let unit = units[index]
    return unit.isKnown && report.route != 0 && report.route == unit.route
      && !unit.trail.contains { $0.released && $0.cell == report.cell }
  }

  /// Moves the unit along its trail to the node that it reports.
  private mutating func locate(_ report: DriveReport, of index: Int, at now: Instant) {
    guard report.route == units[index].route else {
      if report.route != 0, !report.ahead.isEmpty {
        // An order that a daemon which is no more sent late: where it leads is not to be given to others.
        return adopt(report, by: index, at: now)
      }
      if let passed = units[index].trail.firstIndex(where: { $0.cell == report.cell && $0.released }), passed > 0 {
        // It has forgotten its route, and before that it drove on.
        leaveBehind(passed, by: index, at: now)
      }
      if report.cell != units[index].trail[0].cell {
        relocate(report, of: index, at: now)
      } else {
        clearLost(index)
        // It has not heard of its route, or has forgotten it: all of it is sent again before long.
        if units[index].acceptedUpdate >= 0, !report.isDriving, report.ahead.isEmpty {
          // It had taken it in: to a vehicle that knows nothing of a route, its continuation means nothing.
          restartRoute(index)
        }
        units[index].acceptedUpdate = -1
        units[index].acceptedEnd = units[index].trail[0].sequence
      }
      return
    }
    guard report.update <= units[index].update, !leadsElsewhere(report, than: units[index]) else {
      // Told by a daemon that is no more, or before a cancellation that came earlier: what the unit says counts.
      adopt(report, by: index, at: now)
      return
    }
    let sequence = units[index].routeStart + report.sequence
    units[index].acceptedUpdate = max(units[index].acceptedUpdate, report.update)
    if report.update == units[index].update { units[index].repeats = 0 }
    if units[index].rejections > 0, report.update == units[index].update { forgiveRejections(of: index) }
    // On the wire a turn on the spot ends a node further.
    units[index].acceptedEnd = min(sequence + Int32(report.ahead.count), units[index].toldEnd)
    // Only a unit that is where its own route says can have left what lies behind.
    let passed = units[index].trail.prefix { $0.released && $0.sequence <= sequence }.count - 1
    if passed > 0, units[index].trail[passed].cell == report.cell { leaveBehind(passed, by: index, at: now) }
    if report.cell != units[index].trail[0].cell {
      relocate(report, of: index, at: now)
    } else {
      clearLost(index)
    }
    if !units[index].isLost, isStranded(report, of: index, at: now) { cancel(index, at: now) }
  }

  /// Whether the unit drives on a base that nobody has given it, as far as is remembered here.
  private func leadsElsewhere(_ report: DriveReport, than unit: Unit) -> Bool {
    report.ahead.contains { cell in !unit.trail.contains { $0.released && $0.cell == cell } }
  }

  /// It has reported from a later node: the cells before that are free for whoever waits for them.
  private mutating func leaveBehind(_ count: Int, by index: Int, at now: Instant) {
    let left = units[index].trail.prefix(count)
    units[index].trail.removeFirst(count)
    for node in left { claims.remove(index, sequence: node.sequence, at: node.cell) }
    units[index].travelled += Int64(count)
    if units[index].load != nil { units[index].travelledLoaded += Int64(count) }
    noteProgress(of: index, at: now)
    for node in left {
      if let next = claims.holder(of: node.cell) { release(next, at: now) }
    }
  }

  /// It stands, has taken in all that it was told, and does not go on. Either it knows nothing of what lies before it: a person
  /// drove it, perhaps. Or an action of the same order has failed, a lift that a repeated order asked for once more: not every
  /// vehicle drives such an order on, so the rest becomes a new one.
  private func isStranded(_ report: DriveReport, of index: Int, at now: Instant) -> Bool {
    let unit = units[index]
    guard !report.isDriving, report.isAutomatic, report.update == unit.update, unit.pause == nil,
      now - unit.toldAt > Self.repeatAfter
    else { return false }
    guard report.ahead.isEmpty else { return report.action == .failed }
    return unit.trail.count > 1 && unit.trail[1].released
  }

  /// The unit is not where its trail says. One that stands in a free cell and knows of no route is believed: somebody pushed
  /// it, or changed its controller. One that contradicts its own route stays put, and all its cells its own, until it is right
  /// again: what it says of its place cannot be trusted, and the cell that it would leave may not be empty.
  private mutating func relocate(_ report: DriveReport, of index: Int, at now: Instant) {
    let isFree =
      claims.holder(of: report.cell).map { $0 == index } ?? (terrain.grid.kind(report.cell) != .blocked)
    // Of an earlier route it can only be at the end, where this one begins.
    let isOwnWord = report.route == 0 || report.route > units[index].route
    guard units[index].trail.count == 1, !report.isDriving, isFree, isOwnWord else {
      if !units[index].isLost { causes.append(.positionDiffers(units[index].device)) }
      units[index].isLost = true
      // Whoever drives there would meet it.
      close([report.cell], becauseOf: index)
      // One that contradicts itself would contradict the end of a cancellation, too.
      if !report.isDriving, isOwnWord { cancel(index, at: now) }
      return
    }
    let old = units[index].trail[0]
    claims.remove(index, sequence: old.sequence, at: old.cell)
    units[index].trail[0].cell = report.cell
    claims.append(index, sequence: old.sequence, at: report.cell)
    units[index].plannedHeading = report.heading
    clearLost(index)
    if let next = claims.holder(of: old.cell) { release(next, at: now) }
  }

  /// Whether the work that the unit does standing still has come to an end.
  private mutating func progress(_ report: DriveReport, of index: Int, at now: Instant) -> ReportOutcome {
    guard let pause = units[index].pause, report.route == units[index].route, !units[index].isLost else {
      return .nothing
    }
    let isOver = report.action == .finished || report.action == .failed
    let isDone: Bool
    switch pause {
    case .face(let heading): isDone = report.heading == heading && !report.isDriving
    // What it carries tells, also where it calls the action failed: there was nothing to do.
    case .lift(let pod): isDone = isOver && report.load == pod
    case .set: isDone = isOver && report.load == nil
    case .startCharging, .stopCharging: isDone = report.action == .finished
    }
    if isDone {
      units[index].pause = nil
      units[index].pauseAttempts = 0
      units[index].plannedHeading = report.heading
      units[index].lastProgress = now
      return .finished(pause)
    }
    guard report.action == .failed else { return .nothing }
    units[index].pause = nil
    units[index].pauseAttempts += 1
    guard units[index].pauseAttempts >= Self.pauseAttemptLimit else { return .nothing }
    units[index].pauseAttempts = 0
    return .gaveUp(pause)
  }
}
