import FloorCore
import FloorModel
import FloorVision
public import Foundation
import TunnelScenes

/// Writes what a site's own network learns from: rendered items, good and bad, each beside the mean of good pieces.
///
///     pairs.u8      a pair after the other: six planes of 96 × 128 bytes, B, G, R of the item and then of the mean
///     labels.csv    a line a pair: product, building, kind (empty: good), severity
public enum PairLessons {
  /// - Parameter plan: how much of what; drawn in both buildings.
  /// - Returns: pairs written.
  /// - Throws: what the file system or the renderer said.
  @discardableResult
  public static func write(_ plan: VisionBench.Plan, to directory: URL, progress: (String) -> Void = { _ in }) throws
    -> Int
  {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let file = directory.appendingPathComponent("pairs.u8")
    try Data().write(to: file)
    let pairs = try FileHandle(forWritingTo: file)
    defer { try? pairs.close() }
    var labels = "product,building,kind,severity\n"
    var count = 0
    for (building, style) in [("usual", SceneStyle.usual), ("shifted", .shifted)] {
      for index in 0..<plan.products {
        let sku = BenchGoods.sku(index, seed: plan.seed)
        let inspector = Inspector(tunnel: VisionBench.tunnel())
        var seed = plan.seed &* 1_000_000 &+ UInt64(index) &* 1000
        func frame(_ defect: SceneDefect?) throws -> [UInt8] {
          seed &+= 1
          return try TunnelScene.render(sku: sku, seed: seed, defect: defect, style: style)
        }
        try inspector.enrolAgreeing(sku: sku, frames: (0..<plan.enrolled).map { _ in try frame(nil) })
        let good = Array(repeating: nil as (FindingKind, Double)?, count: plan.good)
        let bad = VisionBench.kinds.flatMap { kind in
          (0..<plan.bad).map { (kind, plan.severity(of: $0)) as (FindingKind, Double)? }
        }
        for truth in good + bad {
          let shown = try frame(truth.map { SceneDefect($0.0, severity: $0.1) })
          guard let pair = inspector.pair(shown, as: sku) else { continue }
          try pairs.write(contentsOf: Data(pair))
          let severity = truth.map { "\(Int(($0.1 * 100).rounded()))" } ?? ""
          labels += "\(index),\(building),\(truth.map { "\($0.0)" } ?? ""),\(severity)\n"
          count += 1
        }
        progress("\(building): \(sku.name)")
      }
    }
    try Data(labels.utf8).write(to: directory.appendingPathComponent("labels.csv"), options: .atomic)
    return count
  }
}
