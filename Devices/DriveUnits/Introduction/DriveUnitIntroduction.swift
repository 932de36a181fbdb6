import FloorCore
public import FloorModel
public import Foundation

/// The first conversation with a real vehicle: what it says of itself, on which map it is, whether it drives a cell and back.
///
/// A value without clock or socket, as the driver is that it speaks through: messages and ticks in, messages out.
public struct DriveUnitIntroduction: Sendable {
  /// A vehicle states how it is at least so often; somewhat more for the way.
  public static let patience = Span.seconds(35)
  /// For a factsheet and a connection message, once a state is there.
  public static let factsheetPatience = Span.seconds(10)
  /// Who has not answered by then is asked again.
  public static let askAgain = Span.seconds(4)
  /// To take in a route.
  public static let acceptPatience = Span.seconds(10)
  /// For a turn and one cell.
  public static let drivePatience = Span.seconds(90)
  /// Share of a cell's side by which it may stand beside the centre.
  public static let offCentre = 0.25

  public enum Stage: Equatable, Sendable {
    case listening
    case driving(Leg)
    case done
    case failed(String)
  }

  public enum Leg: Equatable, Sendable { case out, back }

  public private(set) var stage = Stage.listening
  public private(set) var check: ConformanceCheck
  public private(set) var factsheet: DriveUnits.Factsheet?
  /// Where the floor lies on the vehicle's map, as the site file says or as its first pose implies.
  public private(set) var map: VehicleMap?
  /// The site file says it already.
  public private(set) var isMapKnown = false
  /// Metres from the centre of the cell in which it stands.
  public private(set) var offset: Double?
  public private(set) var position: DriveUnits.Position?

  private let device: Device.ID
  private let drives: Bool
  private let timeOfDay: @Sendable (Instant) -> Instant
  private var site: Site
  private var hub: DeviceHub
  private var began: Instant?
  private var stateAt: Instant?
  private var legAt = Instant.zero
  private var askedAt = Instant.zero
  private var route: Int32
  private var isAccepted = false
  /// The cell where it was found, and the one to which it drives, once it does.
  public private(set) var path: (from: Cell, to: Cell)?
  private var report: DriveReport?

  /// - Parameters:
  ///   - drives: one cell and back; someone must have seen that the way is clear.
  ///   - route: a number that the vehicle has not seen; two after it are used, too.
  ///   - timeOfDay: for the labels of messages; see `SiteNames`.
  public init(
    site: Site, device: Device.ID, drives: Bool, route: Int32,
    timeOfDay: @escaping @Sendable (Instant) -> Instant = { $0 }
  ) throws(UnknownFamily) {
    self.site = site
    self.device = device
    self.drives = drives
    self.route = route
    check = ConformanceCheck(device: site.device(device))
    self.timeOfDay = timeOfDay
    hub = try DeviceHub(site: site, timeOfDay: timeOfDay)
    map = DriveUnits.place(of: site.device(device)).map
  }

  /// Nothing more is to be expected of it.
  public var isOver: Bool {
    switch stage {
    case .done, .failed: true
    case .listening, .driving: false
    }
  }

  /// All topics of the vehicle begin with this.
  public var topicPrefix: String { hub.topicPrefix(of: device) }

  /// - Returns: topic and JSON of what is to be sent.
  public mutating func begin(at now: Instant) -> [(topic: String, payload: Data)] {
    began = now
    return ask(at: now)
  }

  private mutating func ask(at now: Instant) -> [(topic: String, payload: Data)] {
    askedAt = now
    return send(.report, number: 0, at: now)
  }

  public mutating func receive(
    topic: String, payload: Data, qos: UInt8, retained: Bool, at now: Instant
  ) -> [(topic: String, payload: Data)] {
    guard !Nesting.isTooDeep(payload) else {
      check.note(topic, "", "is nested too deep to be read")
      return proceed(at: now)
    }
    check.take(topic: topic, payload: payload, qos: qos, retained: retained, at: now)
    if topic == DriveUnits.Topic.factsheet {
      factsheet = try? JSONDecoder().decode(DriveUnits.Factsheet.self, from: payload)
    }
    if topic == DriveUnits.Topic.state, let state = try? JSONDecoder().decode(DriveUnits.State.self, from: payload) {
      stateAt = stateAt ?? now
      position = state.position
      agreeOnMap(state.position)
    }
    for event in hub.receive(topic: "\(topicPrefix)/\(topic)", payload: payload, at: now) {
      switch event {
      case .drive(_, let news): report = news
      case .refused(_, let reason) where reason != .stale:
        check.note(topic, "", "is refused by the driver: \(reason)")
      default: break
      }
    }
    return proceed(at: now)
  }

  public mutating func tick(at now: Instant) -> [(topic: String, payload: Data)] { proceed(at: now) }

  // MARK: The map

  /// The pose and the site file's word on where the vehicle starts make a pair; all else follows.
  private mutating func agreeOnMap(_ position: DriveUnits.Position?) {
    guard offset == nil, let position, position.isInitialized, position.x.isFinite, position.y.isFinite,
      position.theta.isFinite
    else { return }
    let place = DriveUnits.place(of: site.device(device))
    let known = DriveMap(site, map: place.map)
    isMapKnown = known.id == position.mapID && known.cell(x: position.x, y: position.y) == place.start
    if !isMapKnown {
      map = VehicleMap(
        of: site, id: position.mapID, cell: place.start, heading: place.heading, x: position.x, y: position.y,
        theta: position.theta)
      site.setMap(map, of: device)
      if let hub = try? DeviceHub(site: site, timeOfDay: timeOfDay) { self.hub = hub }
    }
    let centre = DriveMap(site, map: map).centre(of: place.start)
    let (dx, dy) = (position.x - centre.x, position.y - centre.y)
    offset = (dx * dx + dy * dy).squareRoot()
    if let offset, offset > Self.offCentre * Double(site.cellSize) / 1000 {
      check.note(DriveUnits.Topic.state, "position", "is \(Int(offset * 1000)) mm beside the centre of its cell")
    }
  }

  // MARK: Stages

  private mutating func proceed(at now: Instant) -> [(topic: String, payload: Data)] {
    switch stage {
    case .done, .failed: return []
    case .listening: return listen(at: now)
    case .driving(let leg): return follow(leg, at: now)
    }
  }

  private mutating func listen(at now: Instant) -> [(topic: String, payload: Data)] {
    guard let stateAt else {
      if let began, now - began > Self.patience { stage = .failed("it has said nothing of its state for 35 s") }
      return isOver || now - askedAt <= Self.askAgain ? [] : ask(at: now)
    }
    let isComplete = factsheet != nil && check.seen[DriveUnits.Topic.connection] != nil && report != nil
    // A state may be an old one; the driver takes none before one has answered its request.
    let patience = report == nil ? Self.patience : Self.factsheetPatience
    guard isComplete || now - stateAt > patience else {
      // It may have been switched on after it was asked.
      return now - askedAt <= Self.askAgain ? [] : ask(at: now)
    }
    if factsheet == nil { check.note(DriveUnits.Topic.factsheet, "", "did not come when asked for") }
    if check.seen[DriveUnits.Topic.connection] == nil {
      check.note(DriveUnits.Topic.connection, "", "is not there: it must be retained")
    }
    guard drives else {
      stage = .done
      return []
    }
    guard offset != nil else {
      stage = .failed("it does not say where it is: nothing is driven")
      return []
    }
    guard let report else {
      stage = .failed("none of its states answers the stateRequest: nothing is driven")
      return []
    }
    if let obstacle = obstacle(report) {
      stage = .failed(obstacle)
      return []
    }
    guard let next = neighbour(of: report) else {
      stage = .failed("there is no free cell beside (\(site.grid.x(of: report.cell)), \(site.grid.y(of: report.cell)))")
      return []
    }
    path = (report.cell, next)
    return drive(.out, at: now)
  }

  private func obstacle(_ report: DriveReport) -> String? {
    if !report.isAutomatic { return "it is not in automatic mode: nothing is driven" }
    if let fault = report.fault { return "it reports \(fault): nothing is driven" }
    return report.isDriving ? "it drives already: nothing is driven" : nil
  }

  /// Ahead if it can be, so that it need not turn; to where it may come back from, if there is such a cell.
  private func neighbour(of report: DriveReport) -> Cell? {
    let headings = [report.heading, report.heading.opposite, report.heading.right, report.heading.left]
    let open = headings.compactMap { heading in site.grid.step(from: report.cell, heading).map { (heading, $0) } }
    return (open.first { site.grid.mayLeave($0.1, $0.0.opposite) } ?? open.first)?.1
  }

  private mutating func drive(_ leg: Leg, at now: Instant) -> [(topic: String, payload: Data)] {
    guard let path else { return [] }
    stage = .driving(leg)
    legAt = now
    isAccepted = false
    route += 1
    return send(work(leg, path), number: Int64(route), at: now)
  }

  private func work(_ leg: Leg, _ path: (from: Cell, to: Cell)) -> Command.Work {
    let cells = leg == .out ? [path.from, path.to] : [path.to, path.from]
    return .route(
      RouteUpdate(
        route: route, update: 0,
        nodes: cells.enumerated().map { RouteNode(sequence: Int32($0), cell: $1, released: true) }))
  }

  private mutating func follow(_ leg: Leg, at now: Instant) -> [(topic: String, payload: Data)] {
    guard let report, let path else { return [] }
    if report.fault == .orderRejected {
      stage = .failed("it rejects the order that leads one cell \(leg == .out ? "out" : "back")")
      return []
    }
    if report.route == route { isAccepted = true }
    if !isAccepted, now - legAt > Self.acceptPatience {
      stage = .failed("it has not taken the order in within 10 s, and says no reason")
      return []
    }
    if now - legAt > Self.drivePatience {
      stage = .failed("it has not come to the next cell within 90 s")
      return send(.cancelRoute, number: Int64(route), at: now)
    }
    guard report.route == route, report.sequence == 1, !report.isDriving, report.ahead.isEmpty else { return [] }
    let wanted = leg == .out ? path.to : path.from
    if report.cell != wanted {
      check.note(DriveUnits.Topic.state, "position", "is not in the cell of the node that it names")
    }
    if leg == .out { return drive(.back, at: now) }
    stage = .done
    return []
  }

  private mutating func send(_ work: Command.Work, number: Int64, at now: Instant) -> [(topic: String, payload: Data)] {
    hub.perform(Command(id: CommandID(.route, number), device: device, work: work), at: now).map {
      ("\(topicPrefix)/\($0.channel)", WireCoding.encode($0.body))
    }
  }
}

extension Site {
  fileprivate mutating func setMap(_ map: VehicleMap?, of device: Device.ID) {
    guard case .driveUnit(var place) = devices[device.index].place else { return }
    place.map = map
    devices[device.index].place = .driveUnit(place)
  }
}
