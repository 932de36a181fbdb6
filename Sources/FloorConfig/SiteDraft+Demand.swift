import FloorModel

extension SiteDraft {
  mutating func readDemand() -> DemandProfile {
    let keys = [
      "inbound_per_hour", "orders_per_hour", "lines_per_order", "units_per_line", "destinations", "defect_rate",
      "bin_error_rate", "gift_rate", "suppliers",
    ]
    guard let section = root.section("demand", what: "the demand", keys: keys) else {
      root.missing("demand", example: "' with inbound_per_hour, orders_per_hour, destinations")
      return .none
    }
    let rate = 0.0...10_000_000
    return DemandProfile(
      inboundPerHour: section.number("inbound_per_hour", in: rate),
      ordersPerHour: section.numbers("orders_per_hour", in: rate, example: "[200, 220, 180]"),
      linesPerOrder: distribution(section, "lines_per_order"),
      unitsPerLine: distribution(section, "units_per_line"), destinations: destinations(section),
      defectRate: section.number("defect_rate", in: 0...1, default: 0),
      binErrorRate: section.number("bin_error_rate", in: 0...1, default: 0),
      giftRate: section.number("gift_rate", in: 0...1, default: 0), suppliers: suppliers(section))
  }

  private func suppliers(_ section: Section) -> [String] {
    guard section.has("suppliers") else { return [] }
    let words = section.words("suppliers", example: "[Acme Mills, Hill Farm]")
    for word in words where !Lot.isSupplier(word.text) {
      log.error(
        word.mark, "the supplier's name is empty or too long",
        remedy: "write 1 to \(Lot.supplierLimit) bytes on one line")
    }
    return words.map(\.text)
  }

  /// Relative frequencies of 1, 2, 3 …; 1 alone when nothing is said.
  private func distribution(_ section: Section, _ key: String) -> [Double] {
    guard section.has(key) else { return [1] }
    let weights = section.numbers(key, in: 0...1_000_000, example: "[0.7, 0.2, 0.1]")
    if !weights.isEmpty, weights.reduce(0, +) <= 0 {
      log.error(section.mark(at: key), "'\(key)' is all zero", remedy: "give at least one count a frequency")
    }
    return weights
  }

  private mutating func destinations(_ section: Section) -> [Destination] {
    var destinations: [Destination] = []
    let keys = ["code", "weight", "first_pull", "every"]
    for entry in section.sections("destinations", what: "a destination", keys: keys) {
      let every = entry.span("every", example: "4h")
      if entry.has("every"), every.milliseconds < 60_000 {
        log.error(
          entry.mark(at: "every"), "a truck cannot leave every \(every.seconds) s", remedy: "write at least 1m")
      }
      destinations.append(
        Destination(
          code: entry.text("code", example: "NORTH"), weight: entry.number("weight", in: 0...1_000_000, default: 1),
          firstPull: entry.span("first_pull", example: "2h"), every: every))
      marks.destinations.append(entry.mark(at: "code"))
    }
    if !section.has("destinations") {
      section.missing("destinations", example: "[{code: NORTH, first_pull: 2h, every: 4h}]")
    }
    return destinations
  }
}

extension DemandProfile {
  /// Nothing comes in and nobody buys anything.
  static let none = DemandProfile(
    inboundPerHour: 0, ordersPerHour: [0], linesPerOrder: [1], unitsPerLine: [1], destinations: [], defectRate: 0,
    binErrorRate: 0)
}
