import PlannerFeed
import Testing

@Suite("EPCIS validator") struct ValidatorTests {
  private let validator = EPCISValidator()

  @Test("what is right is taken", arguments: Anchors.files("feeds/epcis/fc-samples", ".json"))
  func samples(path: String) throws {
    let document = try #require(try Anchors.json(path))
    #expect(validator.faults(inDocument: document) == [])
  }

  @Test("one fault is enough to be refused", arguments: Anchors.files("feeds/epcis/fc-mutants", ".json"))
  func mutants(path: String) throws {
    let document = try #require(try Anchors.json(path))
    #expect(validator.faults(inDocument: document).count >= 1, "\(path)")
  }

  @Test("the fault is named with its place")
  func place() throws {
    let event: JSONValue = [
      "type": "AggregationEvent", "eventTime": "2026-03-01T10:15:30.123Z", "eventTimeZoneOffset": "+00:00",
      "action": "ADD", "childQuantityList": [["epcClass": "https://id.gs1.org/01/04006381333931", "quantity": 0]],
    ]
    let faults = validator.faults(in: event)
    #expect(faults.map(\.path) == ["childQuantityList[0].quantity", "parentID"])
    #expect(faults.allSatisfy { !$0.reason.isEmpty })
  }

  /// What the schema lets through and the standard does not.
  @Test(
    "beyond the schema",
    arguments: [
      ("DELETE names what things are taken out of", ["type": "AggregationEvent", "action": "DELETE"]),
      (
        "an error declaration names the event that was wrong",
        [
          "type": "ObjectEvent", "action": "OBSERVE", "epcList": ["urn:epc:id:sscc:4012345.0000000333"],
          "errorDeclaration": ["declarationTime": "2026-03-01T10:15:30.123Z"],
        ]
      ),
      (
        "half an instance",
        [
          "type": "ObjectEvent", "action": "OBSERVE",
          "quantityList": [["epcClass": "urn:epc:idpat:sgtin:0614141.107346.*", "quantity": 1.5]],
        ]
      ),
      ("an object event about nothing", ["type": "ObjectEvent", "action": "OBSERVE", "epcList": []]),
      (
        "its own part",
        [
          "type": "AggregationEvent", "action": "ADD", "parentID": "urn:epc:id:sscc:4012345.0000000333",
          "childEPCs": ["urn:epc:id:sscc:4012345.0000000333"],
        ]
      ),
      (
        "an undeclared prefix",
        ["type": "ObjectEvent", "action": "OBSERVE", "epcList": ["urn:a:b"], "strange:field": 1]
      ),
      (
        "set and unset at once",
        [
          "type": "ObjectEvent", "action": "OBSERVE", "epcList": ["urn:a:b"],
          "persistentDisposition": ["set": ["recalled"], "unset": ["recalled"]],
        ]
      ),
      (
        "a mean above the greatest",
        [
          "type": "ObjectEvent", "action": "OBSERVE", "epcList": ["urn:a:b"],
          "sensorElementList": [
            ["sensorReport": [["type": "Temperature", "minValue": 1, "meanValue": 9, "maxValue": 4]]]
          ],
        ]
      ),
    ] as [(String, [String: JSONValue])])
  func semantics(name: String, members: [String: JSONValue]) {
    var members = members
    members["eventTime"] = "2026-03-01T10:15:30.123Z"
    members["eventTimeZoneOffset"] = "+00:00"
    #expect(validator.faults(in: .object(members)).count == 1, "\(name)")
  }

  @Test("check digits are looked at when that is asked for")
  func digits() {
    let event: JSONValue = [
      "type": "ObjectEvent", "eventTime": "2026-03-01T10:15:30.123Z", "eventTimeZoneOffset": "+00:00",
      "action": "OBSERVE", "quantityList": [["epcClass": "https://id.gs1.org/01/04006381333932", "quantity": 1]],
    ]
    #expect(validator.faults(in: event) == [])
    #expect(EPCISValidator(checksDigits: true).faults(in: event).map(\.path) == ["quantityList[0].epcClass"])
  }

  @Test("our validator and the schema agree on samples and mutants, but for what the schema misses")
  func schema() throws {
    let paths =
      Anchors.files("feeds/epcis/fc-samples", ".json") + Anchors.files("feeds/epcis/fc-mutants", ".json")
    let documents = try paths.compactMap { try Anchors.json($0) }
    guard let faults = try Schema.faults(of: documents, by: "feeds/epcis/EPCIS-JSON-Schema.json") else { return }
    for (index, document) in documents.enumerated() {
      let isRefused = !validator.faults(inDocument: document).isEmpty
      if isRefused != (faults[index] != nil) { #expect(paths[index].contains("aggregation_no_parent")) }
    }
  }
}
