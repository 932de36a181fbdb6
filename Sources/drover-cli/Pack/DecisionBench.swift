import Cartons
import FloorModel
import Foundation

/// The decision model on a history whose true probabilities of damage are known: each fifth of the products is decided by a
/// model trained on the other four.
struct DecisionBench {
  let files: PackFiles
  private static let folds = 5

  private struct Truth: Decodable {
    var id: String
    var damage_prob: [String: Double]
    var expected_cost: [String: Double]
    var best_cost: Double
  }

  /// Sums over products of one way to decide.
  private struct Sum {
    var (cost, best, asked, violations) = (0.0, 0.0, 0, 0)
    var regret: Double { 100 * (cost / best - 1) }
  }

  func run() throws {
    let types = try PackFiles.types(files.path("package_types.json"))
    let products = try PackFiles.products(files.path("pde_products_dev.jsonl"))
    let history = try PackFiles.history(files.path("pde_history_dev.csv"), types: types)
    let truths = Dictionary(
      try PackFiles.lines(files.path("pde_truth_dev.jsonl"), as: Truth.self).map { ($0.id, $0) }
    ) { $1 }
    var (fresh, known, times) = (Sum(), Sum(), [Double]())
    var pairs: [(expected: Double, shipped: Double, damaged: Double)] = []
    for fold in 0..<Self.folds {
      let rest = products.indices.filter { $0 % Self.folds != fold }.map { products[$0] }
      let model = DamageTraining(rankCount: types.count).train(
        rest.map { TrainingProduct(profile: $0.profile, history: history[$0.id] ?? []) })
      let chooser = PackageChooser(types: types, model: model)
      for index in products.indices where index % Self.folds == fold {
        let product = products[index]
        guard let truth = truths[product.id] else { throw PackFileFault("no truth for product \(product.id)") }
        let own = history[product.id] ?? []
        let start = processorTime()
        try add(product.decide(with: chooser, history: own), to: &known, truth, types)
        times.append(microseconds(processorTime() - start))
        try add(product.decide(with: chooser, history: []), to: &fresh, truth, types)
        let expected = model.estimate(product.profile).probability
        for tally in own { pairs.append((expected[Int(tally.rank)], tally.shipped, tally.damaged)) }
      }
    }
    report(fresh, known, times, pairs, products.count)
  }

  private func add(
    _ decision: PackageDecision, to sum: inout Sum, _ truth: Truth, _ types: [PackageType]
  ) throws {
    sum.cost += truth.expected_cost[types[Int(decision.rank)].code] ?? .infinity
    sum.best += truth.best_cost
    sum.asked += decision.needsPerson ? 1 : 0
    let damages = decision.weighed.map(\.damage)
    sum.violations += zip(damages, damages.dropFirst()).contains { $0 < $1 } ? 1 : 0
  }

  private func report(
    _ fresh: Sum, _ known: Sum, _ times: [Double], _ pairs: [(expected: Double, shipped: Double, damaged: Double)],
    _ count: Int
  ) {
    tell("")
    tell("package types, \(count) products, each decided by a model that never saw it; regret against the oracle")
    tell(
      "  no shipment of it known: \(fixed(fresh.regret, 2)) %   its own shipments known: \(fixed(known.regret, 2)) %")
    tell("  (old size rule 26 %, cheapest feasible 22 %, most protective 82 %, ordinal logistic with history 2.66 %)")
    tell(
      "  violations of the order of protection: \(fresh.violations + known.violations); a person is asked about "
        + "\(known.asked) of \(count)")
    tell("  a decision takes p50 \(fixed(quantile(0.5, of: times))) µs, p99 \(fixed(quantile(0.99, of: times))) µs")
    tell("  calibration on shipments that were kept aside: expected and observed damage in each tenth of the shipments")
    var (rows, error, total) = ([String](), 0.0, 0.0)
    for tenth in tenths(pairs) {
      let shipped = tenth.reduce(0) { $0 + $1.shipped }
      let expected = tenth.reduce(0) { $0 + $1.expected * $1.shipped } / shipped
      let observed = tenth.reduce(0) { $0 + $1.damaged } / shipped
      rows.append("\(fixed(100 * expected, 2))/\(fixed(100 * observed, 2))")
      error += shipped * abs(expected - observed)
      total += shipped
    }
    tell("  " + rows.joined(separator: "  ") + " %")
    tell("  mean calibration error \(fixed(100 * error / total, 3)) percentage points")
  }

  /// By expected damage, ten groups of as many shipments each.
  private func tenths(
    _ pairs: [(expected: Double, shipped: Double, damaged: Double)]
  ) -> [[(expected: Double, shipped: Double, damaged: Double)]] {
    let sorted = pairs.sorted { $0.expected < $1.expected }
    let total = sorted.reduce(0) { $0 + $1.shipped }
    var groups = Array(repeating: [(expected: Double, shipped: Double, damaged: Double)](), count: 10)
    var before = 0.0
    for pair in sorted {
      groups[min(9, Int(10 * before / total))].append(pair)
      before += pair.shipped
    }
    return groups.filter { !$0.isEmpty }
  }
}
