public import FloorModel

/// Names on the wire to ids in the core. Built once from a site, shared by all drivers and twins.
public final class SiteNames: Sendable {
  public let site: Site
  public let devices: [String: Device.ID]
  public let pods: [String: Pod.ID]
  public let bins: [String: Bin.ID]
  public let skus: [String: SKU.ID]
  public let boxes: [String: Box.ID]
  public let owners: [String: ID<Owner>]
  /// How a message is labelled that is written at an instant of the floor: with the time of day, where a shell knows it
  /// (`StationTime.instant`), else with the floor's own. Only a label: nothing is decided by it.
  public let timeOfDay: @Sendable (Instant) -> Instant
  /// Products with a barcode, by its GTIN-13.
  public let gtins: [String: SKU.ID]

  public init(_ site: Site, timeOfDay: @escaping @Sendable (Instant) -> Instant = { $0 }) {
    self.site = site
    self.timeOfDay = timeOfDay
    devices = Self.index(site.devices.map(\.name))
    pods = Self.index(site.pods.map(\.name))
    bins = Self.index(site.bins.map(\.name))
    skus = Self.index(site.skus.map(\.code))
    boxes = Self.index(site.boxes.map(\.code))
    owners = Self.index(site.owners)
    gtins = Self.index(site.skus.map(\.gtin)).filter { !$0.key.isEmpty }
  }

  private static func index<Noun>(_ names: [String]) -> [String: ID<Noun>] {
    Dictionary(names.enumerated().map { ($1, ID($0)) }, uniquingKeysWith: { first, _ in first })
  }
}
