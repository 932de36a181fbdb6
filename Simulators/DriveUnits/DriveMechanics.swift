public import FloorModel

/// What a simulated drive unit's body can do.
///
/// The defaults are RAWSim-O's (Merschformann, Xie, Li 2018; its default layout): 1.5 m/s (the site file says so), 1 m/s²,
/// 2.5 s for a full turn, 2.2 s to lift or set a pod. The battery's are round figures of such vehicles: 6 h of driving, ten
/// times as long standing, an hour to charge.
public struct DriveMechanics: Sendable {
  /// Metres a second squared, for speeding up and braking.
  public var acceleration = 1.0
  public var quarterTurn = Span.milliseconds(625)
  public var transfer = Span.milliseconds(2200)
  /// To close or open the contacts of a charger.
  public var docking = Span.seconds(1)
  public var drivingTime = Span.hours(6)
  public var standingTime = Span.hours(60)
  public var chargingTime = Span.hours(1)

  public init() {}
}

/// Charge over time, from full to empty and back at constant rates.
struct DriveBattery: Sendable {
  enum Use: Sendable { case driving, standing, charging }

  /// From 0 to 1.
  private(set) var charge = 1.0
  private var use = Use.standing
  private var since = Instant.zero
  private let mechanics: DriveMechanics

  init(_ mechanics: DriveMechanics) { self.mechanics = mechanics }

  /// Accounts for the time since the last change, then goes on in another way.
  mutating func change(to next: Use, at now: Instant) {
    let elapsed = (now - since).seconds
    switch use {
    case .driving: charge -= elapsed / mechanics.drivingTime.seconds
    case .standing: charge -= elapsed / mechanics.standingTime.seconds
    case .charging: charge += elapsed / mechanics.chargingTime.seconds
    }
    charge = min(max(charge, 0), 1)
    use = next
    since = now
  }

  mutating func settle(at now: Instant) { change(to: use, at: now) }

  var isCharging: Bool { use == .charging }
}
