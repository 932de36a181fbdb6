public import FloorModel
public import Foundation

/// A layout in VDMA's Layout Interchange Format (LIF 1.0.0): what a vehicle's maker has drawn of the hall, reduced to nodes.
public struct LayoutFile: Sendable, Equatable {
  public struct Node: Sendable, Equatable {
    public var id: String
    public var mapID: String
    /// Metres, on the vehicle's map.
    public var x: Double
    public var y: Double
  }

  /// Why a file is no layout.
  public struct Fault: Error, Equatable, CustomStringConvertible {
    public var description: String

    public init(description: String) { self.description = description }
  }

  public static let sizeLimit = 64 << 20
  public static let nodeLimit = 200_000

  public var layout: String
  public var nodes: [Node]

  /// - Parameter layout: which of the file's layouts; nil: its only one.
  public init(_ data: Data, layout wanted: String? = nil) throws(Fault) {
    guard data.count <= Self.sizeLimit else { throw Fault(description: "the layout is larger than 64 MiB") }
    guard let file = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] else {
      throw Fault(description: "the layout is no JSON object")
    }
    guard let layouts = file["layouts"] as? [[String: Any]], !layouts.isEmpty else {
      throw Fault(description: "it has no 'layouts': is it a LIF file?")
    }
    let names = layouts.map { $0["layoutId"] as? String ?? "" }
    guard let at = wanted.map({ names.firstIndex(of: $0) }) ?? (layouts.count == 1 ? 0 : nil) else {
      throw Fault(description: "name one of its layouts: \(names.joined(separator: ", "))")
    }
    layout = names[at]
    nodes = []
    guard let list = layouts[at]["nodes"] as? [[String: Any]], list.count <= Self.nodeLimit else {
      throw Fault(description: "layout '\(names[at])' has no list of nodes, or more than \(Self.nodeLimit)")
    }
    for (index, node) in list.enumerated() {
      guard let id = node["nodeId"] as? String, let position = node["nodePosition"] as? [String: Any],
        let x = (position["x"] as? NSNumber)?.doubleValue, let y = (position["y"] as? NSNumber)?.doubleValue,
        x.isFinite, y.isFinite
      else { throw Fault(description: "node \(index) of layout '\(names[at])' lacks a nodeId or a position") }
      nodes.append(Node(id: id, mapID: node["mapId"] as? String ?? "", x: x, y: y))
    }
    guard !nodes.isEmpty else { throw Fault(description: "layout '\(names[at])' has no nodes") }
  }
}

/// How well a layout's nodes lie on the cells of a site, on a vehicle's map.
public struct LayoutFit: Sendable, Equatable {
  /// A node this near to a cell's centre, in cells, is that cell's.
  public static let tolerance = 0.25

  public var matched = 0
  /// Nodes in blocked cells, off the floor, or between cells.
  public var unmatched: [String] = []
  /// Metres, of the matched nodes.
  public var largestOffset = 0.0

  public init(_ layout: LayoutFile, on map: DriveMap) {
    for node in layout.nodes {
      guard let cell = map.cell(x: node.x, y: node.y), map.grid.kind(cell) != .blocked else {
        unmatched.append(node.id)
        continue
      }
      let centre = map.centre(of: cell)
      let (dx, dy) = (centre.x - node.x, centre.y - node.y)
      let offset = (dx * dx + dy * dy).squareRoot()
      guard offset <= Self.tolerance * map.side else {
        unmatched.append(node.id)
        continue
      }
      matched += 1
      largestOffset = max(largestOffset, offset)
    }
  }
}

extension VehicleMap {
  /// The map on which a vehicle that stands in a cell, looking in a heading, reports a pose; turned by whole quarters.
  /// - Parameters:
  ///   - x, y: metres on the vehicle's map.
  ///   - theta: radians on the vehicle's map.
  public init(of site: Site, id: String, cell: Cell, heading: Heading, x: Double, y: Double, theta: Double) {
    let plain = DriveMap(site, map: nil)
    let turn = theta - plain.theta(of: heading)
    let quarters = Int((turn / (.pi / 2)).rounded()) & 3
    self.init(id: id, x: 0, y: 0, quarters: Int32(quarters))
    let unmoved = DriveMap(site, map: self).centre(of: cell)
    self.x = DriveMap.rounded(x - unmoved.x)
    self.y = DriveMap.rounded(y - unmoved.y)
  }

  /// Moves the map by whole cells and fractions so that a layout's nodes lie best on the site's cells, of all places at which
  /// the layout's first node lies on a cell. Ties go to the least turn, then to the first cell.
  public static func fitting(_ layout: LayoutFile, to site: Site, id: String) -> (map: VehicleMap, fit: LayoutFit) {
    var best: (map: VehicleMap, fit: LayoutFit)?
    let sample = layout.nodes[0]
    for quarters in Int32(0)..<4 {
      let turned = DriveMap(site, map: VehicleMap(id: id, x: 0, y: 0, quarters: quarters))
      for index in 0..<site.grid.count where site.grid.kind(Cell(index)) != .blocked {
        let centre = turned.centre(of: Cell(index))
        let map = VehicleMap(
          id: id, x: DriveMap.rounded(sample.x - centre.x), y: DriveMap.rounded(sample.y - centre.y), quarters: quarters
        )
        let fit = LayoutFit(layout, on: DriveMap(site, map: map))
        if best.map({ fit.matched > $0.fit.matched }) ?? true { best = (map, fit) }
        if fit.unmatched.isEmpty { return (map, fit) }
      }
    }
    guard let best else { preconditionFailure("a site has a cell that is not blocked") }
    return best
  }
}
