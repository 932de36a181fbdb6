import FloorCore
import FloorModel

extension DriveMap {
  /// A route update as a VDA 5050 order. The same update gives the same nodes, edges and action ids.
  func order(_ update: RouteUpdate, header: DriveUnits.Header, names: SiteNames) -> DriveUnits.Order {
    let update = withTurnAsEdge(update)
    var nodes: [DriveUnits.Node] = []
    var edges: [DriveUnits.Edge] = []
    nodes.reserveCapacity(update.nodes.count)
    edges.reserveCapacity(max(update.nodes.count - 1, 0))
    for (index, node) in update.nodes.enumerated() {
      let id = nodeID(of: node.cell)
      if index > 0 {
        let previous = update.nodes[index - 1]
        edges.append(
          DriveUnits.Edge(
            edgeID: edgeID(from: previous.cell, to: node.cell), sequenceID: node.sequence * 2 - 1,
            released: node.released, startNodeID: nodes[index - 1].nodeID, endNodeID: id))
      }
      let (x, y) = centre(of: node.cell)
      nodes.append(
        DriveUnits.Node(
          nodeID: id, sequenceID: node.sequence * 2, released: node.released,
          position: DriveUnits.NodePosition(x: x, y: y, theta: node.heading.map { theta(of: $0) }, mapID: self.id),
          actions: node.action.map { [action($0, at: node, nodeID: id, route: update.route, names: names)] } ?? []))
    }
    return DriveUnits.Order(
      header: header, orderID: Self.orderID(update.route), orderUpdateID: update.update, nodes: nodes, edges: edges)
  }

  /// A route that only turns gets a second node in the same cell, which holds the heading. Vehicles do not drive to the first
  /// node of an order, where they stand already, and not all of them turn there.
  private func withTurnAsEdge(_ update: RouteUpdate) -> RouteUpdate {
    guard update.nodes.count == 1, var end = update.nodes.first, end.heading != nil else { return update }
    var turn = update
    turn.nodes[0].heading = nil
    end.sequence += 1
    turn.nodes.append(end)
    return turn
  }

  static func orderID(_ route: Int32) -> String { "r\(route)" }

  /// The route of an order that Drover has named; nil for any other.
  static func route(orderID: String) -> Int32? {
    IDReader.read(orderID) { id in
      guard id.skip("r"), let number = id.number(), id.isAtEnd else { return nil }
      return Int32(number)
    }
  }

  /// Action ids say whose they are and never change their meaning: route, node, kind.
  static func actionID(_ action: DriveAction, sequence: Int32, route: Int32) -> String {
    let kind =
      switch action {
      case .lift: "l"
      case .set: "s"
      case .startCharging: "c"
      case .stopCharging: "u"
      }
    return "r\(route)a\(sequence)\(kind)"
  }

  /// The route that an action belongs to; nil when Drover has not named it as part of one.
  static func route(actionID: String) -> Int32? {
    IDReader.read(actionID) { id in
      guard id.skip("r"), let number = id.number(), id.skip("a") else { return nil }
      return Int32(number)
    }
  }

  /// The id comes from the command, so that the same cancellation again is the same action.
  static func cancellationID(route: Int64, update: Int32) -> String { "c\(route)u\(update)" }

  static func isCancellation(_ actionID: String, ofRoute route: Int32) -> Bool {
    IDReader.read(actionID) { id in
      id.skip("c") && id.number() == Int(route) && id.skip("u") ? true : nil
    } ?? false
  }

  private func action(
    _ action: DriveAction, at node: RouteNode, nodeID: String, route: Int32, names: SiteNames
  ) -> DriveUnits.Action {
    let id = Self.actionID(action, sequence: node.sequence, route: route)
    switch action {
    case .lift(let pod):
      return DriveUnits.Action(
        DriveUnits.ActionType.pick, id: id, parameters: transfer(names.site.pods[pod.index].name, nodeID))
    case .set(let pod):
      return DriveUnits.Action(
        DriveUnits.ActionType.drop, id: id, parameters: transfer(names.site.pods[pod.index].name, nodeID))
    case .startCharging: return DriveUnits.Action(DriveUnits.ActionType.startCharging, id: id)
    case .stopCharging: return DriveUnits.Action(DriveUnits.ActionType.stopCharging, id: id)
    }
  }

  private func transfer(_ pod: String, _ nodeID: String) -> [DriveUnits.Action.Parameter] {
    [
      DriveUnits.Action.Parameter("stationType", .text("floor")),
      DriveUnits.Action.Parameter("stationName", .text(nodeID)),
      DriveUnits.Action.Parameter("loadType", .text("pod")),
      DriveUnits.Action.Parameter("loadId", .text(pod)),
    ]
  }
}
