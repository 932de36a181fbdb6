import Foundation
import Testing
import Yams

@Suite("The JSON Schema of a site file")
struct SchemaTests {
  /// Exit code of the script where python3 has no jsonschema.
  private static let absent: Int32 = 3

  private static let script = """
    import json, sys
    try:
        import jsonschema
        validator = jsonschema.Draft202012Validator
    except (ImportError, AttributeError):
        sys.exit(3)
    schema = json.load(open(sys.argv[1]))
    validator.check_schema(schema)
    for error in validator(schema).iter_errors(json.load(open(sys.argv[2]))):
        print("/".join(map(str, error.path)), error.message[:200])
    """

  /// What the schema holds against a site file, or nil, with the reason printed, where it cannot be asked.
  private func objections(to yaml: String) throws -> [String]? {
    let object = try #require(try Yams.load(yaml: yaml))
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("drover-schema-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let json = folder.appendingPathComponent("site.json")
    try JSONSerialization.data(withJSONObject: object).write(to: json)

    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Self.script, "\(ConfigFiles.root)/Config/site.schema.json", json.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    // 127: there is no python3 at all.
    if [Self.absent, 127].contains(process.terminationStatus) {
      print("skipped: python3-jsonschema is not installed")
      return nil
    }
    #expect(process.terminationStatus == 0)
    return String(decoding: printed, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test("accepts the sites that come with Drover", arguments: ["demo", "small"])
  func accepts(name: String) throws {
    let yaml = try String(contentsOfFile: ConfigFiles.site(name), encoding: .utf8)
    guard let objections = try objections(to: yaml) else { return }
    #expect(objections == [])
  }

  @Test("refuses what the reader refuses by form")
  func refuses() throws {
    guard let clean = try objections(to: TinySite.text) else { return }
    #expect(clean == [])
    let chosen = """
      packing:
        {missing_units: ask, keep_together: product, balance: true, gift_wrap: {thickness: 2, mass: 40},
         keep_apart: [[a, b]]}
      """
    #expect(try objections(to: TinySite.text + chosen) == [])
    #expect(try objections(to: TinySite.text + "packing: {missing_units: guess}")?.isEmpty == false)
    let spoilt: [KeyValuePairs<String, String>] = [
      ["drive_units:": "drive_unit:"], ["side: north": "side: up"], ["quantity: 5": "quantity: 0"],
      ["name: pick-1": "name: 'pick 1'"], ["first_pull: 1h": "first_pull: soon"], ["start: [1, 4]": "start: [1, 4, 2]"],
      ["#......##": "#..x...##"], ["sorter: sorter-1": "slots: 3"],
    ]
    for changes in spoilt {
      #expect(try objections(to: TinySite.text(changes))?.isEmpty == false, "\(changes)")
      #expect(!TinySite.faults(changes).isEmpty, "\(changes)")
    }
  }
}
