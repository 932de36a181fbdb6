import FloorCore
import Testing
import VisionBench

@Suite struct DetectorModelTests {
  private static let model = DetectorModel(
    good: (0...16).map { Int32($0) }, bad: Array(repeating: (0...16).map { 900 + Int32($0) }, count: 9),
    namedRight: Array(repeating: 1000, count: 9), microsecondsPerView: 20_000)

  @Test func `draws fall between the quantiles`() {
    #expect(Self.model.worst(of: nil, uniform: 0) == 0)
    #expect(Self.model.worst(of: nil, uniform: .max) == 15)
    #expect(Self.model.worst(of: .stain, uniform: 1 << 63) == 908)
    #expect(Self.model.worst(of: .unreadableFrame, uniform: 7) == 1000)
  }

  @Test func `an inspection names the kind as often as was measured`() {
    #expect(Self.model.inspection(of: .tear, uniform: 1 << 62, naming: 3).findings.first?.kind == .tear)
    #expect(Self.model.inspection(of: nil, uniform: 0, naming: 3).findings.isEmpty)
  }

  @Test func `the measured model keeps good and bad apart`() {
    for kind in VisionBench.kinds {
      #expect(DetectorModel.measured.worst(of: kind, uniform: 1 << 63) > 950, "\(kind)")
    }
    #expect(DetectorModel.measured.worst(of: nil, uniform: 1 << 63) < 200)
  }

  @Test func `the area under the curve counts pairs in order`() {
    #expect(BenchResult.auroc(bad: [3, 4], good: [1, 2]) == 1)
    #expect(BenchResult.auroc(bad: [1, 2], good: [3, 4]) == 0)
    #expect(BenchResult.auroc(bad: [2], good: [1, 2, 3]) == 0.5)
  }
}

@Suite struct CalibrationTests {
  @Test func `thresholds keep the promised share of good items`() throws {
    let calibration = try #require(
      Calibration(normals: (1...199).map { Int32($0) }, reviewPermille: 50, rejectPermille: 10))
    #expect(calibration == Calibration(reviewAbove: 190, rejectAbove: 198))
    #expect(calibration.outcome(worst: 190) == .pass)
    #expect(calibration.outcome(worst: 191) == .review)
    #expect(calibration.outcome(worst: 199) == .reject)
  }

  @Test func `too few normals promise nothing`() {
    #expect(Calibration(normals: Array(repeating: 1, count: 98), reviewPermille: 50, rejectPermille: 10) == nil)
    #expect(Calibration(normals: Array(repeating: 1, count: 99), reviewPermille: 50, rejectPermille: 10) != nil)
  }
}
