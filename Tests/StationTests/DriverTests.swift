import Devices
import FloorCore
import FloorModel
import Foundation
import Simulators
import Testing

/// The daemon's end alone: what it makes of late, repeated, foreign and hostile messages.
@Suite struct DriverTests {
  private var driver = StationDriver<StowStation>(device: TestSite.stow, names: TestSite.names)

  private func header(_ id: Int64, at seconds: Double) -> StationHeader {
    StationHeader(headerID: id, at: .zero + .seconds(seconds), site: "test", device: "stow-1")
  }

  private mutating func connection(
    _ state: StationConnection.State, session: Int64?
  ) throws(RefusalReason) -> [Event] {
    try driver.receive(
      StationConnection(header: header(1, at: 0), state: state, session: session), on: "connection", at: .zero)
  }

  private mutating func state(_ id: Int64, at seconds: Double) throws(RefusalReason) -> [Event] {
    try driver.receive(
      StationState(header: header(id, at: seconds), state: .idle, actions: []), on: "state", at: .zero)
  }

  private let idle = Event.station(TestSite.stow, StationReport(state: .idle))
  private let online = Event.connection(TestSite.stow, .online)
  private let broken = Event.connection(TestSite.stow, .broken)

  /// A broker may find out about a dead session long after the station has come back under a new one.
  @Test mutating func theWillOfAnEarlierSessionIsAGhost() throws {
    #expect(try connection(.online, session: 1) == [online])
    #expect(try connection(.online, session: 2) == [online])
    #expect(throws: RefusalReason.stale) { try connection(.broken, session: 1) }
    #expect(try state(1, at: 5) == [idle], "still online")
    #expect(try connection(.broken, session: 2) == [broken])
    #expect(try connection(.broken, session: 2) == [], "said once")
  }

  @Test mutating func aStationThatSpeaksIsOnline() throws {
    #expect(try state(1, at: 1) == [online, idle])
    #expect(try state(2, at: 2) == [idle])
    #expect(try connection(.broken, session: nil) == [broken], "a will without a session is believed …")
    #expect(try state(3, at: 3) == [online, idle], "… until the station speaks")
  }

  /// Otherwise the answer to `report` would ask for the next `report`.
  @Test mutating func onlineOfTheSameSessionIsNoNews() throws {
    #expect(try connection(.online, session: 1) == [online])
    #expect(try connection(.online, session: 1) == [])
    #expect(try connection(.offline, session: 1) == [.connection(TestSite.stow, .offline)])
    #expect(try connection(.online, session: 1) == [online])
  }

  @Test mutating func lateAndRepeatedStatesAreStale() throws {
    _ = try state(10, at: 10)
    #expect(throws: RefusalReason.stale) { try state(9, at: 9) }
    #expect(throws: RefusalReason.stale) { try state(10, at: 10) }
    #expect(try state(11, at: 8) == [idle], "a clock that was set back is only a label")
    #expect(try state(1, at: 12) == [idle], "it has started again")
    _ = try connection(.online, session: 5)
    #expect(try state(1, at: 1) == [idle], "a new session counts anew")
  }

  @Test mutating func statesWithoutTimeAreToldApartByTheirID() throws {
    var message = StationState(header: header(3, at: 0), state: .idle, actions: [])
    message.header.timestamp = nil
    _ = try driver.receive(message, on: "state", at: .zero)
    #expect(throws: RefusalReason.stale) { try driver.receive(message, on: "state", at: .zero) }
    message.header.headerID = 1
    #expect(try driver.receive(message, on: "state", at: .zero) == [idle])
  }

  /// A late event of a station's earlier life would otherwise throw the floor's count back, and block the present stream.
  @Test mutating func eventsOfAnEndedStreamAreStale() throws {
    func event(_ stream: Int64) -> StationEvent<StowHappening> {
      StationEvent(
        header: header(1, at: 0), stream: stream, sequence: 1,
        happening: .stowed(StowHappening.Stowed(task: WireNumber(ID(1)), bin: "pod-1/a")))
    }
    let streams = (1...20).map { Int64($0) }
    for stream in streams {
      #expect(try driver.receive(event(stream), on: "event", at: .zero).count == 1)
      #expect(try driver.receive(event(stream), on: "event", at: .zero).count == 1, "repeated, not ended")
      for ended in streams.filter({ $0 < stream }).suffix(16) {
        #expect(throws: RefusalReason.stale) { try driver.receive(event(ended), on: "event", at: .zero) }
      }
    }
  }

  @Test mutating func headersGrow() {
    let first = driver.perform(TestSite.stow("LP1", task: 1), at: .zero)
    let again = driver.perform(TestSite.stow("LP1", task: 1), at: .zero + .seconds(3))
    let ack = driver.acknowledge(stream: 1, sequence: 1, at: .zero)
    guard let a = first[0].body as? StationCommand<StowWork>, let b = again[0].body as? StationCommand<StowWork>,
      let c = ack[0].body as? StationAck
    else {
      Issue.record("other types")
      return
    }
    #expect([a.header.headerID, b.header.headerID, c.header.headerID] == [1, 2, 3])
    #expect(a.commandID == b.commandID && a.content == b.content)
  }

  /// One station's messages say nothing to another family's driver.
  @Test mutating func messagesOfOtherFamiliesAreUnknown() {
    let frame = TunnelFrame(plate: "LP1", view: 0, format: .png, data: Data([1]))
    #expect(throws: RefusalReason.unknownTopic) { try driver.receive(frame, on: "frame", at: .zero) }
    let event = StationEvent<SortHappening>(
      header: header(1, at: 0), stream: 1, sequence: 1,
      happening: .inducted(SortHappening.Inducted(parcel: WireNumber(ID(1)))))
    #expect(throws: RefusalReason.unknownTopic) { try driver.receive(event, on: "event", at: .zero) }
  }

  @Test func theWillOfATwinIsBelieved() throws {
    for device in TestSite.stations {
      var hub = TestSite.hub()
      let family = try #require(hub.family(of: device) as? any Twinned.Type)
      let found = family.lastWill(of: device, names: TestSite.names)
      let will = try #require(found)
      let topic = hub.topicPrefix(of: device) + "/" + will.channel
      let events = hub.receive(topic: topic, payload: WireCoding.encode(will.body), at: .zero)
      #expect(events == [.connection(device, .broken)])
    }
  }

  @Test func depthIsCountedOutsideStringsAlone() {
    let brackets = String(repeating: "[", count: 100)
    #expect(Nesting.isTooDeep(Array(brackets.utf8)))
    #expect(!Nesting.isTooDeep(Array(#"{"a":"\"\#(brackets)"}"#.utf8)))
    #expect(!Nesting.isTooDeep(Array(String(repeating: "[]", count: 100).utf8)))
    let deepest = String(repeating: "[", count: Nesting.limit)
    #expect(!Nesting.isTooDeep(Array(deepest.utf8)) && Nesting.isTooDeep(Array((deepest + "{").utf8)))
  }

  @Test func hostilePayloadsAreRefusedOnEveryChannel() {
    var hub = TestSite.hub()
    var payloads: [Data] = ["", "null", "{}", "0", "\"x\"", "[]", "{\"version\":{}}", "{\"version\":\"1.0.0\"}"].map {
      Data($0.utf8)
    }
    payloads.append(Data([0xFF, 0xFE, 0x00, 0x80]))
    payloads.append(Data(String(repeating: "[", count: 2000).utf8))
    // Foundation's decoder traps where the text ends as its own limit is passed.
    for depth in 65...600 { payloads.append(Data(String(repeating: "[", count: depth).utf8)) }
    payloads.append(Data((String(repeating: "{\"a\":", count: 600) + "1" + String(repeating: "}", count: 600)).utf8))
    for device in TestSite.stations {
      for channel in hub.family(of: device).inbound {
        let topic = hub.topicPrefix(of: device) + "/" + channel.name
        for payload in payloads {
          #expect(hub.receive(topic: topic, payload: payload, at: .zero) == [.refused(device, reason: .malformed)])
        }
        let large = Data(count: channel.maxBytes + 1)
        #expect(hub.receive(topic: topic, payload: large, at: .zero) == [.refused(device, reason: .tooLarge)])
      }
    }
  }

  @Test(arguments: [
    ("fc/v1/test/tunnel/tunnel-1/command", RefusalReason.unknownTopic),
    ("fc/v1/test/tunnel/tunnel-1/event/x", .unknownDevice),
    ("fc/v1/test/pick-station/tunnel-1/event", .unknownDevice),
    ("fc/v2/test/tunnel/tunnel-1/event", .unknownDevice), ("event", .unknownTopic),
  ])
  func otherTopicsAreRefused(topic: String, reason: RefusalReason) {
    var hub = TestSite.hub()
    // An address that cannot be found names no device.
    #expect(hub.receive(topic: topic, payload: Data("{}".utf8), at: .zero) == [.refused(nil, reason: reason)])
  }
}
