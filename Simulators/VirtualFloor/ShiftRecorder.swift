public import FloorCore
public import FloorModel

/// Watches a shift: counts what is done, samples what waits, and holds the invariants against it.
public struct ShiftRecorder: Sendable {
  public static let sampleInterval = Span.seconds(60)
  /// Violations kept in words; beyond that they are only counted.
  public static let violationLimit = 20

  public internal(set) var report = ShiftReport()
  public var events: Int64 = 0
  public var messages: Int64 = 0
  /// Units that the record had at the start and reality had not.
  public var phantoms: Int64 = 0
  /// Units that people counted and that no record had, nor missed.
  private var turnedUp: Int64 = 0
  private let site: Site
  private var work: [[Int]]
  private var samples: [[Double]] = Array(repeating: [], count: Self.sampled.count)
  private var seen: Set<Cell> = []
  private var picks = 0
  private var visits = 0
  /// Seconds from the tunnel into a bin, of all units and of the fastest fifth of products.
  private var stows: [Double] = []
  private var fastStows: [Double] = []
  /// The same from the dock, where a truck has set them down.
  private var arrivals: [String: Instant] = [:]
  private var passages: [Double] = []
  private var fastPassages: [Double] = []
  /// Expected units a day from which a product belongs to the fastest fifth.
  private let fast: Double
  private let velocity: [Double]

  private static let sampled = [
    "orders waiting", "orders in work", "units waiting for stow", "pods in station lines", "drive units at work",
    "reviews open", "lowest battery %",
  ]

  /// - Parameter velocity: units a day by which demand is drawn, where the floor is told otherwise.
  public init(site: Site, velocity: [Double]? = nil) {
    self.site = site
    self.velocity = velocity ?? site.velocity
    work = Array(repeating: [], count: site.devices.count)
    let rates = self.velocity.sorted()
    fast = rates.isEmpty ? .infinity : rates[rates.count * 4 / 5]
  }

  public mutating func noteArrival(of plate: String, at now: Instant) { arrivals[plate] = now }

  public mutating func noteStow(of unit: Item, at now: Instant) {
    let isFast = velocity[unit.key.sku.index] >= fast
    stows.append((now - unit.presented).seconds)
    if isFast { fastStows.append((now - unit.presented).seconds) }
    guard let since = arrivals.removeValue(forKey: unit.plate) else { return }
    passages.append((now - since).seconds)
    if isFast { fastPassages.append((now - since).seconds) }
  }

  public mutating func violate(_ what: String, at now: Instant) {
    if report.violations.count < Self.violationLimit { report.violations.append("\(now.seconds) s: \(what)") }
  }

  // MARK: Counting

  public mutating func note(_ entry: Entry) {
    turnedUp += entry.unitsThatTurnedUp.reduce(0) { $0 + Int64($1.quantity) }
    switch entry.record {
    case .device(let event): note(event, at: entry.at)
    case .judged(_, let verdict, let inspection):
      report.verdicts["\(verdict)", default: 0] += 1
      for finding in inspection.findings { report.findings["\(finding.kind)", default: 0] += 1 }
    case .podLifted: visits += 1
    default: break
    }
  }

  private mutating func note(_ event: DeviceEvent, at now: Instant) {
    switch event.body {
    case .picked, .zeroChecked:
      picks += 1
      count(event.device, at: now)
    case .packed(_, let box, _, _):
      report.boxes[box == Box.own ? "own container" : site.boxes[box.index].code, default: 0] += 1
      count(event.device, at: now)
    case .diverted, .stowed, .sorted: count(event.device, at: now)
    case .presented, .presentedFrom, .stowRefused, .toteClosed, .toteArrived, .packRefused, .toteDiffers, .inducted,
      .sortRefused,
      .packChecked, .cartChanged, .tagsRead, .podSeen, .invalid:
      break
    }
  }

  private mutating func count(_ device: Device.ID, at now: Instant) {
    let hour = Int(now.milliseconds / 3_600_000)
    while work[device.index].count <= hour { work[device.index].append(0) }
    work[device.index][hour] += 1
  }

  public mutating func note(_ alarm: Alarm) {
    guard alarm.cleared == nil else { return }
    let name = "\(alarm.cause)".prefix { $0 != "(" }
    report.alarms[String(name), default: 0] += 1
  }

  public mutating func sample(_ floor: Floor, at now: Instant) {
    let orders = floor.books.orders
    let inWork = orders.count {
      switch $0.stage {
      case .waiting, .shipped: false
      case .picking, .toteClosing, .toteMoving, .packing, .packReview, .sorting: true
      }
    }
    samples[0].append(Double(floor.waitingCount))
    samples[1].append(Double(inWork))
    samples[2].append(Double(floor.toteCount))
    samples[3].append(Double(floor.lineCount))
    samples[4].append(Double(floor.fleet.units.count { $0.job != .idle }))
    samples[5].append(Double(floor.books.reviews.count { $0.answer == nil }))
    samples[6].append(Double(floor.fleet.units.map(\.batteryPermille).min() ?? 0) / 10)
    if !floor.books.ledger.totals.balances { violate("stock does not balance: \(floor.books.ledger.totals)", at: now) }
  }

  // MARK: Invariants

  /// No two drive units in one cell, ever, and no two pods.
  public mutating func check(_ world: World, at now: Instant) {
    seen.removeAll(keepingCapacity: true)
    for cell in world.unitCells {
      guard let cell, !seen.insert(cell).inserted else { continue }
      report.collisions += 1
      violate("two drive units in cell \(name(of: cell))", at: now)
    }
    seen.removeAll(keepingCapacity: true)
    for place in world.podPlaces {
      let cell: Cell?
      switch place {
      case .cell(let stands): cell = stands
      case .carried(let unit): cell = world.unitCells[unit.index]
      }
      guard let cell, !seen.insert(cell).inserted else { continue }
      report.collisions += 1
      violate("two pods in cell \(name(of: cell))", at: now)
    }
  }

  private func name(of cell: Cell) -> String { "(\(site.grid.x(of: cell)), \(site.grid.y(of: cell)))" }

  /// Books that are replayed from the journal must equal the books that were kept.
  public mutating func compareReplay(of journal: [Entry], with floor: Floor) {
    var books = Books(site: site)
    for entry in journal {
      let changes = books.apply(entry.record, at: entry.at, site: site)
      guard changes == entry.changes, books.lastEntry == entry.number else {
        violate("entry \(entry.number) replays to other changes", at: entry.at)
        return
      }
    }
    if books != floor.books { violate("the journal replays to other books", at: floor.now) }
  }

  private mutating func compare(_ books: Books, with world: World, at now: Instant) {
    let totals = books.ledger.totals
    if totals != books.ledger.recount() { violate("recounted stock differs from the sums", at: now) }
    if !totals.balances { violate("stock does not balance: \(totals)", at: now) }
    // Units in totes and parcels, too: a picker may have put another one there than he said, or none.
    var surplus = units(books.ledger)
    surplus -= Int64(world.orderTotes.values.joined().count + world.parcelContents.values.joined().count)
    // Of a wrong unit in a tote the floor can only say which bins it may have come from, and ask for a count of them.
    let doubtful = Set(books.beliefs.wishes.lazy.filter { $0.reason == .misplaced }.map(\.bin.index))
    for bin in site.bins.indices {
      for line in books.ledger.bins[bin] {
        let real = world.quantity(of: line.key, in: Bin.ID(bin))
        if real > line.quantity, !world.slipped.contains(bin), !doubtful.contains(bin) {
          violate("bin \(site.bins[bin].name) holds more than its record", at: now)
        }
        surplus += Int64(line.quantity)
      }
      surplus -= world.bins[bin].reduce(0) { $0 + Int64($1.quantity) }
    }
    // A unit is only ever missing from the record if it was missing in reality, or has been counted since where it is.
    let expected = phantoms + Int64(world.lost.count) + turnedUp - totals.missing
    if surplus != expected {
      violate("records exceed reality by \(surplus) units, expected \(expected)", at: now)
    }
    let shipped = world.shipped.reduce(Int64(0)) { $0 + Int64($1.keys.count) }
    if shipped != totals.shipped {
      violate("\(totals.shipped) units shipped in the books, \(shipped) in reality", at: now)
    }
    if Int64(world.holdShelf.count) != totals.held {
      violate("\(totals.held) units held in the books, \(world.holdShelf.count) on the shelf", at: now)
    }
    for (parcel, count) in world.shippedParcels where count > 1 {
      violate("parcel \(parcel) was shipped \(count) times", at: now)
    }
  }

  /// Units in order totes and in parcels, by the record.
  private func units(_ ledger: Ledger) -> Int64 {
    ledger.outsideBins.reduce(0) { sum, line in
      switch line.place {
      case .orderTote, .parcel: sum + Int64(line.quantity)
      case .outside, .tunnel, .holdShelf, .stowTote, .bin, .shipped, .missing: sum
      }
    }
  }

  // MARK: The end

  public mutating func finish(floor: Floor, world: World, at now: Instant) {
    compare(floor.books, with: world, at: now)
    report.site = site.name
    report.events = events
    report.messages = messages
    report.virtualSeconds = now.seconds
    report.units = ShiftReport.Units(floor.books.ledger.totals)
    retire(floor)
    countOrders(floor)
    report.waits["stow to available"] = ShiftReport.Spread(stows)
    report.waits["stow to available, fast"] = ShiftReport.Spread(fastStows)
    report.waits["dock to available"] = ShiftReport.Spread(passages)
    report.waits["dock to available, fast"] = ShiftReport.Spread(fastPassages)
    report.travel.podVisits = visits
    report.travel.lines = picks
    report.travel.picksPerVisit = visits > 0 ? Double(picks) / Double(visits) : 0
    report.travel.cellsPerLine = picks > 0 ? Double(report.travel.cells) / Double(picks) : 0
    report.stations = site.devices.indices.compactMap { index in
      guard site.devices[index].role != .drive else { return nil }
      return ShiftReport.StationWork(
        device: site.devices[index].name, family: site.devices[index].family, perHour: work[index])
    }
    report.series = zip(Self.sampled, samples).map {
      ShiftReport.Series(name: $0, interval: Self.sampleInterval.seconds, values: $1)
    }
  }

  /// Adds what a floor has counted that no journal holds: at the end, and when its process dies before.
  public mutating func retire(_ floor: Floor) {
    report.collisions += floor.fleet.collisions
    report.deadlocksResolved += floor.fleet.deadlocksResolved
    for reason in RefusalReason.allCases where floor.refusals[Int(reason.rawValue)] > 0 {
      report.refusals["\(reason)", default: 0] += floor.refusals[Int(reason.rawValue)]
    }
    report.travel.cells += floor.fleet.units.reduce(0) { $0 + $1.travelled }
    report.travel.loadedCells += floor.fleet.units.reduce(0) { $0 + $1.travelledLoaded }
  }

  private mutating func countOrders(_ floor: Floor) {
    var stages: [(name: String, times: [Double])] = [
      ("wait for release", []), ("pick", []), ("to pack station", []), ("pack", []), ("sort", []),
    ]
    for order in floor.books.orders {
      let marks = [order.received, order.releasedAt, order.pickedAt, order.packingAt, order.packedAt, order.shippedAt]
      var longest = (stage: 0, seconds: -1.0)
      for stage in stages.indices {
        guard let from = marks[stage], let to = marks[stage + 1] else { break }
        let seconds = (to - from).seconds
        stages[stage].times.append(seconds)
        if seconds > longest.seconds { longest = (stage, seconds) }
      }
      if let shipped = order.shippedAt, shipped > order.request.due {
        report.orders.lateBecause[stages[longest.stage].name, default: 0] += 1
      }
    }
    for (name, times) in stages { report.waits[name] = ShiftReport.Spread(times) }
    report.orders.received = floor.books.orders.count
    report.orders.shippedOnTime = floor.books.shippedOnTime
    report.orders.shippedLate = floor.books.shippedLate
    report.orders.open = floor.books.orders.count - floor.books.shippedOnTime - floor.books.shippedLate
  }
}

extension Entry {
  /// Changes by which a count brought units into the books that no record had, nor missed.
  var unitsThatTurnedUp: [StockChange] {
    guard case .planning(.count, by: _) = record else { return [] }
    return changes.filter { $0.from == .outside }
  }
}

extension ShiftReport.Spread {
  init(_ values: [Double]) {
    self.init()
    guard !values.isEmpty else { return }
    let sorted = values.sorted()
    count = sorted.count
    mean = sorted.reduce(0, +) / Double(count)
    p50 = sorted[(count - 1) / 2]
    p90 = sorted[(count - 1) * 9 / 10]
    longest = sorted[count - 1]
  }
}
