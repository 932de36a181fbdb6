import FloorConfig
import FloorModel
import Testing

@Suite("Checking goods, boxes and stock")
struct SiteCheckGoodsTests {
  @Test("stock of what is not there")
  func unknown() {
    #expect(
      TinySite.faults(["sku: TEA, q": "sku: TAE, q", "bin: P1-A1": "bin: P9-A1"]) == [
        "tiny.yaml:35:13: unknown bin 'P9-A1'; did you mean 'P1-A1'?",
        "tiny.yaml:35:25: unknown sku 'TAE'; did you mean 'TEA'?",
      ])
    #expect(
      TinySite.faults(["quantity: 5": "quantity: 5, owner: them"]) == [
        "tiny.yaml:35:50: unknown owner 'them'; add the owner, or correct the name"
      ])
  }

  @Test(
    "quantities that cannot be",
    arguments: [
      ("-5", "is out of range"), ("0", "is out of range"), ("1.5", "is not a whole number"),
      (".nan", "is not a whole number"), ("99999999999999999999", "is not a whole number"),
    ])
  func impossibleQuantity(written: String, reason: String) {
    let example = reason.hasSuffix("range") ? "a number from 1 to 1000000" : "1"
    #expect(
      TinySite.faults(["quantity: 5": "quantity: \(written)"]) == [
        "tiny.yaml:35:40: 'quantity' of a stock line \(reason) ('\(written)'); write for example: \(example)"
      ])
  }

  @Test(
    "rates that cannot be",
    arguments: [
      ("nan", "is not a number"), (".nan", "is not a number"), ("inf", "is out of range"), ("-1", "is out of range"),
    ])
  func impossibleRate(written: String, reason: String) {
    let example = reason.hasSuffix("range") ? "a number from 0.0 to 10000000.0" : "0.0"
    #expect(
      TinySite.faults(["inbound_per_hour: 1": "inbound_per_hour: \(written)"]) == [
        "tiny.yaml:37:21: 'inbound_per_hour' of the demand \(reason) ('\(written)'); write for example: \(example)"
      ])
  }

  @Test("more than a bin's volume")
  func volume() {
    #expect(
      TinySite.faults(["quantity: 5": "quantity: 90"]) == [
        "tiny.yaml:35:40: P1-A1 would hold 90720 cm³, it has 75600 cm³; lower the quantity (here 90 of 'TEA'), or use "
          + "another bin"
      ])
  }

  @Test("more than a bin bears, over several lines")
  func mass() {
    #expect(
      TinySite.faults([
        "- {bin: P1-A1, sku: TEA, quantity: 5}":
          "- {bin: P1-A1, sku: TEA, quantity: 60}\n    - {bin: P1-A1, sku: TEA, quantity: 60, lot: 2}",
        "size: [90, 80, 140]": "size: [30, 80, 140]",
      ]) == [
        "tiny.yaml:36:40: P1-A1 would hold 16800 g, it bears 15000 g; lower the quantity (here 60 of 'TEA'), or use "
          + "another bin"
      ])
  }

  @Test("one key twice in a bin")
  func twice() {
    #expect(
      TinySite.faults([
        "- {bin: P1-A1, sku: TEA, quantity: 5}":
          "- {bin: P1-A1, sku: TEA, quantity: 5}\n    - {bin: P1-A1, sku: TEA, quantity: 6}"
      ]) == ["tiny.yaml:36:40: 'TEA' of the same owner and lot is in P1-A1 twice; add the quantities up"])
  }

  @Test("an item larger than every bin and every box")
  func tooLarge() {
    #expect(
      TinySite.faults([
        "size: [90, 80, 140]": "size: [500, 80, 140]", "stock:\n  lines:\n": "",
        "    - {bin: P1-A1, sku: TEA, quantity: 5}\n": "",
      ]) == [
        "tiny.yaml:29:14: SKU 'TEA' (500 × 80 × 140 mm, 140 g) fits no bin; correct its size and mass, add larger "
          + "bins, "
          + "or remove the SKU",
        "tiny.yaml:29:14: SKU 'TEA' (500 × 80 × 140 mm, 140 g) fits no box; correct its size and mass, add a larger "
          + "box, write 'ships_as_is: true', or remove the SKU",
      ])
  }

  @Test("an item that would fit a box lying down, but must stand")
  func thisWayUp() {
    let text = "size: [90, 80, 200], mass: 140"
    #expect(TinySite.faults(["size: [90, 80, 140], mass: 140": "\(text)"]) == [])
    #expect(
      TinySite.faults(["size: [90, 80, 140], mass: 140": "\(text), this_way_up: true"]) == [
        "tiny.yaml:29:14: SKU 'TEA' (90 × 80 × 200 mm, 140 g, this way up) fits no box; correct its size and mass, "
          + "add a "
          + "larger box, write 'ships_as_is: true', or remove the SKU"
      ])
  }

  @Test("an item heavier than every box may hold")
  func tooHeavy() {
    #expect(
      TinySite.faults(["mass: 140": "mass: 11000", "quantity: 5": "quantity: 1"]) == [
        "tiny.yaml:29:14: SKU 'TEA' (90 × 80 × 140 mm, 11000 g) fits no box; correct its size and mass, add a larger "
          + "box, write 'ships_as_is: true', or remove the SKU"
      ])
  }

  @Test("goods in a bin of another temperature")
  func temperature() {
    #expect(
      TinySite.faults(["max_load: 15000}": "max_load: 15000, temperature: chilled}"]) == [
        "tiny.yaml:29:14: SKU 'TEA' (90 × 80 × 140 mm, 140 g) is ambient, and no bin is; give a pod bins with "
          + "'temperature: ambient', or remove the SKU",
        "tiny.yaml:35:40: 'TEA' is ambient, P1-A1 is chilled; put it into a bin that is ambient",
      ])
  }

  @Test("a barcode with a wrong check digit")
  func checkDigit() {
    #expect(TinySite.faults(["mass: 140": "mass: 140, gtin: 4006381333931"]) == [])
    #expect(
      TinySite.faults(["mass: 140": "mass: 140, gtin: 4006381333930"]) == [
        "tiny.yaml:29:14: gtin '4006381333930' of SKU 'TEA' has a wrong check digit (1 would be right); correct it, or "
          + "leave it empty"
      ])
    #expect(
      TinySite.faults(["mass: 140": "mass: 140, gtin: 40063813"]) == [
        "tiny.yaml:29:14: gtin '40063813' of SKU 'TEA' is not 13 digits; correct it, or leave it empty"
      ])
  }

  @Test("a box larger inside than outside")
  func insideOut() {
    #expect(
      TinySite.faults(["outer: [346, 296, 142]": "outer: [346, 280, 142]"]) == [
        "tiny.yaml:32:14: box 'M' is larger inside than outside; outer sides include the board; swap or correct them"
      ])
  }

  @Test("a box that no sorter takes is a warning")
  func boxForNoSorter() {
    #expect(
      TinySite.faults(["max_side: 600": "max_side: 300"]) == [
        "tiny.yaml:19:12: warning: sorter-1 takes sides up to 300 mm, box M has 346 mm; raise 'max_side', or remove "
          + "the box"
      ])
  }

  @Test("a site built in memory is checked too")
  func inMemory() throws {
    var site = try SiteReader.load(yaml: TinySite.text, path: "tiny.yaml").site
    #expect(SiteReader.check(site, name: "memory") == [])
    site.velocity[0] = .nan
    site.demand.defectRate = 1.5
    site.openingStock[0].quantity = -1
    #expect(
      SiteReader.check(site, name: "memory").map(\.description) == [
        "memory:1:1: -1 of 'TEA' in P1-A1; write a quantity of at least 1",
        "memory:1:1: velocity nan units a day; write a number of 0 or more",
        "memory:1:1: the demand contains a rate of 1.5; write a number from 0 to 1",
      ])
  }
}
