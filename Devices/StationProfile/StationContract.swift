public import FloorCore
public import FloorModel

/// A family that speaks the station profile: it adds only what is its own to the topics and messages that all share.
public protocol StationContract: DeviceFamily {
  /// What its events say.
  associatedtype Happening: StationPayload
  /// What its commands ask for.
  associatedtype Work: StationPayload

  /// - Throws: why the happening makes no sense on this site. It is acknowledged and shown all the same.
  static func body(
    of happening: Happening, from device: Device.ID, names: SiteNames
  ) throws(RefusalReason) -> DeviceEvent.Body
  /// What the goods of a happening say of themselves: told to the floor before the happening.
  static func labels(of happening: Happening, names: SiteNames) -> [Planning]
  /// Nil: a station of this family cannot do such work.
  static func work(_ work: Command.Work, for device: Device.ID, names: SiteNames) -> Work?
  /// The same, for families that are told of a parcel's label.
  static func work(of command: Command, names: SiteNames) -> Work?

  /// Channels beyond the profile's.
  static var ownInbound: [Channel] { get }
  /// A message on one of `ownInbound`.
  /// - Returns: what it tells the floor, soft state at most.
  /// - Throws: why it was refused.
  static func admit(
    _ body: any WireBody, on channel: String, from device: Device.ID, names: SiteNames
  ) throws(RefusalReason) -> [Event]
}

/// The last segments of station topics.
public enum StationChannel {
  public static let connection = "connection"
  public static let factsheet = "factsheet"
  public static let state = "state"
  public static let event = "event"
  public static let command = "command"
  public static let ack = "ack"
}

extension StationContract {
  public static func work(of command: Command, names: SiteNames) -> Work? {
    work(command.work, for: command.device, names: names)
  }

  public static var inbound: [Channel] {
    [
      Channel(StationChannel.connection, StationConnection.self, qos: 1, retained: true, maxBytes: 4096),
      Channel(StationChannel.factsheet, StationFactsheet.self, qos: 1, retained: true, maxBytes: 16_384),
      Channel(StationChannel.state, StationState.self, qos: 0, isTelemetry: true),
      Channel(StationChannel.event, StationEvent<Happening>.self, qos: 1, maxBytes: 4096),
    ] + ownInbound
  }

  public static var outbound: [Channel] {
    [
      Channel(StationChannel.command, StationCommand<Work>.self, qos: 1),
      Channel(StationChannel.ack, StationAck.self, qos: 1, maxBytes: 4096),
    ]
  }

  public static func topicPrefix(of device: Device, in site: Site) -> String {
    "fc/v1/\(site.name)/\(name)/\(device.name)"
  }

  public static func makeDriver(for device: Device.ID, names: SiteNames) -> any DeviceDriver {
    StationDriver<Self>(device: device, names: names)
  }

  public static var ownInbound: [Channel] { [] }

  public static func labels(of happening: Happening, names: SiteNames) -> [Planning] { [] }

  public static func admit(
    _ body: any WireBody, on channel: String, from device: Device.ID, names: SiteNames
  ) throws(RefusalReason) -> [Event] {
    throw .unknownTopic
  }
}
