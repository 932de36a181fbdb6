import FloorCore
import FloorModel
import FloorVision
import Foundation
import Testing
import TunnelScenes
import VisionBench
import VisionWorkers

/// Workers look at bins, too.
@Suite("Bins in workers", .serialized)
struct WorkerBinTests {
  private static let things = [
    SKU(code: "tea", name: "Tea", size: Size3(length: 90, width: 60, height: 110), mass: 250),
    SKU(code: "cup", name: "Cup", size: Size3(length: 100, width: 100, height: 80), mass: 400),
  ]
  private static let inner = Size3(length: 500, width: 400, height: 380)

  private let place = WorkerPlace()

  private func picture(_ units: Int, seed: UInt64 = 77) throws -> [UInt8] {
    try BinScene.render(content: [(Self.things[0], units)], inner: Self.inner, seed: seed)
  }

  @Test("a site that has trained its eye gets probabilities that rise with what is there")
  func counted() throws {
    let drawn = try BinPhotographs(drawn: 160, most: 8, inner: Self.inner, skus: Self.things, seed: 5)
    let counter = try #require(drawn.counter(most: 8))
    try counter.write(to: place.references.place.appendingPathComponent(BinCounter.fileName))
    let workers = place.workers()
    defer { workers.stop() }
    var means: [Double] = []
    for units in [1, 4, 8] {
      let task = VisionTask(bin: try picture(units), things: [Self.things[0]], camera: "eye-1")
      let permille = try #require(workers.judge(task)?.permille)
      #expect((900...1100).contains(permille.reduce(0, +)))
      means.append(BinEstimate(permille: permille).mean)
    }
    #expect(means == means.sorted() && means[2] > means[0] + 2, "\(means)")
    let broken = VisionTask(bin: [1, 2, 3], things: [Self.things[0]], camera: "eye-1")
    let answer = try #require(workers.judge(broken))
    #expect(answer.permille == nil && answer.inspection.findings.isEmpty)
    #expect(workers.counters.crashed == 0 && workers.counters.started == 1)
  }

  @Test("a site that has not says nothing of bins")
  func untrained() throws {
    let workers = place.workers()
    defer { workers.stop() }
    let answer = workers.judge(VisionTask(bin: try picture(3), things: Self.things, camera: "eye-1"))
    #expect(answer?.permille == nil && workers.counters.inspected == 1)
  }

  @Test("bins are told apart by pictures that were not learnt from")
  func drawn() throws {
    let drawn = try BinPhotographs(drawn: 300, most: 6, inner: Self.inner, skus: Self.things, seed: 9)
    let trial = BinTrial(drawn, most: 6)
    #expect(trial.rootMeanSquare < 1 && trial.auroc(wrongBy: 2) > 0.8, "\(trial.rootMeanSquare)")
  }
}
