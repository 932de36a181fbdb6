import FloorConfig
import FloorModel
import Foundation
import Testing

@Suite("What a site file says of packing")
struct PackingSectionTests {
  private func read(_ more: String, _ changes: KeyValuePairs<String, String> = [:]) throws -> Site {
    try SiteReader.load(yaml: TinySite.text(changes) + more, path: "tiny.yaml").site
  }

  @Test("a site that says nothing packs as sites always did; one that says something has another fingerprint")
  func readings() throws {
    let plain = try read("")
    #expect(plain.packing == PackingPolicy() && plain.packing.missingUnits == .pickAgain)
    let site = try read(
      """
      packing:
        missing_units: ask
        keep_together: product
        balance: true
        gift_wrap: {thickness: 3, mass: 60}
        keep_apart: [[flammable, oxidising]]
        shipping: {parcel_cents: 300, kilogram_cents: 40.5, volumetric_divisor: 6000, rounding: 500}
      """, ["mass: 140}": "mass: 140, hazard: flammable, max_on_top: 500, category: tea, price_cents: 450}"])
    #expect(
      site.packing
        == PackingPolicy(
          missingUnits: .ask, keepsTogether: .product, balancesLoads: true, giftWrap: GiftWrap(thickness: 3, mass: 60),
          keepsApart: [ClassPair("flammable", "oxidising")],
          shipping: Tariff(centsPerParcel: 300, centsPerKilogram: 40.5, divisor: 6_000, rounding: 500)))
    #expect(site.skus[0].hazard == "flammable" && site.skus[0].maxOnTop == 500)
    #expect(site.skus[0].category == "tea" && site.skus[0].priceCents == 450)
    var prints: Set<UInt64> = [plain.fingerprint]
    for change in [
      { $0.packing.missingUnits = .shipRest }, { $0.packing.keepsTogether = .category },
      { $0.packing.balancesLoads = true }, { $0.packing.giftWrap = GiftWrap(thickness: 1, mass: 1) },
      { $0.packing.giftWrap = GiftWrap(thickness: 1, mass: 2) }, { $0.packing.keepsApart = [ClassPair("a", "b")] },
      { $0.demand.giftRate = 0.1 }, { $0.skus[0].hazard = "a" }, { $0.skus[0].maxOnTop = 0 },
      { $0.skus[0].folded = Size3(length: 1, width: 1, height: 1) }, { $0.skus[0].shipsAsIs = true },
      { $0.packing.shipping = Tariff() }, { $0.packing.shipping = Tariff(centsPerParcel: 0) },
    ] as [(inout Site) -> Void] {
      var other = plain
      change(&other)
      #expect(prints.insert(other.fingerprint).inserted)
    }
  }

  @Test("what folds and what ships as it is may stand in the site file, and needs no box that it fits as it is")
  func folds() throws {
    let site = try read("", ["mass: 140}": "mass: 140, folded: [60, 40, 30]}"])
    #expect(site.skus[0].folded == Size3(length: 60, width: 40, height: 30) && !site.skus[0].shipsAsIs)
    #expect(try read("", ["mass: 140}": "mass: 140, ships_as_is: true}"]).skus[0].shipsAsIs)
    #expect(TinySite.faults(["mass: 140}": "mass: 140, folded: [60, 40]}"])[0].contains("three lengths in mm"))
    #expect(TinySite.faults(["mass: 140}": "mass: 140, folded: [9999, 9999, 9999]}"])[0].contains("is folded to 9999"))
  }

  @Test("bags and mailers may stand in the site file itself")
  func kinds() throws {
    #expect(try read("", ["cost_cents: 32}": "cost_cents: 32, kind: mailer}"]).boxes[0].kind == .mailer)
    #expect(TinySite.faults(["cost_cents: 32}": "cost_cents: 32, kind: sack}"])[0].contains("write one of: bag"))
  }

  @Test(
    "what cannot be is said with its reason",
    arguments: [
      ("packing: {missing_units: guess}", "write one of: pick_again, ship_rest, ask"),
      ("packing: {keep_together: all}", "write one of: none, product, category"),
      ("packing: {keep_together: category}", "no product has a category"),
      ("packing: {gift_wrap: {thickness: -1, mass: 40}}", "'thickness'"),
      ("packing: {gift_wrap: {thickness: 2}}", "no 'mass'"),
      ("packing: {shipping: {kilogram_cents: -1}}", "'kilogram_cents'"),
      ("packing: {shipping: {volumetric_divisor: 0}}", "'volumetric_divisor'"),
      ("packing: {shipping: {kilo: 1}}", "unknown key 'kilo' in the carrier's prices"),
      ("packing: {wrap: yes}", "unknown key 'wrap' in the packing"),
      ("packing: {keep_apart: [flammable]}", "pairs of classes"),
      ("packing: {keep_apart: [[flammable, flammable]]}", "no product is of the class 'flammable'"),
    ])
  func faults(more: String, sentence: String) throws {
    let faults: [SiteFault]
    do throws(SiteFaults) {
      faults = try SiteReader.load(yaml: TinySite.text + more, path: "tiny.yaml").warnings
    } catch { faults = error.faults }
    #expect(faults.contains { $0.description.contains(sentence) }, "\(faults)")
  }

  @Test("customers cannot order gifts of a site that wraps none")
  func giftRate() throws {
    let gifts: KeyValuePairs = ["orders_per_hour: [1]": "orders_per_hour: [1]\n  gift_rate: 0.2"]
    #expect(TinySite.faults(gifts).contains { $0.contains("customers order gifts, and the site wraps none") })
    #expect(try read("packing: {gift_wrap: {thickness: 2, mass: 40}}", gifts).demand.giftRate == 0.2)
  }
}
