import FloorCore
public import FloorModel
public import Foundation

/// Golden frames as they lie on disk: a folder a product, and the tunnel that they were taken in.
///
///     tunnel.json            cameras and fiducials, a `Tunnel`
///     <product>/*.jpg        good pieces as the first camera sees them
///     <product>/view-1/*.jpg as the second one does, and so on
public struct ReferenceDirectory: Sendable {
  /// Golden frames of a view that are used at most.
  public static let goldenLimit = 8
  /// Cameras that a tunnel can have.
  public static let viewLimit = 6

  public let place: URL

  public init(_ path: String) { place = URL(fileURLWithPath: path, isDirectory: true) }

  /// - Throws: `ReferenceError`.
  public func tunnel() throws -> Tunnel {
    let file = place.appendingPathComponent("tunnel.json")
    guard let data = try? Data(contentsOf: file) else { throw ReferenceError.storage(file.lastPathComponent) }
    guard let tunnel = try? JSONDecoder().decode(Tunnel.self, from: data) else {
      throw ReferenceError.damaged(file.lastPathComponent)
    }
    return tunnel
  }

  public func write(_ tunnel: Tunnel) throws {
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try JSONEncoder().encode(tunnel).write(to: place.appendingPathComponent("tunnel.json"), options: .atomic)
  }

  /// Where a product's frames of one view lie.
  public func folder(of code: String, view: Int) -> URL {
    let product = place.appendingPathComponent(FrameFolder.name(of: code), isDirectory: true)
    return view == 0 ? product : product.appendingPathComponent("view-\(view)", isDirectory: true)
  }

  /// Files, in the order of their names.
  public func frames(of code: String, view: Int) -> [[UInt8]] {
    let folder = folder(of: code, view: view)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { !$0.hasPrefix(".") && !$0.hasPrefix("view-") }.sorted().prefix(Self.goldenLimit).compactMap {
      (try? Data(contentsOf: folder.appendingPathComponent($0))).map { [UInt8]($0) }
    }
  }

  /// Keeps a frame of a good piece, as the last of its view.
  ///
  /// - Throws: what the file system said.
  public func add(_ frame: [UInt8], of code: String, view: Int) throws {
    let folder = folder(of: code, view: view)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let last = names.compactMap { Int($0.prefix { $0 != "." }) }.max() ?? -1
    try Data(frame).write(to: folder.appendingPathComponent("\(last + 1).jpg"), options: .atomic)
  }
}

extension Inspector {
  /// Learns every view of a product that has frames.
  ///
  /// - Returns: the views learnt, ascending; none where there are too few good frames.
  @discardableResult
  public func enrol(_ sku: SKU, from references: ReferenceDirectory) -> [Int] {
    (0..<ReferenceDirectory.viewLimit).filter { view in
      let frames = references.frames(of: sku.code, view: view)
      return frames.count >= 3 && (try? enrol(sku: sku, view: view, frames: frames)) != nil
    }
  }
}
