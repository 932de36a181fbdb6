public import FloorModel
import Foundation
import Yams

/// Reads a site file with its data files, and says everything that is wrong with them at once.
public enum SiteReader {
  /// A site that can be run, and what was left out on the way to it.
  public struct Reading: Sendable {
    public var site: Site
    /// Lines of data files that were skipped, and the like.
    public var warnings: [SiteFault]
    /// The data files that were read, as the site file names them from where it lies.
    public var files: [String]
  }

  /// The site that `path` describes.
  ///
  /// - Throws: all faults, warnings among them, when at least one of them is an error.
  public static func read(path: String) throws(SiteFaults) -> Site {
    try load(path: path).site
  }

  /// The site with the warnings that `read` drops.
  public static func load(path: String) throws(SiteFaults) -> Reading {
    let data = try contents(ofFile: path)
    return try load(yaml: String(decoding: data, as: UTF8.self), path: path)
  }

  /// Everything that is wrong with the site, errors and warnings; empty when nothing is.
  public static func check(path: String) -> [SiteFault] {
    do throws(SiteFaults) {
      return try load(path: path).warnings
    } catch {
      return error.faults
    }
  }

  /// What is wrong with a site that was built in memory; `name` stands where a file's name would.
  public static func check(_ site: Site, name: String) -> [SiteFault] {
    SiteCheck(site: site, marks: .generated(site, name: name)).faults()
  }

  /// - Parameters:
  ///   - yaml: the site file's text.
  ///   - path: what messages call it; data files are looked for beside it.
  public static func load(yaml: String, path: String) throws(SiteFaults) -> Reading {
    let log = FaultLog()
    let node = try compose(yaml, path: path)
    let root = Section(node, what: "the site", file: path, log: log, keys: keys)
    let site = site(root, yaml: yaml, path: path)
    let faults = log.sorted
    guard let site, !faults.hasErrors else { throw SiteFaults(faults) }
    return Reading(site: site, warnings: faults, files: log.files)
  }

  static let keys = [
    "site", "cell_size", "floor", "drive_units", "stow_stations", "pick_stations", "tunnels", "pack_stations",
    "sorters", "portals", "bin_cameras", "lots", "packing",
    "pods", "catalogue", "boxes", "owners", "velocity", "stock", "demand",
  ]

  private static func site(_ root: Section, yaml: String, path: String) -> Site? {
    let name = root.text("site", example: "demo")
    let cellSize = Millimetres(root.integer("cell_size", in: 100...10_000, default: 1000))
    guard let floor = root.section("floor", what: "the floor", keys: ["map"]) else {
      root.missing("floor", example: "' with a 'map: |' below it")
      return nil
    }
    // libyaml ends lines at \r\n, \n and \r alike; Swift sees \r\n as one character.
    let source = yaml.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    guard let map = FloorMap(floor, source: source) else { return nil }
    var draft = SiteDraft(root: root, directory: (path as NSString).deletingLastPathComponent, map: map)
    draft.readDevices()
    draft.hasSoundSpaces = !root.log.reports { draft.readPods() }
    draft.readGoods()
    let demand = draft.readDemand()
    let site = Site(
      name: name, grid: map.grid(lanes: draft.lanes), cellSize: cellSize, devices: draft.devices, pods: draft.pods,
      bins: draft.bins, skus: draft.skus, boxes: draft.boxes, owners: draft.owners, openingStock: draft.stock,
      velocity: draft.velocity, demand: demand, lots: draft.lots, packing: draft.readPacking())
    root.log.add(SiteCheck(site: site, marks: draft.marks, hasSoundSpaces: draft.hasSoundSpaces).faults())
    return site
  }

  private static func compose(_ yaml: String, path: String) throws(SiteFaults) -> Node {
    func refusal(_ line: Int, _ column: Int, _ message: String, _ remedy: String) -> SiteFaults {
      SiteFaults([SiteFault(at: SourceMark(file: path, line: line, column: column), message, remedy: remedy)])
    }
    let spacing = "check quotes, colons and indentation around here (spaces, never tabs)"
    do {
      guard let node = try Yams.compose(yaml: yaml) else {
        throw refusal(1, 1, "the file is empty", "start with 'site: name'")
      }
      return node
    } catch let error as SiteFaults {
      throw error
    } catch let error as YamlError {
      switch error {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        throw refusal(mark.line, mark.column, "not YAML: \(problem)", spacing)
      case .duplicatedKeysInMapping(let duplicates, let context):
        throw refusal(
          context.mark.line, context.mark.column,
          "'\(duplicates.joined(separator: "', '"))' is there twice in a mapping",
          "remove one")
      case .no, .memory, .reader, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
        throw refusal(1, 1, "not YAML: \(error)", spacing)
      }
    } catch {
      throw refusal(1, 1, "not YAML: \(error)", spacing)
    }
  }
}
