import Devices
import FloorCore
import FloorModel
import Foundation
import Simulators
import Testing

/// The first conversation with a vehicle, held with a twin that lives on another map.
@Suite struct IntroductionTests {
  /// A twin, an introduction, and a wire of bytes between them.
  private struct Meeting {
    var introduction: DriveUnitIntroduction
    var twin: DriveUnitTwin
    var world: World
    var now = Instant.zero
    private let prefix: String
    private var timers: [(token: Int, at: Instant)] = []
    /// What the wire makes of the twin's messages.
    var bends: (inout [String: Any]) -> Void = { _ in }

    init(twinMap: VehicleMap? = nil, habits: Set<BadHabit> = [], drives: Bool = true) throws {
      var site = Rig.site
      if case .driveUnit(var place) = site.devices[0].place {
        place.map = twinMap
        site.devices[0].place = .driveUnit(place)
      }
      twin = DriveUnitTwin(device: Rig.unit, names: SiteNames(site), seed: 1, habits: habits)
      world = World(site: site, openingStock: [])
      introduction = try DriveUnitIntroduction(site: Rig.site, device: Rig.unit, drives: drives, route: 7)
      prefix = introduction.topicPrefix
    }

    /// Messages to the introduction, in the order in which they were sent.
    private var inbox: [(topic: String, payload: Data, qos: UInt8)] = []

    /// - Parameter delay: after so long the vehicle is switched on; nil: before it is asked.
    mutating func run(switchedOnAfter delay: Span? = nil) {
      if delay == nil { take(twin.start(at: now, world: &world)) }
      let first = introduction.begin(at: now)
      if let delay {
        now = now + delay
        take(twin.start(at: now, world: &world))
      } else {
        deliver(first)
      }
      for _ in 0..<600 {
        now = now + .milliseconds(500)
        while let index = timers.indices.min(by: { timers[$0].at < timers[$1].at }), timers[index].at <= now {
          take(twin.fire(timers.remove(at: index).token, at: now, world: &world))
        }
        hand()
        deliver(introduction.tick(at: now))
        switch introduction.stage {
        case .done, .failed: return
        case .listening, .driving: continue
        }
      }
    }

    private mutating func deliver(_ messages: [(topic: String, payload: Data)]) {
      for (topic, payload) in messages {
        guard let channel = DriveUnits.outbound.first(where: { topic == "\(prefix)/\($0.name)" }),
          let body = try? WireCoding.decode(channel, payload)
        else { continue }
        take(twin.receive(body, on: channel.name, at: now, world: &world))
      }
    }

    private mutating func take(_ outputs: [TwinOutput]) {
      for output in outputs {
        switch output {
        case .timer(let token, let at): timers.append((token, at))
        case .publish(let channel, let body):
          var payload = WireCoding.encode(body)
          if var object = (try? JSONSerialization.jsonObject(with: payload)) as? [String: Any] {
            bends(&object)
            payload = (try? JSONSerialization.data(withJSONObject: object)) ?? payload
          }
          let qos: UInt8 = channel == "connection" ? 1 : 0
          inbox.append((channel, payload, qos))
        }
      }
    }

    private mutating func hand() {
      while !inbox.isEmpty {
        let mail = inbox.removeFirst()
        deliver(
          introduction.receive(topic: mail.topic, payload: mail.payload, qos: mail.qos, retained: false, at: now))
      }
    }
  }

  @Test func aVehicleThatIsSwitchedOnLaterIsAskedAgain() throws {
    var meeting = try Meeting()
    meeting.run(switchedOnAfter: .seconds(6))
    #expect(meeting.introduction.stage == .done)
    #expect(meeting.introduction.factsheet != nil)
    #expect(meeting.introduction.check.findings == [])
  }

  @Test func aGoodVehicleDrivesACellAndBackAndHasNoFault() throws {
    var meeting = try Meeting()
    meeting.run()
    #expect(meeting.introduction.stage == .done)
    #expect(meeting.introduction.check.findings == [])
    #expect(meeting.introduction.isMapKnown && meeting.introduction.offset == 0)
    #expect(meeting.world.unitCells[0] == Rig.cell(0, 0))
    #expect(meeting.introduction.factsheet?.physicalParameters?.speedMax == 1.5)
  }

  @Test(arguments: Int32(0)..<4)
  func theMapFollowsFromOnePose(quarters: Int32) throws {
    let own = VehicleMap(id: "hall-2", x: 12.25, y: -3.5, quarters: quarters)
    var meeting = try Meeting(twinMap: own)
    meeting.run()
    #expect(meeting.introduction.map == own)
    #expect(!meeting.introduction.isMapKnown)
    #expect(meeting.introduction.stage == .done, "it was driven on its own map")
    #expect(meeting.introduction.check.findings == [])
  }

  @Test func aVehicleIsOnlyListenedToUnlessThereIsLeaveToDrive() throws {
    var meeting = try Meeting(drives: false)
    meeting.run()
    #expect(meeting.introduction.stage == .done && meeting.world.unitCells[0] == Rig.cell(0, 0))
  }

  @Test func whatIsNotAsItShouldBeIsNamedExactly() throws {
    var meeting = try Meeting(drives: false)
    meeting.bends = { message in
      message["manufacturer"] = ""
      message["timestamp"] = (message["timestamp"] as? String)?.replacingOccurrences(of: "Z", with: "")
      if message["batteryState"] != nil {
        message["errors"] = NSNull()
        message["operatingMode"] = "DREAMING"
        message["batteryState"] = ["batteryCharge": "full", "charging": false]
      }
    }
    meeting.run()
    let faults = Set(meeting.introduction.check.findings.map { "\($0.topic) \($0.field) \($0.fault)" })
    #expect(faults.contains("state errors is null"))
    #expect(faults.contains("state batteryState.batteryCharge is not a number"))
    #expect(faults.contains { $0.hasPrefix("state operatingMode is not one of AUTOMATIC") })
    #expect(faults.contains("connection manufacturer is not the topic's"))
    #expect(faults.contains { $0.hasPrefix("factsheet timestamp") && $0.hasSuffix("is not in UTC with a Z") })
  }

  @Test func aSilentVehicleAndOneThatRejectsAreSaidToBeSo() throws {
    var mute = try Meeting(habits: [.mute])
    mute.run()
    #expect(mute.introduction.stage == .failed("it has said nothing of its state for 35 s"))
    var stubborn = try Meeting(habits: [.rejectsOrders])
    stubborn.run()
    #expect(stubborn.introduction.stage == .failed("it rejects the order that leads one cell out"))
  }

  // MARK: Layouts

  private func layout(_ nodes: [(String, Double, Double)]) -> Data {
    let list = nodes.map { ["nodeId": $0.0, "mapId": "m", "nodePosition": ["x": $0.1, "y": $0.2]] as [String: Any] }
    return try! JSONSerialization.data(withJSONObject: ["layouts": [["layoutId": "l1", "nodes": list]]])
  }

  @Test(arguments: Int32(0)..<4)
  func aLayoutFindsItsPlaceOnTheFloor(quarters: Int32) throws {
    let own = VehicleMap(id: "m", x: 100.5, y: 7.25, quarters: quarters)
    let map = DriveMap(Rig.site, map: own)
    // All that is not blocked; the blocked corner leaves one way only.
    let cells = (0..<Rig.site.grid.count).map { Cell($0) }.filter { Rig.site.grid.kind($0) != .blocked }
    let file = try LayoutFile(layout(cells.map { ("n\($0.index)", map.centre(of: $0).x, map.centre(of: $0).y) }))
    let (found, fit) = VehicleMap.fitting(file, to: Rig.site, id: "m")
    #expect(found == own)
    #expect(fit.matched == cells.count && fit.unmatched == [] && fit.largestOffset < 0.001)
  }

  @Test func nodesThatLieOnNoCellAreNamed() throws {
    let file = try LayoutFile(
      layout([("a", 0.5, 0.5), ("b", 1.5, 0.55), ("c", 2.0, 0.5), ("d", 99, 0.5), ("e", 11.5, 5.5)]))
    let fit = LayoutFit(file, on: DriveMap(Rig.site))
    #expect(fit.matched == 2 && fit.unmatched == ["c", "d", "e"])
    #expect(abs(fit.largestOffset - 0.05) < 1e-9)
  }

  @Test(
    arguments: [
      ("[]", "the layout is no JSON object"), ("{}", "it has no 'layouts': is it a LIF file?"),
      (#"{"layouts": [{"layoutId": "a"}, {"layoutId": "b"}]}"#, "name one of its layouts: a, b"),
      (#"{"layouts": [{"layoutId": "a", "nodes": []}]}"#, "layout 'a' has no nodes"),
      (
        #"{"layouts": [{"layoutId": "a", "nodes": [{"nodeId": "n"}]}]}"#,
        "node 0 of layout 'a' lacks a nodeId or a position"
      ),
    ])
  func aFileThatIsNoLayoutIsRefusedForAReason(text: String, reason: String) {
    #expect(throws: LayoutFile.Fault(description: reason)) { try LayoutFile(Data(text.utf8)) }
  }
}
