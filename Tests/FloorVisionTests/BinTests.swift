import COpenCV
import FloorModel
import FloorVision
import Foundation
import Testing
import VisionBench

@Suite struct BinTests {
  /// Public photographs of bins; absent on other machines.
  private static let anchors = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/anchors/vision/abid").standardizedFileURL

  /// Examples whose count follows from their features, with a little noise.
  private static let counter: BinCounter? = {
    let thing = SKU(code: "a", name: "a", size: Size3(length: 100, width: 80, height: 50), mass: 300)
    let width = (try? BinCounter.features(picture(90), things: [thing]).count) ?? 0
    return BinCounter(
      (0..<200).map { k in
        let count = 1 + k % 6
        let features = (0..<width).map { $0 == 3 ? Double(count) + Double(k % 5) * 0.1 : Double(k * ($0 + 3) % 7) }
        return (features, count, 1)
      })
  }()

  private static func picture(_ grey: Double) -> [UInt8] {
    var image: OpaquePointer?
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    guard ocv_new(300, 200, 3, OCV_U8, &image) == OCV_OK,
      ocv_fill(image, ocv_colour(b: grey, g: grey, r: grey)) == OCV_OK,
      ocv_encode(image, 90, &bytes, &count) == OCV_OK
    else { return [] }
    defer {
      ocv_free(image)
      ocv_release(bytes)
    }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  @Test func `a counter finds what its examples say, and doubts a record that says otherwise`() throws {
    let counter = try #require(Self.counter)
    let width = try BinCounter.features(Self.picture(90), things: []).count
    let four = (0..<width).map { $0 == 3 ? 4.2 : 3.0 }
    let estimate = counter.estimate(four, lines: 1)
    #expect(abs(estimate.permille.reduce(0, +) - 1000) < 20)
    #expect(abs(estimate.mean - 4) < 0.7, "\(estimate.mean)")
    #expect(estimate.doubt(of: 4) < 0.5)
    #expect(estimate.doubt(of: 1) > estimate.doubt(of: 4) + 0.05 && estimate.doubt(of: 12) > 0.9)
    #expect(estimate.doubt(of: -1) == 1 && estimate.doubt(of: 1000) == 1)
  }

  @Test func `fewer units than the record lists products are unlikely, not impossible`() throws {
    let counter = try #require(Self.counter)
    let width = try BinCounter.features(Self.picture(90), things: []).count
    let two = (0..<width).map { $0 == 3 ? 2.2 : 3.0 }
    let (loose, bound) = (counter.estimate(two, lines: 1), counter.estimate(two, lines: 3))
    #expect(bound.permille[2] < loose.permille[2] && bound.permille[2] > 0)
  }

  @Test func `a counter is read as it was written, and a damaged one is refused`() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("bins-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    let counter = try #require(Self.counter)
    try counter.write(to: file)
    #expect(try BinCounter(contentsOf: file) == counter)
    try Data("[]".utf8).write(to: file)
    #expect(throws: ReferenceError.damaged(file.lastPathComponent)) { try BinCounter(contentsOf: file) }
  }

  @Test func `what is no picture is not counted`() throws {
    let counter = try #require(Self.counter)
    #expect(counter.estimate([1, 2, 3], things: []) == nil)
    #expect(counter.estimate(Self.picture(120), things: []) != nil)
  }

  @Test func `too few examples teach nothing`() { #expect(BinCounter([([1, 2], 3, 1)]) == nil) }

  @Test func `public photographs of bins are counted to one unit, and a record wrong by two is told from a right one`()
    throws
  {
    guard FileManager.default.fileExists(atPath: Self.anchors.path) else {
      print("skipped: no bin photographs at \(Self.anchors.path)")
      return
    }
    let photographs = try BinPhotographs(directory: Self.anchors)
    #expect(photographs.unusable == 0)
    let trial = BinTrial(photographs, most: 5)
    #expect(trial.count > 300)
    #expect(trial.rootMeanSquare <= 1.0, "\(trial.rootMeanSquare)")
    #expect(trial.auroc(wrongBy: 2) >= 0.75)
    #expect(trial.aurocOfAnotherBin >= 0.74, "\(trial.aurocOfAnotherBin)")
    // Nobody would see one more or less on these; the figure must not pretend so.
    #expect(trial.auroc(wrongBy: 1) < trial.auroc(wrongBy: 2))
  }
}
