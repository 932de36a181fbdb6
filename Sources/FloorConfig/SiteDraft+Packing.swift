import Cartons
import FloorModel
import Yams

extension SiteDraft {
  /// What the site chooses about packing; a site that says nothing has what there was before it could choose.
  func readPacking() -> PackingPolicy {
    let usual = PackingPolicy()
    let keys = ["missing_units", "keep_together", "balance", "gift_wrap", "keep_apart", "shipping"]
    guard let section = root.section("packing", what: "the packing", keys: keys) else { return usual }
    let wrap = section.section("gift_wrap", what: "the gift wrap", keys: ["thickness", "mass"]).map {
      GiftWrap(
        thickness: Millimetres($0.integer("thickness", in: 0...100)), mass: Grams($0.integer("mass", in: 0...5_000)))
    }
    let policy = PackingPolicy(
      missingUnits: section.choice("missing_units", example: "pick_again", default: usual.missingUnits),
      keepsTogether: section.choice("keep_together", example: "product", default: usual.keepsTogether),
      balancesLoads: section.flag("balance", default: usual.balancesLoads), giftWrap: wrap,
      keepsApart: section.has("keep_apart") ? classPairs(section) : [], shipping: tariff(section))
    if policy.keepsTogether == .category, !skus.isEmpty, !skus.contains(where: { $0.category != nil }) {
      log.add([
        SiteFault(
          .warning, at: section.mark(at: "keep_together"), "no product has a category, so none are alike",
          remedy: "fill the catalogue's column 'category', or write 'keep_together: product'")
      ])
    }
    return policy
  }

  /// What the carrier asks; what is left out costs nothing, or is as carriers usually have it.
  private func tariff(_ packing: Section) -> Tariff? {
    let keys = ["parcel_cents", "kilogram_cents", "volumetric_divisor", "rounding"]
    let usual = Tariff()
    return packing.section("shipping", what: "the carrier's prices", keys: keys).map {
      Tariff(
        centsPerParcel: $0.number("parcel_cents", in: 0...1_000_000, default: 0),
        centsPerKilogram: $0.number("kilogram_cents", in: 0...1_000_000, default: 0),
        divisor: $0.number("volumetric_divisor", in: 100...1_000_000, default: usual.divisor),
        rounding: Grams($0.integer("rounding", in: 1...100_000, default: Int(usual.rounding))))
    }
  }

  private func classPairs(_ section: Section) -> [ClassPair] {
    var pairs: [ClassPair] = []
    var named: Set<String> = []
    let known = Set(skus.compactMap(\.hazard))
    for node in section.items("keep_apart", example: "[[flammable, oxidising]]") {
      let mark = Section.mark(of: node, in: section.file)
      let words = (node.sequence.map(Array.init) ?? []).compactMap { $0.scalar?.string }
      guard words.count == 2, node.sequence?.count == 2 else {
        log.error(mark, "'keep_apart' takes pairs of classes", remedy: "write [[flammable, oxidising]]")
        continue
      }
      for word in words where !skus.isEmpty && !known.contains(word) && !named.contains(word) {
        log.add([
          SiteFault(
            .warning, at: mark, "no product is of the class '\(word)'",
            remedy: "fill the catalogue's column 'hazard', or correct the word")
        ])
      }
      named.formUnion(words)
      pairs.append(ClassPair(words[0], words[1]))
    }
    if named.count > HazardClasses.limit {
      log.error(
        section.mark(at: "keep_apart"), "\(named.count) classes are named, \(HazardClasses.limit) may be",
        remedy: "join classes that are treated alike")
    }
    return pairs
  }
}
