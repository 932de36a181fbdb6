import FloorModel
import FloorVision
import Foundation
import TunnelScenes
import VisionBench

/// What the bin cameras of a simulated floor have learnt before its shift: from pictures drawn like those that they will see.
enum BinEye {
  private static let pictures = 240
  private static let most = 12

  /// Writes `bins.json` into the directory of golden frames; nothing where the site has no bin camera.
  static func train(for site: Site, seed: UInt64, in directory: String) throws {
    guard site.devices.contains(where: { $0.role == .watch }), let inner = site.bins.first?.inner else { return }
    let photographs = try BinPhotographs(
      drawn: pictures, most: most, inner: inner, skus: site.skus, seed: seed &+ 31)
    let file = URL(fileURLWithPath: directory, isDirectory: true).appendingPathComponent(BinCounter.fileName)
    try photographs.counter(most: most)?.write(to: file)
  }
}
