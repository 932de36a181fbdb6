extension DriveUnits {
  /// A path for one vehicle, or the continuation of one: first what it may drive (base), then what it may not yet (horizon).
  public struct Order: WireBody, Equatable {
    public var header: Header
    public var orderID: String
    public var orderUpdateID: Int32
    public var nodes: [Node]
    /// One between each two nodes.
    public var edges: [Edge]

    public init(header: Header, orderID: String, orderUpdateID: Int32, nodes: [Node], edges: [Edge]) {
      self.header = header
      self.orderID = orderID
      self.orderUpdateID = orderUpdateID
      self.nodes = nodes
      self.edges = edges
    }
  }

  public struct Node: Equatable, Sendable {
    public var nodeID: String
    /// Nodes and edges of an order are counted together: nodes have the even numbers.
    public var sequenceID: Int32
    public var released: Bool
    public var position: NodePosition?
    public var actions: [Action]

    public init(nodeID: String, sequenceID: Int32, released: Bool, position: NodePosition?, actions: [Action] = []) {
      self.nodeID = nodeID
      self.sequenceID = sequenceID
      self.released = released
      self.position = position
      self.actions = actions
    }
  }

  public struct NodePosition: Equatable, Sendable, Codable {
    /// Metres.
    public var x: Double
    public var y: Double
    /// The heading to have there, in radians; nil: any.
    public var theta: Double?
    public var mapID: String

    private enum CodingKeys: String, CodingKey {
      case x, y, theta
      case mapID = "mapId"
    }

    public init(x: Double, y: Double, theta: Double? = nil, mapID: String) {
      self.x = x
      self.y = y
      self.theta = theta
      self.mapID = mapID
    }
  }

  public struct Edge: Equatable, Sendable {
    public var edgeID: String
    public var sequenceID: Int32
    public var released: Bool
    public var startNodeID: String
    public var endNodeID: String
    public var actions: [Action]

    public init(
      edgeID: String, sequenceID: Int32, released: Bool, startNodeID: String, endNodeID: String, actions: [Action] = []
    ) {
      self.edgeID = edgeID
      self.sequenceID = sequenceID
      self.released = released
      self.startNodeID = startNodeID
      self.endNodeID = endNodeID
      self.actions = actions
    }
  }
}

extension DriveUnits.Order: Codable {
  private enum CodingKeys: String, CodingKey {
    case orderID = "orderId"
    case orderUpdateID = "orderUpdateId"
    case nodes, edges
  }

  public init(from decoder: any Decoder) throws {
    header = try DriveUnits.Header(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    orderID = try container.decode(String.self, forKey: .orderID)
    orderUpdateID = try container.decode(Int32.self, forKey: .orderUpdateID)
    nodes = try container.decode([DriveUnits.Node].self, forKey: .nodes)
    edges = try container.list(.edges)
  }

  public func encode(to encoder: any Encoder) throws {
    try header.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(orderID, forKey: .orderID)
    try container.encode(orderUpdateID, forKey: .orderUpdateID)
    try container.encode(nodes, forKey: .nodes)
    try container.encode(edges, forKey: .edges)
  }
}

extension DriveUnits.Node: Codable {
  private enum CodingKeys: String, CodingKey {
    case nodeID = "nodeId"
    case sequenceID = "sequenceId"
    case position = "nodePosition"
    case released, actions
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    nodeID = try container.decode(String.self, forKey: .nodeID)
    sequenceID = try container.decode(Int32.self, forKey: .sequenceID)
    released = try container.decode(Bool.self, forKey: .released)
    position = try container.decodeIfPresent(DriveUnits.NodePosition.self, forKey: .position)
    actions = try container.list(.actions)
  }
}

extension DriveUnits.Edge: Codable {
  private enum CodingKeys: String, CodingKey {
    case edgeID = "edgeId"
    case sequenceID = "sequenceId"
    case startNodeID = "startNodeId"
    case endNodeID = "endNodeId"
    case released, actions
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    edgeID = try container.decode(String.self, forKey: .edgeID)
    sequenceID = try container.decode(Int32.self, forKey: .sequenceID)
    released = try container.decode(Bool.self, forKey: .released)
    startNodeID = try container.decode(String.self, forKey: .startNodeID)
    endNodeID = try container.decode(String.self, forKey: .endNodeID)
    actions = try container.list(.actions)
  }
}
