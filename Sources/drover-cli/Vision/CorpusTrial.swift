import FloorCore
import FloorModel
import FloorVision
import Foundation
import Synchronization
import TunnelScenes
import VisionBench
import VisionWorkers

/// Gives every file of a directory to a worker process as if it were a frame, whole and cut.
enum CorpusTrial {
  static func run(_ directory: URL) async throws -> BenchFigure {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("drover-corpus-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: place) }
    let references = ReferenceDirectory(place.path)
    try references.write(VisionBench.tunnel())
    let sku = SKU(code: "corpus", name: "Corpus box", size: Size3(length: 200, width: 140, height: 60), mass: 500)
    for seed: UInt64 in 0..<4 { try references.add(TunnelScene.render(sku: sku, seed: seed), of: sku.code, view: 0) }
    let limits = WorkerLimits()
    let workers = VisionWorkers(.worker(in: ownDirectory, references: place.path, limits: limits), limits: limits)
    defer { workers.stop() }
    var frames = 0
    for file in try files(under: directory) {
      guard let data = try? Data(contentsOf: file), data.count < WorkerLine.filesLimit else { continue }
      for part in [data, data.prefix(data.count * 2 / 3)] {
        frames += 1
        let task = VisionTask(sku: sku, frames: [ViewFrame(view: 0, file: [UInt8](part))])
        await withCheckedContinuation { done in workers.inspect(task) { _ in done.resume() } }
      }
    }
    let counters = workers.counters
    return BenchFigure(
      "crashes, hangs over \(frames) pictures of the corpus, whole and cut", "\(counters.crashed), \(counters.hung)",
      goal: "0, 0", isMet: counters.crashed + counters.hung == 0)
  }

  private static func files(under directory: URL) throws -> [URL] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: directory.path)
    return names.sorted().map { directory.appendingPathComponent($0) }.filter {
      ["jpg", "jpeg", "png", "webp", "gif", "bmp"].contains($0.pathExtension.lowercased())
    }
  }

  private static var ownDirectory: String {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
  }
}
