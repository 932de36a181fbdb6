public import FloorModel

/// The site's grid as VDA 5050 sees it: metres, x to the right, y up, angles anticlockwise from east.
///
/// The site's own y grows downward, so the two differ by a mirror: a cell's centre lies at x = (column + ½) × side,
/// y = (height − row − ½) × side. The map's origin is the lower left corner of the floor, its id the site's name; a vehicle
/// with a map of its own sees all that turned by whole quarters and moved.
public struct DriveMap: Sendable {
  public let id: String
  public let grid: Grid
  /// The side of one cell in metres.
  public let side: Double
  private let own: VehicleMap?

  public init(_ site: Site, map: VehicleMap? = nil) {
    own = map
    id = map?.id ?? site.name
    grid = site.grid
    side = Double(site.cellSize) / 1000
  }

  /// Metres, to the tenth of a millimetre: binary fractions would only make JSON longer.
  public func centre(of cell: Cell) -> (x: Double, y: Double) {
    let x = Self.rounded((Double(grid.x(of: cell)) + 0.5) * side)
    let y = Self.rounded((Double(grid.height - grid.y(of: cell)) - 0.5) * side)
    guard let own else { return (x, y) }
    let (turnedX, turnedY) = Self.turned(x, y, by: own.quarters)
    return (Self.rounded(own.x + turnedX), Self.rounded(own.y + turnedY))
  }

  private static func turned(_ x: Double, _ y: Double, by quarters: Int32) -> (Double, Double) {
    switch quarters & 3 {
    case 0: (x, y)
    case 1: (-y, x)
    case 2: (-x, -y)
    default: (y, -x)
    }
  }

  public static func rounded(_ metres: Double) -> Double { (metres * 10_000).rounded() / 10_000 }

  /// The cell that a point lies in; nil off the floor, and for what is no number.
  public func cell(x: Double, y: Double) -> Cell? {
    let (x, y) = own.map { Self.turned(x - $0.x, y - $0.y, by: 4 - $0.quarters) } ?? (x, y)
    let column = (x / side).rounded(.down)
    let row = Double(grid.height) - 1 - (y / side).rounded(.down)
    guard column >= 0, row >= 0, column < Double(grid.width), row < Double(grid.height) else { return nil }
    return grid.cell(x: Int(column), y: Int(row))
  }

  /// Radians in (−π, π] on the vehicle's map.
  public func theta(of heading: Heading) -> Double { Self.theta(of: onMap(heading)) }

  /// The direction on the vehicle's map that a heading on the floor has.
  public func onMap(_ heading: Heading) -> Heading { own.map { Self.turned(heading, by: $0.quarters) } ?? heading }

  /// The nearest of the four on the floor; nil for what is no number.
  public func heading(theta: Double) -> Heading? {
    Self.heading(theta: theta).map { heading in own.map { Self.turned(heading, by: 4 - $0.quarters) } ?? heading }
  }

  /// Anticlockwise, as maps count.
  private static func turned(_ heading: Heading, by quarters: Int32) -> Heading {
    Heading(rawValue: UInt8((Int32(heading.rawValue) - quarters) & 3))!
  }

  /// Radians in (−π, π].
  public static func theta(of heading: Heading) -> Double {
    switch heading {
    case .east: 0
    case .north: .pi / 2
    case .west: .pi
    case .south: -.pi / 2
    }
  }

  /// The nearest of the four; nil for what is no number.
  public static func heading(theta: Double) -> Heading? {
    guard theta.isFinite else { return nil }
    let quarters = Int((theta.remainder(dividingBy: 2 * .pi) / (.pi / 2)).rounded())
    return Heading(rawValue: UInt8((4 - quarters) & 3))
  }

  /// `x12y7`: short enough to lie inside a `String` without allocation, on floors up to a million cells a side.
  public func nodeID(of cell: Cell) -> String { "x\(grid.x(of: cell))y\(grid.y(of: cell))" }

  /// The cell of a node that Drover has named; nil for any other name, and for nodes off the floor.
  public func cell(nodeID: String) -> Cell? {
    IDReader.read(nodeID) { id in
      guard id.skip("x"), let x = id.number(), id.skip("y"), let y = id.number(), id.isAtEnd,
        grid.contains(x: x, y: y)
      else { return nil }
      return grid.cell(x: x, y: y)
    }
  }

  /// `x12y7e`: the cell that it leaves and the direction; `o` for a turn on the spot. Cells must share a row or a column.
  public func edgeID(from start: Cell, to end: Cell) -> String {
    let direction =
      switch direction(from: start, to: end) {
      case .east: "e"
      case .south: "s"
      case .west: "w"
      case .north: "n"
      case nil: "o"
      }
    return nodeID(of: start) + direction
  }

  /// The heading of a straight drive; nil when the cells are the same or share neither row nor column.
  public func direction(from start: Cell, to end: Cell) -> Heading? {
    let (dx, dy) = (grid.x(of: end) - grid.x(of: start), grid.y(of: end) - grid.y(of: start))
    if dy == 0 { return dx == 0 ? nil : dx > 0 ? .east : .west }
    return dx == 0 ? (dy > 0 ? .south : .north) : nil
  }
}
