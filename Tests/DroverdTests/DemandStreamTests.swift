import Devices
import FloorCore
import FloorHTTP
import FloorModel
import Foundation
import PlannerFeed
import Synchronization
import Testing

@testable import droverd

/// What planners hear of demand without asking.
@Suite("Demand stream") struct DemandStreamTests {
  private final class Broker: Sendable {
    let isAway = Mutex(false)
    let said = Mutex<[(topic: String, event: CloudEvent)]>([])

    func take(_ payload: [UInt8], _ topic: String) -> Bool {
      guard !isAway.withLock({ $0 }), let json = try? JSONValue(json: Data(payload)), let event = CloudEvent(json: json)
      else { return false }
      said.withLock { $0.append((topic, event)) }
      return true
    }

    var flags: [[String]] {
      said.withLock { said in
        said.map { entry in
          (entry.event.data["rows"]?.list ?? []).filter { $0["variance_percent"] != nil }.compactMap { $0["sku"]?.text }
        }
      }
    }
  }

  private func stream(_ floor: StubFloor, _ broker: Broker) -> DemandStream {
    let names = FeedNames(site: StubFloor.site, clock: FeedClock(epoch: FeedTime(milliseconds: 0)))
    return DemandStream(names: names, access: floor, publish: { broker.take($0, $1) })
  }

  @Test("demand is told at once, then every hour, and sooner when a figure turns out to be wrong")
  func hours() async throws {
    let (floor, broker) = (try StubFloor(), Broker())
    let stream = stream(floor, broker)
    var told: DemandStream.Told?
    for minute in [0.0, 1, 59] {
      floor.tell(.tick, at: .zero + .minutes(minute))
      await stream.pass(&told)
    }
    #expect(broker.flags == [[]])
    #expect(broker.said.withLock { $0[0].topic } == VelocityTopic.achieved(site: "stub"))
    floor.tell(.tick, at: .zero + .minutes(61))
    await stream.pass(&told)
    #expect(broker.flags == [[], []])
    // A thousand a day are said, and in an hour none was asked for.
    let set = VelocitySet(lines: [VelocityLine(sku: ID(0), unitsPerDay: 1_000)])
    floor.tell(.planning(.velocities(set), by: "ann"), at: .zero + .minutes(62))
    await stream.pass(&told)
    #expect(broker.flags == [[], [], ["TEA"]])
    let data = try #require(broker.said.withLock { $0.last?.event.data })
    #expect(data["version"] == .integer(1) && data["omitted"] == .integer(0))
  }

  @Test("what the broker does not take, and what the floor does not answer, is told at a later look")
  func lost() async throws {
    let (floor, broker) = (try StubFloor(), Broker())
    let stream = stream(floor, broker)
    var told: DemandStream.Told?
    broker.isAway.withLock { $0 = true }
    await stream.pass(&told)
    #expect(told == nil)
    broker.isAway.withLock { $0 = false }
    await stream.pass(&told)
    #expect(broker.flags == [[]])
    floor.fallSilent()
    floor.tell(.tick, at: .zero + .hours(3))
    await stream.pass(&told)
    #expect(broker.flags == [[]])
  }
}
