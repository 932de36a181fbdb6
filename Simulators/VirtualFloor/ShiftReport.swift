public import FloorCore
import FloorModel

/// What a shift was like. Keys are snake case in JSON; times are seconds of the floor's clock unless they say otherwise.
public struct ShiftReport: Codable, Sendable {
  public struct Units: Codable, Sendable, Equatable {
    public var initial: Int64 = 0
    public var inbound: Int64 = 0
    public var onHand: Int64 = 0
    public var held: Int64 = 0
    public var shipped: Int64 = 0
    public var missing: Int64 = 0

    public init() {}

    public init(_ totals: StockTotals) {
      initial = totals.initial
      inbound = totals.inbound
      onHand = totals.onHand
      held = totals.held
      shipped = totals.shipped
      missing = totals.missing
    }
  }

  public struct Orders: Codable, Sendable, Equatable {
    public var received = 0
    public var shippedOnTime = 0
    public var shippedLate = 0
    public var open = 0
    /// Late ones by the stage in which they lost the most time.
    public var lateBecause: [String: Int] = [:]

    public init() {}
  }

  /// How long something took, in seconds.
  public struct Spread: Codable, Sendable, Equatable {
    public var count = 0
    public var mean = 0.0
    public var p50 = 0.0
    public var p90 = 0.0
    public var longest = 0.0

    public init() {}
  }

  public struct Travel: Codable, Sendable, Equatable {
    public var cells: Int64 = 0
    public var loadedCells: Int64 = 0
    public var podVisits = 0
    /// Picks that were confirmed.
    public var lines = 0
    public var picksPerVisit = 0.0
    public var cellsPerLine = 0.0

    public init() {}
  }

  /// Pieces of work done at one station, hour by hour.
  public struct StationWork: Codable, Sendable, Equatable {
    public var device: String
    public var family: String
    public var perHour: [Int]
  }

  /// A quantity over the shift.
  public struct Series: Codable, Sendable, Equatable {
    public var name: String
    /// Seconds from one value to the next.
    public var interval: Double
    public var values: [Double]
  }

  public var site = ""
  public var seed: UInt64 = 0
  /// `virtual` or `broker`.
  public var mode = "virtual"
  /// `model`: findings drawn from the detector's measured confusion; `real`: frames rendered and inspected.
  public var vision = "model"
  public var wire = false
  public var traceHash = ""
  public var events: Int64 = 0
  public var messages: Int64 = 0
  public var virtualSeconds = 0.0
  public var wallSeconds = 0.0
  public var units = Units()
  public var orders = Orders()
  public var collisions = 0
  public var deadlocksResolved = 0
  /// Invariants that were broken; empty in a good shift.
  public var violations: [String] = []
  public var refusals: [String: Int] = [:]
  public var travel = Travel()
  public var waits: [String: Spread] = [:]
  public var stations: [StationWork] = []
  public var series: [Series] = []
  public var verdicts: [String: Int] = [:]
  public var findings: [String: Int] = [:]
  public var boxes: [String: Int] = [:]
  public var alarms: [String: Int] = [:]

  public init() {}
}
