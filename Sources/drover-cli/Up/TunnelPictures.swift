import FloorModel
import FloorVision
import Foundation
import Simulators
import Synchronization
import TunnelScenes

/// Draws what the tunnels' cameras will see, and golden frames of every product before its first piece comes.
final class TunnelPictures: Sendable {
  /// Golden frames drawn for a product.
  static let goldenCount: UInt64 = 5
  /// Frames kept until their unit is in front of the cameras.
  static let limit = 2_000

  private struct State {
    /// By plate, a frame a camera.
    var frames: [String: [[UInt8]]] = [:]
    var known: Set<String> = []
  }

  private let references: ReferenceDirectory
  private let seed: UInt64
  private let cameras: Int
  private let state = Mutex(State())

  /// Makes the directory and writes `tunnel.json` into it: where the cameras' fiducials are.
  init(directory: String, seed: UInt64, site: Site) throws {
    references = ReferenceDirectory(directory)
    self.seed = seed
    cameras = Self.cameras(of: site)
    try references.write(Self.tunnel)
  }

  /// Of the tunnel that has most.
  static func cameras(of site: Site) -> Int {
    site.devices.map { device in
      if case .tunnel(let place) = device.place { place.cameras } else { 0 }
    }.max() ?? 0
  }

  /// As an engineer measures it at the real one.
  static var tunnel: Tunnel {
    Tunnel(
      focalLength: TunnelScene.focalLength,
      fiducials: Plate.all.flatMap { plate in
        plate.markers.map { Tunnel.Fiducial(id: $0.id, x: $0.x, y: $0.y, side: plate.markerSide) }
      })
  }

  func draw(_ unit: World.Arrival, _ sku: SKU) {
    if state.withLock({ $0.known.insert(sku.code).inserted }) { drawGolden(sku) }
    let frames = Self.frames(of: unit, sku, seed: seed, cameras: cameras)
    state.withLock { state in
      if state.frames.count < Self.limit { state.frames[unit.plate] = frames }
    }
  }

  /// The frames of a unit, once, the first camera's first.
  func take(_ plate: String) -> [[UInt8]] { state.withLock { $0.frames.removeValue(forKey: plate) } ?? [] }

  private func drawGolden(_ sku: SKU) {
    for view in 0..<cameras {
      guard references.frames(of: sku.code, view: view).isEmpty else { continue }
      for frame in Self.golden(sku, seed: seed, view: view) { try? references.add(frame, of: sku.code, view: view) }
    }
  }

  static func golden(_ sku: SKU, seed: UInt64, view: Int) -> [[UInt8]] {
    (0..<goldenCount).compactMap {
      try? TunnelScene.render(sku: sku, seed: seed &+ 1_000_003 &* ($0 + 1), view: view)
    }
  }

  /// One a camera; none where the item does not fit under one of them.
  static func frames(of unit: World.Arrival, _ sku: SKU, seed: UInt64, cameras: Int) -> [[UInt8]] {
    // A plate is as good a seed as any: the same unit is the same piece in the same pose.
    let piece = unit.plate.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    let defect = unit.defect.map { SceneDefect($0) }
    let frames = (0..<cameras).compactMap { try? TunnelScene.render(sku: sku, seed: piece, defect: defect, view: $0) }
    return frames.count == cameras ? frames : []
  }
}
