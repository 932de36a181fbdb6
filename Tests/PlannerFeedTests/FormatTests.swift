import FloorCore
import FloorModel
import Foundation
import PlannerFeed
import Testing

@Suite("Feed formats") struct FormatTests {
  @Test("JSON is written the same way whoever built it, and reads back")
  func json() throws {
    let value: JSONValue = [
      "b": [1, 2.5, true, nil as JSONValue? ?? .null], "a": "tab\t\"quote\" \\ \u{1}é", "c": ["nested": -3],
    ]
    #expect(value.json == #"{"a":"tab\t\"quote\" \\ \u0001é","b":[1,2.5,true,null],"c":{"nested":-3}}"#)
    #expect(try JSONValue(json: Data(value.json.utf8)) == value)
    #expect(throws: (any Error).self) { try JSONValue(json: Data("{".utf8)) }
    let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
    #expect(throws: DecodingError.self) { try JSONValue(json: Data(deep.utf8)) }
    #expect(try JSONValue(json: Data(deep.dropFirst().dropLast().utf8)).list != nil)
  }

  @Test(
    "numbers have no exponent and no trailing zeros",
    arguments: [
      (3.0, "3"), (0.5, "0.5"), (1e-7, "0.0000001"), (-1.25e-5, "-0.0000125"),
      (1e21, "1" + String(repeating: "0", count: 21)), (2.5e16, "25000000000000000"), (.infinity, "null"),
    ]
      as [(Double, String)])
  func decimals(number: Double, text: String) { #expect(JSONValue.number(number).json == text) }

  @Test(
    "times read and write back",
    arguments: [
      "1970-01-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z", "1969-12-31T23:59:59.999Z", "2100-03-01T00:00:00.000Z",
    ])
  func times(text: String) { #expect(FeedTime(text)?.iso == text) }

  @Test(
    "what is no time is refused",
    arguments: [
      "", "yesterday", "2026-03-01", "2026-03-01T10:15:30", "2026-13-01T10:15:30Z", "2026-02-29T10:15:30Z",
      "2026-03-01T24:00:00Z", "2026-03-01T10:15:30.Z", "2026-03-01T10:15:30Zx", "2026-03-01T10:15:30+1:00",
    ])
  func badTimes(text: String) { #expect(FeedTime(text) == nil) }

  @Test("the four kinds of events are valid")
  func kinds() {
    let time = FeedTime(milliseconds: 0)
    let units = [EPCISEvent.Quantity(epcClass: "https://id.gs1.org/01/04006381333931", quantity: 2)]
    let company = GS1Company.demonstration
    var reading = EPCISEvent(.object(.observe, epcs: [], quantities: []), time: time, step: "sensor_reporting")
    reading.readPoint = company.place("P1-A", in: 1)
    reading.sensors = [
      .init(
        time: time, device: company.asset("s1") ?? "",
        reports: [.init(type: "Temperature", value: 9.4, unit: "CEL", isAlarm: true)])
    ]
    let events = [
      EPCISEvent(.object(.observe, epcs: [], quantities: units), time: time, step: "storing"),
      EPCISEvent(
        .aggregation(.add, parent: company.logisticUnit(1) ?? "", epcs: [], quantities: units), time: time,
        step: "packing"),
      EPCISEvent(
        .association(
          .add, parent: company.returnableAsset("1", type: 3) ?? "", epcs: [company.returnableAsset("7", type: 1) ?? ""]
        ),
        time: time, step: "assembling"),
      EPCISEvent(.transformation(inputs: units, outputs: units), time: time, step: "creating_class_instance"), reading,
    ]
    let validator = EPCISValidator(checksDigits: true)
    for event in events { #expect(validator.faults(in: event.json) == []) }
  }

  @Test("binary mode carries what the structured one does")
  func binary() {
    var event = CloudEvent(id: "7", source: "/sites/a/stock", type: "t", data: ["x": 1])
    event.subject = "bin/ä \"1\""
    event.sequence = 7
    let headers = Dictionary(event.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    #expect(headers["ce-id"] == "7" && headers["ce-specversion"] == "1.0")
    #expect(headers["ce-subject"] == "bin/%C3%A4%20%221%22")
    #expect(headers["ce-sequence"] == "0000000000000000007")
  }

  @Test("an envelope that breaks the rules is refused")
  func envelopes() {
    let good: [String: JSONValue] = ["specversion": "1.0", "id": "1", "source": "/a", "type": "t", "data": 1]
    #expect(CloudEvent(json: .object(good)) != nil)
    for (name, value) in [
      ("specversion", "0.3"), ("id", ""), ("source", ""), ("type", 1), ("Bad-Name", "x"), ("time", "yesterday"),
    ] as [(String, JSONValue)] {
      var bad = good
      bad[name] = value
      #expect(CloudEvent(json: .object(bad)) == nil, "\(name)")
    }
  }
}

@Suite("Planner's copy") struct ReplicaTests {
  private let key = StockKey(sku: ID(0))

  private func change(_ sequence: Int64, _ quantity: Int32, _ from: Place, _ to: Place) -> StockChange {
    StockChange(sequence: sequence, key: key, quantity: quantity, from: from, to: to)
  }

  @Test("a gap and a shortage are told, and nothing is taken in")
  func refusals() throws {
    var replica = BinReplica(offset: 4, lines: [StockLine(bin: ID(1), key: key, quantity: 2)])
    let before = replica
    #expect(throws: BinReplica.Refusal.gap(expected: 5, found: 6)) {
      try replica.apply(change(6, 1, .stowTote(ID(0)), .bin(ID(1))))
    }
    #expect(throws: BinReplica.Refusal.shortage(sequence: 5)) {
      try replica.apply(change(5, 3, .bin(ID(1)), .missing))
    }
    #expect(replica == before)
    try replica.apply(change(5, 2, .bin(ID(1)), .missing))
    #expect(replica.lines == [] && replica.offset == 5)
    try replica.apply(change(5, 2, .bin(ID(1)), .missing))
    #expect(replica.offset == 5, "repeated, and dropped")
  }
}
