public import FloorModel

/// A rectangle of cells that a person stops or closes.
public struct Zone: Hashable, Sendable, Codable {
  public var x: Int32
  public var y: Int32
  public var width: Int32
  public var height: Int32

  public init(x: Int32, y: Int32, width: Int32, height: Int32) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// Lies on the grid, and has a cell.
  public func isPart(of grid: Grid) -> Bool {
    x >= 0 && y >= 0 && width > 0 && height > 0 && Int64(x) + Int64(width) <= Int64(grid.width)
      && Int64(y) + Int64(height) <= Int64(grid.height)
  }

  /// Row by row; the zone must be part of the grid.
  public func cells(of grid: Grid) -> [Cell] {
    (y..<y + height).flatMap { row in (x..<x + width).map { grid.cell(x: Int($0), y: Int(row)) } }
  }
}
