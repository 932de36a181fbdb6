public import FloorCore
public import FloorModel

/// The daemon's end of the station profile; `Family` says what its events and commands mean.
public struct StationDriver<Family: StationContract>: DeviceDriver {
  private let device: Device.ID
  private let names: SiteNames
  private var headerID: Int64 = 0
  /// What the floor was last told.
  private var connection: Connection?
  private var session: Int64?
  private var newestState: StationHeader?
  /// The stream of its latest events, and some before it: what still comes of those was sent by an earlier life of the
  /// station, and would throw the floor's count back.
  private var stream: Int64?
  private var endedStreams: [Int64] = []
  private static var mostEndedStreams: Int { 16 }

  public init(device: Device.ID, names: SiteNames) {
    self.device = device
    self.names = names
  }

  public mutating func receive(
    _ body: any WireBody, on channel: String, at now: Instant
  ) throws(RefusalReason) -> [Event] {
    switch body {
    case let event as StationEvent<Family.Happening>:
      try check(event.header)
      let happened = try deviceEvent(event)
      let labels = event.happening.map { Family.labels(of: $0, names: names) } ?? []
      let name = names.site.device(device).name
      return labels.map { .planning($0, by: name) } + [.device(happened)]
    case let state as StationState:
      try check(state.header)
      return try receive(state)
    case let connection as StationConnection:
      try check(connection.header)
      return try receive(connection)
    case let factsheet as StationFactsheet:
      try check(factsheet.header)
      guard factsheet.facts.family == Family.name else { throw .impossible }
      return []
    default:
      return try Family.admit(body, on: channel, from: device, names: names)
    }
  }

  public mutating func perform(_ command: Command, at now: Instant) -> [WireMessage] {
    let content: StationCommand<Family.Work>.Content
    if case .report = command.work {
      content = .report
    } else if let work = Family.work(of: command, names: names) {
      content = .work(work)
    } else {
      preconditionFailure("a \(Family.name) cannot do \(command.work)")
    }
    let body = StationCommand<Family.Work>(
      header: header(at: now), commandID: command.id.wireName, content: content)
    return [WireMessage(device: device, channel: StationChannel.command, body: body)]
  }

  public mutating func acknowledge(stream: Int64, sequence: Int64, at now: Instant) -> [WireMessage] {
    let body = StationAck(header: header(at: now), stream: stream, sequence: sequence)
    return [WireMessage(device: device, channel: StationChannel.ack, body: body)]
  }

  private mutating func header(at now: Instant) -> StationHeader {
    headerID += 1
    return StationHeader(
      headerID: headerID, at: now, site: names.site.name, device: names.site.device(device).name)
  }

  private func check(_ header: StationHeader) throws(RefusalReason) {
    guard header.isSupported else { throw .wrongVersion }
    guard header.site ?? names.site.name == names.site.name else { throw .unknownDevice }
    guard header.device ?? names.site.device(device).name == names.site.device(device).name else {
      throw .unknownDevice
    }
  }

  private mutating func deviceEvent(_ event: StationEvent<Family.Happening>) throws(RefusalReason) -> DeviceEvent {
    guard event.stream > 0, event.sequence > 0 else { throw .impossible }
    guard !endedStreams.contains(event.stream) else { throw .stale }
    if let stream, stream != event.stream {
      if endedStreams.count == Self.mostEndedStreams { endedStreams.removeFirst() }
      endedStreams.append(stream)
    }
    stream = event.stream
    var body = DeviceEvent.Body.invalid(reason: .malformed)
    if let happening = event.happening {
      do throws(RefusalReason) {
        body = try Family.body(of: happening, from: device, names: names)
      } catch {
        body = .invalid(reason: error)
      }
    }
    return DeviceEvent(device: device, stream: event.stream, sequence: event.sequence, body: body)
  }

  private mutating func receive(_ message: StationConnection) throws(RefusalReason) -> [Event] {
    switch message.state {
    case .online:
      // A new session may count its header ids from the start again.
      if message.session != session { newestState = nil }
      // The same session again only answers `report`.
      if connection == .online, message.session == session { return [] }
      session = message.session
    case .offline, .broken:
      // A broker may deliver the will of a session long after the station has begun the next one.
      if let ended = message.session, let present = session, ended != present { throw .stale }
      if connection == message.state.connection { return [] }
    }
    connection = message.state.connection
    return [.connection(device, message.state.connection)]
  }

  private mutating func receive(_ message: StationState) throws(RefusalReason) -> [Event] {
    if let newest = newestState, message.header.isOlder(than: newest) { throw .stale }
    newestState = message.header
    var report = StationReport(state: message.state)
    for action in message.actions {
      // Commands of another daemon, or of a service tool, are not the floor's.
      guard let command = CommandID(wireName: action.commandID) else { continue }
      switch action.status {
      case .waiting, .running: report.open.append(command)
      case .failed: report.failed.append(command)
      case .finished: continue
      }
    }
    // A station that speaks is there, whatever a late will or a lost ONLINE made of it.
    guard connection != .online else { return [.station(device, report)] }
    connection = .online
    return [.connection(device, .online), .station(device, report)]
  }
}

extension StationHeader {
  /// Late or repeated. A lower id with a later time is a station that has started again.
  fileprivate func isOlder(than newest: StationHeader) -> Bool {
    guard headerID <= newest.headerID else { return false }
    guard let mine = timestamp, let other = newest.timestamp else { return headerID == newest.headerID }
    return mine <= other
  }
}
