public import Devices
public import FloorCore
public import FloorModel

/// Hunts for a counter-example: shifts in which all goes wrong that a seed thinks of, then calm, in which all must be finished.
public struct Soak: Sendable {
  public var site: Site
  /// How long faults are on.
  public var trouble: Span
  /// How long the floor has, once nothing goes wrong any more, to finish what is open.
  public var patience = Span.minutes(60)
  public var isWired = false
  public var witness: (@Sendable (Instant, Event, [Effect]) -> Void)?

  public init(site: Site, trouble: Span) {
    self.site = site
    self.trouble = trouble
  }

  /// What came of one seed.
  public struct Outcome: Sendable {
    public var seed: UInt64
    public var plan: FaultPlan
    /// Invariants that were broken, the first of them first.
    public var violations: [String]
    /// What was open at the end, each with the reason that it gives itself.
    public var unfinished: [String]
    public var events: Int64
    public var entries: Int
    public var shipped: Int
    public var hash: String

    public var isGood: Bool { violations.isEmpty && unfinished.isEmpty }
    /// What is wrong first of all.
    public var fault: String? { violations.first ?? unfinished.first }
  }

  public func options(seed: UInt64) -> ShiftOptions {
    var options = ShiftOptions(seed: seed, duration: trouble + patience)
    options.plan = FaultPlan(seed: seed, site: site, within: trouble)
    options.calmAfter = trouble
    options.isAudited = true
    options.isWired = isWired
    options.witness = witness
    options.stopsAtViolation = true
    return options
  }

  /// The shift of a seed. The same seed gives the same outcome, anywhere.
  /// - Throws: a device of a family without driver or twin.
  public func run(seed: UInt64) throws(UnknownFamily) -> Outcome { try run(options(seed: seed)) }

  public func run(_ options: ShiftOptions) throws(UnknownFamily) -> Outcome {
    let shift = try VirtualShift(site: site, options: options)
    shift.run()
    let report = shift.recorder.report
    return Outcome(
      seed: options.seed, plan: options.plan, violations: report.violations,
      unfinished: report.violations.isEmpty ? shift.unfinished : [],
      events: report.events, entries: shift.journal.count,
      shipped: report.orders.shippedOnTime + report.orders.shippedLate, hash: shift.hash.description)
  }
}

extension VirtualShift {
  /// What was open at the end and should not be.
  public var unfinished: [String] { Auditor.unfinished(floor, crew) }
}
