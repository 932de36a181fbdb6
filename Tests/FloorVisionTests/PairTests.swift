import FloorVision
import Foundation
import Testing
import VisionBench

@Suite struct PairTests {
  @Test func `pairs are written with a label each, in both buildings, and the same again from the same seed`() throws {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("pairs-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: place) }
    let plan = VisionBench.Plan(products: 1, enrolled: 3, good: 2, bad: 1, seed: 3)
    var sums: [Int] = []
    for _ in 0..<2 {
      let count = try PairLessons.write(plan, to: place)
      let pairs = try Data(contentsOf: place.appendingPathComponent("pairs.u8"))
      #expect(pairs.count == count * 6 * 96 * 128)
      let labels = try String(contentsOf: place.appendingPathComponent("labels.csv"), encoding: .utf8)
      #expect(labels.split(separator: "\n").count == count + 1)
      #expect(labels.contains("usual,stain") && labels.contains("shifted,,"))
      #expect(count >= 20, "two good and nine bad in each building; few cannot be judged")
      sums.append(pairs.reduce(0) { $0 &* 31 &+ Int($1) })
    }
    #expect(sums[0] == sums[1])
  }
}
