import FloorCore
import FloorModel
import FloorVision
import Foundation
import Testing
import TunnelScenes
import VisionBench

@Suite struct TrainingTests {
  /// One small bench of each building, made once.
  static let results: [BenchResult] = [SceneStyle.usual, .shifted].map { style in
    try! VisionBench.run(VisionBench.Plan(products: 2, enrolled: 5, good: 6, bad: 1, seed: 5, style: style))
  }

  private static func temporary() -> URL {
    FileManager.default.temporaryDirectory.appendingPathComponent("training-\(UUID().uuidString)")
  }

  @Test func `a judge trained on renders keeps good and bad apart on products that it has not seen`() throws {
    let judge = try #require(JudgeTrainer.fit(Self.results))
    let plan = VisionBench.Plan(products: 1, enrolled: 5, good: 6, bad: 1, seed: 8)
    let result = try VisionBench.run(plan, judge: judge)
    let good = result.normals + result.calibrating
    #expect(BenchResult.auroc(bad: result.bad.flatMap { $0 }, good: good) > 0.9)
  }

  @Test func `a judge is read as it was written, and a damaged one is refused`() throws {
    let file = Self.temporary()
    defer { try? FileManager.default.removeItem(at: file) }
    let judge = try #require(JudgeTrainer.fit(Self.results))
    try judge.write(to: file)
    #expect(try TrainedJudge(contentsOf: file) == judge)
    try Data("{\"version\": 1, \"fusion\": [], \"kinds\": []}".utf8).write(to: file)
    #expect(throws: ReferenceError.damaged(file.lastPathComponent)) { try TrainedJudge(contentsOf: file) }
    try FileManager.default.removeItem(at: file)
    #expect(throws: ReferenceError.storage(file.lastPathComponent)) { try TrainedJudge(contentsOf: file) }
  }

  @Test func `nothing teaches nothing`() {
    #expect(JudgeTrainer.fit([]) == nil)
  }

  @Test func `the same product looks different in another building, and the same again in the same one`() throws {
    let sku = Stage.products[0]
    let usual = try TunnelScene.render(sku: sku, seed: 3)
    let shifted = try TunnelScene.render(sku: sku, seed: 3, style: .shifted)
    #expect(usual != shifted)
    #expect(try shifted == TunnelScene.render(sku: sku, seed: 3, style: .shifted))
  }

  @Test func `the report shows every figure with its goal, and both contact sheets of both buildings`() {
    let (usual, shifted) = (Self.results[0], Self.results[1])
    let figures = usual.figures(in: "usual") + usual.measures()
    let html = BenchReport(figures, [("Usual", usual), ("Shifted", shifted)]).html
    for figure in figures { #expect(html.contains(figure.goal.replacingOccurrences(of: "<", with: "&lt;"))) }
    #expect(html.components(separatedBy: "closest to passing").count == 3)
    #expect(html.components(separatedBy: "closest to being rejected").count == 3)
    #expect(html.components(separatedBy: "data:image/jpeg;base64,/9j").count > 4, "pictures are in the page")
  }

  @Test func `misses are the bad items with the lowest scores, alarms the good ones with the highest`() {
    let result = Self.results[0]
    #expect(result.misses.map(\.worst) == result.misses.map(\.worst).sorted())
    #expect(result.alarms.map(\.worst) == result.alarms.map(\.worst).sorted(by: >))
    #expect(result.misses.first?.worst == result.bad.flatMap { $0 }.min())
    #expect(result.alarms.first?.worst == (result.normals + result.calibrating).max())
  }

  @Test func `reviewers' answers are lessons, those without references are counted`() throws {
    let place = Self.temporary()
    defer { try? FileManager.default.removeItem(at: place) }
    let references = ReferenceDirectory(place.path)
    try references.write(Stage.tunnel)
    let sku = Stage.products[0]
    for frame in try Stage.golden(sku, count: 4) { try references.add(frame, of: sku.code, view: 0) }
    func answer(_ plate: String, _ sku: SKU, _ truth: FindingKind?) throws {
      let folder = place.appendingPathComponent("answers/\(FrameFolder.name(of: plate))")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let defect = truth.map { SceneDefect($0, severity: 0.8) }
      try Data(TunnelScene.render(sku: sku, seed: 11, defect: defect)).write(to: folder.appendingPathComponent("0.jpg"))
      let unit = ReviewedUnit(plate: plate, sku: sku, truth: truth, reviewer: "ann", machine: 500)
      try JSONEncoder().encode(unit).write(to: folder.appendingPathComponent("answer.json"))
    }
    try answer("L/1", sku, nil)
    try answer("L/2", sku, .stain)
    try answer("L/3", Stage.products[1], nil)
    #expect(references.reviewedUnits().map(\.unit.plate) == ["L/1", "L/2", "L/3"])
    let lessons = try AnswerLessons(references)
    #expect(lessons.used == 2 && lessons.unusable == 1)
    #expect(JudgeTrainer.fit([lessons.result]) != nil)
  }

  @Test func `a name on disk leads nowhere else`() {
    #expect(FrameFolder.name(of: "tea-1") == "tea-1")
    #expect(FrameFolder.name(of: "../x y") == "_2e_2e_2fx_20y")
  }
}
