import Cartons
import FloorCore
import FloorModel

extension SampleEntries {
  mutating func packaging(_ kind: Int) -> Packaging {
    switch kind {
    case 0: .override(id(), quantity: small(), .padded, box: below(2) == 0 ? nil : id(), reason: text())
    case 1: .returned(id(), order: below(2) == 0 ? nil : id(), below(2) == 0 ? nil : .bag, .leaking, count: small())
    case 2: .boxesLeft(id(), below(2) == 0 ? nil : small())
    default: .measured(id(), size(), small())
    }
  }

  mutating func packCheck() -> PackCheck {
    PackCheck(
      fill: below(2) == 0 ? nil : small(),
      units: (0..<below(4)).map { _ in
        UnitCheck(sku: id(), size: below(2) == 0 ? nil : size(), mass: below(2) == 0 ? nil : small())
      })
  }

  mutating func madeDecision() -> MadeDecision {
    let profile = ProductProfile(
      text: text(), category: text(), size: size(), mass: small(), price: below(2) == 0 ? nil : 12.5,
      fragility: .fragile, quantity: small())
    let chooser = PackageChooser(model: .untrained(rankCount: 6))
    let options = [PackageOption(rank: 1, cents: 210), PackageOption(rank: 4, cents: 240.5)]
    let real = ProductProfile(
      text: "glass carafe", category: "kitchen", size: Size3(length: 100, width: 90, height: 80), mass: 400)
    guard let decision = try? chooser.decide(real, among: options, damageCents: 2_000) else {
      preconditionFailure("a real product is decided")
    }
    let placement = Placement(item: 0, position: Position3(x: small(), y: small(), z: small()), size: size())
    return MadeDecision(
      key: DecisionBook.Key(product: text(), quantity: small()), decision: decision, profile: profile,
      fit: below(2) == 0 ? nil : PackedUnits(box: small(), placements: [placement]))
  }
}
