import FloorConfig
import FloorModel
import Foundation
import Testing

@Suite("Import of pod bins")
struct PodBinImportTests {
  @Test("real records become a site that can be run, and every unit is accounted for")
  func realRecords() throws {
    guard let directory = ConfigFiles.anchor("vision/abid/metadata") else { return }
    let (site, notes) = try PodBinImport.site(directory: directory)
    #expect(notes.count == 27)
    #expect(site.bins.count == 420)
    #expect(site.pods.count == 27)
    #expect(site.openingStock.reduce(0) { $0 + Int($1.quantity) } == 1970)
    #expect(SiteReader.check(site, name: "import").render() == "no faults")
  }

  /// Writes records to a directory of their own and imports it.
  private func imported(_ records: KeyValuePairs<String, String>) throws -> (Site, [String]) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("drover-bins-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in records { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
    let (site, notes) = try PodBinImport.site(directory: folder.path)
    return (site, notes.map(\.description))
  }

  private func item(
    quantity: String = "2", length: String = inches(10), width: String = inches(4), height: String = inches(2),
    weight: String = #"{"unit": "pounds", "value": 1.0}"#
  ) -> String {
    """
    {"name": "thing", "quantity": \(quantity), "length": \(length), "width": \(width), "height": \(height), \
    "weight": \(weight)}
    """
  }

  private static func inches(_ value: Double) -> String { #"{"unit": "IN", "value": \#(value)}"# }

  private func record(_ code: String, _ item: String, expected: String = #", "EXPECTED_QUANTITY": 2"#) -> String {
    #"{"BIN_FCSKU_DATA": {"\#(code)": \#(item)}\#(expected)}"#
  }

  @Test("inches and pounds become millimetres and grams; files are read by their number")
  func units() throws {
    let (site, notes) = try imported([
      "10.json": record("B", item()),
      "9.json": record(
        "A", item(quantity: "3"),
        expected: #", "EXPECTED_QUANTITY": 3"#),
    ])
    #expect(notes == [])
    #expect(site.bins.map(\.name) == ["B9", "B10"])
    #expect(site.skus.map(\.code) == ["A", "B"])
    #expect(site.skus[0].size == Size3(length: 254, width: 102, height: 51))
    #expect(site.skus[0].mass == 454)
    #expect(site.openingStock.map(\.quantity) == [3, 2])
  }

  @Test("odd records are refused or repaired, each with its reason")
  func oddRecords() throws {
    let none = ", \"x\": 1"
    let (site, notes) = try imported([
      "1.json": record("GOOD", item()), "2.json": record("ZERO", item(length: Self.inches(0))),
      "3.json": record("NOSIDE", item(width: "null")), "4.json": record("HUGE", item(length: Self.inches(200))),
      "5.json": record("NOWEIGHT", item(weight: "null")),
      "6.json": record("FEATHER", item(weight: #"{"unit": "pounds", "value": 0.001}"#)),
      "7.json": record("NOEXPECTED", item(), expected: none), "8.json": record("NEGATIVE", item(quantity: "-2")),
      "9.json": record("MANY", item(quantity: "400"), expected: #", "EXPECTED_QUANTITY": 400"#),
      "10.json": #"{"hello": 1}"#, "11.json": "not JSON", "12.json": record("BAD/CODE", item()),
      "13.json": record("WRONGSUM", item(), expected: #", "EXPECTED_QUANTITY": 7"#),
      "14.json": record("UNIT", item(height: #"{"unit": "parsec", "value": 1}"#)),
    ])
    #expect(
      notes == [
        "10.json: refused: not a record of a bin", "11.json: refused: not a record of a bin",
        "2.json ZERO: repaired: no usable length; took the median of all products, 254 mm",
        "3.json NOSIDE: repaired: no usable width; took the median of all products, 102 mm",
        "4.json HUGE: refused: a side of 5080 mm",
        "5.json NOWEIGHT: repaired: no usable weight; took 454 g, by the median density of all products",
        "6.json FEATHER: repaired: 0 g at 1311 cm³; took 454 g, by the median density of all products",
        "7.json: repaired: no expected quantity; took the sum, 2", "8.json NEGATIVE: refused: no quantity above 0",
        "8.json: repaired: expected quantity 2 is not the sum; took the sum, 0",
        "9.json MANY: refused: 400 × 254 × 102 × 51 mm, 454 g do not fit a bin",
        "12.json BAD/CODE: refused: the code contains '/', which MQTT topics reserve",
        "13.json: repaired: expected quantity 7 is not the sum; took the sum, 2",
        "14.json UNIT: repaired: no usable height; took the median of all products, 51 mm",
      ])
    #expect(site.bins.count == 12)
    #expect(site.openingStock.reduce(0) { $0 + Int($1.quantity) } == 16)
  }

  @Test("a directory without records is refused")
  func nothing() {
    #expect(throws: SiteFaults.self) { try PodBinImport.site(directory: "/nowhere") }
  }
}
