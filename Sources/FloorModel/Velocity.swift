/// A planner's expectation for one SKU.
public struct VelocityLine: Equatable, Sendable, Codable {
  public var sku: SKU.ID
  /// Expected demand, units a day.
  public var unitsPerDay: Double
  /// How far ahead the expectation reaches, in days from its set's as-of time; nil: until replaced.
  public var horizonDays: Double?
  /// 90th percentile of one day's demand, in units; nil: as chance would have it.
  public var p90: Double?
  /// Shares of the day's demand by hour of the day, 24 of them; nil: even.
  public var hourly: [Double]?

  public init(
    sku: SKU.ID, unitsPerDay: Double, horizonDays: Double? = nil, p90: Double? = nil, hourly: [Double]? = nil
  ) {
    self.sku = sku
    self.unitsPerDay = unitsPerDay
    self.horizonDays = horizonDays
    self.p90 = p90
    self.hourly = hourly
  }

  /// A line that says no more than its rate is written as the first journals wrote it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(sku, forKey: .sku)
    try container.encode(unitsPerDay, forKey: .unitsPerDay)
    guard horizonDays != nil || p90 != nil || hourly != nil else { return }
    try container.encodeIfPresent(horizonDays, forKey: .horizonDays)
    try container.encodeIfPresent(p90, forKey: .p90)
    try container.encodeIfPresent(hourly, forKey: .hourly)
  }
}
