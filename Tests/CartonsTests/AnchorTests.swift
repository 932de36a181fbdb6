import Cartons
import FloorModel
import Foundation
import Testing

/// A part of the orders with proven optima; `cartons-bench` runs them all, in a release build.
@Suite struct AnchorTests {
  private struct Entry: Decodable {
    struct Item: Decodable {
      var dims: [Int32]
      var weight_g: Int32
      var this_way_up: Bool
      var fragile: Bool
    }
    var id: String
    var stratum: String
    var items: [Item]
  }

  private struct Reference: Decodable {
    var id: String
    var parcels: Int
    var volume: Int64
  }

  private struct Carton: Decodable {
    var id: String
    var inner: [Int32]
    var max_load_g: Int32
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../shared/anchors/packing").standardized

  private func lines<Value: Decodable>(_ name: String, as type: Value.Type) throws -> [Value] {
    try Data(contentsOf: Self.folder.appendingPathComponent(name)).split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(type, from: Data($0))
    }
  }

  @Test func noPlanBeatsAProofAndNoClaimOfOptimalityIsFalse() throws {
    guard FileManager.default.fileExists(atPath: Self.folder.path) else {
      print("skipped: no packing anchors beside the repository")
      return
    }
    let cartons = try JSONDecoder().decode(
      [Carton].self, from: Data(contentsOf: Self.folder.appendingPathComponent("catalogue.json")))
    let catalogue = cartons.map { Samples.box($0.id, $0.inner[0], $0.inner[1], $0.inner[2], maxLoad: $0.max_load_g) }
    let references = Dictionary(
      uniqueKeysWithValues: try lines("reference.jsonl", as: Reference.self).map { ($0.id, $0) })
    let checker = PackingChecker(catalogue: catalogue)
    var (equal, count) = (0, 0)
    for (index, entry) in try lines("orders.jsonl", as: Entry.self).enumerated()
    where index % 5 == 0 && entry.stratum != "E" {
      let reference = try #require(references[entry.id])
      let items = entry.items.map {
        PackItem(
          size: Samples.size($0.dims[0], $0.dims[1], $0.dims[2]), mass: $0.weight_g, thisWayUp: $0.this_way_up,
          fragile: $0.fragile)
      }
      let plan = try Cartonizer(catalogue: catalogue).plan(items, budget: PackingBudget(iterations: 2_000))
      #expect(checker.faults(in: plan, for: items) == [], "\(entry.id)")
      let (ours, proven) = (
        (plan.parcels.count, Samples.volume(plan, of: catalogue)), (reference.parcels, reference.volume)
      )
      #expect(ours >= proven, "\(entry.id) beats a proof")
      if plan.isProvenOptimal { #expect(ours == proven, "\(entry.id) claims what is not so") }
      equal += ours == proven ? 1 : 0
      count += 1
    }
    #expect(equal * 100 >= count * 90, "\(equal) of \(count) equal the optimum")
  }
}
