public import FloorModel

/// What planners and people who count tell the floor. Journaled as it came; the books judge it.
public enum Planning: Equatable, Sendable, Codable {
  case velocities(VelocitySet)
  /// Back to the set before the one in use. Doing it twice changes nothing the second time but the version.
  case restoreVelocities
  /// A person has counted all that lies in a bin, without being told what should.
  case count(BinCount)
  /// A sensor or a camera says how many lie there.
  case observation(BinObservation)
  /// A bin camera's picture says how many may lie there.
  case sighting(BinSighting)
  /// Until when lots may be sold. A planner's word counts more than what was known before.
  case lots([Lot])
  /// The same, as a device has read it off a label: taken in when nothing is known of the lot.
  case lotRead(Lot)
  /// What day it is. Told at the start, and when it changes.
  case day(CalendarDay)
  /// How late it is: minutes since midnight at the site. Told at the start, and when the floor's clock has come off it.
  case minuteOfDay(Int32)
  case packaging(Packaging)
}

/// Velocities as a planner sent them.
public struct VelocitySet: Equatable, Sendable, Codable {
  public enum Extent: UInt8, Sendable, Codable {
    /// SKUs that are not named have no velocity from now on, and go by the fallback.
    case whole = 0
    /// SKUs that are not named keep what they have.
    case changes = 1
  }

  public var extent: Extent
  public var lines: [VelocityLine]
  /// Named, but with a value that was refused: they keep what they have, also in a whole set.
  public var kept: [SKU.ID]
  /// When the planner drew it up: milliseconds since 1970, UTC.
  public var asOf: Int64?
  /// The version that it was meant to follow; nil: any.
  public var follows: Int32?

  public init(
    extent: Extent = .changes, lines: [VelocityLine], kept: [SKU.ID] = [], asOf: Int64? = nil, follows: Int32? = nil
  ) {
    self.extent = extent
    self.lines = lines
    self.kept = kept
    self.asOf = asOf
    self.follows = follows
  }
}

/// One person's count of one bin.
public struct BinCount: Equatable, Sendable, Codable {
  /// Why it was counted, or what the person thinks has happened.
  public enum Reason: String, CaseIterable, Sendable, Codable {
    case scheduled, shortPick, zeroCheck, misplaced, damaged, spilled, unknown
  }

  public struct Line: Equatable, Sendable, Codable {
    public var key: StockKey
    public var quantity: Int32

    public init(key: StockKey, quantity: Int32) {
      self.key = key
      self.quantity = quantity
    }
  }

  public var bin: Bin.ID
  /// All that lies there, ascending by key; kinds that are not named are not there.
  public var lines: [Line]
  public var reason: Reason
  /// The counter's own name for this count. The same again is a message that was repeated, and no second count.
  public var id: String?

  public init(bin: Bin.ID, lines: [Line], reason: Reason, id: String? = nil) {
    self.bin = bin
    self.lines = lines.sorted { $0.key < $1.key }
    self.reason = reason
    self.id = id
  }
}

/// How many units of one kind a sensor or a camera makes out in a bin.
public struct BinObservation: Equatable, Sendable, Codable {
  public var bin: Bin.ID
  public var key: StockKey
  public var quantity: Int32
  /// How often such a reading is right, in thousandths.
  public var trustPermille: Int32

  public init(bin: Bin.ID, key: StockKey, quantity: Int32, trustPermille: Int32) {
    self.bin = bin
    self.key = key
    self.quantity = quantity
    self.trustPermille = trustPermille
  }
}
