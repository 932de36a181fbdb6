public import FloorModel

/// All that goes wrong in one simulated shift: a value, drawn from one seed or written by hand.
public struct FaultPlan: Sendable, Equatable {
  /// What lies between a device and the daemon, while faults are on.
  public var link = ShiftOptions.Link()
  /// In order of time.
  public var faults: [Fault] = []
  public var people = People()
  /// How often pickers confirm what is not so.
  public var slips = World.Slips()
  /// The daemon's clock goes on after a restart where the journal ends, as it does on a machine that was restarted, too;
  /// otherwise daemon and twins share one clock for ever.
  public var hasOwnClock = false

  public init() {}

  /// Whoever answers reviews.
  public struct People: Sendable, Equatable {
    /// Share of reviews that are answered late, after up to `latest`, and that nobody ever answers.
    public var late = 0.0
    public var never = 0.0
    public var latest = Span.minutes(30)

    public init() {}
  }

  /// Devices that lie at some time.
  var liars: Set<Device.ID> { Set(faults.compactMap { if case .lie(let device, _) = $0.kind { device } else { nil } }) }

  /// Whether some device loses its memory or lies: then records can contradict the books, and are refused.
  public var hasContradictions: Bool {
    faults.contains {
      switch $0.kind {
      case .reboot(_, _, let forgets): forgets
      case .lie: true
      case .partition, .crash, .retainedAgain, .staleWill, .deviceClock, .daemonClock, .slowStorage, .failingStorage,
        .withdrawal, .pause:
        false
      }
    }
  }
}

extension FaultPlan {
  /// The plan of a seed.
  ///
  /// Every seed has its own choice of the kinds of faults: some hide behind others, and a plan with everything in it finds
  /// less than many plans with something each (Groce et al. 2012, "Swarm Testing").
  /// - Parameter span: faults begin within it, and none lasts longer.
  public init(seed: UInt64, site: Site, within span: Span) {
    var dice = PlanDice(SeededGenerator(seed: seed, stream: 31), site: site, span: span)
    if dice.isChosen(0.6) { link.loss = 0.05 * dice.unit() }
    if dice.isChosen(0.6) { link.repetition = 0.05 * dice.unit() }
    if dice.isChosen(0.6) { link.jitter = .milliseconds(dice.between(20, 2_000)) }
    if dice.isChosen(0.4) {
      link.lateness = 0.01 * dice.unit()
      link.latest = .seconds(Double(dice.between(5, 120)))
    }
    if dice.isChosen(0.4) { people.late = dice.unit() }
    if dice.isChosen(0.2) { people.never = 0.5 * dice.unit() }
    hasOwnClock = dice.isChosen(0.5)
    let devices = site.devices.indices.map { Device.ID($0) }
    guard !devices.isEmpty else { return }
    dice.add(0.5, perHour: 8) { .partition($0.scope(), lasting: $0.outage(), isHeld: $0.isChosen(0.5)) }
    dice.add(0.5, perHour: 8) {
      .reboot($0.device(), takes: $0.outage(), forgets: $0.isChosen(0.5))
    }
    dice.add(0.7, perHour: 12) {
      .crash(Fault.CrashPoint.allCases[$0.below(Fault.CrashPoint.allCases.count)], takes: $0.downtime())
    }
    dice.add(0.4, perHour: 12) { $0.isChosen(0.5) ? .retainedAgain($0.device()) : .staleWill($0.device()) }
    dice.add(0.3, perHour: 6) { .deviceClock($0.device(), by: $0.jump()) }
    dice.add(0.2, perHour: 3) { .daemonClock(by: .seconds(Double($0.between(1, 900)))) }
    dice.add(0.3, perHour: 4) {
      .slowStorage(each: .milliseconds($0.between(20, 6_000)), lasting: .seconds(Double($0.between(5, 180))))
    }
    dice.add(0.2, perHour: 3) { .failingStorage(lasting: .seconds(Double($0.between(1, 90)))) }
    dice.add(0.4, perHour: 12) { .lie($0.device(), lasting: .seconds(Double($0.between(1, 30)))) }
    let stations = devices.filter { site.devices[$0.index].role != .drive }
    if !stations.isEmpty {
      dice.add(0.2, perHour: 4) { .withdrawal(stations[$0.below(stations.count)], lasting: $0.outage()) }
    }
    dice.add(0.1, perHour: 2) { .pause(lasting: $0.outage()) }
    faults = dice.faults.sorted { $0.at < $1.at }
    if dice.isChosen(0.3) { slips = World.Slips(wrong: 0.03 * dice.unit(), lost: 0.03 * dice.unit()) }
  }
}

/// Draws faults.
private struct PlanDice {
  private var generator: SeededGenerator
  private let site: Site
  private let span: Span
  private(set) var faults: [Fault] = []

  init(_ generator: SeededGenerator, site: Site, span: Span) {
    self.generator = generator
    self.site = site
    self.span = span
  }

  mutating func isChosen(_ share: Double) -> Bool { generator.chance(share) }
  mutating func unit() -> Double { generator.unit() }
  mutating func below(_ bound: Int) -> Int { generator.below(bound) }
  mutating func between(_ low: Int64, _ high: Int64) -> Int64 { low + Int64(generator.below(Int(high - low) + 1)) }
  mutating func device() -> Device.ID { Device.ID(generator.below(site.devices.count)) }

  /// Most are short, some are long.
  mutating func outage() -> Span {
    isChosen(0.6) ? .seconds(Double(between(1, 40))) : .seconds(Double(between(40, 300)))
  }
  mutating func downtime() -> Span { isChosen(0.5) ? .milliseconds(between(0, 500)) : .seconds(Double(between(1, 60))) }

  mutating func jump() -> Span {
    let seconds = Double(between(1, 3_600))
    return .seconds(isChosen(0.5) ? seconds : -seconds)
  }

  mutating func scope() -> Fault.Scope {
    switch below(3) {
    case 0: return .device(device())
    case 1:
      let (x, y) = (below(site.grid.width), below(site.grid.height))
      let right = min(site.grid.width - 1, x + site.grid.width / 2)
      let bottom = min(site.grid.height - 1, y + site.grid.height / 2)
      return .zone(site.grid.cell(x: x, y: y), site.grid.cell(x: right, y: bottom))
    default: return .broker
    }
  }

  /// With probability `share`, one to `2 * perHour` an hour of what `draw` gives.
  mutating func add(_ share: Double, perHour: Double, _ draw: (inout PlanDice) -> Fault.Kind) {
    guard isChosen(share) else { return }
    let most = max(1, Int(2 * perHour * span.seconds / 3600))
    for _ in 0...below(most) {
      let at = Span(milliseconds: Int64(unit() * Double(span.milliseconds)))
      faults.append(Fault(at: at, draw(&self)))
    }
  }
}
