import Devices
import FloorModel
import Foundation
import Testing

/// `Devices/asyncapi.json` says what the code does: the same topics, qualities of service and messages.
@Suite struct AsyncAPITests {
  /// One channel of the document with the operation on it.
  private struct Topic: Hashable, CustomStringConvertible {
    var address: String
    var action: String
    var qos: Int
    var retain: Bool

    var description: String { "\(action) \(address), QoS \(qos)\(retain ? ", retained" : "")" }
  }

  private static let path = SampleTests.packageRoot.appending(path: "Devices/asyncapi.json")

  @Test func theDocumentHasTheTopicsOfTheCatalog() throws {
    let document = try documented()
    var coded: Set<Topic> = []
    for family in Catalog.families {
      let prefix = family.topicPrefix(of: try Self.device(of: family), in: Self.site)
      for (channels, action) in [(family.inbound, "receive"), (family.outbound, "send")] {
        for channel in channels {
          coded.insert(
            Topic(
              address: "\(prefix)/\(channel.name)", action: action, qos: Int(channel.qos), retain: channel.retained))
        }
      }
    }
    coded.insert(
      Topic(
        address: StockTopic(Bin.ID(0), [], offset: 0, site: try Self.siteWithBin()).topic, action: "send",
        qos: Int(StockTopic.qos), retain: true))
    coded.insert(
      Topic(address: FeedTopic.topic(site: Self.site.name), action: "send", qos: Int(FeedTopic.qos), retain: false))
    for (address, action) in [
      (VelocityTopic.topic(site: Self.site.name), "receive"), (VelocityTopic.answer(site: Self.site.name), "send"),
    ] {
      coded.insert(Topic(address: address, action: action, qos: Int(VelocityTopic.qos), retain: false))
    }
    let achieved = VelocityTopic.achieved(site: Self.site.name)
    coded.insert(Topic(address: achieved, action: "send", qos: Int(FeedTopic.qos), retain: true))
    #expect(coded.subtracting(document).map(\.description).sorted() == [], "in the code only")
    let isComplete = Catalog.families.contains { $0.role == .drive }
    let extra = document.subtracting(coded).filter { isComplete || $0.address.hasPrefix("fc/") }
    #expect(extra.map(\.description).sorted() == [], "in the document only")
  }

  /// A site and devices whose names are the document's placeholders.
  private static let site: Site = {
    var site = TestSite.site
    site.name = "{site}"
    return site
  }()

  private static func siteWithBin() throws -> Site {
    var site = site
    try #require(!site.bins.isEmpty)
    site.bins[0].name = "{bin}"
    return site
  }

  private static func device(of family: any DeviceFamily.Type) throws -> Device {
    if family.role == .drive {
      let place = DriveUnitPlace(start: Cell(0), heading: .east, manufacturer: "{manufacturer}")
      return Device(name: "{serialNumber}", family: family.name, place: .driveUnit(place))
    }
    var device = try #require(site.devices.first { $0.role == family.role })
    device.name = "{device}"
    return device
  }

  private func documented() throws -> Set<Topic> {
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: Self.path)) as? [String: Any])
    let channels = try #require(document["channels"] as? [String: [String: Any]])
    let operations = try #require(document["operations"] as? [String: [String: Any]])
    var topics: Set<Topic> = []
    for operation in operations.values {
      let reference = try #require((operation["channel"] as? [String: String])?["$ref"])
      let channel = try #require(channels[String(reference.dropFirst("#/channels/".count))])
      let binding = try #require((operation["bindings"] as? [String: [String: Any]])?["mqtt"])
      let parameters = channel["parameters"] as? [String: [String: Any]] ?? [:]
      let address = try #require(channel["address"] as? String)
      for family in parameters["family"]?["enum"] as? [String] ?? ["{family}"] {
        topics.insert(
          Topic(
            address: address.replacingOccurrences(of: "{family}", with: family),
            action: try #require(operation["action"] as? String), qos: try #require(binding["qos"] as? Int),
            retain: try #require(binding["retain"] as? Bool)))
      }
    }
    return topics
  }

  /// AsyncAPI's own schema, every reference, and every sample against the schema of its message.
  @Test func theDocumentIsValidAndSoAreTheSamples() throws {
    let schema = SampleTests.packageRoot.deletingLastPathComponent()
      .appending(path: "shared/anchors/feeds/asyncapi/3.0.0.json")
    let hasSchema = FileManager.default.fileExists(atPath: schema.path)
    if !hasSchema { print("not held against AsyncAPI's own schema: \(schema.path) is absent") }
    let samples = try SampleTests.folders.flatMap { folder, _ in
      let directory = SampleTests.packageRoot.appending(path: "Devices/\(folder)/Samples")
      return try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil).map(\.path)
    }
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "check_asyncapi.py")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["python3", script.path, Self.path.path, hasSchema ? schema.path : ""] + samples.sorted()
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    switch process.terminationStatus {
    case 0: #expect(said == "")
    case 3: print("asyncapi.json is not checked: python3 has no jsonschema")
    case 127: print("asyncapi.json is not checked: there is no python3")
    default: Issue.record("\(said)")
    }
  }
}
