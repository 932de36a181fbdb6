public import Devices
import FloorCore
public import FloorModel

/// The machine's end of the station profile, for every family: commands once each, events until acknowledged, state in time.
///
/// `Machine` says what the work does to the world.
public struct StationTwin<Machine: StationMachine>: ForgetfulTwin, LyingTwin {
  /// An unacknowledged event is sent again after this long.
  public static var resendAfter: Span { .seconds(5) }
  /// The state is sent at least this often.
  public static var stateEvery: Span { .seconds(10) }

  private let device: Device.ID
  private let names: SiteNames
  private var machine: Machine
  private var outbox: Outbox<Machine.Family.Happening>
  private var jobs = JobList<Machine.Family.Work>()
  /// Draws stream and session numbers.
  private var numbers: SeededGenerator
  private var headerID: Int64 = 0
  private var session: Int64 = 0
  /// Counts starts, so that timers of an earlier life are told apart.
  private var life = 0
  private var isResendSet = false
  private var isStateChanged = false

  public init(_ machine: Machine, device: Device.ID, names: SiteNames, seed: UInt64) {
    self.machine = machine
    self.device = device
    self.names = names
    numbers = SeededGenerator(seed: seed, stream: UInt64(device.index) * 2 + 1)
    outbox = Outbox(stream: numbers.stationNumber())
  }

  public mutating func forget() {
    machine.forget()
    jobs = JobList()
    outbox = Outbox(stream: numbers.stationNumber())
    headerID = 0
  }

  public mutating func start(at now: Instant, world: inout World) -> [TwinOutput] {
    life += 1
    session = numbers.stationNumber()
    isResendSet = false
    jobs.restartRunning()
    var out: [TwinOutput] = []
    introduce(at: now, &out)
    out.append(.timer(token(.state), at: now + Self.stateEvery))
    startJobs(at: now, world: &world, &out)
    look(at: now, world: &world, scheduling: true, &out)
    isStateChanged = true
    settle(at: now, &out)
    return out
  }

  public mutating func receive(
    _ body: any WireBody, on channel: String, at now: Instant, world: inout World
  ) -> [TwinOutput] {
    var out: [TwinOutput] = []
    switch body {
    case let command as StationCommand<Machine.Family.Work>:
      guard concerns(command.header) else { return [] }
      receive(command, at: now, world: &world, &out)
    case let ack as StationAck:
      guard concerns(ack.header) else { return [] }
      outbox.acknowledge(stream: ack.stream, sequence: ack.sequence)
    default:
      return []
    }
    settle(at: now, &out)
    return out
  }

  /// Token 0 is a nudge from outside: something may have come.
  public mutating func fire(_ token: Int, at now: Instant, world: inout World) -> [TwinOutput] {
    var out: [TwinOutput] = []
    if token == 0 {
      guard life > 0 else { return [] }
      look(at: now, world: &world, scheduling: false, &out)
    } else {
      guard let timer = timer(of: token) else { return [] }
      switch timer {
      case .look: look(at: now, world: &world, scheduling: true, &out)
      case .state:
        isStateChanged = true
        out.append(.timer(self.token(.state), at: now + Self.stateEvery))
      case .resend:
        isResendSet = false
        publish(outbox.takeAll(), at: now, &out)
      case .job(let serial):
        guard let job = jobs.takeRunning(serial: serial) else { return [] }
        end(job, machine.finish(job.work, world: &world))
        startJobs(at: now, world: &world, &out)
      }
    }
    settle(at: now, &out)
    return out
  }

  // MARK: Commands

  private mutating func receive(
    _ command: StationCommand<Machine.Family.Work>, at now: Instant, world: inout World, _ out: inout [TwinOutput]
  ) {
    isStateChanged = true
    switch command.content {
    case .report:
      introduce(at: now, &out)
      publish(outbox.takeAll(), at: now, &out)
    case .unreadable:
      guard !jobs.knows(command.commandID) else { return }
      jobs.end(command.commandID, .failed, reason: "not understood", isFinal: false)
    case .work(let work):
      if machine.heed(work, world: &world) {
        // It has no end, and so no place among the jobs.
      } else if jobs.knows(command.commandID) {
        // Done already, or under way: the daemon has missed the answer.
        publish(outbox.takeAll(), at: now, &out)
      } else if jobs.isFull {
        jobs.end(command.commandID, .failed, reason: "too many open commands", isFinal: false)
      } else {
        jobs.add(command.commandID, work)
        startJobs(at: now, world: &world, &out)
      }
    }
  }

  private mutating func startJobs(at now: Instant, world: inout World, _ out: inout [TwinOutput]) {
    while let job = jobs.takeNext(limit: machine.parallel) {
      isStateChanged = true
      switch machine.begin(job.work, world: &world) {
      case .takes(let span):
        jobs.run(job)
        out.append(.timer(token(.job(job.serial)), at: now + span))
      case .ends(let result): end(job, result)
      }
    }
  }

  private mutating func end(
    _ job: JobList<Machine.Family.Work>.Job, _ result: StationEnd<Machine.Family.Happening>
  ) {
    isStateChanged = true
    switch result {
    case .done(let happening, let before):
      for one in before { outbox.append(one) }
      outbox.append(happening)
      jobs.end(job.id, .finished, reason: nil, isFinal: true)
    case .failed(let reason, let happening?, let before):
      for one in before { outbox.append(one) }
      outbox.append(happening)
      jobs.end(job.id, .failed, reason: reason, isFinal: true)
      jobs.void { machine.isVoid($0, after: job.work) }
    case .failed(let reason, nil, _):
      jobs.end(job.id, .failed, reason: reason, isFinal: false)
    }
  }

  private mutating func look(
    at now: Instant, world: inout World, scheduling: Bool, _ out: inout [TwinOutput]
  ) {
    let sight = machine.watch(at: now, world: &world)
    for happening in sight.happenings { outbox.append(happening) }
    for news in machine.news(at: now, world: world) { out.append(.publish(channel: news.channel, body: news.body)) }
    if scheduling, let again = sight.again { out.append(.timer(token(.look), at: again)) }
  }

  // MARK: Messages

  /// Says that it is there, and what it is.
  private mutating func introduce(at now: Instant, _ out: inout [TwinOutput]) {
    let connection = StationConnection(header: header(at: now), state: .online, session: session)
    out.append(.publish(channel: StationChannel.connection, body: connection))
    let facts = StationFactsheet.Facts(
      family: Machine.Family.name, manufacturer: "drover", model: "twin",
      serialNumber: names.site.device(device).name, softwareVersion: StationHeader.currentVersion,
      maxOpenCommands: Int32(JobList<Machine.Family.Work>.mostOpen),
      rememberedCommands: Int32(JobList<Machine.Family.Work>.mostRemembered))
    out.append(
      .publish(
        channel: StationChannel.factsheet, body: StationFactsheet(header: header(at: now), facts: facts)))
  }

  /// Sends what has come up, the state last: whoever reads it has the events that it follows from.
  private mutating func settle(at now: Instant, _ out: inout [TwinOutput]) {
    publish(outbox.takeUnsent(), at: now, &out)
    if !outbox.isEmpty, !isResendSet {
      isResendSet = true
      out.append(.timer(token(.resend), at: now + Self.resendAfter))
    }
    guard isStateChanged else { return }
    isStateChanged = false
    let state = StationState(
      header: header(at: now), state: jobs.isIdle ? .idle : .execute, actions: jobs.actions)
    out.append(.publish(channel: StationChannel.state, body: state))
  }

  private mutating func publish(
    _ events: ArraySlice<(sequence: Int64, happening: Machine.Family.Happening)>, at now: Instant,
    _ out: inout [TwinOutput]
  ) {
    for event in events {
      let body = StationEvent(
        header: header(at: now), stream: outbox.stream, sequence: event.sequence, happening: event.happening)
      out.append(.publish(channel: StationChannel.event, body: body))
    }
  }

  private mutating func header(at now: Instant) -> StationHeader {
    headerID += 1
    return StationHeader(
      headerID: headerID, at: now, site: names.site.name, device: names.site.device(device).name)
  }

  private func concerns(_ header: StationHeader) -> Bool {
    header.isSupported && header.site ?? names.site.name == names.site.name
      && header.device ?? names.site.device(device).name == names.site.device(device).name
  }

  // MARK: Untruth

  public mutating func claim(_ happening: any StationPayload, at now: Instant) -> [TwinOutput] {
    guard life > 0, let happening = happening as? Machine.Family.Happening else { return [] }
    outbox.append(happening)
    var out: [TwinOutput] = []
    settle(at: now, &out)
    return out
  }

  // MARK: Timers

  private enum Timer {
    case look, state, resend
    case job(Int)
  }

  private func token(_ timer: Timer) -> Int {
    let code =
      switch timer {
      case .look: 0
      case .state: 1
      case .resend: 2
      case .job(let serial): 2 + serial
      }
    return life << 32 | code
  }

  /// Nil: of an earlier life.
  private func timer(of token: Int) -> Timer? {
    guard token >> 32 == life else { return nil }
    switch token & 0xFFFF_FFFF {
    case 0: return .look
    case 1: return .state
    case 2: return .resend
    case let code: return .job(code - 2)
    }
  }
}

extension SeededGenerator {
  /// 1 … 2^53 - 1: what every JSON reader keeps exact.
  fileprivate mutating func stationNumber() -> Int64 { Int64(next() >> 11) | 1 }
}

extension StationContract {
  /// Without a session number, for it is written before the session begins: a driver believes it until the station speaks.
  public static func stationWill(
    of device: Device.ID, names: SiteNames
  ) -> (channel: String, body: any WireBody)? {
    var header = StationHeader(
      headerID: 0, at: .zero, site: names.site.name, device: names.site.device(device).name)
    header.timestamp = nil
    return (StationChannel.connection, StationConnection(header: header, state: .broken, session: nil))
  }
}
