public import FloorCore
public import FloorModel

/// A wire contract for one kind of device: its topics, its messages, and the driver that speaks them.
///
/// A family is one folder here, one folder in `Simulators/` (its twin), and one line in `Catalog.swift`.
public protocol DeviceFamily: SendableMetatype {
  /// As site files name it, and as topics carry it.
  static var name: String { get }
  /// What devices of this family do for the floor.
  static var role: Role { get }
  /// Messages from the device.
  static var inbound: [Channel] { get }
  /// Messages to the device.
  static var outbound: [Channel] { get }
  /// All topics of one device begin with this; it ends without a slash.
  static func topicPrefix(of device: Device, in site: Site) -> String
  static func makeDriver(for device: Device.ID, names: SiteNames) -> any DeviceDriver
}

/// One kind of message of a family.
public struct Channel: Sendable {
  /// The last segment of its topic.
  public let name: String
  public let body: any WireBody.Type
  public let qos: UInt8
  public let retained: Bool
  /// A longer payload is refused before it is parsed.
  public let maxBytes: Int
  /// May be shed when the daemon cannot keep up; the device says it again anyway.
  public let isTelemetry: Bool

  public init(
    _ name: String, _ body: any WireBody.Type, qos: UInt8, retained: Bool = false, maxBytes: Int = 65_536,
    isTelemetry: Bool = false
  ) {
    self.name = name
    self.body = body
    self.qos = qos
    self.retained = retained
    self.maxBytes = maxBytes
    self.isTelemetry = isTelemetry
  }
}

/// A message as Swift sees it; its JSON form is the contract.
public protocol WireBody: Codable, Sendable {}

/// A message on its way to or from one device.
public struct WireMessage: Sendable {
  public var device: Device.ID
  public var channel: String
  public var body: any WireBody

  public init(device: Device.ID, channel: String, body: any WireBody) {
    self.device = device
    self.channel = channel
    self.body = body
  }
}

/// The daemon's end of the conversation with one device: messages in, events out; effects in, messages out.
///
/// Holds only what a restart may forget (header ids, the last state seen). It reads no clock and draws no random number.
public protocol DeviceDriver: Sendable {
  /// - Throws: why the message was refused. Nothing has changed then.
  mutating func receive(_ body: any WireBody, on channel: String, at now: Instant) throws(RefusalReason) -> [Event]
  /// Messages that carry out a command. The same command again gives the same work under the same id.
  mutating func perform(_ command: Command, at now: Instant) -> [WireMessage]
  /// Messages that acknowledge the device's events of a stream up to a sequence number.
  mutating func acknowledge(stream: Int64, sequence: Int64, at now: Instant) -> [WireMessage]
}
