/// What a device does for the floor. A family (a wire contract) fills one role; a role may have many families.
public enum Role: String, CaseIterable, Sendable, Codable {
  case drive
  case stow
  case pick
  case inspect
  case pack
  case sort
  case portal
  case watch
}

/// One machine of the site, and where it stands.
public struct Device: Sendable, Equatable, Codable {
  public typealias ID = FloorModel.ID<Device>

  /// Unique in the site; the device's segment in topics.
  public var name: String
  /// The wire contract that it speaks; a name in the catalogue of families.
  public var family: String
  public var place: DevicePlace

  public init(name: String, family: String, place: DevicePlace) {
    self.name = name
    self.family = family
    self.place = place
  }

  public var role: Role {
    switch place {
    case .driveUnit: .drive
    case .podStation(let station): station.work == .stow ? .stow : .pick
    case .tunnel: .inspect
    case .packStation: .pack
    case .sorter: .sort
    case .portal: .portal
    case .binCamera: .watch
    }
  }
}

/// What a site says of a device beyond its name, by role.
public enum DevicePlace: Sendable, Equatable, Codable {
  case driveUnit(DriveUnitPlace)
  case podStation(PodStationPlace)
  case tunnel(TunnelPlace)
  case packStation(PackStationPlace)
  case sorter(SorterPlace)
  case portal(PortalPlace)
  case binCamera(BinCameraPlace)
}

/// The versions of VDA 5050 in which a drive unit can be spoken to.
public enum VDA5050Version: String, CaseIterable, Sendable, Codable {
  case v2_0 = "2.0.0"
  case v2_1 = "2.1.0"
  case v3_0 = "3.0.0"
}

/// Where the site's floor lies on a vehicle's own map: turned by whole quarters, then moved.
public struct VehicleMap: Sendable, Equatable, Codable {
  /// As the vehicle names it.
  public var id: String
  /// Metres on the vehicle's map at which the floor's lower left corner lies.
  public var x: Double
  public var y: Double
  /// Quarter turns anticlockwise from the floor to the vehicle's map, 0 to 3.
  public var quarters: Int32

  public init(id: String, x: Double, y: Double, quarters: Int32) {
    self.id = id
    self.x = x
    self.y = y
    self.quarters = quarters & 3
  }
}

/// Where a drive unit stands at the start, and what it can do.
public struct DriveUnitPlace: Sendable, Equatable, Codable {
  public var start: Cell
  public var heading: Heading
  /// Millimetres a second, without load.
  public var speed: Millimetres
  /// For VDA 5050 topics.
  public var manufacturer: String
  public var version: VDA5050Version
  /// Where the floor lies on the unit's own map; nil: the unit uses the site's.
  public var map: VehicleMap?

  public init(
    start: Cell, heading: Heading, speed: Millimetres = 1500, manufacturer: String = "drover",
    version: VDA5050Version = .v2_1, map: VehicleMap? = nil
  ) {
    self.start = start
    self.heading = heading
    self.speed = speed
    self.manufacturer = manufacturer
    self.version = version
    self.map = map
  }
}

/// A station that works on pods: goods go in (stow) or come out (pick).
public struct PodStationPlace: Sendable, Equatable, Codable {
  public enum Work: String, Sendable, Codable { case stow, pick }

  public var work: Work
  /// Where the pod stands while it is worked on.
  public var cell: Cell
  /// On which side of the cell the worker (person or arm) stands; the pod's face must look there.
  public var side: Heading
  /// Cells where pods wait for this station, the nearest first.
  public var queue: [Cell]
  /// Orders (pick) or totes (stow) that may be open at once.
  public var slots: Int

  public init(work: Work, cell: Cell, side: Heading, queue: [Cell], slots: Int) {
    self.work = work
    self.cell = cell
    self.side = side
    self.queue = queue
    self.slots = slots
  }
}

/// An inspection tunnel.
public struct TunnelPlace: Sendable, Equatable, Codable {
  public var cameras: Int
  /// The stow stations that its good units go to.
  public var feeds: [Device.ID]
  /// Good units that the site accepts to have rejected, in thousandths.
  public var falseRejects: Int32

  public static let usualFalseRejects: Int32 = 10

  public init(cameras: Int, feeds: [Device.ID], falseRejects: Int32 = TunnelPlace.usualFalseRejects) {
    self.cameras = cameras
    self.feeds = feeds
    self.falseRejects = falseRejects
  }
}

/// A packaging-decision station.
public struct PackStationPlace: Sendable, Equatable, Codable {
  /// Orders that may wait at it.
  public var slots: Int
  /// The sorter that its parcels go to.
  public var sorter: Device.ID

  public init(slots: Int, sorter: Device.ID) {
    self.slots = slots
    self.sorter = sorter
  }
}

/// A robotic arm that puts parcels into chutes.
public struct SorterPlace: Sendable, Equatable, Codable {
  public var chutes: [Chute]
  /// The gripper's limits.
  public var maxMass: Grams
  public var maxSide: Millimetres

  public init(chutes: [Chute], maxMass: Grams, maxSide: Millimetres) {
    self.chutes = chutes
    self.maxMass = maxMass
    self.maxSide = maxSide
  }
}

/// One outlet of a sorter.
public struct Chute: Sendable, Equatable, Codable {
  public var name: String
  /// Destinations that this chute serves, by the codes that orders carry.
  public var destination: String
  public var maxMass: Grams
  public var maxSide: Millimetres
  /// What the cart under it holds; nil: nobody says, and the sorter tells when it is full.
  public var cartLitres: Int32?

  public init(
    name: String, destination: String, maxMass: Grams, maxSide: Millimetres, cartLitres: Int32? = nil
  ) {
    self.name = name
    self.destination = destination
    self.maxMass = maxMass
    self.maxSide = maxSide
    self.cartLitres = cartLitres
  }
}

/// A gate of antennas that reads the RFID tags of what passes through it.
public struct PortalPlace: Sendable, Equatable, Codable {
  /// What passes is on its way there: totes to a pack station, or pods to a pick or stow station.
  public var before: Device.ID

  public init(before: Device.ID) { self.before = before }
}

/// Where a bin camera looks.
public struct BinCameraPlace: Sendable, Equatable, Codable {
  /// The cell whose pod it sees, standing or passing.
  public var cell: Cell

  public init(cell: Cell) { self.cell = cell }
}
