import Devices
import FloorModel

/// What it says of itself.
extension DriveUnitTwin {
  mutating func state(at now: Instant) -> DriveUnits.State {
    battery.settle(at: now)
    let isTerse = habits.contains(.terse)
    var state = DriveUnits.State(header: header(headerIDs.state, at: now))
    state.orderID = job.orderID
    state.orderUpdateID = job.updateID
    state.lastNodeID = job.lastNodeID
    state.lastNodeSequenceID = job.lastSequence
    let ahead = job.path[job.next...]
    state.nodeStates = ahead.map {
      DriveUnits.NodeState(nodeID: $0.nodeID, sequenceID: $0.sequence, released: $0.released)
    }
    state.edgeStates = ahead.map {
      DriveUnits.EdgeState(edgeID: $0.edgeID, sequenceID: $0.sequence - 1, released: $0.released)
    }
    switch motion {
    case .standing, .acting: state.driving = false
    case .turning, .driving: state.driving = true
    }
    if manualUntil != nil { state.operatingMode = .manual }
    state.actionStates = job.actionStates
    state.errors = errors
    state.battery = DriveUnits.Battery(charge: (battery.charge * 1000).rounded() / 10, isCharging: battery.isCharging)
    if battery.charge <= 0 { state.errors.append(DriveUnits.Fault("batteryEmpty", level: .fatal)) }
    guard !isTerse else { return state }
    state.position = position(at: now)
    state.loads = load.map { [DriveUnits.Load(loadID: names.site.pods[$0.index].name, loadType: "pod")] } ?? []
    state.paused = isPaused
    state.newBaseRequest = ahead.last.map { !$0.released && ahead.prefix(3).contains { !$0.released } } ?? false
    return state
  }

  func position(at now: Instant) -> DriveUnits.Position {
    var (x, y) = map.centre(of: cell)
    if case .driving(let drive) = motion, job.next < job.path.count {
      let lastNode = drive.next - job.path[job.next].length
      let past = max(0, drive.profile.progress(after: (now - drive.since).seconds).driven - lastNode)
      switch map.onMap(heading) {
      case .east: x += past
      case .west: x -= past
      case .north: y += past
      case .south: y -= past
      }
    }
    return DriveUnits.Position(
      x: DriveMap.rounded(x), y: DriveMap.rounded(y), theta: map.theta(of: heading), mapID: map.id)
  }

  func factsheet(at now: Instant) -> DriveUnits.Factsheet {
    var sheet = DriveUnits.Factsheet(header: header(headerIDs.factsheet, at: now))
    sheet.typeSpecification = .init(
      seriesName: "drover-twin", kinematic: "DIFF", agvClass: "CARRIER", maxLoadMass: 1000, localizationTypes: ["GRID"],
      navigationTypes: ["VIRTUAL_LINE_GUIDED"])
    sheet.physicalParameters = .init(
      speedMax: speedLimit, acceleration: mechanics.acceleration, height: 0.4, width: 0.7, length: 0.8)
    sheet.protocolLimits = .init(
      timing: .init(minOrderInterval: 0, minStateInterval: 0, defaultStateInterval: stateInterval.seconds))
    let onNodes: [String] = [
      DriveUnits.ActionType.pick, DriveUnits.ActionType.drop, DriveUnits.ActionType.startCharging,
      DriveUnits.ActionType.stopCharging,
    ]
    let atOnce: [String] = [
      DriveUnits.ActionType.cancelOrder, DriveUnits.ActionType.stateRequest, DriveUnits.ActionType.factsheetRequest,
      DriveUnits.ActionType.startPause, DriveUnits.ActionType.stopPause,
    ]
    sheet.protocolFeatures = .init(
      optionalParameters: [],
      actions: onNodes.map { .init($0, scopes: ["NODE"]) } + atOnce.map { .init($0, scopes: ["INSTANT"]) })
    let transfer = mechanics.transfer.seconds
    sheet.loadSpecification = .init(
      loadSets: [.init(setName: "pod", loadType: "pod", pickTime: transfer, dropTime: transfer)])
    return sheet
  }
}
