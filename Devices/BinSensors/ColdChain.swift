public import FloorModel
import Foundation

/// How warm goods have been on average, weighted as their ageing is: by Arrhenius, with an activation energy of 83.144 kJ/mol
/// (United States Pharmacopeia, chapter 1079.2).
public enum MeanKineticTemperature {
  /// Activation energy over the gas constant, in kelvin.
  public static let activation = 10_000.0

  /// - Parameter celsius: readings at even intervals.
  /// - Returns: degrees Celsius; nil without readings.
  public static func of(_ celsius: some Collection<Double>) -> Double? {
    guard !celsius.isEmpty else { return nil }
    let mean = celsius.reduce(0) { $0 + exp(-activation / ($1 + 273.15)) } / Double(celsius.count)
    return -activation / log(mean) - 273.15
  }
}

/// What a bin's climate must keep to, by its temperature class.
public struct ClimateLimits: Equatable, Sendable {
  /// Degrees Celsius.
  public var low: Double
  public var high: Double
  /// For so long a reading may lie outside before the goods are held. Milliseconds.
  public var grace: Int64
  /// How far back inside a value must come before an excursion is over: a sensor at the limit would begin a new one with each
  /// reading. Degrees.
  public var hysteresis: Double

  public init(low: Double, high: Double, grace: Int64, hysteresis: Double) {
    self.low = low
    self.high = high
    self.grace = grace
    self.hysteresis = hysteresis
  }

  /// - Returns: nil for goods that any weather may have.
  public static func of(_ kind: TemperatureClass) -> ClimateLimits? {
    switch kind {
    case .ambient: nil
    case .chilled: ClimateLimits(low: 0, high: 8, grace: 15 * 60_000, hysteresis: 0.5)
    case .frozen: ClimateLimits(low: -40, high: -15, grace: 10 * 60_000, hysteresis: 0.5)
    }
  }
}

/// Watches the temperature of one bin. Times are milliseconds on the wall's clock, as sensors label their values.
public struct ColdChain: Equatable, Sendable {
  public enum Verdict: Equatable, Sendable {
    /// Outside its limits from this reading on: somebody should look.
    case alert(celsius: Double)
    /// Outside for longer than it may be, or too warm on the whole: the goods are held.
    case hold(Cause)
    /// Inside again. What was held stays held until a person has looked.
    case over
    /// Cool enough on the whole again; the same holds.
    case coolOnAverage
  }

  public enum Cause: Equatable, Sendable {
    /// The excursion's worst reading, and for how long it has lasted, in milliseconds.
    case outside(worst: Double, for: Int64)
    /// The mean kinetic temperature of the window.
    case tooWarmOnAverage(Double)
  }

  /// Readings kept, and for how long: the window of the mean kinetic temperature.
  public static let readingLimit = 2_880
  public static let window: Int64 = 24 * 3_600_000

  public let limits: ClimateLimits
  private var readings: [(at: Int64, celsius: Double)] = []
  private var excursion: (since: Int64, worst: Double, isHeld: Bool)?
  private var isHeldByMean = false

  public init(limits: ClimateLimits) { self.limits = limits }

  public static func == (a: Self, b: Self) -> Bool {
    a.limits == b.limits && a.readings.elementsEqual(b.readings, by: ==) && a.excursion?.since == b.excursion?.since
      && a.excursion?.isHeld == b.excursion?.isHeld && a.isHeldByMean == b.isHeldByMean
  }

  /// Takes a reading in. One that is older than the last, or is no temperature, changes nothing.
  public mutating func receive(celsius: Double, at time: Int64) -> [Verdict] {
    guard celsius.isFinite, celsius > -273.15, celsius < 200, time >= readings.last?.at ?? .min else { return [] }
    readings.append((time, celsius))
    readings.removeFirst(
      max(readings.count - Self.readingLimit, readings.firstIndex { $0.at > time - Self.window } ?? 0))
    return judge(celsius, at: time) + judgeMean()
  }

  /// Time passes: a sensor that only tells of changes says nothing while it stays too warm.
  public mutating func tick(at time: Int64) -> [Verdict] {
    guard var current = excursion, !current.isHeld, time - current.since >= limits.grace else { return [] }
    current.isHeld = true
    excursion = current
    return [.hold(.outside(worst: current.worst, for: time - current.since))]
  }

  private mutating func judge(_ celsius: Double, at time: Int64) -> [Verdict] {
    let isOutside = celsius > limits.high || celsius < limits.low
    guard let current = excursion else {
      guard isOutside else { return [] }
      excursion = (time, celsius, false)
      return [.alert(celsius: celsius)] + tick(at: time)
    }
    if celsius <= limits.high - limits.hysteresis && celsius >= limits.low + limits.hysteresis {
      // What lasted until now may have lasted too long.
      let verdicts = tick(at: time)
      excursion = nil
      return verdicts + [.over]
    }
    let middle = (limits.high + limits.low) / 2
    if abs(celsius - middle) > abs(current.worst - middle) { excursion?.worst = celsius }
    return tick(at: time)
  }

  /// Many short excursions add up.
  private mutating func judgeMean() -> [Verdict] {
    guard readings.count >= 4, let mean = meanKinetic else { return [] }
    if isHeldByMean, mean <= limits.high - limits.hysteresis {
      isHeldByMean = false
      return [.coolOnAverage]
    }
    guard !isHeldByMean, mean > limits.high else { return [] }
    isHeldByMean = true
    return [.hold(.tooWarmOnAverage(mean))]
  }

  /// Degrees Celsius, over the window; nil before the first reading.
  public var meanKinetic: Double? { MeanKineticTemperature.of(readings.map(\.celsius)) }
}
