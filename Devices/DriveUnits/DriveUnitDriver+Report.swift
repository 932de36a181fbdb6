import FloorCore
import FloorModel

/// From a vehicle's state to what the floor decides on.
extension DriveUnitDriver {
  /// - Throws: `.impossible` for numbers and places that cannot be, `.unknownReference` for names that the site has not.
  func report(of state: DriveUnits.State) throws(RefusalReason) -> DriveReport {
    let route = DriveMap.route(orderID: state.orderID) ?? 0
    // Other masters may count as far as they like; what is counted on from here must not come to the end of numbers.
    let most = route == 0 ? Int32.max : Self.largestNumber
    let numbers = [state.orderUpdateID, state.lastNodeSequenceID] + state.nodeStates.map(\.sequenceID)
    guard numbers.allSatisfy({ (0...most).contains($0) }), state.battery.charge.isFinite else { throw .impossible }
    let place = try place(of: state.position)
    let path = try path(of: state, isOurs: route != 0)
    // One that names no node has reached none of its route: it drives from where it was seen, and is not yet where it is.
    let start = route != 0 && state.lastNodeID.isEmpty ? memory.last?.cell : nil
    let known =
      try lastCell(of: state, isOurs: route != 0) ?? start ?? place?.cell ?? memory.last?.cell ?? home.start
    var report = DriveReport(cell: known, heading: place?.heading ?? memory.last?.heading ?? home.heading)
    if let place, route != 0, place.cell != known, !path.ahead.contains(place.cell) {
      // It has left its base: where it is counts, not what it has passed.
      report.cell = place.cell
    }
    guard map.grid.kind(report.cell) != .blocked else { throw .impossible }
    report.route = route
    report.update = route == 0 ? 0 : state.orderUpdateID
    report.sequence = route == 0 ? 0 : path.sequence
    report.ahead = path.ahead
    report.isDriving = state.driving
    report.action = action(of: state, route: route)
    report.load = try load(of: state, route: route, action: report.action)
    report.batteryPermille = Int32((min(max(state.battery.charge, 0), 100) * 10).rounded())
    report.isCharging = state.battery.isCharging
    report.isAutomatic = state.operatingMode == .automatic || state.operatingMode == .semiautomatic
    let isLost = state.position.map { !$0.isInitialized } ?? state.lastNodeID.isEmpty
    report.fault = fault(of: state, report: report, isLost: isLost)
    return report
  }

  /// No route of ours has so many nodes or updates.
  static let largestNumber: Int32 = 1_000_000_000

  private var home: DriveUnitPlace {
    guard case .driveUnit(let place) = names.site.device(device).place else {
      preconditionFailure("a drive unit's driver was made for a device with another place")
    }
    return place
  }

  private func place(
    of position: DriveUnits.Position?
  ) throws(RefusalReason) -> (cell: Cell, heading: Heading)? {
    guard let position else { return nil }
    guard position.x.isFinite, position.y.isFinite, let heading = map.heading(theta: position.theta) else {
      throw .impossible
    }
    guard position.isInitialized else { return nil }
    guard position.mapID.isEmpty || position.mapID == map.id, let cell = map.cell(x: position.x, y: position.y) else {
      throw .impossible
    }
    return (cell, heading)
  }

  /// Nodes of another master's order mean nothing here; nodes of ours must be the site's.
  private func lastCell(of state: DriveUnits.State, isOurs: Bool) throws(RefusalReason) -> Cell? {
    guard !state.lastNodeID.isEmpty else { return nil }
    guard let cell = map.cell(nodeID: state.lastNodeID) else {
      if isOurs { throw .unknownReference }
      return nil
    }
    return cell
  }

  private func path(
    of state: DriveUnits.State, isOurs: Bool
  ) throws(RefusalReason) -> (sequence: Int32, ahead: [Cell]) {
    var last = state.lastNodeSequenceID
    var nodes = state.nodeStates[...]
    if let first = nodes.first, first.sequenceID <= last {
      // The order was taken in, but its first node does not count as reached yet.
      last = max(first.sequenceID - 2, 0)
      if first.nodeID == state.lastNodeID {
        last = first.sequenceID
        nodes.removeFirst()
      }
    }
    var ahead: [Cell] = []
    ahead.reserveCapacity(nodes.count)
    var previous: Int32 = -1
    for node in nodes where node.released {
      guard node.sequenceID > previous else { throw .impossible }
      previous = node.sequenceID
      if let cell = map.cell(nodeID: node.nodeID) {
        ahead.append(cell)
      } else if isOurs {
        throw .unknownReference
      }
    }
    return (last / 2, ahead)
  }

  /// One failure fails the route. A finished action that a vehicle no longer mentions stays finished.
  private func action(of state: DriveUnits.State, route: Int32) -> ActionProgress {
    guard route != 0 else { return .none }
    if isCancelled(route, in: state) { return .cancelled }
    var progress: ActionProgress?
    for action in state.actionStates where DriveMap.route(actionID: action.actionID) == route {
      switch action.status {
      case .failed: return .failed
      case .waiting: progress = ActionProgress.none
      case .initializing, .running: progress = .running
      case .finished: progress = .finished
      }
    }
    if let progress { return progress }
    if let last = memory.last, last.route == route, last.action == .finished { return .finished }
    return .none
  }

  /// One that failed found nothing to cancel: an update that is still on its way may find the route as it was.
  private func isCancelled(_ route: Int32, in state: DriveUnits.State) -> Bool {
    state.actionStates.contains { $0.status == .finished && DriveMap.isCancellation($0.actionID, ofRoute: route) }
  }

  private func load(
    of state: DriveUnits.State, route: Int32, action: ActionProgress
  ) throws(RefusalReason) -> Pod.ID? {
    if let loads = state.loads {
      guard let load = loads.first else { return nil }
      if let name = load.loadID, !name.isEmpty {
        guard let pod = names.pods[name] else { throw .unknownReference }
        return pod
      }
    }
    // It cannot tell, or not which: what it has finished tells.
    guard action == .finished, let sent = memory.action, sent.route == route else { return memory.last?.load }
    switch sent.action {
    case .lift(let pod): return pod
    case .set: return nil
    case .startCharging, .stopCharging: return memory.last?.load
    }
  }

  /// The gravest of what keeps it from going on.
  private func fault(of state: DriveUnits.State, report: DriveReport, isLost: Bool) -> DriveFault? {
    if state.safety.emergencyStop != .none { return .emergencyStop }
    if isLost { return .positionLost }
    if state.errors.contains(where: { $0.level.stops && !isRejection($0) }) { return .hardware }
    if state.errors.contains(where: { isAboutSent($0, report: report) }) { return .orderRejected }
    // A pause that it was told to make is none of its faults.
    return state.safety.fieldViolation || (state.paused == true && !memory.isStopped) ? .blocked : nil
  }

  func isRejection(_ fault: DriveUnits.Fault) -> Bool { DriveUnits.FaultType.isRejection(fault.type) }

  /// Whether a rejection is about the order last sent. Vehicles keep showing those of earlier orders.
  private func isAboutSent(_ fault: DriveUnits.Fault, report: DriveReport) -> Bool {
    guard let sent = memory.sent else { return false }
    if report.route == sent.route, report.update >= sent.update { return false }
    // Not every vehicle keeps to the standard's words; an error that names an action not taken in yet says enough.
    if report.route != sent.route, let action = fault.reference("actionId", of: "action"),
      DriveMap.route(actionID: action) == sent.route
    {
      return true
    }
    guard isRejection(fault) else { return false }
    guard let orderID = fault.reference("orderId", of: "order") else { return !memory.sentAmidRejection }
    guard DriveMap.route(orderID: orderID) == sent.route else { return false }
    guard let update = fault.reference("orderUpdateId", of: "order") else { return true }
    return Int32(update) == sent.update
  }
}
