import FloorCore
import FloorModel
import Testing

/// A drive unit that does as it is told, one cell at a time, and refuses what does not continue its route.
struct ObedientUnit {
  let device: Device.ID
  private(set) var report: DriveReport
  private var base: [RouteNode] = []
  private var next = 0
  private(set) var isPaused = false

  init(_ device: Device.ID, at cell: Cell) {
    self.device = device
    report = DriveReport(cell: cell, heading: .east)
  }

  var isBusy: Bool { next < base.count }
  var event: Event { .drive(device, report) }

  mutating func take(_ update: RouteUpdate) {
    guard let first = update.nodes.first else { return }
    let end = base.last
    if update.route > report.route {
      guard !isBusy, first.cell == report.cell else { return }
      base = []
      next = 0
      report.sequence = 0
      report.action = .none
    } else {
      guard update.route == report.route, update.update > report.update, let end, first.sequence == end.sequence,
        first.cell == end.cell
      else { return }
      base.removeLast()
      next = min(next, base.count)
    }
    report.route = update.route
    report.update = update.update
    base += update.nodes.filter(\.released)
    if base.count > next, base[next].cell == report.cell, base[next].action == nil, base[next].heading == nil {
      next += 1
    }
    look()
  }

  /// An instant action.
  mutating func take(_ work: Command.Work) {
    switch work {
    case .stop: isPaused = true
    case .go: isPaused = false
    case .cancelRoute:
      base = Array(base.prefix(next))
      look()
    default: break
    }
  }

  /// One cell further, or one action.
  mutating func step(on grid: Grid) {
    guard isBusy, !isPaused else { return }
    let node = base[next]
    if let heading = Heading.allCases.first(where: { grid.neighbour(of: report.cell, $0) == node.cell }) {
      report.heading = heading
    }
    report.cell = node.cell
    report.sequence = node.sequence
    report.heading = node.heading ?? report.heading
    switch node.action {
    case .lift(let pod): report.load = pod
    case .set: report.load = nil
    case .startCharging: report.isCharging = true
    case .stopCharging: report.isCharging = false
    case nil: break
    }
    if node.action != nil { report.action = .finished }
    next += 1
    look()
  }

  private mutating func look() {
    report.ahead = base[min(next, base.count)...].map(\.cell)
    if report.ahead.first == report.cell { report.ahead.removeFirst() }
    report.isDriving = isBusy && !isPaused
  }
}

/// A floor with obedient units, and stations that answer at once.
struct TestFleet {
  var rig: Rig
  var units: [ObedientUnit]
  var dice: Dice
  /// Per cent of messages that are lost, either way.
  var loss = 0
  /// Per cent of half seconds in which a unit goes on.
  var pace = 80

  init(units count: Int, seed: UInt64) {
    let site = Tiny.site(units: count)
    rig = Rig(site)
    dice = Dice(seed)
    units = site.devices(.drive).enumerated().map { ObedientUnit($1, at: Tiny.cell($0, 3)) }
  }

  mutating func deliver(_ effects: [Effect]) {
    for command in effects.commands where !dice.chance(loss) {
      switch command.work {
      case .route(let update):
        for index in units.indices where units[index].device == command.device { units[index].take(update) }
      case .pick(let task, _, _, let bin, let quantity, _):
        deliver(rig.report(command.device, .picked(task: task, bin: bin, quantity: quantity)))
      case .stow(let task, _, _, let bin): deliver(rig.report(command.device, .stowed(task: task, bin: bin)))
      case .divert, .closeTote, .pack, .sort, .changeCart, .report, .lineUp: break
      case .cancelRoute, .stop, .go:
        for index in units.indices where units[index].device == command.device { units[index].take(command.work) }
      }
    }
  }

  mutating func reportAll() {
    for index in units.indices where !dice.chance(loss) { deliver(rig.handle(units[index].event)) }
  }

  /// Half a second.
  mutating func step() {
    deliver(rig.tick())
    for index in units.indices where dice.chance(pace) { units[index].step(on: rig.floor.site.grid) }
    reportAll()
  }

  /// Goes on until so many tasks are done; at most five minutes.
  mutating func run(untilDone count: Int, sourceLocation: SourceLocation = #_sourceLocation) {
    var done = 0
    for _ in 0..<600 where done < count {
      step()
      done = rig.floor.books.tasks.count { $0.stage == .done }
    }
    #expect(done == count, sourceLocation: sourceLocation)
  }

  /// Cells that units may be in, by what they were told, with how many may be.
  var doublyReleased: [Cell] {
    let released = rig.floor.fleet.units.flatMap { unit in
      Set(unit.trail.filter(\.released).map(\.cell)).sorted()
    }.sorted()
    return zip(released, released.dropFirst()).filter { $0 == $1 }.map { $0.0 }
  }

  var sharedCells: Int { units.count - Set(units.map(\.report.cell)).count }
}
