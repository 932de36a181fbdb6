import Devices
import FloorMQTT
import FloorModel

/// Who may do what at a site's broker.
enum BrokerAccess {
  /// The daemon's name there.
  static let daemon = "droverd"
  /// The name in the broker's own certificate.
  static let broker = "broker"
  /// The name in the certificate of the daemon's HTTP server.
  static let https = "https"

  /// Planners' systems: they send velocities and take stock.
  static let planner = "planner"
  /// What the names of sensors' edge nodes begin with: they are in no site file.
  private static let sensorHead = "sensor-"

  static func isSensor(_ name: String) -> Bool { name.hasPrefix(sensorHead) && name.count > sensorHead.count }

  /// One user a device, who may speak only as that device, one for the daemon, and one for planners.
  /// - Parameter sensors: names of edge nodes, which may speak only as themselves.
  static func users(_ site: Site, _ hub: DeviceHub, sensors: [String] = []) -> [BrokerUser] {
    var users: [BrokerUser] = []
    var daemon: [BrokerUser.Rule] = []
    for index in site.devices.indices {
      let device = Device.ID(index)
      let prefix = hub.topicPrefix(of: device)
      var rules: [BrokerUser.Rule] = []
      for channel in hub.family(of: device).inbound {
        rules.append(BrokerUser.Rule("\(prefix)/\(channel.name)", .write))
        daemon.append(BrokerUser.Rule("\(prefix)/\(channel.name)", .read))
      }
      for channel in hub.family(of: device).outbound {
        rules.append(BrokerUser.Rule("\(prefix)/\(channel.name)", .read))
        daemon.append(BrokerUser.Rule("\(prefix)/\(channel.name)", .write))
      }
      users.append(BrokerUser(name: site.devices[index].name, allow: rules))
    }
    for filter in SensorHub.filters(site: site.name) { daemon.append(BrokerUser.Rule(filter, .read)) }
    daemon.append(BrokerUser.Rule(SensorHub.commands(site: site.name), .write))
    daemon.append(BrokerUser.Rule(StockTopic.filter(site: site.name), .write))
    daemon.append(BrokerUser.Rule(FeedTopic.topic(site: site.name), .write))
    daemon.append(BrokerUser.Rule(VelocityTopic.topic(site: site.name), .read))
    daemon.append(BrokerUser.Rule(VelocityTopic.answer(site: site.name), .write))
    daemon.append(BrokerUser.Rule(VelocityTopic.achieved(site: site.name), .write))
    users.append(BrokerUser(name: Self.daemon, allow: daemon))
    users.append(planner(of: site))
    let names = Set(site.devices.map(\.name))
    for name in sensors where !names.contains(name) {
      let said = SensorHub.topics(of: name, site: site.name).map { BrokerUser.Rule($0, .write) }
      let heard = BrokerUser.Rule(SensorHub.commands(site: site.name, to: name), .read)
      users.append(BrokerUser(name: name, allow: said + [heard]))
    }
    return users
  }

  private static func planner(of site: Site) -> BrokerUser {
    BrokerUser(
      name: planner,
      allow: [
        BrokerUser.Rule(VelocityTopic.topic(site: site.name), .write),
        BrokerUser.Rule(VelocityTopic.answer(site: site.name), .read),
        BrokerUser.Rule(VelocityTopic.achieved(site: site.name), .read),
        BrokerUser.Rule(StockTopic.filter(site: site.name), .read),
        BrokerUser.Rule(FeedTopic.topic(site: site.name), .read),
      ])
  }

  /// Has a client show who it is: by its certificate, or, without an authority, by its password.
  static func show(
    _ name: String, in options: inout MQTTOptions, _ authority: SiteAuthority?, password: String?
  ) {
    if let authority {
      let files = authority.files(of: name)
      options.tls = .init(caFile: authority.certificate, certFile: files.certificate, keyFile: files.key)
    } else {
      options.username = name
      options.password = password.map { Secret($0) }
    }
  }

  /// Founds the authority of a running `up` and enrols everybody. Some three seconds for 500 devices.
  static func authority(of users: [BrokerUser], in directory: String, site: Site) throws -> SiteAuthority {
    let authority = try SiteAuthority(directory: directory, site: site.name)
    try authority.enrol(users.map(\.name), days: 90)
    try authority.enrol([broker], for: .server(hosts: ["127.0.0.1", "localhost"]), days: 90)
    return authority
  }
}
