import FloorCore
import FloorModel
public import FloorVision

/// What reviewers' answers teach: every view of every unit that they judged, as examples like those of a bench.
public struct AnswerLessons {
  public private(set) var result = BenchResult()
  /// Views that are examples now, and those that could not be judged.
  public private(set) var used = 0
  public private(set) var unusable = 0

  /// - Throws: `ReferenceError` when there is no tunnel.
  public init(_ references: ReferenceDirectory) throws {
    let inspector = Inspector(tunnel: try references.tunnel())
    for (unit, frames) in references.reviewedUnits() {
      if !inspector.knows(unit.sku) { inspector.enrol(unit.sku, from: references) }
      for (view, file) in frames {
        guard let details = inspector.examine(file, as: unit.sku, view: view).1 else {
          unusable += 1
          continue
        }
        // A person says what is wrong with the unit, not in which view: those that show nothing teach nothing.
        let row = unit.truth.flatMap { VisionBench.kinds.firstIndex(of: $0) }
        if unit.truth != nil, row == nil || details.strains.last ?? 0 < 0.8, frames.count > 1 { continue }
        result.learn(strains: details.strains, features: details.features, row: row)
        used += 1
      }
    }
  }
}
