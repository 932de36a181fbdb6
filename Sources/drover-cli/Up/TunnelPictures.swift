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
    var frames: [String: [UInt8]] = [:]
    var known: Set<String> = []
  }

  private let directory: URL
  private let seed: UInt64
  private let state = Mutex(State())

  /// Makes the directory and writes `tunnel.json` into it: where the cameras' fiducials are.
  init(directory: String, seed: UInt64) throws {
    self.directory = URL(fileURLWithPath: directory, isDirectory: true)
    self.seed = seed
    try FileManager.default.createDirectory(at: self.directory, withIntermediateDirectories: true)
    try JSONEncoder().encode(Self.tunnel).write(to: self.directory.appendingPathComponent("tunnel.json"))
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
    let frame = Self.frame(of: unit, sku, seed: seed)
    state.withLock { state in
      if state.frames.count < Self.limit { state.frames[unit.plate] = frame }
    }
  }

  /// The frame of a unit, once.
  func take(_ plate: String) -> [UInt8]? { state.withLock { $0.frames.removeValue(forKey: plate) } }

  private func drawGolden(_ sku: SKU) {
    let place = directory.appendingPathComponent(sku.code, isDirectory: true)
    try? FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    for (number, frame) in Self.golden(sku, seed: seed).enumerated() {
      try? Data(frame).write(to: place.appendingPathComponent("\(number).jpg"), options: .atomic)
    }
  }

  static func golden(_ sku: SKU, seed: UInt64) -> [[UInt8]] {
    (0..<goldenCount).compactMap { try? TunnelScene.render(sku: sku, seed: seed &+ 1_000_003 &* ($0 + 1)) }
  }

  static func frame(of unit: World.Arrival, _ sku: SKU, seed: UInt64) -> [UInt8]? {
    // A plate is as good a seed as any: the same unit is the same piece in the same pose.
    let piece = unit.plate.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    return try? TunnelScene.render(sku: sku, seed: piece, defect: unit.defect.map { SceneDefect($0) })
  }
}
