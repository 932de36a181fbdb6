public import FloorCore
public import FloorModel

/// What was really asked for of each product, beside what planners expect: this window of demand and the last.
public struct AchievedVelocity: Equatable, Sendable {
  public struct Row: Equatable, Sendable, Encodable {
    public var sku: String
    /// Units a day.
    public var expectedPerDay: Double
    public var achievedPerDay: Double
    /// Units.
    public var picked: Int32
    public var short: Int32
    /// Sent back by customers.
    public var returned: Int32
    /// By how much demand is off the expectation, in per cent, when that is flagged.
    public var variancePercent: Double?
  }

  /// Rows of one event at most: about a megabyte.
  public static let limit = 10_000
  public static let type = "drover.velocity.achieved"

  public var since: Instant
  public var until: Instant
  /// Of the expectations.
  public var version: Int32
  /// One a product of the catalogue, in its order.
  public var rows: [Row]

  /// What rows are made of, for who may hold the floor only for a moment.
  public struct Basis: Sendable {
    fileprivate var book: VelocityBook
    fileprivate var expected: [Double]
    fileprivate var now: Instant

    public init(in floor: borrowing Floor) {
      (book, expected, now) = (floor.books.velocities, floor.books.velocity, floor.now)
    }
  }

  public init(_ basis: Basis, on site: Site) {
    let (demand, now) = (basis.book.demand, basis.now)
    since = demand.last?.start ?? demand.now.start
    until = now
    version = basis.book.current.version
    rows = site.skus.indices.map { index in
      let (sku, expected) = (SKU.ID(index), basis.expected[index])
      return Row(
        sku: site.skus[index].code, expectedPerDay: expected, achievedPerDay: demand.perDay(of: sku, at: now),
        picked: demand.picked(of: sku), short: demand.short(of: sku), returned: demand.returned(of: sku),
        variancePercent: demand.variance(of: sku, from: expected, at: now))
    }
  }

  /// Codes of the products whose demand is off.
  public var flagged: [String] { rows.filter { $0.variancePercent != nil }.map(\.sku) }

  /// For planners' streams: those that are flagged, the farthest off first, then those of which anything was asked for.
  public func cloudEvent(_ names: FeedNames, upTo limit: Int = Self.limit) -> CloudEvent {
    let moved = rows.filter { $0.variancePercent != nil || $0.picked > 0 || $0.short > 0 || $0.returned > 0 }
    let told = moved.enumerated().sorted { one, other in
      let (a, b) = (abs(one.element.variancePercent ?? 0), abs(other.element.variancePercent ?? 0))
      return a == b ? one.offset < other.offset : a > b
    }.prefix(limit).map(\.element)
    let data: [String: JSONValue] = [
      "since": .text(names.clock.time(since).iso), "until": .text(names.clock.time(until).iso),
      "version": .integer(Int64(version)), "rows": .list(told.map(\.json)),
      "omitted": .integer(Int64(moved.count - told.count)),
    ]
    var event = CloudEvent(
      id: "\(until.milliseconds)", source: "/sites/\(GS1Company.escaped(names.site.name))/velocity", type: Self.type,
      data: .object(data))
    event.time = names.clock.time(until)
    return event
  }
}

extension AchievedVelocity.Row {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "sku": .text(sku), "expected_per_day": .number(expectedPerDay), "achieved_per_day": .number(achievedPerDay),
      "picked": .integer(Int64(picked)), "short": .integer(Int64(short)), "returned": .integer(Int64(returned)),
    ]
    members["variance_percent"] = variancePercent.map { .number($0) }
    return .object(members)
  }
}
