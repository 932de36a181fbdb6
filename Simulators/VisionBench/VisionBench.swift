public import FloorCore
import FloorModel
public import FloorVision
public import TunnelScenes

/// Measures the detector on scenes whose truth is known: products it has never seen but for their golden references.
public struct VisionBench {
  public struct Plan: Sendable {
    public var products: Int
    /// Good frames a product, to enrol.
    public var enrolled: Int
    /// Good frames a product, half to calibrate and half to test.
    public var good: Int
    /// Frames a product for each kind of defect.
    public var bad: Int
    public var seed: UInt64
    public var severity: ClosedRange<Double>
    /// Which building.
    public var style: SceneStyle

    public init(
      products: Int = 12, enrolled: Int = 10, good: Int = 20, bad: Int = 5, seed: UInt64 = 1,
      severity: ClosedRange<Double> = 0.3...1, style: SceneStyle = .usual
    ) {
      self.products = products
      self.enrolled = enrolled
      self.good = good
      self.bad = bad
      self.seed = seed
      self.severity = severity
      self.style = style
    }

    /// Of the k-th frame of a kind: they cover the range evenly.
    func severity(of k: Int) -> Double {
      severity.lowerBound + (Double(k) + 0.5) / Double(bad) * (severity.upperBound - severity.lowerBound)
    }
  }

  public static let kinds: [FindingKind] = [
    .dent, .crush, .tear, .stain, .openFlap, .missingLabel, .wrongColour, .wrongSize, .wrongItem,
  ]

  /// The tunnel that the scenes are photographed in, as its calibration would say.
  package static func tunnel() -> Tunnel {
    let fiducials = Plate.all.flatMap { plate in
      plate.markers.map { Tunnel.Fiducial(id: $0.id, x: $0.x, y: $0.y, side: plate.markerSide) }
    }
    return Tunnel(focalLength: TunnelScene.focalLength, fiducials: fiducials)
  }

  /// Draws, enrols, inspects and counts. Minutes, on one core.
  ///
  /// - Parameters:
  ///   - judge: what turns evidence into findings; nil: as the product comes.
  ///   - network: a site's own, as one more check.
  ///   - progress: told after each product, and of what the detector got wrong.
  public static func run(
    _ plan: Plan = Plan(), judge: TrainedJudge? = nil, network: PairNetwork? = nil,
    progress: (String) -> Void = { _ in }
  ) throws -> BenchResult {
    var result = BenchResult()
    for index in 0..<plan.products {
      let sku = BenchGoods.sku(index, seed: plan.seed)
      let inspector = Inspector(tunnel: tunnel(), judge: judge, network: network)
      var seed = plan.seed &* 1_000_000 &+ UInt64(index) &* 1000
      func frame(_ defect: SceneDefect?) throws -> [UInt8] {
        seed &+= 1
        return try TunnelScene.render(sku: sku, seed: seed, defect: defect, style: plan.style)
      }
      let odd = try inspector.enrolAgreeing(sku: sku, frames: (0..<plan.enrolled).map { _ in try frame(nil) })
      result.enrolled(plan.enrolled, odd: odd.count)
      for k in 0..<plan.good {
        let trial = Trial(try frame(nil), sku, inspector, truth: nil, severity: 0)
        result.add(trial, sku: sku, calibrates: k % 2 == 0)
        if let surprise = trial.surprise { progress(surprise) }
      }
      for kind in kinds {
        for k in 0..<plan.bad {
          let severity = plan.severity(of: k)
          let trial = Trial(
            try frame(SceneDefect(kind, severity: severity)), sku, inspector, truth: kind, severity: severity)
          result.add(trial, sku: sku, calibrates: false)
          if let surprise = trial.surprise { progress(surprise) }
        }
      }
      progress("\(sku.name) \(sku.size.length) x \(sku.size.width) mm")
    }
    return result
  }
}

/// One inspection whose truth is known.
struct Trial {
  let frame: [UInt8]
  let truth: FindingKind?
  let severity: Double
  let inspection: Inspection
  let details: InspectionDetails?
  let milliseconds: Double
  /// Relative errors of the measured extents; empty where nothing was measured.
  let sizeErrors: [Double]

  init(_ frame: [UInt8], _ sku: SKU, _ inspector: Inspector, truth: FindingKind?, severity: Double) {
    self.frame = frame
    self.truth = truth
    self.severity = severity
    let began = CPUClock.milliseconds
    (inspection, details) = inspector.examine(frame, as: sku)
    milliseconds = CPUClock.milliseconds - began
    sizeErrors = details.map { [$0.across / Double(sku.size.length) - 1, $0.along / Double(sku.size.width) - 1] } ?? []
  }

  /// A sentence when the detector was wrong, with the numbers behind it.
  var surprise: String? {
    let named = inspection.findings.first.map { "\($0.kind) \($0.permille)" } ?? "nothing"
    let numbers = details?.text ?? "not judged"
    guard let truth else { return inspection.worst > 700 ? "  good, found \(named): \(numbers)" : nil }
    return inspection.worst < 990 || inspection.findings.first?.kind != truth
      ? "  \(truth) of severity \(BenchResult.number(severity, 4, 2)), found \(named): \(numbers)" : nil
  }
}
