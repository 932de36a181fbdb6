import Cartons
import FloorModel
import Foundation
import Testing

/// The reference history of package types: products that a model never saw, decided and held against the truth. The bench
/// does so for all five fifths; here is one.
@Suite struct DecisionAnchorTests {
  private struct Product: Decodable {
    var id: String
    var category: String
    var title: String
    var dims: [Int32]
    var weight_g: Int32
    var price: Double
    var damage_cost_cents: Double
    var feasible: [String]
    var ship_cost_cents: [String: Double]

    var profile: ProductProfile {
      ProductProfile(
        text: title, category: category, size: Samples.size(dims[0], dims[1], dims[2]), mass: weight_g,
        price: price * 100)
    }

    var options: [PackageOption] {
      feasible.map { PackageOption(rank: Int32($0.dropFirst())!, cents: ship_cost_cents[$0]!) }
    }
  }

  private struct Truth: Decodable {
    var id: String
    var expected_cost: [String: Double]
    var best_cost: Double
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../shared/anchors/packing/pde").standardized

  private func lines<Value: Decodable>(_ name: String, as type: Value.Type) throws -> [Value] {
    try Data(contentsOf: Self.folder.appendingPathComponent(name)).split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(type, from: Data($0))
    }
  }

  @Test func regretOnProductsNeverSeenStaysLow() throws {
    guard FileManager.default.fileExists(atPath: Self.folder.path) else {
      print("skipped: no packing anchors beside the repository")
      return
    }
    let products = try lines("pde_products_dev.jsonl", as: Product.self)
    let truths = try lines("pde_truth_dev.jsonl", as: Truth.self)
    var history: [String: [ShipmentTally]] = [:]
    let rows = try String(contentsOf: Self.folder.appendingPathComponent("pde_history_dev.csv"), encoding: .utf8)
    for row in rows.split(whereSeparator: \.isNewline).dropFirst() {
      let cells = row.split(separator: ",")
      history[String(cells[0]), default: []].append(
        ShipmentTally(rank: Int32(cells[1].dropFirst())!, shipped: Double(cells[2])!, damaged: Double(cells[3])!))
    }
    let known = products.indices.filter { $0 % 5 != 0 }.map { index in
      TrainingProduct(profile: products[index].profile, history: history[products[index].id] ?? [])
    }
    let chooser = PackageChooser(model: DamageTraining(rankCount: 6).train(known))
    var (fresh, own, best) = (0.0, 0.0, 0.0)
    for index in products.indices where index % 5 == 0 {
      let (product, truth) = (products[index], truths[index])
      func cost(_ tallies: [ShipmentTally]) throws -> Double {
        let made = try chooser.decide(
          product.profile, among: product.options, history: tallies, damageCents: product.damage_cost_cents)
        return truth.expected_cost["P\(made.rank)"]!
      }
      fresh += try cost([])
      own += try cost(history[product.id] ?? [])
      best += truth.best_cost
    }
    #expect(fresh / best - 1 <= 0.026, "regret \(fresh / best - 1) without a shipment of its own")
    #expect(own / best - 1 <= 0.02, "regret \(own / best - 1) with its own shipments")
  }
}
