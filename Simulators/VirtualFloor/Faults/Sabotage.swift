#if PLANTED_BUGS
import FloorCore
import FloorModel

/// Bugs that somebody might write into a daemon, for the checkers to find. Only in test builds.
public enum Sabotage: String, CaseIterable, Sendable {
  case acknowledgesBeforeJournal
  case acknowledgesTooMuch
  /// No dedupe: what a device repeats counts again.
  case believesRepetitions
  /// What comes before its turn is taken at once.
  case believesEarlyEvents
  case believesOldPositions
  /// After a restart it takes units to stand where they stood when the site was opened.
  case believesSiteFilePositions
  case commandsWithoutID
  /// The timer that sends a command again is lost.
  case neverSendsAgain
  /// What an inspection or the cartonizer found out is lost now and then.
  case losesResults
  case releasesHorizon
  case movesStockOnCommand
  case changesChute
  case forgetsLot
  case doublesOrders
  case clockRunsBack
  case losesEndOfJournal
  case writesBatchTwice
  case writesOtherRecord
  case feedSkipsChange
  case restartsWithoutResuming
}

/// Does the damage.
struct Saboteur {
  let bug: Sabotage?
  private var dice: SeededGenerator
  private var sent: Set<CommandID> = []
  private var number: Int32 = 0
  private var picks: [(Device.ID, DeviceEvent.Body)] = []
  private var oldReports: [Int: DriveReport] = [:]
  private var isFresh = false

  init(_ bug: Sabotage?, seed: UInt64) {
    self.bug = bug
    dice = SeededGenerator(seed: seed, stream: 41)
  }

  // MARK: In

  mutating func incoming(_ event: Event, _ floor: Floor) -> [Event] {
    switch (bug, event) {
    case (.believesRepetitions, .device(let event)): [.device(renumbered(event, floor, where: .repeated))]
    case (.believesEarlyEvents, .device(let event)): [.device(renumbered(event, floor, where: .early))]
    case (.losesResults, .inspected), (.losesResults, .cartonized): dice.chance(0.1) ? [] : [event]
    case (.forgetsLot, .device(let event)): [.device(withoutLot(event))]
    case (.doublesOrders, .order(var order)):
      dice.chance(0.1)
        ? [
          event,
          .order(
            {
              order.code += "*"; return order
            }()),
        ] : [event]
    case (.believesOldPositions, .drive(let device, let report)): [aged(report, of: device)]
    case (.believesSiteFilePositions, .tick): imagined(floor) + [event]
    case (.movesStockOnCommand, .tick): premature(floor) + [event]
    default: [event]
    }
  }

  private func renumbered(_ event: DeviceEvent, _ floor: Floor, where arrival: Books.Arrival) -> DeviceEvent {
    let stream = floor.books.streams[event.device.index]
    guard floor.books.arrival(of: event) == arrival, stream.number == event.stream else { return event }
    var event = event
    event.sequence = stream.sequence + 1
    return event
  }

  private func withoutLot(_ event: DeviceEvent) -> DeviceEvent {
    guard case .presented(let plate, var key) = event.body else { return event }
    key.lot += 1
    return DeviceEvent(
      device: event.device, stream: event.stream, sequence: event.sequence, body: .presented(plate: plate, key: key))
  }

  private mutating func aged(_ report: DriveReport, of device: Device.ID) -> Event {
    defer { if dice.chance(0.2) { oldReports[device.index] = report } }
    guard let old = oldReports[device.index], dice.chance(0.05) else { return .drive(device, report) }
    return .drive(device, old)
  }

  private mutating func imagined(_ floor: Floor) -> [Event] {
    guard isFresh else { return [] }
    isFresh = false
    return floor.site.devices.indices.compactMap { index in
      guard case .driveUnit(let place) = floor.site.devices[index].place else { return nil }
      return .drive(Device.ID(index), DriveReport(cell: place.start, heading: place.heading))
    }
  }

  private mutating func premature(_ floor: Floor) -> [Event] {
    defer { picks = [] }
    return picks.map { device, body in
      let stream = floor.books.streams[device.index]
      return .device(DeviceEvent(device: device, stream: stream.number, sequence: stream.sequence + 1, body: body))
    }.prefix(1).map { $0 }
  }

  func clock(_ now: Instant) -> Instant {
    bug == .clockRunsBack ? Instant(milliseconds: now.milliseconds ^ 0x400) : now
  }

  // MARK: Out

  func tooEarly(_ effects: [Effect]) -> [Effect] {
    guard bug == .acknowledgesBeforeJournal else { return [] }
    return effects.filter { if case .acknowledge = $0 { true } else { false } }
  }

  mutating func outgoing(_ effects: [Effect]) -> [Effect] {
    guard bug != nil else { return effects }
    return effects.compactMap { outgoing($0) }
  }

  private mutating func outgoing(_ effect: Effect) -> Effect? {
    switch (bug, effect) {
    case (.acknowledgesTooMuch, .acknowledge(let device, let stream, let sequence)):
      return .acknowledge(device, stream: stream, sequence: sequence + (dice.chance(0.1) ? 1 : 0))
    case (_, .command(let command)): return outgoing(command).map { .command($0) }
    default: return effect
    }
  }

  private mutating func outgoing(_ command: Command) -> Command? {
    var command = command
    switch (bug, command.work) {
    case (_, .report), (_, .lineUp): break
    case (.commandsWithoutID, .pick), (.commandsWithoutID, .stow), (.commandsWithoutID, .pack):
      number += 1
      command.id.attempt = number
    case (.neverSendsAgain, .route): break
    case (.neverSendsAgain, _): return sent.insert(command.id).inserted ? command : nil
    case (.releasesHorizon, .route(var route)):
      for index in route.nodes.indices { route.nodes[index].released = true }
      command.work = .route(route)
    case (.movesStockOnCommand, .pick(let task, _, _, let bin, let quantity, _)):
      if sent.insert(command.id).inserted {
        picks.append((command.device, .picked(task: task, bin: bin, quantity: quantity)))
      }
    case (.changesChute, .sort(let parcel, let chute)):
      command.work = .sort(parcel: parcel, chute: chute == 0 ? 1 : chute - 1)
    default: break
    }
    return command
  }

  // MARK: The disk

  mutating func written(_ entries: [Entry]) -> [Entry] {
    switch bug {
    case .writesBatchTwice: return dice.chance(0.01) ? entries + entries : entries
    case .writesOtherRecord:
      return entries.map { entry in
        guard case .orderReleased(let order, let station, var picks) = entry.record, !picks.isEmpty else {
          return entry
        }
        picks.removeLast()
        return Entry(
          number: entry.number, at: entry.at, record: .orderReleased(order, station: station, picks: picks),
          changes: entry.changes)
      }
    case .feedSkipsChange:
      return entries.map { entry in
        guard !entry.changes.isEmpty, dice.chance(0.02) else { return entry }
        return Entry(
          number: entry.number, at: entry.at, record: entry.record, changes: Array(entry.changes.dropLast()))
      }
    default: return entries
    }
  }

  mutating func recovered(_ journal: [Entry]) -> [Entry] {
    isFresh = true
    return bug == .losesEndOfJournal ? journal.dropLast() : journal
  }

  func restarted(_ effects: [Effect]) -> [Effect] {
    guard bug == .restartsWithoutResuming else { return effects }
    return effects.filter {
      switch $0 {
      case .command(let command): command.work == .report
      case .journal: true
      default: false
      }
    }
  }
}
#endif
