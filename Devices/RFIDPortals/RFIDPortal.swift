public import FloorCore
public import FloorModel

/// RFID portals: gates of antennas that say which tags passed in a tote or a pod. They are told nothing.
public enum RFIDPortal: StationContract {
  public static let name = "rfid-portal"
  public static let role = Role.portal
  /// Tags of one passage; a longer list is a fault, not a pod.
  static let mostTags = 5_000

  /// As the profile's, but for lists of tags.
  public static var inbound: [Channel] {
    [
      Channel(StationChannel.connection, StationConnection.self, qos: 1, retained: true, maxBytes: 4096),
      Channel(StationChannel.factsheet, StationFactsheet.self, qos: 1, retained: true, maxBytes: 16_384),
      Channel(StationChannel.state, StationState.self, qos: 0, isTelemetry: true),
      Channel(StationChannel.event, StationEvent<PortalHappening>.self, qos: 1, maxBytes: 512 * 1024),
    ]
  }

  public static func body(
    of happening: PortalHappening, from device: Device.ID, names: SiteNames
  ) throws(RefusalReason) -> DeviceEvent.Body {
    let read: PortalHappening.TagsRead
    switch happening {
    case .tagsRead(let fields): read = fields
    }
    guard read.tags.count <= mostTags else { throw .tooLarge }
    var counts: [SKU.ID: Int32] = [:]
    var strangers: Int32 = 0
    // An antenna reads the same tag many times.
    for tag in Set(read.tags) {
      if let sku = TagCode(tag).flatMap({ names.gtins[$0.gtin] }) {
        counts[sku, default: 0] += 1
      } else {
        strangers += 1
      }
    }
    return .tagsRead(
      TagReading(
        subject: try subject(of: read, names),
        counts: counts.map { TagReading.Count(sku: $0.key, quantity: $0.value) }, strangers: strangers))
  }

  private static func subject(
    of read: PortalHappening.TagsRead, _ names: SiteNames
  ) throws(RefusalReason) -> TagReading.Subject {
    switch (read.order, read.pod) {
    case (let order?, nil): return .tote(order.id)
    case (nil, let name?):
      guard let pod = names.pods[name] else { throw .unknownReference }
      return .pod(pod)
    case (nil, nil), (_?, _?): throw .impossible
    }
  }

  public static func work(_ work: Command.Work, for device: Device.ID, names: SiteNames) -> NoWork? { nil }
}
