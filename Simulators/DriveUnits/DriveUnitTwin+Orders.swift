import Devices
import FloorModel

/// Taking orders in, or refusing them, by chapters 6.6.1 to 6.6.4 of VDA 5050 2.1.0.
extension DriveUnitTwin {
  /// Finished instant actions that are still mentioned in states.
  private static let instantActionLimit = 10
  private static let nodeActions: [String] = [
    DriveUnits.ActionType.pick, DriveUnits.ActionType.drop, DriveUnits.ActionType.startCharging,
    DriveUnits.ActionType.stopCharging,
  ]

  /// Why an order is refused: an error type of the standard and a sentence.
  struct Rejection: Error {
    var type: String
    var reason: String
  }

  mutating func receive(_ order: DriveUnits.Order, at now: Instant, world: inout World) {
    if order.orderID == job.orderID, order.orderUpdateID == job.updateID, !order.orderID.isEmpty {
      // Sent again because nobody heard the answer: answer again, do nothing.
      hasNews = true
      return
    }
    let isUpdate = order.orderID == job.orderID
    if isUpdate, habits.contains(.ignoresUpdates) { return }
    do throws(Rejection) {
      if habits.contains(.rejectsOrders) || manualUntil != nil {
        throw Rejection(type: DriveUnits.FaultType.order, reason: "not now")
      }
      let nodes = try pathNodes(of: order)
      if isUpdate { try admitUpdate(order) } else { try admitNew(order, at: nodes[0].cell) }
      orders.note(order.header)
      if !habits.contains(.keepsErrors) { errors = [] }
      hasNews = true
      if isUpdate { extend(order, nodes, at: now) } else { begin(order, nodes, at: now, world: &world) }
    } catch {
      reject(order, error)
      return
    }
    proceed(at: now, world: &world)
  }

  private mutating func reject(_ order: DriveUnits.Order, _ rejection: Rejection) {
    let references = [
      DriveUnits.Fault.Reference("orderId", order.orderID),
      DriveUnits.Fault.Reference("orderUpdateId", String(order.orderUpdateID)),
    ]
    if !habits.contains(.keepsErrors) { errors.removeAll { DriveUnits.FaultType.rejections.contains($0.type) } }
    errors.append(DriveUnits.Fault(rejection.type, references: references, description: rejection.reason))
    hasNews = true
  }

  // MARK: Admission

  private func admitNew(_ order: DriveUnits.Order, at first: Cell) throws(Rejection) {
    guard job.isDone, case .standing = motion, job.cancellation == nil else {
      throw Rejection(type: DriveUnits.FaultType.orderUpdate, reason: "order \(job.orderID) is not finished")
    }
    guard first == cell else {
      throw Rejection(type: DriveUnits.FaultType.noRoute, reason: "the first node is not where the vehicle stands")
    }
  }

  /// An update begins with the node at which the base so far ends, under the same sequence number.
  private func admitUpdate(_ order: DriveUnits.Order) throws(Rejection) {
    guard !habits.contains(.rejectsUpdates), !job.isCancelled, job.cancellation == nil,
      order.orderUpdateID > job.updateID
    else { throw Rejection(type: DriveUnits.FaultType.orderUpdate, reason: "the update is not to be had now") }
    let end = job.baseEnd
    if end == job.next, case .driving = motion {
      throw Rejection(type: DriveUnits.FaultType.orderUpdate, reason: "already beyond the base")
    }
    let (nodeID, sequence) =
      end > job.next
      ? (job.path[end - 1].nodeID, job.path[end - 1].sequence) : (job.lastNodeID, job.lastSequence)
    guard order.nodes[0].nodeID == nodeID, order.nodes[0].sequenceID == sequence else {
      throw Rejection(
        type: DriveUnits.FaultType.orderUpdate, reason: "the base ends at \(nodeID), sequence \(sequence)")
    }
  }

  /// - Throws: what is wrong with the order in itself.
  private func pathNodes(of order: DriveUnits.Order) throws(Rejection) -> [DriveJob.PathNode] {
    guard let first = order.nodes.first, first.released, order.edges.count == order.nodes.count - 1 else {
      throw invalid("an order needs a released node, and an edge between each two")
    }
    var path: [DriveJob.PathNode] = []
    path.reserveCapacity(order.nodes.count)
    for (index, node) in order.nodes.enumerated() {
      var item = DriveJob.PathNode(
        nodeID: node.nodeID, edgeID: "", sequence: node.sequenceID, cell: try cell(of: node), arriving: nil, length: 0,
        released: node.released, heading: node.position?.theta.flatMap { map.heading(theta: $0) },
        actions: node.actions)
      if index > 0 {
        let previous = path[index - 1]
        try check(order.edges[index - 1], from: previous, to: item)
        item.edgeID = order.edges[index - 1].edgeID
        item.arriving = map.direction(from: previous.cell, to: item.cell)
        item.length = Double(map.grid.manhattan(previous.cell, item.cell)) * map.side
        guard item.arriving != nil || item.cell == previous.cell else {
          throw Rejection(type: DriveUnits.FaultType.noRoute, reason: "no straight way to \(node.nodeID)")
        }
      }
      for action in node.actions where !Self.nodeActions.contains(action.actionType) {
        throw Rejection(type: DriveUnits.FaultType.order, reason: "cannot do \(action.actionType)")
      }
      path.append(item)
    }
    return path
  }

  private func cell(of node: DriveUnits.Node) throws(Rejection) -> Cell {
    guard let position = node.position else {
      guard let cell = map.cell(nodeID: node.nodeID) else { throw invalid("where is \(node.nodeID)?") }
      return cell
    }
    guard position.mapID == map.id, let cell = map.cell(x: position.x, y: position.y) else {
      throw invalid("\(node.nodeID) is not on the map")
    }
    return cell
  }

  private func check(
    _ edge: DriveUnits.Edge, from start: DriveJob.PathNode, to end: DriveJob.PathNode
  ) throws(Rejection) {
    guard end.sequence == start.sequence + 2, edge.sequenceID == start.sequence + 1,
      edge.startNodeID == start.nodeID, edge.endNodeID == end.nodeID
    else { throw invalid("edge \(edge.edgeID) does not lead from \(start.nodeID) to \(end.nodeID)") }
    guard edge.released == end.released, start.released || !end.released else {
      throw invalid("\(end.nodeID) is released behind a node or an edge that is not")
    }
    guard edge.actions.isEmpty else {
      throw Rejection(type: DriveUnits.FaultType.order, reason: "no actions on edges")
    }
  }

  private func invalid(_ reason: String) -> Rejection {
    Rejection(type: DriveUnits.FaultType.validation, reason: reason)
  }

  // MARK: Acceptance

  private mutating func begin(
    _ order: DriveUnits.Order, _ nodes: [DriveJob.PathNode], at now: Instant, world: inout World
  ) {
    job = DriveJob()
    job.orderID = order.orderID
    job.updateID = order.orderUpdateID
    job.path = nodes
    for node in nodes { job.expect(node.actions) }
    reachNext(world: &world)
  }

  /// The base goes on where it ended; the horizon is what the update says.
  private mutating func extend(_ order: DriveUnits.Order, _ nodes: [DriveJob.PathNode], at now: Instant) {
    job.updateID = order.orderUpdateID
    let end = job.baseEnd
    for node in job.path[end...] {
      for action in node.actions { job.actionStates.removeAll { $0.actionID == action.actionID } }
    }
    job.path.removeSubrange(end...)
    job.path.removeFirst(job.next)
    if let end = pauseEnd { pauseEnd = max(0, end - job.next) }
    job.next = 0
    let news = nodes[0].actions.filter { !job.knows($0.actionID) }
    job.expect(news)
    if job.path.isEmpty {
      job.pending += news
      job.wantedHeading = nodes[0].heading ?? job.wantedHeading
    } else {
      job.path[job.path.count - 1].actions += news
      job.path[job.path.count - 1].heading = nodes[0].heading ?? job.path[job.path.count - 1].heading
    }
    for node in nodes.dropFirst() { job.expect(node.actions) }
    job.path += nodes.dropFirst()
    redirect(at: now)
  }

  // MARK: Instant actions

  mutating func receive(_ action: DriveUnits.Action, at now: Instant, world: inout World) {
    hasNews = true
    guard !job.knows(action.actionID) else { return }
    forgetOldInstantActions()
    job.expect([action])
    switch action.actionType {
    case DriveUnits.ActionType.stateRequest:
      job.mark(action.actionID, .finished)
    case DriveUnits.ActionType.factsheetRequest:
      headerIDs.factsheet += 1
      publish("factsheet", factsheet(at: now))
      job.mark(action.actionID, .finished)
    case DriveUnits.ActionType.cancelOrder:
      cancel(by: action.actionID, at: now, world: &world)
    case DriveUnits.ActionType.startPause:
      pause(at: now)
      job.mark(action.actionID, .finished)
    case DriveUnits.ActionType.stopPause:
      job.mark(action.actionID, .finished)
      goOn(at: now, world: &world)
    default:
      job.mark(action.actionID, .failed)
      fail(DriveUnits.FaultType.order, action.actionID, "cannot do \(action.actionType)")
    }
  }

  private mutating func forgetOldInstantActions() {
    let instant = DriveUnits.ActionType.instant
    let old = job.actionStates.indices.filter {
      instant.contains(job.actionStates[$0].actionType ?? "") && job.actionStates[$0].actionID != job.cancellation
    }
    if old.count >= Self.instantActionLimit { job.actionStates.remove(at: old[0]) }
  }

  mutating func fail(_ type: String, _ actionID: String, _ reason: String) {
    errors.append(
      DriveUnits.Fault(
        type, references: [DriveUnits.Fault.Reference("actionId", actionID)], description: reason))
  }

  private mutating func cancel(by actionID: String, at now: Instant, world: inout World) {
    guard job.cancellation == nil, !job.isDone || !isStanding else {
      job.mark(actionID, .failed)
      fail(DriveUnits.FaultType.noOrderToCancel, actionID, "there is no order")
      return
    }
    job.mark(actionID, .running)
    job.cancellation = actionID
    job.isCancelled = true
    stopEarly(at: now)
    proceed(at: now, world: &world)
  }
}
