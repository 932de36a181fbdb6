import ArgumentParser
import Devices
import FloorClock
import FloorCore
import FloorMQTT
import FloorModel
import Foundation

extension DeviceCommand {
  /// The first conversation with a real drive unit, without a daemon.
  struct Connect: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Meet a drive unit: its factsheet, its map, what is not conformant; with --drive, a cell out and back.",
      discussion: """
        No daemon may drive the unit meanwhile. The unit stands where the site file says that it starts. Exit status 0:
        all is well; 1: something is not.
        """)

    @Option(help: "The site file.") var site: String
    @Option(help: "The broker's host.") var host = "127.0.0.1"
    @Option(help: "The broker's port.") var port: UInt16 = 1883
    @Option(help: "User name at the broker.") var username: String?
    @Option(help: "File with the password, readable by its owner only.") var passwordFile: String?
    @Option(help: "File with the broker's certificate authority; without it no TLS.") var ca: String?
    @Option(help: "File with our certificate, where the broker asks for one; --key with it.") var certificate: String?
    @Option(help: "File with its key.") var key: String?
    @Option(help: "A layout of the vehicle's maker (VDMA LIF, JSON).") var lif: String?
    @Option(help: "Which of its layouts.") var layout: String?
    @Flag(help: "Drive one cell and back: somebody has seen that the way is clear.") var drive = false
    @Argument(help: "The unit's name in the site file.") var unit: String

    func validate() throws {
      guard (certificate == nil) == (key == nil) else { throw ValidationError("--certificate and --key go together.") }
      guard certificate == nil || ca != nil else { throw ValidationError("--certificate needs --ca.") }
    }

    func run() throws {
      let site = try Sites.read(site)
      guard let index = site.devices.firstIndex(where: { $0.name == unit && $0.role == .drive }) else {
        say("\(unit) is no drive unit of \(self.site)")
        throw Exit.badInput
      }
      let file = try lif.map { try readLayout($0) }
      // Order numbers that no earlier conversation has used: seconds since 2026.
      let route = Int32(truncatingIfNeeded: Int(Date().timeIntervalSince1970) - 1_767_225_600)
      var introduction = try DriveUnitIntroduction(
        site: site, device: ID(index), drives: drive, route: route,
        timeOfDay: { _ in StationTime.instant(unixMilliseconds: FloorClock.unixMilliseconds()) })
      try converse(&introduction)
      let report = IntroductionReport(introduction, unit: unit, site: site, layout: file)
      print(report.text)
      if !report.isGood { throw Exit.broken }
    }

    private func readLayout(_ path: String) throws -> LayoutFile {
      do {
        return try LayoutFile(Data(contentsOf: URL(fileURLWithPath: path)), layout: layout)
      } catch {
        say("\(path): \(error)")
        throw Exit.badInput
      }
    }

    private func converse(_ introduction: inout DriveUnitIntroduction) throws {
      let inbox = Mailbox<MQTTMessage>(limit: 10_000)
      var options = MQTTOptions(host: host, port: port, clientID: "drover-connect-\(unit)", retrySeed: 1)
      options.username = username
      options.password = try passwordFile.map { path in
        Secret(try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .newlines))
      }
      if let ca { options.tls = MQTTOptions.TLS(caFile: ca, certFile: certificate, keyFile: key) }
      let client = MQTTClient(options: options, handlers: MQTTHandlers(onMessage: { inbox.push($0, as: .essential) }))
      let prefix = introduction.topicPrefix
      try client.subscribe(DriveUnits.inbound.map { MQTTSubscription("\(prefix)/\($0.name)", .atLeastOnce) })
      client.connect()
      defer { client.disconnect() }
      let clock = ContinuousClock()
      let start = clock.now
      func now() -> Instant { .zero + .seconds((clock.now - start) / .seconds(1)) }
      while !client.isConnected {
        guard now() < .zero + .seconds(10) else {
          say("no broker answers at \(host):\(port)")
          throw Exit.badInput
        }
        Thread.sleep(forTimeInterval: 0.1)
      }
      func send(_ messages: [(topic: String, payload: Data)]) throws {
        for (topic, payload) in messages { try client.publish(topic, payload: [UInt8](payload), qos: .atMostOnce) }
      }
      try send(introduction.begin(at: now()))
      while !introduction.isOver {
        for message in inbox.take(upTo: 100, timeout: .milliseconds(500)) {
          let topic = String(message.topic.split(separator: "/").last ?? "")
          try send(
            introduction.receive(
              topic: topic, payload: Data(message.payload), qos: UInt8(message.qos.rawValue),
              retained: message.retained, at: now()))
        }
        try send(introduction.tick(at: now()))
      }
    }
  }
}

/// What a conversation with a drive unit has shown, for people.
struct IntroductionReport {
  private(set) var text = ""
  private(set) var isGood = true

  init(_ met: DriveUnitIntroduction, unit: String, site: Site, layout: LayoutFile?) {
    tell("\(unit) on \(met.topicPrefix)")
    describe(met.factsheet)
    describe(met, site)
    if let layout { describe(layout, met, site) }
    let findings = met.check.findings
    tell(findings.isEmpty ? "  conformant: nothing to find fault with" : "  not conformant:")
    for finding in findings {
      tell("    \(finding.topic)\(finding.field.isEmpty ? "" : " ")\(finding.field): \(finding.fault)")
    }
    isGood = isGood && findings.isEmpty
    if case .done = met.stage, let path = met.path {
      tell("  driven: from \(Self.name(path.from, site)) to \(Self.name(path.to, site)) and back")
    }
    if case .failed(let reason) = met.stage {
      tell("  failed: \(reason)")
      isGood = false
    }
  }

  private static func name(_ cell: Cell, _ site: Site) -> String {
    "(\(site.grid.x(of: cell)), \(site.grid.y(of: cell)))"
  }

  private mutating func tell(_ line: String) { text += (text.isEmpty ? "" : "\n") + line }

  private mutating func describe(_ sheet: DriveUnits.Factsheet?) {
    guard let sheet else { return tell("  factsheet: none") }
    let type = sheet.typeSpecification
    let body = sheet.physicalParameters
    tell("  factsheet: \(type?.seriesName ?? "?"), \(type?.agvKinematic ?? "?"), \(type?.agvClass ?? "?")")
    func figure(_ value: Double?, _ unit: String) -> String { value.map { "\($0) \(unit)" } ?? "?" }
    tell(
      "    \(figure(body?.speedMax, "m/s")), \(figure(body?.accelerationMax, "m/s²")), \(figure(body?.length, "m")) long, "
        + "\(figure(body?.width, "m")) wide, carries \(figure(type?.maxLoadMass, "kg"))")
    let actions = sheet.protocolFeatures?.agvActions?.compactMap(\.actionType) ?? []
    tell("    actions: \(actions.isEmpty ? "none said" : actions.joined(separator: ", "))")
  }

  private mutating func describe(_ met: DriveUnitIntroduction, _ site: Site) {
    guard let offset = met.offset else { return tell("  map: it has not said where it is") }
    let millimetres = Int((offset * 1000).rounded())
    if met.isMapKnown { return tell("  map: as the site file says; \(millimetres) mm beside the centre of its cell") }
    guard let map = met.map else { return }
    tell("  map: not the site file's. If it stands in its starting cell, write with the unit in the site file:")
    tell("    map: {id: \(map.id), x: \(map.x), y: \(map.y), turn: \(map.quarters * 90)}")
  }

  private mutating func describe(_ layout: LayoutFile, _ met: DriveUnitIntroduction, _ site: Site) {
    let id = met.position?.mapID ?? layout.nodes[0].mapID
    let (best, fit) = VehicleMap.fitting(layout, to: site, id: id)
    tell("  layout \(layout.layout): \(fit.matched) of \(layout.nodes.count) nodes lie on cells with")
    tell("    map: {id: \(best.id), x: \(best.x), y: \(best.y), turn: \(best.quarters * 90)}")
    tell("    the furthest \(Int((fit.largestOffset * 1000).rounded())) mm beside its centre")
    if !fit.unmatched.isEmpty { tell("    on no cell: \(fit.unmatched.prefix(20).joined(separator: ", "))") }
    if let map = met.map, met.offset != nil {
      let here = LayoutFit(layout, on: DriveMap(site, map: map))
      tell("    by the pose that it reports, \(here.matched) nodes lie on cells")
      isGood = isGood && here.matched == fit.matched
    }
  }
}
