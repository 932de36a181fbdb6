import FloorModel
import FloorVision
import Foundation
import TunnelScenes
import VisionWorkers

/// A directory of references, gone when the test is over.
final class WorkerPlace {
  let directory: URL
  let references: ReferenceDirectory

  init() {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("workers-\(UUID().uuidString)")
    references = ReferenceDirectory(directory.appendingPathComponent("references").path)
    let fiducials = Plate.all.flatMap { plate in
      plate.markers.map { Tunnel.Fiducial(id: $0.id, x: $0.x, y: $0.y, side: plate.markerSide) }
    }
    try? references.write(Tunnel(focalLength: TunnelScene.focalLength, fiducials: fiducials))
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  func enrol(_ sku: SKU) throws {
    for seed in 0..<4 {
      try references.add(TunnelScene.render(sku: sku, seed: 70_000 + UInt64(seed)), of: sku.code, view: 0)
    }
  }

  /// - Parameter script: run by a shell before the worker, and perhaps in its place.
  func workers(script: String? = nil, limits: WorkerLimits = WorkerLimits()) -> VisionWorkers {
    let worker = VisionWorkers.Command.worker(in: Self.products, references: references.place.path, limits: limits)
    guard let script else { return VisionWorkers(worker, limits: limits) }
    let words = ([worker.program] + worker.arguments).map { "'\($0)'" }.joined(separator: " ")
    let shell = VisionWorkers.Command(program: "/bin/sh", arguments: ["-c", "\(script)\nexec \(words)"])
    return VisionWorkers(shell, limits: limits)
  }

  static var products: String {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let beside = bundle ?? URL(fileURLWithPath: CommandLine.arguments[0])
    return beside.deletingLastPathComponent().path
  }
}
