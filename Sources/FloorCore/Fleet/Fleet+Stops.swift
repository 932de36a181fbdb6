import FloorModel
import Traffic

/// Stopping units, and closing cells to them.
extension Fleet {
  // MARK: Closed cells

  /// Closes cells because of a unit, and opens those that it has closed before.
  mutating func close(_ cells: [Cell], becauseOf index: Int) {
    guard units[index].closedCells != cells else { return }
    open(units[index].closedCells)
    units[index].closedCells = cells
    close(cells)
  }

  mutating func close(_ cells: [Cell]) {
    for cell in cells {
      closings[cell.index] += 1
      terrain.setClosed(true, at: cell)
    }
  }

  mutating func open(_ cells: [Cell]) {
    for cell in cells {
      closings[cell.index] -= 1
      if closings[cell.index] == 0 { terrain.setClosed(false, at: cell) }
    }
  }

  /// A unit that does not speak, and where it may be.
  mutating func strand(_ index: Int, in cells: [Cell]) {
    units[index].isStale = true
    close(cells, becauseOf: index)
    guard !units[index].isKnown, let first = cells.first else { return }
    units[index].cell = first
    units[index].target = first
    units[index].trail = cells.enumerated().map {
      Unit.Node(cell: $1, sequence: Int32($0), released: true, arriving: units[index].heading)
    }
    for node in units[index].trail { claims.append(index, sequence: node.sequence, at: node.cell) }
  }

  /// A person has seen that the unit is not where it was: its cells are free, and it is nowhere until it speaks.
  mutating func takeAway(_ index: Int, at now: Instant) {
    close([], becauseOf: index)
    let left = units[index].trail
    for node in left { claims.remove(index, sequence: node.sequence, at: node.cell) }
    if occupants[units[index].cell.index] == Int32(index) { occupants[units[index].cell.index] = -1 }
    units[index].isKnown = false
    for node in left {
      if let next = claims.holder(of: node.cell) { release(next, at: now) }
    }
  }

  // MARK: Stops

  /// Stops a unit where it is, or lets it go on with what it was about.
  /// - Parameter number: of the person's word, so that the same word sent again is the same command.
  mutating func setStopped(_ isStopped: Bool, of index: Int, number: Int64, at now: Instant) {
    guard units[index].isStopped != isStopped else { return }
    units[index].isStopped = isStopped
    units[index].stopNumber = number
    units[index].lastProgress = now
    tellStop(index, at: now)
  }

  private mutating func tellStop(_ index: Int, at now: Instant) {
    let unit = units[index]
    units[index].stopToldAt = now
    commands.append(
      Command(
        id: CommandID(.stop, unit.stopNumber, attempt: unit.isStopped ? 1 : 0), device: unit.device,
        work: unit.isStopped ? .stop : .go))
  }

  /// Says it again to units that still drive although they were stopped, or stand although they may go on.
  mutating func watchStops(at now: Instant) {
    for index in units.indices {
      let unit = units[index]
      guard let toldAt = unit.stopToldAt, now - toldAt > Self.repeatAfter, !unit.isStale else { continue }
      let isDone = unit.isStopped ? !unit.isDriving : unit.fault != .blocked
      if !isDone {
        tellStop(index, at: now)
      } else if !unit.isStopped {
        units[index].stopToldAt = nil
      }
    }
  }

  // MARK: Cancelling

  /// Tells a unit to forget its route. Nothing else is told to it until it has: a new order would meet the old.
  mutating func cancel(_ index: Int, at now: Instant) {
    guard !units[index].isCancelling, units[index].route > 0 else { return }
    units[index].isCancelling = true
    units[index].cancelAttempts = 0
    tellCancel(index, at: now)
  }

  private mutating func tellCancel(_ index: Int, at now: Instant) {
    units[index].cancelToldAt = now
    units[index].cancelAttempts += 1
    commands.append(
      Command(
        id: CommandID(.route, Int64(units[index].route), attempt: units[index].update), device: units[index].device,
        work: .cancelRoute))
  }

  /// Says it again to units that have not forgotten; a unit that never does gets nothing more.
  mutating func watchCancels(at now: Instant) {
    for index in units.indices where units[index].isCancelling && !units[index].isStale && units[index].isAutomatic {
      guard now - units[index].cancelToldAt > Self.repeatAfter else { continue }
      // A word that nobody can have heard is no attempt.
      if units[index].lastReport <= units[index].cancelToldAt { units[index].cancelAttempts -= 1 }
      if units[index].cancelAttempts < Self.cancelLimit {
        tellCancel(index, at: now)
      } else {
        quarantine(index)
      }
    }
  }

  /// The second phase: the unit stands and has nothing before it.
  mutating func finishCancelling(_ report: DriveReport, of index: Int, at now: Instant) {
    guard !report.isDriving, report.ahead.isEmpty, report.action != .running, now > units[index].cancelToldAt,
      isCancelled(index, report)
    else { return }
    if settle(index, by: report, at: now) { units[index].isCancelling = false }
  }

  /// Whether nothing that it was told can still make it drive: what was said before the cancellation may be late, too.
  /// Vehicles forget their actions: one that has been told often and still stands is believed.
  private func isCancelled(_ index: Int, _ report: DriveReport) -> Bool {
    let unit = units[index]
    let hasAll = report.route == unit.route && report.update >= unit.update
    let refusesLast = report.fault == .orderRejected && unit.rejectedAt == unit.toldAt
    return report.action == .cancelled || hasAll || refusesLast || unit.cancelAttempts >= Self.cancelsBelieved
  }

  /// Takes back all that lies before a unit that stands and knows of nothing before it.
  ///
  /// Others may have planned to be where it was to leave: their plans, as far as they are only plans, go with its own.
  /// - Returns: false when it stands where another may drive already.
  @discardableResult
  private mutating func settle(_ index: Int, by report: DriveReport, at now: Instant) -> Bool {
    truncatePlans()
    let trail = units[index].trail
    let kept = trail.firstIndex { $0.cell == report.cell }
    if kept == nil, claims.isClaimed(report.cell) { return false }
    for (number, node) in trail.enumerated() where number != kept {
      claims.remove(index, sequence: node.sequence, at: node.cell)
    }
    if let kept {
      units[index].trail = [trail[kept]]
    } else {
      let node = Unit.Node(
        cell: report.cell, sequence: trail[trail.count - 1].sequence + 1, released: true, arriving: report.heading)
      units[index].trail = [node]
      claims.append(index, sequence: node.sequence, at: node.cell)
    }
    units[index].pause = nil
    units[index].hasHorizon = false
    units[index].plannedHeading = report.heading
    units[index].toldEnd = units[index].trail[0].sequence
    units[index].acceptedEnd = units[index].toldEnd
    units[index].acceptedUpdate = units[index].update
    units[index].lastProgress = now
    clearLost(index)
    return true
  }

  mutating func clearLost(_ index: Int) {
    guard units[index].isLost else { return }
    units[index].isLost = false
    close([], becauseOf: index)
  }

  // MARK: Rejections

  /// One rejection for each attempt, however often states repeat it.
  mutating func noteRejection(_ report: DriveReport, of index: Int, at now: Instant) {
    guard units[index].rejectedAt != units[index].toldAt, !units[index].isQuarantined else { return }
    units[index].rejectedAt = units[index].toldAt
    units[index].rejections += 1
    rejections += 1
    causes.append(.routeRejected(units[index].device))
    if units[index].rejections >= Self.rejectionLimit {
      quarantine(index)
      // What it never took in need not be kept free for it.
      if !report.isDriving, report.ahead.isEmpty { settle(index, by: report, at: now) }
    } else if units[index].rejections == 2 {
      // Something may be left of an earlier order, a horizon perhaps, that only a cancellation takes away.
      cancel(index, at: now)
    }
  }

  mutating func forgiveRejections(of index: Int) {
    if units[index].isQuarantined { relieved.append(.quarantined(units[index].device)) }
    units[index].rejections = 0
    units[index].rejectedAt = nil
    units[index].isQuarantined = false
    units[index].isCancelling = false
    relieved.append(.routeRejected(units[index].device))
  }

  private mutating func quarantine(_ index: Int) {
    guard !units[index].isQuarantined else { return }
    units[index].isQuarantined = true
    units[index].isCancelling = false
    causes.append(.quarantined(units[index].device))
  }

  func pauseBeforeRepeat(_ unit: Unit) -> Span {
    let pause = Self.repeatAfter * Int64(1 << min(unit.rejections, 5))
    return pause < Self.repeatLimit ? pause : Self.repeatLimit
  }

  /// What was rejected is told anew under a number of its own, so that a rejection that still shows is not taken for another.
  mutating func renumber(_ index: Int) {
    if units[index].update > 0, units[index].pause == nil {
      units[index].update += 1
    } else {
      restartRoute(index)
    }
  }

  /// All that lies before the unit becomes a new order.
  mutating func restartRoute(_ index: Int) {
    units[index].route += 1
    units[index].update = 0
    units[index].routeStart = units[index].trail[0].sequence
    units[index].acceptedEnd = units[index].trail[0].sequence
    units[index].hasHorizon = false
  }

  // MARK: Progress

  mutating func noteFetch(by index: Int, at now: Instant) {
    fetches += 1
    fetchTime = fetchTime + (now - units[index].calledAt)
  }

  mutating func noteProgress(of index: Int, at now: Instant) {
    units[index].lastProgress = now
    guard units[index].stuckCount > 0 else { return }
    units[index].stuckCount = 0
    deadlocksResolved += 1
    causes.append(.deadlockResolved)
    relieved.append(.noProgress(units[index].device))
  }
}
