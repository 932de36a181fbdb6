import Cartons
import FloorModel

/// A shop whose truth is known: glass breaks, cotton does not, each rank of protection halves the odds.
enum DecisionSamples {
  static func profile(
    _ text: String, category: String = "kitchen", size: Size3 = Samples.size(200, 150, 80), mass: Grams = 600,
    price: Double? = 2_000, fragility: Fragility = .normal
  ) -> ProductProfile {
    ProductProfile(text: text, category: category, size: size, mass: mass, price: price, fragility: fragility)
  }

  static let nouns: [(word: String, category: String, oneIn: Double)] = [
    ("glass carafe", "kitchen", 8), ("porcelain plate", "kitchen", 12), ("steel pan", "kitchen", 200),
    ("cotton shirt", "apparel", 1_000), ("wool socks", "apparel", 1_200), ("paperback novel", "books", 300),
  ]

  /// 40 products of each noun, each sent 30 times in one of the ranks; damages are drawn.
  static func history(seed: UInt64, ranks: Int = 4) -> [TrainingProduct] {
    var generator = SeededGenerator(seed: seed)
    var products: [TrainingProduct] = []
    for number in 0..<40 {
      for noun in nouns {
        let rank = Int.random(in: 0..<ranks, using: &generator)
        let chance = 1 / noun.oneIn / Double(1 << rank)
        let damaged = (0..<30).count { _ in Double.random(in: 0..<1, using: &generator) < chance }
        let text = "\(["classic", "mini", "eco", "large"][number % 4]) \(noun.word)"
        products.append(
          TrainingProduct(
            profile: profile(text, category: noun.category),
            history: [ShipmentTally(rank: Int32(rank), shipped: 30, damaged: Double(damaged))]))
      }
    }
    return products
  }

  static let model = DamageTraining(rankCount: 4).train(history(seed: 3))
  static let types = Array(PackageType.usual[0..<4])
  static let chooser = PackageChooser(types: types, model: model)
}
