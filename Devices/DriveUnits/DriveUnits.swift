public import FloorModel

/// Drive units that speak VDA 5050 2.0.0, 2.1.0 or 3.0.0, the interface between vehicles and master control of VDA and VDMA.
///
/// The messages lie in this namespace: `DriveUnits.Order`, `DriveUnits.State`, …
public enum DriveUnits: DeviceFamily {
  public static let name = "drive-unit"
  public static let role = Role.drive

  /// The last segments of topics, as the standard names them.
  enum Topic {
    static let order = "order"
    static let instantActions = "instantActions"
    static let state = "state"
    static let connection = "connection"
    static let factsheet = "factsheet"
    static let visualization = "visualization"
  }

  public static let inbound = [
    Channel(Topic.state, State.self, qos: 0, maxBytes: 262_144, isTelemetry: true),
    Channel(Topic.connection, Connection.self, qos: 1, retained: true, maxBytes: 4096),
    Channel(Topic.factsheet, Factsheet.self, qos: 0),
    Channel(Topic.visualization, Visualization.self, qos: 0, maxBytes: 8192, isTelemetry: true),
  ]

  public static let outbound = [
    Channel(Topic.order, Order.self, qos: 0, maxBytes: 262_144),
    Channel(Topic.instantActions, InstantActions.self, qos: 0),
  ]

  public static func topicPrefix(of device: Device, in site: Site) -> String {
    let place = place(of: device)
    return "uagv/v\(Dialect.major(place.version))/\(place.manufacturer)/\(device.name)"
  }

  public static func makeDriver(for device: Device.ID, names: SiteNames) -> any DeviceDriver {
    DriveUnitDriver(device: device, names: names)
  }

  /// The manufacturer of a drive unit, as topics and headers carry it.
  public static func manufacturer(of device: Device) -> String { place(of: device).manufacturer }

  public static func place(of device: Device) -> DriveUnitPlace {
    guard case .driveUnit(let place) = device.place else {
      preconditionFailure("device \(device.name) is of family '\(name)' but its place is not a drive unit's")
    }
    return place
  }
}
