import Devices
import FloorCore
import FloorModel
import Foundation
import Simulators
import Testing

@Suite("Sparkplug B") struct SparkplugTests {
  private static let now: Int64 = 1_772_360_130_000

  private static let site: Site = {
    let grid = Grid(width: 2, height: 1, kinds: [.storage, .aisle])
    func bin(_ name: String, _ kind: TemperatureClass) -> Bin {
      let inner = Size3(length: 400, width: 300, height: 300)
      return Bin(name: name, pod: ID(0), face: 0, inner: inner, maxLoad: 20_000, temperature: kind)
    }
    let demand = DemandProfile(
      inboundPerHour: 0, ordersPerHour: [0], linesPerOrder: [1], unitsPerLine: [1], destinations: [], defectRate: 0,
      binErrorRate: 0)
    return Site(
      name: "test", grid: grid, cellSize: 1000, devices: [],
      pods: [Pod(name: "p", home: Cell(0), heading: .north, firstBin: ID(0), binCount: 3)],
      bins: [bin("p/a", .chilled), bin("p/b", .ambient), bin("p/c", .frozen)], skus: [], boxes: [], owners: ["o"],
      openingStock: [], velocity: [], demand: demand)
  }()

  private var hub = SensorHub(site: Self.site)
  private var node = SensorNode(group: "test", name: "gate-1", bins: ["p/a", "p/b"], celsius: 4)

  private mutating func hear(_ message: SensorNode.Message, after seconds: Int64 = 0) -> [SensorHub.Outcome] {
    hub.receive(topic: message.topic, payload: message.payload, at: Self.now + seconds * 1000)
  }

  @Test("bytes as other implementations write them")
  func bytes() throws {
    // timestamp 1, one metric {name "t", alias 2, datatype 10, double 4.5}, seq 7, and a field of the future.
    let hex = "0801" + "1210" + "0a0174" + "1002" + "200a" + "69" + "0000000000001240" + "1807" + "a20603616263"
    let data = Data(hexDigits: hex)
    let payload = try SparkplugPayload(data)
    let metric = SparkplugPayload.Metric(name: "t", alias: 2, datatype: 10, value: .double(4.5))
    #expect(payload == SparkplugPayload(timestamp: 1, sequence: 7, metrics: [metric]))
    #expect(try SparkplugPayload(payload.data) == payload)
  }

  @Test("every kind of value reads back")
  func values() throws {
    let values: [(UInt32, SparkplugPayload.Metric.Value)] = [
      (3, .unsigned(UInt64(UInt32(bitPattern: -5)))), (8, .unsigned(.max)), (9, .float(1.25)), (10, .double(-0.5)),
      (11, .bool(true)), (12, .text("é")), (10, .null),
    ]
    let metrics = values.map { SparkplugPayload.Metric(name: "m", timestamp: 9, datatype: $0, value: $1) }
    let payload = SparkplugPayload(timestamp: .max, sequence: 255, metrics: metrics)
    #expect(try SparkplugPayload(payload.data) == payload)
    #expect(metrics.map(\.number) == [-5, Double(UInt64.max), 1.25, -0.5, nil, nil, nil])
  }

  @Test(
    "cut or senseless bytes are refused",
    arguments: ["08", "12ff", "0b", "00", "1205", "69", "08ffffffffffffffffffff01"])
  func malformed(hex: String) {
    #expect(throws: RefusalReason.malformed) { try SparkplugPayload(Data(hexDigits: hex)) }
  }

  @Test("no prefix of a message ends the daemon")
  mutating func prefixes() {
    let birth = node.connect(at: Self.now).birth
    for count in 0..<birth.payload.count {
      _ = hub.receive(topic: birth.topic, payload: birth.payload.prefix(count), at: Self.now)
    }
  }

  @Test("birth names the aliases, data uses them")
  mutating func conversation() {
    #expect(hear(node.connect(at: Self.now).birth) == [])
    #expect(hub.climates[ID(0)]?.temperature == 4)
    #expect(hear(node.tell(0, celsius: 6, at: Self.now + 1000), after: 1) == [])
    #expect(hub.climates[ID(0)]?.temperature == 6)
    #expect(hear(node.tell(0, celsius: 9, at: Self.now + 2000), after: 2) == [.alert(ID(0), celsius: 9)])
    #expect(hear(node.tell(1, celsius: 30, at: Self.now + 3000), after: 3) == [], "any weather is good for bin b")
  }

  @Test("a lost message is noticed, a rebirth asked for once, and then all is known again")
  mutating func gap() throws {
    _ = hear(node.connect(at: Self.now).birth)
    _ = node.tell(0, celsius: 5, at: Self.now)
    let asked = hear(node.tell(0, celsius: 9, at: Self.now + 1000), after: 1)
    guard case .publish(let topic, let payload)? = asked.first else {
      Issue.record("nothing was asked: \(asked)")
      return
    }
    #expect(topic == "spBv1.0/test/NCMD/gate-1" && asked.count == 1)
    #expect(hear(node.tell(1, celsius: 9, at: Self.now + 1500), after: 1) == [], "asked already")
    #expect(
      hear(node.tell(1, celsius: 9, at: Self.now + 1500), after: 32).count == 1, "asked again, for it may be lost")
    let answer = node.receive(topic: topic, payload: payload, at: Self.now + 2000)
    let birth = try #require(answer)
    #expect(hear(birth, after: 2) == [.alert(ID(0), celsius: 9)])
    #expect(hear(node.tell(0, celsius: 4, at: Self.now + 3000), after: 3) == [.over(ID(0))])
  }

  @Test("sequence numbers run from 0 to 255 and on from 0")
  mutating func wrap() {
    _ = hear(node.connect(at: Self.now).birth)
    for step in 1...600 {
      #expect(hear(node.tell(0, celsius: 4, at: Self.now + Int64(step)), after: Int64(step) / 1000) == [])
    }
  }

  @Test("death of this session counts; the last will of an earlier one does not")
  mutating func death() {
    let first = node.connect(at: Self.now)
    _ = hear(first.birth)
    let second = node.connect(at: Self.now + 1000)
    _ = hear(second.birth, after: 1)
    #expect(hear(first.will, after: 2) == [], "late")
    #expect(hear(node.tell(0, celsius: 5, at: Self.now + 2000), after: 2) == [])
    #expect(hear(second.will, after: 3) == [.lost(node: "gate-1")])
    let asked = hear(node.tell(0, celsius: 5, at: Self.now + 4000), after: 4)
    #expect(asked.count == 1, "who is dead has to be born first: \(asked)")
    #expect(hear(node.connect(at: Self.now + 5000).birth, after: 5) == [.found(node: "gate-1")])
    #expect(hear(node.connect(at: Self.now + 6000).birth, after: 6) == [], "told once")
  }

  @Test("an excursion that lasts holds the bin, though the sensor says nothing more")
  mutating func hold() {
    _ = hear(node.connect(at: Self.now).birth)
    _ = hear(node.tell(0, celsius: 9, at: Self.now))
    #expect(hub.tick(at: Self.now + 14 * 60_000) == [])
    let held = SensorHub.Outcome.hold(ID(0), .outside(worst: 9, for: 15 * 60_000))
    #expect(hub.tick(at: Self.now + 15 * 60_000) == [held])
    #expect(hub.tick(at: Self.now + 16 * 60_000) == [])
  }

  @Test("a node that is born again and again is not believed")
  mutating func flapping() {
    var last: [SensorHub.Outcome] = []
    for step in 0..<Int64(SensorHub.flapLimit) { last = hear(node.connect(at: Self.now).birth, after: step) }
    #expect(last == [.refused(.impossible)])
    // Ten minutes later it is heard again.
    #expect(hear(node.connect(at: Self.now + 700_000).birth, after: 700) == [])
  }

  @Test("devices tell of the bin that they are called by; values of the past say nothing of now")
  mutating func devices() {
    let temperature = SparkplugPayload.Metric(name: "Temperature", alias: 90, datatype: 10, value: .double(5))
    func payload(_ sequence: UInt64, _ metrics: [SparkplugPayload.Metric]) -> Data {
      SparkplugPayload(timestamp: UInt64(Self.now), sequence: sequence, metrics: metrics).data
    }
    var site = Self.site
    site.bins[0].name = "a"
    hub = SensorHub(site: site)
    func hear(_ kind: String, _ data: Data) -> [SensorHub.Outcome] {
      hub.receive(topic: "spBv1.0/test/\(kind)", payload: data, at: Self.now)
    }
    #expect(hear("NBIRTH/n", payload(0, [])) == [])
    #expect(hear("DBIRTH/n/a", payload(1, [temperature])) == [])
    #expect(hub.climates[ID(0)]?.temperature == 5)
    let old = SparkplugPayload.Metric(alias: 90, isHistorical: true, value: .double(50))
    #expect(hear("DDATA/n/a", payload(2, [old])) == [])
    #expect(hub.climates[ID(0)]?.temperature == 5)
    let unknown = SparkplugPayload.Metric(alias: 91, value: .double(50))
    #expect(hear("DDATA/n/a", payload(3, [unknown])).count == 1, "asks what the alias stands for")
  }

  @Test(
    "topics that are not of this site's nodes are refused",
    arguments: [
      "spBv1.0/other/NDATA/n", "spBv1.0/test/NCMD/n", "spBv1.0/test/NDATA", "spBv1.0/test/DDATA/n", "x/test/NDATA/n",
    ])
  mutating func topics(topic: String) {
    #expect(hub.receive(topic: topic, payload: Data(), at: Self.now) == [.refused(.unknownTopic)])
  }
}

extension Data {
  fileprivate init(hexDigits: String) {
    let digits = Array(hexDigits)
    self.init(
      stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) })
  }

  @Test("what the floor is told of each outcome") func floorsEvents() {
    let bin = Bin.ID(0)
    let hold = Event.intervention(.holdBin(bin), by: SensorHub.who)
    let told: [(SensorHub.Outcome, [Event])] = [
      (.alert(bin, celsius: 9), [.climate(.left(bin, .outside))]),
      (.hold(bin, .outside(worst: 9, for: 60_000)), [hold]),
      (.hold(bin, .tooWarmOnAverage(7)), [.climate(.left(bin, .tooWarmOnAverage)), hold]),
      (.over(bin), [.climate(.back(bin, .outside))]), (.cool(bin), [.climate(.back(bin, .tooWarmOnAverage))]),
      (.lost(node: "cold"), [.climate(.lost(node: "cold"))]), (.found(node: "cold"), [.climate(.found(node: "cold"))]),
      (.weighed(bin, grams: 5), []),
    ]
    for (outcome, events) in told { #expect(outcome.events == events) }
  }
}
