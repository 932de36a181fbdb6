import FloorCore
import FloorModel
import FloorVision
import Foundation
import Testing
import TunnelScenes
import VisionBench

/// What is enrolled must agree with itself.
@Suite struct EnrolmentTests {
  private static let sku = Stage.products[0]

  /// Good pieces with one among them that is not.
  private static func mixed(_ kind: FindingKind, at place: Int) throws -> [[UInt8]] {
    var frames = try Stage.golden(sku, count: 5)
    frames[place] = try TunnelScene.render(sku: sku, seed: 900, defect: SceneDefect(kind, severity: 0.8))
    return frames
  }

  @Test(arguments: [FindingKind.stain, .wrongItem, .wrongColour, .missingLabel, .crush])
  func `a piece unlike the others is named, and nothing is enrolled`(kind: FindingKind) throws {
    let inspector = Inspector(tunnel: Stage.tunnel)
    let frames = try Self.mixed(kind, at: 3)
    let error = #expect(throws: EnrolmentError.self) { try inspector.enrol(sku: Self.sku, frames: frames) }
    guard case .differ(let odd)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(odd.map(\.frame) == [3])
    #expect(odd[0].oddness > 2500)
    #expect(!inspector.knows(Self.sku))
  }

  @Test func `good pieces are told to agree, and the bad one among them is named, kind by kind`() throws {
    let trial = try EnrolmentTrial(products: 1, sizes: [5], seed: 4242, severity: 0.8...1)
    let rates = trial.rates(pieces: 5, bound: Inspector.doubtedAbove(5))
    #expect(trial.draws.count == 2 + VisionBench.kinds.count)
    #expect(rates.doubted == 0)
    #expect(rates.caught >= 75)
    #expect(trial.rates(pieces: 5, bound: 0).doubted == 100, "without a bound nothing is good enough")
    #expect(trial.rates(pieces: 5, bound: .infinity).caught == 0)
  }

  @Test func `a person's word that all are good is taken`() throws {
    let inspector = Inspector(tunnel: Stage.tunnel)
    try inspector.enrol(sku: Self.sku, frames: Self.mixed(.stain, at: 0), mayDiffer: true)
    #expect(inspector.knows(Self.sku))
  }

  @Test func `those that agree are enrolled without the one that does not`() throws {
    let inspector = Inspector(tunnel: Stage.tunnel)
    let left = try inspector.enrolAgreeing(sku: Self.sku, frames: Self.mixed(.stain, at: 2))
    #expect(left.map(\.frame) == [2])
    let stained = try TunnelScene.render(sku: Self.sku, seed: 11, defect: SceneDefect(.stain, severity: 0.8))
    #expect(inspector.inspect(frames: [stained], as: Self.sku).worst > 950)
    #expect(throws: EnrolmentError.self, "two that agree are too few") {
      try inspector.enrolAgreeing(sku: Self.sku, frames: Array(Self.mixed(.wrongItem, at: 2).prefix(3)))
    }
  }

  @Test func `a golden frame unlike the others is put aside on disk, and stays out`() throws {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("enrol-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: place) }
    let references = ReferenceDirectory(place.path)
    for frame in try Self.mixed(.missingLabel, at: 1) { try references.add(frame, of: Self.sku.code, view: 0) }
    let inspector = Inspector(tunnel: Stage.tunnel)
    let enrolment = inspector.enrol(Self.sku, from: references)
    #expect(enrolment.views == [0])
    #expect(enrolment.doubted.map(\.name) == ["1.jpg"])
    #expect(references.frameNames(of: Self.sku.code)[0] == ["0.jpg", "2.jpg", "3.jpg", "4.jpg"])
    #expect(FileManager.default.fileExists(atPath: place.path + "/oats/doubted/1.jpg"))
    #expect(inspector.enrol(Self.sku, from: references).doubted.isEmpty)
  }
}
