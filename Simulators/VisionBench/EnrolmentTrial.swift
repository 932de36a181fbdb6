public import FloorCore
import FloorModel
import FloorVision
public import TunnelScenes

/// Whether pieces that are enrolled together are told to agree when they do, and not when one among them is bad.
public struct EnrolmentTrial: Sendable {
  /// Pieces that are enrolled together.
  public static let sizes = [3, 4, 5, 8]
  private static let good = 12

  /// A set of pieces: the oddest of them, and which it is.
  public struct Draw: Sendable {
    public var pieces: Int
    /// What is wrong with the last of them; nil: nothing.
    public var kind: FindingKind?
    public var oddness: Double
    public var isLast: Bool

    /// Doubted, and the right one named.
    func isCaught(above bound: Double) -> Bool { oddness > bound && isLast }
  }

  public private(set) var draws: [Draw] = []

  /// - Parameters:
  ///   - sizes: of the sets, three at least and twelve at most.
  ///   - severity: of the bad piece, by product in turn over the range.
  ///   - progress: told after each product.
  public init(
    products: Int, sizes: [Int] = EnrolmentTrial.sizes, seed: UInt64, severity: ClosedRange<Double> = 0.3...1,
    style: SceneStyle = .usual,
    progress: (String) -> Void = { _ in }
  ) throws {
    for index in 0..<products {
      let sku = BenchGoods.sku(index, seed: seed)
      let inspector = Inspector(tunnel: VisionBench.tunnel())
      var frameSeed = seed &* 1_000_000 &+ UInt64(index) &* 1000
      func frame(_ defect: SceneDefect?) throws -> [UInt8] {
        frameSeed &+= 1
        return try TunnelScene.render(sku: sku, seed: frameSeed, defect: defect, style: style)
      }
      let good = try (0..<Self.good).map { _ in try frame(nil) }
      let share = (Double(index) + 0.5) / Double(products)
      let severity = severity.lowerBound + share * (severity.upperBound - severity.lowerBound)
      let bad = try VisionBench.kinds.map { try frame(SceneDefect($0, severity: severity)) }
      for pieces in sizes {
        for first in stride(from: 0, through: good.count - pieces, by: pieces) {
          try look(at: Array(good[first..<first + pieces]), nil, sku, inspector)
        }
        for (kind, frame) in zip(VisionBench.kinds, bad) {
          try look(at: good.prefix(pieces - 1) + [frame], kind, sku, inspector)
        }
      }
      progress(sku.name)
    }
  }

  private mutating func look(
    at frames: [[UInt8]], _ kind: FindingKind?, _ sku: SKU, _ inspector: Inspector
  ) throws {
    // A frame on which no item is found is left out at enrolment: of too few, nothing is enrolled.
    guard let oddness = try? inspector.oddness(of: frames, as: sku), oddness.count == frames.count,
      let worst = oddness.indices.max(by: { oddness[$0] < oddness[$1] })
    else { return }
    draws.append(
      Draw(pieces: frames.count, kind: kind, oddness: oddness[worst], isLast: worst == frames.count - 1))
  }

  /// In per cent: sets of good pieces that are doubted, and sets with a bad one in which it is named first.
  public func rates(pieces: Int, bound: Double) -> (doubted: Double, caught: Double) {
    let mine = draws.filter { $0.pieces == pieces }
    let (good, bad) = (mine.filter { $0.kind == nil }, mine.filter { $0.kind != nil })
    return (
      100 * Double(good.count { $0.oddness > bound }) / Double(max(1, good.count)),
      100 * Double(bad.count { $0.isCaught(above: bound) }) / Double(max(1, bad.count))
    )
  }

  /// By the bounds that enrolment goes by.
  public func figures(in building: String) -> [BenchFigure] {
    Self.sizes.map { pieces in
      let rates = rates(pieces: pieces, bound: Inspector.doubtedAbove(pieces))
      let value = "\(BenchResult.number(rates.doubted, 1, 1)) % / \(BenchResult.number(rates.caught, 1, 1)) %"
      return BenchFigure(
        "sets of \(pieces) pieces, \(building): good ones doubted / a bad one named", value, goal: "≤ 5 %",
        isMet: rates.doubted <= 5)
    }
  }
}
