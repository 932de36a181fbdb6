import Devices
import FloorCore
import FloorModel
import Foundation
import Testing

/// Every checked-in message does what its file name says: `verdict[.reason].channel.what.json`.
@Suite struct SampleTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var device: Device.ID
    var folder: String
    var parts: [String]
    var data: Data

    var verdict: String { parts[0] }
    var reason: RefusalReason? {
      guard verdict == "refused" || verdict == "invalid" else { return nil }
      return RefusalReason.allCases.first { "\($0)" == parts[1] }
    }
    var channel: String { parts[verdict == "refused" || verdict == "invalid" ? 2 : 1] }
    var testDescription: String { folder + "/" + parts.joined(separator: ".") }
  }

  static let folders: [(String, Device.ID)] = [
    ("StationProfile", TestSite.stow), ("StowStations", TestSite.stow), ("PickStations", TestSite.pick),
    ("Tunnels", TestSite.tunnel), ("PackStations", TestSite.pack), ("ArmSorters", TestSite.sorter),
    ("RFIDPortals", TestSite.portal),
    ("BinCameras", TestSite.eye),
  ]

  static let samples: [Sample] = folders.flatMap { folder, device in
    let url = packageRoot.appending(path: "Devices/\(folder)/Samples")
    let files = (try? FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)) ?? []
    return files.sorted { $0.path < $1.path }.map { file in
      let parts = file.lastPathComponent.split(separator: ".").dropLast().map(String.init)
      return Sample(device: device, folder: folder, parts: parts, data: (try? Data(contentsOf: file)) ?? Data())
    }
  }

  static let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func samples(_ verdicts: String..., isOutbound: Bool) -> [Sample] {
    samples.filter { verdicts.contains($0.verdict) && ["command", "ack"].contains($0.channel) == isOutbound }
  }

  private func receive(_ sample: Sample) -> [Event] {
    var hub = TestSite.hub()
    let topic = hub.topicPrefix(of: sample.device) + "/" + sample.channel
    return hub.receive(topic: topic, payload: sample.data, at: .zero)
  }

  private func channel(of sample: Sample) throws -> Channel {
    let family = TestSite.hub().family(of: sample.device)
    return try #require((family.inbound + family.outbound).first { $0.name == sample.channel })
  }

  private func object(_ data: Data) throws -> NSDictionary {
    try #require(try JSONSerialization.jsonObject(with: data) as? NSDictionary)
  }

  @Test func everyFolderHasSamplesOfEveryKind() {
    #expect(Self.samples.count > 80)
    for (folder, _) in Self.folders.dropFirst() {
      let kinds = Set(Self.samples.filter { $0.folder == folder }.map(\.verdict))
      #expect(kinds.isSuperset(of: ["full", "minimal", "invalid", "unreadable"]), "\(folder) has only \(kinds)")
    }
  }

  /// Strict out: what is written has exactly the sample's fields.
  @Test(arguments: samples("full", isOutbound: false) + samples("full", isOutbound: true))
  func fullSamplesAreWrittenAsTheyWereRead(sample: Sample) throws {
    let body = try WireCoding.decode(try channel(of: sample), sample.data)
    #expect(try object(WireCoding.encode(body)) == object(sample.data))
  }

  @Test(arguments: samples("full", "minimal", isOutbound: false))
  func goodMessagesMeanWhatTheTableSays(sample: Sample) throws {
    #expect(receive(sample) == (try #require(Self.meanings[sample.testDescription])))
  }

  @Test(arguments: samples("refused", isOutbound: false))
  func badMessagesAreRefusedWithTheirReason(sample: Sample) throws {
    #expect(receive(sample) == [.refused(sample.device, reason: try #require(sample.reason))])
  }

  @Test(arguments: samples("invalid", isOutbound: false))
  func senselessEventsAreAcknowledgedAndShown(sample: Sample) throws {
    let event = DeviceEvent(
      device: sample.device, stream: 7211, sequence: 1, body: .invalid(reason: try #require(sample.reason)))
    #expect(receive(sample) == [.device(event)])
  }

  /// The command that the driver makes is the sample, but for the header id and the time.
  @Test(arguments: samples("full", isOutbound: true))
  func commandsLookLikeTheirSamples(sample: Sample) throws {
    var hub = TestSite.hub()
    let now = Instant.zero + .hours(6.5) + .milliseconds(250)
    let messages =
      sample.channel == "ack"
      ? hub.acknowledge(sample.device, stream: 7211, sequence: 18, at: now)
      : hub.perform(try #require(Self.commands[sample.testDescription]), at: now)
    #expect(messages.count == 1 && messages[0].device == sample.device && messages[0].channel == sample.channel)
    let made = try #require(try object(WireCoding.encode(messages[0].body)).mutableCopy() as? NSMutableDictionary)
    made["headerId"] = 42
    #expect(made == (try object(sample.data)))
  }

  @Test(arguments: samples("unreadable", isOutbound: true))
  func commandsThatAreNotUnderstoodStillHaveAnID(sample: Sample) throws {
    let body = try WireCoding.decode(try channel(of: sample), sample.data)
    #expect(isUnreadable(body))
  }

  private func isUnreadable(_ body: any WireBody) -> Bool {
    switch body {
    case let command as StationCommand<StowWork>: command.content == .unreadable && !command.commandID.isEmpty
    case let command as StationCommand<PickWork>: command.content == .unreadable && !command.commandID.isEmpty
    case let command as StationCommand<TunnelWork>: command.content == .unreadable && !command.commandID.isEmpty
    case let command as StationCommand<PackOrder>: command.content == .unreadable && !command.commandID.isEmpty
    case let command as StationCommand<NoWork>: command.content == .unreadable && !command.commandID.isEmpty
    case let command as StationCommand<SortWork>: command.content == .unreadable && !command.commandID.isEmpty
    default: false
    }
  }
}
