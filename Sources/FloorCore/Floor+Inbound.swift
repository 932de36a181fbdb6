import FloorModel

/// From the tunnel into a bin.
extension Floor {
  /// Units that wait before a pod is called to a stow station, unless the oldest has waited long.
  static let stowBatch = 6
  static let stowPatience = Span.seconds(120)
  /// A unit whose due term is at least this is expedited.
  static let expediteFrom: Int32 = 900
  /// Units planned into one pod at a time.
  static let stowsPerPod = 12
  /// A bin is full at this share of its volume, in per cent: things do not lie without gaps.
  static let fillPercent: Int64 = 75

  mutating func requestInspection(of item: Item.ID) {
    let unit = books.items[item.index]
    guard case .presented = unit.stage, unit.verdict == nil else { return }
    effects.append(
      .inspect(InspectionRequest(item: item, plate: unit.plate, tunnel: unit.tunnel, sku: unit.key.sku)))
  }

  mutating func judge(_ item: Item.ID, _ inspection: Inspection) {
    guard books.items.indices.contains(item.index), books.items[item.index].verdict == nil else { return }
    let unit = books.items[item.index]
    let rate = rejectPermille(at: unit.tunnel)
    let outcome = books.quality.calibration(of: unit.key.sku, rejectPermille: rate).outcome(worst: inspection.against)
    let verdict = verdict(outcome, inspection, of: unit)
    let before = bursts(around: unit)
    commit(.judged(item, verdict, books.quality.weighed(inspection, of: unit.key.sku)))
    watch(unit, rejectPermille: rate)
    callBackSiblings(of: unit, before: before)
    watchMeasures(of: [unit.key.sku])
    if books.inboundDiscrepancies.last?.item == item { raise(.wrongItem(item)) }
    divert(item, to: verdict == .pass ? stowLane(for: item) : .hold)
  }

  /// A frame that nobody could read is no fault of the unit's: a person looks, and nothing is rejected for it. While a
  /// product's units, or a supplier's, show the same finding again and again, those that seem well get a second look too.
  private func verdict(_ outcome: Outcome, _ inspection: Inspection, of unit: Item) -> Verdict {
    switch outcome {
    case .reject: (books.quality.rejects + 1) % QualityBook.auditEvery == 0 ? .review : .reject
    case .review: .review
    case .pass:
      inspection.isIncomplete || books.quality.reason(forSecondLookAt: unit, on: site) != nil ? .review : .pass
    }
  }

  /// What the site accepts of a tunnel: good units rejected, in thousandths.
  func rejectPermille(at tunnel: Device.ID) -> Int32 {
    guard case .tunnel(let place) = site.devices[tunnel.index].place else { return TunnelPlace.usualFalseRejects }
    return place.falseRejects
  }

  mutating func receive(_ faults: [CameraFault], of view: Int32, at tunnel: Device.ID) {
    guard site.devices.indices.contains(tunnel.index) else { return }
    for fault in CameraFault.allCases {
      if faults.contains(fault) {
        raise(.cameraFault(tunnel, view: view, fault))
      } else {
        clear(.cameraFault(tunnel, view: view, fault))
      }
    }
  }

  /// Raises and clears alarms by what the quality book shows.
  private mutating func watch(_ unit: Item, rejectPermille: Int32) {
    let sku = unit.key.sku
    tell(books.quality.burst(of: sku)) { .findingBurst(sku, $0) }
    if let supplier = unit.supplier { tell(books.quality.burst(ofSupplier: supplier)) { .supplierBurst(supplier, $0) } }
    if books.quality.drifts(from: rejectPermille) { raise(.falseRejects) } else { clear(.falseRejects) }
  }

  /// Of the alarms of one subject, the one for what its units show now.
  private mutating func tell(_ burst: FindingKind?, _ cause: (FindingKind) -> Alarm.Cause) {
    for kind in FindingKind.allCases where kind.concernsItem {
      if kind == burst { raise(cause(kind)) } else { clear(cause(kind)) }
    }
  }

  /// The least loaded stow station that the unit's tunnel leads to; none for what may not be sold any more.
  func stowLane(for item: Item.ID) -> Lane {
    let (tunnel, key) = (books.items[item.index].tunnel, books.items[item.index].key)
    guard !books.lots.isExpired(key), case .tunnel(let place) = site.devices[tunnel.index].place else { return .hold }
    let open = place.feeds.filter { !books.withdrawn[$0.index] }
    guard let station = open.min(by: { stowLoad[$0.index] < stowLoad[$1.index] }) else { return .hold }
    return .stow(station)
  }

  mutating func divert(_ item: Item.ID, to lane: Lane) {
    commit(.laneChosen(item, lane))
    switch lane {
    case .stow(let station): stowLoad[station.index] += 1
    case .returned(let station): stowLoad[station.index] -= 1
    case .hold: break
    }
    let unit = books.items[item.index]
    send(
      CommandID(.divert, Int64(item.index), attempt: unit.diverts), to: unit.tunnel,
      .divert(plate: unit.plate, lane: lane))
  }

  /// A unit that passed leaves the hold shelf, as soon as there is a station to go to.
  mutating func divertHeld(_ item: Item.ID) {
    let lane = stowLane(for: item)
    if lane == .hold { passedAndHeld.append(item) } else { divert(item, to: lane) }
  }

  mutating func releaseHeld() {
    let waiting = passedAndHeld.map { (priority(ofStowing: $0).total, $0) }
    passedAndHeld.removeAll()
    // What will be short first leaves first.
    for (_, item) in waiting.sorted(by: { $0.0 != $1.0 ? $0.0 > $1.0 : $0.1 < $1.1 }) { divertHeld(item) }
  }

  // MARK: Planning stows

  mutating func planStows() {
    for station in layout.stow where !books.withdrawn[station.index] && !totes[station.index].isEmpty {
      planStows(at: station)
    }
  }

  private mutating func planStows(at station: Device.ID) {
    // What will be short first goes into a bin first.
    let ranked = totes[station.index].map { (priority(ofStowing: $0).total, $0) }
    totes[station.index] = ranked.sorted { $0.0 != $1.0 ? $0.0 > $1.0 : $0.1 < $1.1 }.map(\.1)
    // Pods on their way or being worked on come first: they cost no further trip.
    for unit in lines[station.index] {
      guard let pod = fleet.units[unit].load ?? fetching(unit) else { continue }
      planStows(at: station, into: pod)
    }
    var waiting = totes[station.index]
    let place = site.podStation(station)
    while !waiting.isEmpty {
      let oldest = waiting.map { books.items[$0.index].presented }.min() ?? now
      guard waiting.count >= Self.stowBatch || now - oldest > patience(for: waiting[0]),
        podsCalled(to: station) <= place.queue.count, let pod = podForStow(waiting[0], at: station)
      else { return }
      planStows(at: station, into: pod)
      guard totes[station.index].count < waiting.count else { return }
      waiting = totes[station.index]
    }
  }

  /// How urgent it is that a unit gets into a bin.
  func priority(ofStowing item: Item.ID) -> Priority {
    let unit = books.items[item.index]
    return priority(ofStowing: unit.key.sku, since: unit.presented)
  }

  /// What demand waits for is not kept waiting for company.
  private func patience(for item: Item.ID) -> Span {
    priority(ofStowing: item).due >= Self.expediteFrom ? .zero : Self.stowPatience
  }

  private func fetching(_ unit: Int) -> Pod.ID? {
    if case .fetch(let pod, _) = fleet.units[unit].job { return pod }
    return nil
  }

  /// Pods with open work at a station, coming or yet to be fetched.
  private func podsCalled(to station: Device.ID) -> Int {
    podsWithWork.count { pod in openTasks[pod.index].contains { books.tasks[$0.index].station == station } }
  }

  private mutating func planStows(at station: Device.ID, into pod: Pod.ID) {
    var planned = openTasks[pod.index].count { books.tasks[$0.index].station == station }
    var left: [Item.ID] = []
    for item in totes[station.index] {
      guard planned < Self.stowsPerPod, let bin = bin(in: pod, for: books.items[item.index].key) else {
        left.append(item)
        continue
      }
      let task = WorkTask.ID(books.tasks.count)
      commit(.stowPlanned(item, bin: bin))
      add(task)
      planned += 1
    }
    totes[station.index] = left
  }
}
