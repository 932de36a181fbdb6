/// One building: its floor, machines, pods, products and expected work. Read from a site file, checked, and never changed
/// while the daemon runs.
public struct Site: Sendable, Equatable, Codable {
  /// The site's segment in topics.
  public var name: String
  public var grid: Grid
  /// The side of one cell.
  public var cellSize: Millimetres
  public var devices: [Device]
  public var pods: [Pod]
  public var bins: [Bin]
  public var skus: [SKU]
  public var boxes: [Box]
  public var owners: [String]
  public var openingStock: [StockLine]
  /// Lots whose dates are known from the start.
  public var lots: [Lot]
  /// Planner's expected units a day, per SKU, at the start.
  public var velocity: [Double]
  public var demand: DemandProfile
  public var packing: PackingPolicy

  public init(
    name: String, grid: Grid, cellSize: Millimetres, devices: [Device], pods: [Pod], bins: [Bin], skus: [SKU],
    boxes: [Box], owners: [String], openingStock: [StockLine], velocity: [Double], demand: DemandProfile,
    lots: [Lot] = [], packing: PackingPolicy = PackingPolicy()
  ) {
    self.name = name
    self.grid = grid
    self.cellSize = cellSize
    self.devices = devices
    self.pods = pods
    self.bins = bins
    self.skus = skus
    self.boxes = boxes
    self.owners = owners
    self.openingStock = openingStock
    self.velocity = velocity
    self.demand = demand
    self.lots = lots
    self.packing = packing
  }

  /// Whether costs are known by which one box is better than another: of boxes, or of the carrier.
  public var statesCosts: Bool { packing.shipping != nil || boxes.contains { $0.costCents > 0 } }

  @inlinable public func device(_ id: Device.ID) -> Device { devices[id.index] }

  /// Ids of the devices that fill a role, in the site file's order.
  public func devices(_ role: Role) -> [Device.ID] {
    devices.indices.filter { devices[$0].role == role }.map { Device.ID($0) }
  }
}

/// What a simulated shift sends into the building. A real site gets its orders and deliveries from outside.
public struct DemandProfile: Sendable, Equatable, Codable {
  /// Inbound units an hour.
  public var inboundPerHour: Double
  /// Orders an hour, one value for each hour of a day from the shift's start; repeats when the shift is longer.
  public var ordersPerHour: [Double]
  /// Relative frequency of orders with 1, 2, 3 … lines.
  public var linesPerOrder: [Double]
  /// Relative frequency of 1, 2, 3 … units in a line.
  public var unitsPerLine: [Double]
  public var destinations: [Destination]
  /// Fraction of inbound units with a defect that a careful person would see.
  public var defectRate: Double
  /// Fraction of bins whose content differs from the record at the start.
  public var binErrorRate: Double
  /// Fraction of order lines that are to be wrapped as gifts.
  public var giftRate: Double
  /// Whom simulated goods come from: products in turn. Empty: their labels do not say.
  public var suppliers: [String]

  public init(
    inboundPerHour: Double, ordersPerHour: [Double], linesPerOrder: [Double], unitsPerLine: [Double],
    destinations: [Destination], defectRate: Double, binErrorRate: Double, giftRate: Double = 0,
    suppliers: [String] = []
  ) {
    self.inboundPerHour = inboundPerHour
    self.ordersPerHour = ordersPerHour
    self.linesPerOrder = linesPerOrder
    self.unitsPerLine = unitsPerLine
    self.destinations = destinations
    self.defectRate = defectRate
    self.binErrorRate = binErrorRate
    self.giftRate = giftRate
    self.suppliers = suppliers
  }
}

/// A carrier's route, with the times at which its truck leaves.
public struct Destination: Sendable, Equatable, Codable {
  public var code: String
  /// Relative frequency among orders.
  public var weight: Double
  /// Critical pull times: the truck leaves this long after the shift's start, and every `every` after that.
  public var firstPull: Span
  public var every: Span

  public init(code: String, weight: Double, firstPull: Span, every: Span) {
    self.code = code
    self.weight = weight
    self.firstPull = firstPull
    self.every = every
  }
}
