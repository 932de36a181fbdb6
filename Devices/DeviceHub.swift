public import FloorCore
public import FloorModel
public import Foundation

/// All drivers of a site behind one door: the daemon, a simulated shift and tests use the same one.
public struct DeviceHub: Sendable {
  public let names: SiteNames
  private var drivers: [any DeviceDriver]
  private let families: [any DeviceFamily.Type]
  private let devicesByPrefix: [String: Device.ID]

  /// - Parameter timeOfDay: a shell's clock, for the labels of messages; see `SiteNames`.
  /// - Throws: the name of a family that the catalogue does not have.
  public init(
    site: Site, catalog: [any DeviceFamily.Type] = Catalog.families,
    timeOfDay: @escaping @Sendable (Instant) -> Instant = { $0 }
  ) throws(UnknownFamily) {
    names = SiteNames(site, timeOfDay: timeOfDay)
    let byName = Dictionary(catalog.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var families: [any DeviceFamily.Type] = []
    var drivers: [any DeviceDriver] = []
    var prefixes: [String: Device.ID] = [:]
    for (index, device) in site.devices.enumerated() {
      guard let family = byName[device.family] else {
        throw UnknownFamily(name: device.family, device: device.name, known: catalog.map { $0.name })
      }
      families.append(family)
      drivers.append(family.makeDriver(for: Device.ID(index), names: names))
      prefixes[family.topicPrefix(of: device, in: site)] = Device.ID(index)
    }
    self.families = families
    self.drivers = drivers
    devicesByPrefix = prefixes
  }

  public func family(of device: Device.ID) -> any DeviceFamily.Type { families[device.index] }

  public func topicPrefix(of device: Device.ID) -> String {
    families[device.index].topicPrefix(of: names.site.devices[device.index], in: names.site)
  }

  /// The device and channel that a topic belongs to.
  public func address(of topic: String) throws(RefusalReason) -> (device: Device.ID, channel: Channel) {
    guard let slash = topic.lastIndex(of: "/") else { throw .unknownTopic }
    guard let device = devicesByPrefix[String(topic[..<slash])] else { throw .unknownDevice }
    let name = topic[topic.index(after: slash)...]
    guard let channel = families[device.index].inbound.first(where: { $0.name == name }) else { throw .unknownTopic }
    return (device, channel)
  }

  /// A typed message from a device.
  public mutating func receive(_ message: WireMessage, at now: Instant) throws(RefusalReason) -> [Event] {
    try drivers[message.device.index].receive(message.body, on: message.channel, at: now)
  }

  /// Bytes from the broker. A refusal becomes an event too, so that it is counted and seen.
  public mutating func receive(topic: String, payload: Data, at now: Instant) -> [Event] {
    var device: Device.ID?
    do throws(RefusalReason) {
      let (found, channel) = try address(of: topic)
      device = found
      let body = try WireCoding.decode(channel, payload)
      return try receive(WireMessage(device: found, channel: channel.name, body: body), at: now)
    } catch {
      return [.refused(device, reason: error)]
    }
  }

  public mutating func perform(_ command: Command, at now: Instant) -> [WireMessage] {
    drivers[command.device.index].perform(command, at: now)
  }

  public mutating func acknowledge(
    _ device: Device.ID, stream: Int64, sequence: Int64, at now: Instant
  ) -> [WireMessage] {
    drivers[device.index].acknowledge(stream: stream, sequence: sequence, at: now)
  }

  /// The channel of a message to a device.
  public func outboundChannel(of message: WireMessage) -> Channel {
    guard let channel = families[message.device.index].outbound.first(where: { $0.name == message.channel }) else {
      preconditionFailure(
        "family \(families[message.device.index].name) sends on undeclared channel \(message.channel)")
    }
    return channel
  }
}

/// A site names a family that is not in the catalogue.
public struct UnknownFamily: Error, Equatable, CustomStringConvertible {
  public var name: String
  public var device: String
  public var known: [String]

  public init(name: String, device: String, known: [String]) {
    self.name = name
    self.device = device
    self.known = known
  }

  public var description: String {
    "device \(device) is of family '\(name)', which Drover does not know; known are \(known.joined(separator: ", "))"
  }
}
