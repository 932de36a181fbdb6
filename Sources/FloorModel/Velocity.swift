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
}
