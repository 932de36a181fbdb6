public import FloorModel
import Traffic

extension Floor {
  /// Orders listed for people: the most urgent that are not shipped.
  static let ordersShown = 30
  static let alarmsShown = 50

  public func view(at now: Instant) -> FloorView {
    FloorView(
      site: site.name, now: now.seconds, paused: books.isPaused,
      units: fleet.units.map { view($0, now) }, pods: podCells, stations: stationViews, orders: orderViews(now),
      reviews: reviewViews(now), alarms: alarmViews(now), numbers: numbers)
  }

  private func view(_ unit: Unit, _ now: Instant) -> FloorView.UnitView {
    let grid = site.grid
    return FloorView.UnitView(
      name: site.devices[unit.device.index].name, x: grid.x(of: unit.cell), y: grid.y(of: unit.cell),
      heading: Int(unit.heading.rawValue), job: describe(unit.job), pod: unit.load.map { site.pods[$0.index].name },
      battery: Int(unit.batteryPermille / 10), age: unit.isKnown ? (now - unit.lastReport).seconds : -1,
      state: state(of: unit),
      route: unit.trail.dropFirst().map { [grid.x(of: $0.cell), grid.y(of: $0.cell), $0.released ? 1 : 0] })
  }

  func state(of unit: Unit) -> String {
    if books.fleet.lost[unit.device.index] != nil, !unit.isWithdrawnNow { return "dead" }
    if !unit.isKnown { return "unheard" }
    if unit.isStale { return "stale" }
    if unit.isLost { return "lost" }
    if unit.fault != nil { return "fault" }
    if unit.isQuarantined { return "quarantined" }
    if unit.isStopped { return "stopped" }
    if books.withdrawn[unit.device.index] { return "withdrawn" }
    if !unit.isAutomatic { return "manual" }
    if unit.isCharging { return "charging" }
    return unit.job == .idle ? "idle" : "working"
  }

  func describe(_ job: Job) -> String {
    switch job {
    case .idle: "idle"
    case .fetch(let pod, let station):
      "fetches \(site.pods[pod.index].name) for \(site.devices[station.index].name)"
    case .carry(let pod, let station): "brings \(site.pods[pod.index].name) to \(site.devices[station.index].name)"
    case .store(let pod, let cell): "stores \(site.pods[pod.index].name) at \(name(of: cell))"
    case .charge(let cell): "charges at \(name(of: cell))"
    case .park(let cell): "parks at \(name(of: cell))"
    }
  }

  func name(of cell: Cell) -> String { "(\(site.grid.x(of: cell)), \(site.grid.y(of: cell)))" }

  private var podCells: [[Int]] {
    site.pods.indices.compactMap { pod in
      guard case .stored(let cell, _) = books.pods[pod] else { return nil }
      var filled: Int64 = 0
      var room: Int64 = 1
      for bin in site.pods[pod].bins {
        filled += books.filledVolume[bin]
        room += site.bins[bin].inner.volume
      }
      return [site.grid.x(of: cell), site.grid.y(of: cell), Int(filled * 100 / room)]
    }
  }

  private var stationViews: [FloorView.StationView] {
    site.devices.indices.compactMap { index in
      let device = site.devices[index]
      guard device.role != .drive else { return nil }
      var cell: Cell?
      if case .podStation(let place) = device.place { cell = place.cell }
      return FloorView.StationView(
        name: device.name, role: device.role.rawValue, x: cell.map { site.grid.x(of: $0) },
        y: cell.map { site.grid.y(of: $0) }, state: reports[index]?.state.rawValue ?? "unheard",
        online: connections[index] == .online, waiting: waiting(at: Device.ID(index)),
        unanswered: outstanding[index].count)
    }
  }

  private func waiting(at device: Device.ID) -> Int {
    switch site.devices[device.index].role {
    case .stow: totes[device.index].count
    case .pick: activeOrders[device.index].count
    case .pack: packLoad[device.index]
    case .drive, .inspect, .sort, .portal, .watch: outstanding[device.index].count
    }
  }

  private func orderViews(_ now: Instant) -> [FloorView.OrderView] {
    var open: [Order.ID] = Array(waitingOrders.prefix(Self.ordersShown))
    for station in layout.pick { open += activeOrders[station.index] }
    return open.sorted {
      let a = books.orders[$0.index].request.due
      let b = books.orders[$1.index].request.due
      return a != b ? a < b : $0 < $1
    }.prefix(Self.ordersShown).map { id in
      let order = books.orders[id.index]
      let why = why(order: id)
      return FloorView.OrderView(
        code: order.request.code, stage: why.state, slack: (order.request.due - now).seconds,
        lines: order.request.lines.count, reason: why.reasons.first ?? "")
    }
  }

  private func reviewViews(_ now: Instant) -> [FloorView.ReviewView] {
    var views: [FloorView.ReviewView] = []
    for (number, review) in books.reviews.enumerated() where review.answer == nil {
      let age = (now - review.opened).seconds
      switch review.subject {
      case .item(let id):
        let item = books.items[id.index]
        views.append(
          FloorView.ReviewView(
            number: number, subject: "Is this unit good?", plate: item.plate, sku: site.skus[item.key.sku.index].name,
            findings: item.inspection?.findings.map { "\($0.kind) \($0.permille / 10) %" } ?? [], age: age))
      case .box(let order):
        views.append(
          FloorView.ReviewView(
            number: number, subject: "Which box for \(books.orders[order.index].request.code)?", plate: nil, sku: nil,
            findings: [], age: age))
      case .package(let sku, let quantity):
        views.append(
          FloorView.ReviewView(
            number: number, subject: "Which package for \(quantity) of \(site.skus[sku.index].code)?", plate: nil,
            sku: site.skus[sku.index].name, findings: [], age: age))
      case .missing(let order):
        views.append(
          FloorView.ReviewView(
            number: number, subject: "Does \(books.orders[order.index].request.code) go without what is missing?",
            plate: nil, sku: nil, findings: [], age: age))
      }
    }
    return views
  }

  private func alarmViews(_ now: Instant) -> [FloorView.AlarmView] {
    alarms.standing.sorted { $0.severity != $1.severity ? $0.severity > $1.severity : $0.number > $1.number }
      .prefix(Self.alarmsShown).map {
        FloorView.AlarmView(
          number: $0.number, severity: "\($0.severity)".uppercased(), text: describe($0.cause),
          age: (now - $0.raised).seconds, acknowledgedBy: $0.acknowledgedBy)
      }
  }

  /// The figures alone, without the picture: a fraction of what drawing costs.
  public var numbers: FloorView.Numbers {
    let totals = books.ledger.totals
    return FloorView.Numbers(
      ordersReceived: books.orders.count, ordersWaiting: waitingCount, shippedOnTime: books.shippedOnTime,
      shippedLate: books.shippedLate, unitsOnHand: totals.onHand, unitsHeld: totals.held,
      unitsMissing: totals.missing, unitsShipped: totals.shipped, unitsInbound: totals.inbound,
      balances: totals.balances, toStow: toteCount, unanswered: unansweredCount, collisions: fleet.collisions,
      deadlocksResolved: fleet.deadlocksResolved, discrepancies: books.discrepancies.count,
      inboundDiscrepancies: books.inboundDiscrepancies.count, falseRejectPermille: books.quality.realisedPermille,
      reviewerAnswers: books.quality.answers, reviewersAgreed: books.quality.agreed,
      refused: refusals.reduce(0, +), unitsAtWork: fleet.units.count { $0.job != .idle },
      travelledCells: fleet.units.reduce(0) { $0 + $1.travelled }, jamsFound: fleet.jamsFound,
      routesRejected: fleet.rejections, unitsDead: books.fleet.lost.count { $0 != nil },
      unitsOutOfReach: unitsOutOfReach)
  }

  /// Units of stock in pods that nobody can get at.
  public var unitsOutOfReach: Int64 {
    var sum: Int64 = 0
    for pod in site.pods.indices where books.fleet.heldPods[pod] {
      for bin in site.pods[pod].bins { sum += books.ledger.bins[bin].reduce(0) { $0 + Int64($1.quantity) } }
    }
    return sum
  }

  /// An alarm's cause in a sentence.
  public func describe(_ cause: Alarm.Cause) -> String {
    func name(_ device: Device.ID) -> String { site.devices[device.index].name }
    return switch cause {
    case .linkLost(let device): "\(name(device)) has lost its link"
    case .stale(let device): "\(name(device)) has not reported for more than \(Int(Fleet.staleAfter.seconds)) s"
    case .noProgress(let device): "\(name(device)) does not get on with what it has to do"
    case .deadlockResolved: "units that blocked one another move again"
    case .driveFault(let device, let fault): "\(name(device)) reports \(fault)"
    case .positionDiffers(let device):
      "\(name(device)) is not where its route says; it stands still until that is resolved"
    case .routeRejected(let device): "\(name(device)) rejects its route"
    case .invalidEvent(let device, let reason): "\(name(device)) sent an event that cannot be believed (\(reason))"
    case .shortPick(let bin): "bin \(site.bins[bin.index].name) holds less than its record"
    case .stowFailed(let bin): "a unit did not go into bin \(site.bins[bin.index].name); nothing more is planned there"
    case .binHeld(let bin): "what bin \(site.bins[bin.index].name) holds is not to be sold until a person releases it"
    case .noBox(let order):
      "order \(books.orders[order.index].request.code): \(boxReason(order) ?? "no box holds it"); a person has to choose"
    case .noChute(let parcel): "no chute takes parcel \(parcel)"
    case .orderLate(let order): "order \(books.orders[order.index].request.code) missed its truck"
    case .lowBattery(let device): "\(name(device)) has little charge left"
    case .unitLost(let device):
      "\(name(device)) is silent; its work is given to others, its cells stay closed until a person says that they are clear"
    case .withdrawnNow(let device):
      "\(name(device)) was taken out of service by force: it stands where it was stopped, and what it carries is held"
    case .quarantined(let device):
      "\(name(device)) rejects whatever it is told; nothing more is sent until it is restored"
    case .waitingForReports: "some drive units have not said where they are; nothing drives until they do"
    case .certificate(let holder, .expired): "the certificate of \(title(of: holder)) has expired; enrol it anew"
    case .certificate(let holder, _):
      "the certificate of \(title(of: holder)) ends within \(CertificateState.warningDays) days; enrol it anew"
    case .velocityStale:
      "no planner has sent velocities for more than \(Int(VelocityBook.staleAfter.seconds / 3_600)) h; the last ones are used"
    case .binVariance(let bin): "bin \(site.bins[bin.index].name) was counted otherwise than recorded; count it again"
    case .countWanted(let bin): "somebody saw other in bin \(site.bins[bin.index].name) than its record says; count it"
    case .tagsDiffer(.tote(let order)):
      "the RFID tags in the tote of order \(books.orders[order.index].request.code) are not those of what was picked"
    case .tagsDiffer(.pod(let pod)):
      "the RFID tags in pod \(site.pods[pod.index].name) are not those of what its bins should hold; count them"
    case .toteDiffers(let order): sentence(ofTote: order)
    case .masterData(let sku):
      "\(site.skus[sku.index].code) has other measures than its record: send its next unit through a tunnel"
    case .boxesOut(let box): "no box \(site.boxes[box.index].code) is left; others are used until more are counted in"
    case .cartDue(let sorter, let chute): "\(name(sorter)): the cart under chute \(chute + 1) is to be changed"
    case .journalFailing: "the journal cannot be written; nothing is accepted until it can, and reading goes on"
    case .journalSlow: "the disk takes seconds to make a batch durable; everything waits for it"
    case .podCorrected(let pod, let device):
      "after the restart: pod \(site.pods[pod.index].name) is where \(name(device)) says, not where the record said; the "
        + "record is corrected"
    case .findingBurst(let sku, let kind):
      "units of \(site.skus[sku.index].code) show \(kind) again and again; every one gets a second look"
    case .supplierBurst(let supplier, let kind):
      "units from \(supplier) show \(kind) again and again; every one of that supplier gets a second look"
    case .climate(let bin, let fault): "bin \(site.bins[bin.index].name) \(fault.sentence)"
    case .sensorsLost(let node): "nobody knows how warm the bins of \(node) are: its sensors are gone"
    case .wrongItem(let item):
      "unit \(books.items[item.index].plate) is not the \(site.skus[books.items[item.index].key.sku.index].code) that its "
        + "lot says"
    case .cameraFault(let tunnel, let view, let fault): "camera \(view + 1) of \(name(tunnel)): \(fault.sentence)"
    case .falseRejects:
      "good units are rejected far more often than the site accepts (\(books.quality.realisedPermille ?? 0) of 1000)"
    case .unknownWork(let device):
      "after the restart: \(name(device)) has work in hand that no record knows; look at it before it goes on"
    }
  }

  /// Why a person is asked for an order's box.
  func boxReason(_ order: Order.ID) -> String? { books.reviews.last { $0.subject == .box(order) }?.reason }

  private func title(of holder: CertificateHolder) -> String {
    switch holder {
    case .device(let device): site.devices[device.index].name
    case .daemon: "the daemon"
    case .broker: "the broker"
    case .authority: "the site's authority"
    }
  }
}
