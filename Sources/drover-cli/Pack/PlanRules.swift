import ArgumentParser
import Cartons
import FloorModel

/// What a file of orders may ask for beyond shapes, and what holds for all of them.
struct PlanRules: ParsableArguments {
  @Option(help: "Least share of an item's base that is supported, in thousandths.") var support: Int32 = 0
  @Flag(help: "Of boxes that hold an order in as few parcels, take the one that costs least with usual carriage.")
  var cost = false
  @Option(help: "Millimetres that wrapping adds to each side of a gift.") var wrapThickness: Int32 = 2
  @Option(help: "Grams that wrapping adds to a gift.") var wrapMass: Int32 = 40
  @Option(help: "Classes of dangerous goods that share no parcel, as flammable+oxidising; may be repeated.")
  var keepApart: [String] = []

  func validate() throws {
    guard 0...1000 ~= support else { throw ValidationError("--support is a share of 0 to 1000 thousandths") }
    guard 0...100 ~= wrapThickness, 0...5_000 ~= wrapMass else {
      throw ValidationError("--wrap-thickness is 0 to 100 mm, --wrap-mass 0 to 5000 g")
    }
    let named = Set(pairs.flatMap { [$0.first, $0.second] }).count
    guard pairs.count == keepApart.count, named <= HazardClasses.limit else {
      throw ValidationError(
        "--keep-apart takes two classes with a + between them, and \(HazardClasses.limit) classes in all")
    }
  }

  /// Of what is well written.
  private var pairs: [ClassPair] {
    keepApart.compactMap { pair in
      let words = pair.split(separator: "+").map(String.init)
      return words.count == 2 ? ClassPair(words[0], words[1]) : nil
    }
  }

  /// The classes of dangerous goods that are kept apart.
  var classes: HazardClasses { HazardClasses(keepingApart: pairs) }

  func rules(for boxes: [Box]) -> PackingRules {
    var rules = PackingRules()
    if cost { rules.objective = .cost(Tariff()) }
    (rules.wrapThickness, rules.wrapMass) = (wrapThickness, wrapMass)
    rules.flexible = Set(boxes.indices.filter { boxes[$0].kind <= .padded })
    rules.forbidden = classes.forbidden
    return rules
  }

  /// - Throws: `PackFileFault` that names the item.
  static func items(of order: OrderEntry, in classes: HazardClasses) throws -> [OrderItem] {
    try zip(order.items, order.packItems).enumerated().map { number, pair in
      let (entry, item) = pair
      func fault(_ what: String) -> PackFileFault { PackFileFault("order \(order.id), item \(number): \(what)") }
      var folded: Size3?
      if let sides = entry.folded {
        guard sides.count == 3 else { throw fault("folded needs three sides") }
        folded = Size3(length: sides[0], width: sides[1], height: sides[2])
      }
      let word = entry.temperature ?? TemperatureClass.ambient.code
      guard let climate = TemperatureClass(code: word) else {
        throw fault("temperature is \(word): one of \(TemperatureClass.codes)")
      }
      return OrderItem(
        item, climate: climate, hazards: classes.bit(of: entry.hazard), maxOnTop: entry.max_on_top_g,
        folded: folded, isWrapped: entry.gift ?? false, shipsAsIs: entry.ships_as_is ?? false)
    }
  }
}
