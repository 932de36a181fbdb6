import ArgumentParser
import Devices
import FloorMQTT
import FloorModel
import Foundation

/// Who may connect to the site's broker.
struct DeviceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device",
    abstract: "Meet a machine, let machines connect to the site's broker, and keep them out again.",
    discussion: """
      Works on the site's authority, a directory that only its owner can look into. Its folder `broker` is what the
      broker needs: copy it there, have mosquitto include its certificates.conf, and after every change copy it again
      and send mosquitto a SIGHUP.
      """,
    subcommands: [Connect.self, Enrol.self, Revoke.self, List.self])

  struct Place: ParsableArguments {
    @Option(help: "The site file.")
    var site: String

    @Option(help: "Directory of the site's authority; made when it is not there.")
    var authority: String

    /// Does the work, and brings the broker's folder up to date.
    func change(_ body: (SiteAuthority, Site) throws -> Void) throws {
      let site = try Sites.read(site)
      let hub = try DeviceHub(site: site)
      try DeviceCommand.naming {
        let authority = try SiteAuthority(directory: authority, site: site.name)
        try body(authority, site)
        let sensors = try authority.certificates().filter { !$0.isRevoked }.map(\.name).filter(BrokerAccess.isSensor)
        try authority.writeBrokerFiles(
          users: BrokerAccess.users(site, hub, sensors: Set(sensors).sorted()),
          template: try BrokerTemplate.find(from: URL(fileURLWithPath: self.site).deletingLastPathComponent()),
          broker: BrokerAccess.broker)
        tell("For the broker: \(authority.brokerDirectory); then have it read its files again (SIGHUP).")
      }
    }
  }

  struct Enrol: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Issue a new key and certificate, and let their holder speak on its own topics.",
      discussion: """
        The names are those of devices in the site file; droverd is the daemon and broker the broker, and both are
        enrolled with the first device. https is the daemon's HTTP server, for a site that has no other certificate;
        planner is for planners' systems, which send velocities and take stock; sensor-NAME is an edge node of bin
        sensors, which speaks Sparkplug under that name. An earlier certificate stays good until it ends or is revoked.
        """)

    @OptionGroup var place: Place
    @Argument(help: "Whom to enrol.") var names: [String] = []
    @Flag(help: "Every device of the site that has no certificate.") var all = false
    @Option(help: "Days for which the certificates are good.") var days = 365
    @Option(help: "A name or address at which the broker (or https) is reached, for its certificate; repeatable.")
    var host: [String] = []

    func validate() throws {
      guard all != !names.isEmpty else { throw ValidationError("Name devices, or give --all.") }
      guard (1...3_650).contains(days) else { throw ValidationError("--days takes 1 to 3650.") }
    }

    func run() throws {
      try place.change { authority, site in
        let standing = Set(try authority.certificates().filter { !$0.isRevoked }.map(\.name))
        let devices = Set(site.devices.map(\.name))
        var wanted = all ? site.devices.map(\.name).filter { !standing.contains($0) } : names
        if let stranger = wanted.first(where: {
          !devices.contains($0) && !BrokerAccess.others.contains($0) && !BrokerAccess.isSensor($0)
        }) {
          say("\(stranger) is no device of \(site.name), see \(place.site); an edge node's name begins with sensor-")
          throw Exit.badInput
        }
        for party in BrokerAccess.parties where !standing.contains(party) && !wanted.contains(party) {
          wanted.append(party)
        }
        let servers = wanted.filter { [BrokerAccess.broker, BrokerAccess.https].contains($0) }
        try authority.enrol(wanted.filter { !servers.contains($0) }, days: days)
        if !servers.isEmpty {
          let hosts = host.isEmpty ? ["127.0.0.1", "localhost"] : host
          try authority.enrol(servers, for: .server(hosts: hosts), days: days)
        }
        for name in wanted where name != BrokerAccess.broker {
          let files = authority.files(of: name)
          tell("\(name): \(files.certificate), \(files.key), \(authority.certificate)")
        }
      }
    }
  }

  struct Revoke: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End all certificates of a name, and take its topics away.")

    @OptionGroup var place: Place
    @Argument(help: "Whose certificates to end.") var names: [String]

    func run() throws {
      try place.change { authority, _ in
        for name in names {
          guard try authority.revoke(name) > 0 else {
            say("\(name) has no certificate that could be revoked")
            throw Exit.badInput
          }
          tell("\(name): revoked")
        }
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Everybody who was ever enrolled, and until when.")

    @Option(help: "Directory of the site's authority.") var authority: String

    func run() throws {
      try DeviceCommand.naming {
        let path = URL(fileURLWithPath: authority).appendingPathComponent("index.txt").path
        let now = Date()
        for certificate in try IssuedCertificate.read(index: path) {
          let end = Date(timeIntervalSince1970: Double(certificate.expires))
          let state = certificate.isRevoked ? "revoked" : end <= now ? "expired" : "good"
          print("\(certificate.name)\t\(state)\t\(end.formatted(.iso8601))\t\(certificate.serial)")
        }
      }
    }
  }

  /// Turns an error of the broker's files into a sentence and an exit status.
  private static func naming(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as BrokerError {
      say("\(error)")
      throw Exit.badInput
    }
  }
}

extension BrokerAccess {
  /// Who is at the broker besides devices.
  static let parties = [daemon, broker]
  /// Everybody who can be enrolled and is no device or sensor.
  static let others = parties + [https, planner]
}
