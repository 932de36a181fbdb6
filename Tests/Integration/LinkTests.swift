import Devices
import FloorMQTT
import Foundation
import Synchronization
import Testing

/// Planners' systems and sensors beside the daemon on its own broker, each with the rights that it has there and no more.
@Suite("Links", .serialized)
struct LinkTests {
  /// As `up` writes it down.
  private struct Link: Decodable {
    var host: String
    var port: UInt16
    var username: String?
    var password: String?
    var ca: String?
    var certificate: String?
    var key: String?
  }

  /// Somebody at the broker, and all that it has heard.
  private final class Party: Sendable {
    private let heard = Mutex<[(topic: String, payload: [UInt8])]>([])
    private let client = Mutex<MQTTClient?>(nil)

    init(_ name: String, in folder: String, hears topics: [String]) throws {
      let link = try JSONDecoder().decode(
        Link.self, from: Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).json")))
      var options = MQTTOptions(host: link.host, port: link.port, clientID: name, retrySeed: 1)
      options.username = link.username
      options.password = link.password.map { Secret($0) }
      if let ca = link.ca { options.tls = .init(caFile: ca, certFile: link.certificate, keyFile: link.key) }
      let made = MQTTClient(
        options: options,
        handlers: MQTTHandlers(onMessage: { [weak self] message in
          self?.heard.withLock { $0.append((message.topic, message.payload)) }
        }))
      try made.subscribe(topics.map { MQTTSubscription($0, .atLeastOnce) })
      made.connect()
      client.withLock { $0 = made }
    }

    func say(_ topic: String, _ payload: [UInt8]) throws {
      _ = try client.withLock { try $0?.publish(topic, payload: payload, qos: .atLeastOnce) }
    }

    /// The first message on a topic, waited for.
    func first(on topic: String, upTo seconds: Double = 30) -> [UInt8]? {
      let deadline = Date().addingTimeInterval(seconds)
      while Date() < deadline {
        if let found = heard.withLock({ $0.first { $0.topic == topic } }) { return found.payload }
        Thread.sleep(forTimeInterval: 0.05)
      }
      return nil
    }

    func leave() { _ = client.withLock { $0?.disconnect() } }
  }

  @Test("a planner's velocities are answered over the broker, a sensor is heard, and neither can be the other")
  func links() throws {
    guard Tool.hasBroker() else { return }
    let up = try Up([
      "--site", Daemon.site, "--hours", "1", "--speed", "5", "--port", "0", "--vision", "people",
    ])
    defer {
      up.process.interrupt()
      up.process.waitUntilExit()
    }
    try up.wait(for: "Shift of", upTo: 90)
    let said = try up.text()
    let folder = String(try #require(said.split(separator: "files in ").last?.split(separator: " say").first))
    let rights = try FileManager.default.attributesOfItem(atPath: folder + "/planner.json")[.posixPermissions]
    #expect(rights as? Int == 0o600)

    let answers = VelocityTopic.answer(site: "small")
    let achieved = VelocityTopic.achieved(site: "small")
    let planner = try Party("planner", in: folder, hears: [answers, achieved, FeedTopic.topic(site: "small")])
    defer { planner.leave() }
    let velocity = #"{"by": "erp", "lines": [{"sku": "TEA-20", "units_per_day": 12.5}]}"#
    try planner.say(VelocityTopic.topic(site: "small"), Array(velocity.utf8))
    let heard = Data(try #require(planner.first(on: answers)))
    let answer = try JSONSerialization.jsonObject(with: heard) as? [String: Any]
    #expect(answer?["accepted"] as? Int == 1 && answer?["refused_count"] as? Int == 0, "\(answer ?? [:])")
    #expect(planner.first(on: FeedTopic.topic(site: "small"), upTo: 60) != nil, "the shift's stock changes")
    let demand =
      try JSONSerialization.jsonObject(with: Data(try #require(planner.first(on: achieved)))) as? [String: Any]
    #expect(demand?["type"] as? String == "drover.velocity.achieved")

    // A node that nobody has heard the birth of is asked for it; a planner cannot speak as a node.
    let commands = SensorHub.commands(site: "small", to: "sensor-1")
    let sensor = try Party("sensor-1", in: folder, hears: [commands])
    defer { sensor.leave() }
    let late = SparkplugPayload(timestamp: 1, sequence: 3, metrics: [.init(alias: 1, value: .double(4))]).data
    try planner.say("spBv1.0/small/NDATA/sensor-1", Array(late))
    #expect(sensor.first(on: commands, upTo: 3) == nil)
    try sensor.say("spBv1.0/small/NDATA/sensor-1", Array(late))
    let command = try SparkplugPayload(Data(try #require(sensor.first(on: commands))))
    #expect(command.metrics.map(\.name) == ["Node Control/Rebirth"])
  }
}
