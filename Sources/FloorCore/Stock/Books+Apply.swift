public import FloorModel

extension Books {
  /// Takes a record in. The only way in which the books change, live and in recovery alike.
  ///
  /// A record that contradicts the books (a task that is not open, a unit that is not there) moves nothing and is counted.
  /// - Returns: how stock moved.
  public mutating func apply(_ record: Record, at now: Instant, site: Site) -> [StockChange] {
    lastEntry += 1
    ledger.begin()
    switch record {
    case .device(let event): return apply(event, at: now, site: site)
    case .order(let request): receive(request, at: now)
    case .velocity(let lines):
      return plan(.velocities(VelocitySet(lines: lines)), by: "", at: now, site: site)
    case .planning(let planning, by: let person): return plan(planning, by: person, at: now, site: site)
    case .review(let id, let answer, by: let person): settle(id, answer, by: person, at: now, site: site)
    case .intervention(let intervention, by: _): intervene(intervention, site: site)
    case .podLifted(let pod, by: let unit, let facing):
      guard case .stored(_, let heading) = pods[pod.index] else { return refuse() }
      pods[pod.index] = .carried(by: unit, offset: heading.relative(to: facing))
    case .podSet(let pod, let cell, let heading): pods[pod.index] = .stored(cell, heading: heading)
    case .judged(let item, let verdict, let inspection): judge(item, verdict, inspection, at: now, site: site)
    case .laneChosen(let item, let lane):
      items[item.index].stage = .diverting(lane)
      items[item.index].diverts += 1
    case .calledBack(let items, let reason): callBack(items, reason: reason, at: now, site: site)
    case .stowPlanned(let item, let bin): planStow(item, bin, at: now, site: site)
    case .orderReleased(let order, let station, let picks):
      orders[order.index].stage = .picking(station: station)
      orders[order.index].releasedAt = now
      plan(picks, for: order, at: station, now: now)
    case .picksReplaced(let order, let picks):
      guard case .picking(let station) = orders[order.index].stage else { return refuse() }
      plan(picks, for: order, at: station, now: now)
    case .orderShorted(let order): short(order, at: now)
    case .toteRouted(let order, let pack):
      guard case .picking(let station) = orders[order.index].stage else { return refuse() }
      orders[order.index].stage = .toteClosing(station: station, pack: pack)
      orders[order.index].pickedAt = now
    case .packagesDecided(let order, let made): decide(made, for: order, at: now, site: site)
    case .cartonsChosen(let order, let plans): choose(plans, for: order)
    case .cartonsNotFound(let order): askForBox(order, nil, at: now)
    case .cartonsRefused(let order, let reason): askForBox(order, reason, at: now)
    case .chuteChosen(let parcel, let chute):
      guard case .inducted(let sorter) = parcels[parcel.index].stage else { return refuse() }
      parcels[parcel.index].stage = .sorting(sorter: sorter, chute: chute)
      parcels[parcel.index].sorts += 1
    case .unitLost(let device, let cells, let pods): fleet.lose(device, cells: cells, pods: pods)
    case .unitFound(let device): fleet.find(device)
    case .picksMoved(let order, let old, let picks): move(old, of: order, to: picks, at: now)
    case .stowsRecalled(let tasks): for task in tasks { recallStow(task, site: site) }
    }
    return []
  }

  private mutating func plan(
    _ planning: Planning, by person: String, at now: Instant, site: Site
  ) -> [StockChange] {
    switch planning {
    case .velocities(let set):
      guard velocities.refusal(of: set) == nil else { return refuse() }
      velocities.take(set, by: person, at: now)
      velocity = velocities.rates(of: site.skus, at: now)
    case .restoreVelocities:
      velocities.restore(by: person, at: now)
      velocity = velocities.rates(of: site.skus, at: now)
    case .count(let count):
      return self.count(count, by: person, at: now, site: site)
    case .observation(let seen): observe(seen, at: now, site: site)
    case .sighting(let seen): sight(seen, at: now, site: site)
    case .lots(let told): learn(told, site: site)
    case .lotRead(let lot): learn([lot], site: site)
    case .day(let day): begin(day, site: site)
    case .minuteOfDay(let minute): lots.midnight = now - .minutes(Double(minute))
    case .packaging(let packaging):
      noteReturn(packaging, at: now)
      take(packaging, by: person, site: site)
    }
    return []
  }

  mutating func refuse() -> [StockChange] {
    invalidRecords += 1
    return []
  }

  private mutating func receive(_ request: OrderRequest, at now: Instant) {
    guard orderByCode[request.code] == nil else {
      invalidRecords += 1
      return
    }
    orderByCode[request.code] = Order.ID(orders.count)
    orders.append(Order(request: request, received: now))
  }

  private mutating func intervene(_ intervention: Intervention, site: Site) {
    fleet.apply(intervention)
    switch intervention {
    case .pauseAll: isPaused = true
    case .resumeAll: isPaused = false
    case .withdraw(let device), .withdrawNow(let device): withdrawn[device.index] = true
    case .restore(let device): withdrawn[device.index] = false
    case .acknowledgeAlarm, .stopAll, .stop, .go, .declareClear, .stopZone, .goZone, .closeZone, .openZone: break
    case .holdBin(let bin): hold(bin, in: site.bins[bin.index].pod)
    case .releaseBin(let bin):
      heldBins[bin.index] = false
      // Who released it has looked into it.
      stowBlocked[bin.index] = false
    }
  }

  /// Picks that were planned are off, as long as the pod is stored. When a unit has it, a station may have its hand in the
  /// bin: what is given up then may be done all the same, and another bin would be emptied for it too.
  private mutating func hold(_ bin: Bin.ID, in pod: Pod.ID) {
    heldBins[bin.index] = true
    stowBlocked[bin.index] = true
    guard case .stored = pods[pod.index] else { return }
    for index in tasks.indices where tasks[index].stage == .open && tasks[index].bin == bin {
      guard case .pick(let order, _) = tasks[index].kind else { continue }
      tasks[index].stage = .cancelled
      orders[order.index].openPicks -= 1
      ledger.release(tasks[index].quantity, of: tasks[index].key, in: bin)
    }
  }

  private mutating func judge(
    _ id: Item.ID, _ verdict: Verdict, _ inspection: Inspection, at now: Instant, site: Site
  ) {
    let unit = items[id.index]
    items[id.index].verdict = verdict
    items[id.index].inspection = inspection
    var rate = TunnelPlace.usualFalseRejects
    if case .tunnel(let place) = site.devices[unit.tunnel.index].place { rate = place.falseRejects }
    let calibration = quality.calibration(of: unit.key.sku, rejectPermille: rate)
    let outcome = calibration.outcome(worst: inspection.against)
    items[id.index].isAudit = outcome == .reject && verdict == .review
    let second = outcome == .pass && verdict == .review ? quality.reason(forSecondLookAt: unit, on: site) : nil
    quality.judged(unit, verdict, inspection, outcome: outcome)
    let top = inspection.findings.max { $0.permille < $1.permille }
    if verdict != .pass, top?.kind == .wrongItem {
      inboundDiscrepancies.append(InboundDiscrepancy(item: id, key: unit.key, gtin: inspection.gtin, opened: now))
    }
    if verdict == .review { reviews.append(Review(subject: .item(id), opened: now, reason: second)) }
    if verdict == .pass, let size = inspection.measured { packaging.noteTunnel(size, of: unit.key.sku, on: site) }
  }

  private mutating func settle(
    _ id: Review.ID, _ answer: ReviewAnswer, by person: String, at now: Instant, site: Site
  ) {
    guard reviews.indices.contains(id.index), reviews[id.index].answer == nil else {
      invalidRecords += 1
      return
    }
    switch (reviews[id.index].subject, answer) {
    case (.item(let item), .pass): settle(item, isGood: true, at: now)
    case (.item(let item), .reject), (.item(let item), .relabel): settle(item, isGood: false, at: now)
    case (.box(let order), .useBox(let box)):
      let contents = unitsToPack(order)
      guard case .packReview(let pack) = orders[order.index].stage else { break }
      orders[order.index].stage = .packing(pack: pack)
      let gifts = gifts(among: contents, of: order).map { Int32($0) }
      choose([ParcelPlan(box: box, contents: contents, placements: [], gifts: gifts)], for: order)
    case (.package(let sku, let quantity), .usePackage(let kind)):
      settlePackage(sku, quantity, kind, by: person, site: site)
    case (.missing(let order), .pickAgain): settleMissing(of: order, isShipped: false, at: now)
    case (.missing(let order), .shipRest): settleMissing(of: order, isShipped: true, at: now)
    case (.item, _), (.box, _), (.package, _), (.missing, _):
      invalidRecords += 1
      return
    }
    reviews[id.index].answer = answer
  }

  private mutating func settle(_ id: Item.ID, isGood: Bool, at now: Instant) {
    items[id.index].verdict = isGood ? .pass : .reject
    let item = items[id.index]
    if let inspection = item.inspection {
      quality.answered(
        item.key.sku, inspection, isGood: isGood, isAudit: item.isAudit, isKnown: item.isCalledBack ?? false)
    }
    settleSecondLook(id, isGood: isGood, at: now)
    for index in inboundDiscrepancies.indices where inboundDiscrepancies[index].item == id {
      inboundDiscrepancies[index].outcome = isGood ? .refuted : .confirmed
    }
  }

  private mutating func planStow(_ id: Item.ID, _ bin: Bin.ID, at now: Instant, site: Site) {
    guard case .inTote(let station) = items[id.index].stage else {
      invalidRecords += 1
      return
    }
    let key = items[id.index].key
    let task = WorkTask.ID(tasks.count)
    tasks.append(
      WorkTask(kind: .stow(item: id), station: station, bin: bin, key: key, quantity: 1, created: now))
    items[id.index].stage = .stowing(task: task)
    fill(bin, with: site.skus[key.sku.index], times: 1)
  }

  /// Picks that nobody can do where they were planned are done elsewhere.
  private mutating func move(_ old: [WorkTask.ID], of order: Order.ID, to picks: [PickPlan], at now: Instant) {
    guard case .picking(let station) = orders[order.index].stage else {
      invalidRecords += 1
      return
    }
    for id in old {
      guard let task = openTask(id) else {
        invalidRecords += 1
        continue
      }
      tasks[id.index].stage = .cancelled
      orders[order.index].openPicks -= 1
      ledger.release(task.quantity, of: task.key, in: task.bin)
    }
    plan(picks, for: order, at: station, now: now)
  }

  /// A unit in a tote that waited for a pod which will not come is planned anew.
  private mutating func recallStow(_ id: WorkTask.ID, site: Site) {
    guard let task = openTask(id), case .stow(let item) = task.kind else {
      invalidRecords += 1
      return
    }
    takeBack(id, item, site: site)
    tasks[id.index].isRecalled = true
  }

  /// The unit of a stow that will not be done lies in the station's tote.
  mutating func takeBack(_ id: WorkTask.ID, _ item: Item.ID, site: Site) {
    let task = tasks[id.index]
    tasks[id.index].stage = .cancelled
    items[item.index].stage = .inTote(station: task.station)
    fill(task.bin, with: site.skus[task.key.sku.index], times: -1)
  }

  private mutating func plan(_ picks: [PickPlan], for order: Order.ID, at station: Device.ID, now: Instant) {
    for pick in picks {
      lookAgain(for: pick.quantity, of: pick.key.sku, order, at: now)
      guard ledger.reserve(pick.quantity, of: pick.key, in: pick.bin) else {
        invalidRecords += 1
        continue
      }
      orders[order.index].tasks.append(WorkTask.ID(tasks.count))
      orders[order.index].openPicks += 1
      tasks.append(
        WorkTask(
          kind: .pick(order: order, line: pick.line), station: station, bin: pick.bin, key: pick.key,
          quantity: pick.quantity, created: now))
    }
  }

  /// What cannot be had is taken off the order, so that its lines say what will be shipped.
  mutating func short(_ id: Order.ID, at now: Instant) {
    guard !orders[id.index].picked.isEmpty else {
      orders[id.index].stage = .waiting
      return
    }
    let rest = unmet(id)
    for line in rest.indices { orders[id.index].request.lines[line].quantity -= rest[line] }
    // Nobody looks for it any more: short it stays.
    orders[id.index].short = nil
    // Its tote stands at a pack station already, or everything else is packed.
    guard case .waiting = orders[id.index].stage else { return }
    if let pack = orders[id.index].toteAt {
      orders[id.index].stage = .packing(pack: pack)
      orders[id.index].toteAt = nil
    } else {
      finishPacking(id, at: now)
    }
  }

  private mutating func choose(_ plans: [ParcelPlan], for order: Order.ID) {
    orders[order.index].packAttempt += 1
    for plan in plans {
      orders[order.index].parcels.append(Parcel.ID(parcels.count))
      parcels.append(Parcel(order: order, plan: plan))
      packaging.shelf.promise(plan.box)
    }
  }

  mutating func askForBox(_ order: Order.ID, _ reason: String?, at now: Instant) {
    guard case .packing(let pack) = orders[order.index].stage else {
      invalidRecords += 1
      return
    }
    orders[order.index].stage = .packReview(pack: pack)
    reviews.append(Review(subject: .box(order), opened: now, reason: reason))
  }

  /// Units of an order that are in no closed parcel yet.
  public func unitsToPack(_ id: Order.ID) -> [StockKey] {
    var units = orders[id.index].picked
    for parcel in orders[id.index].parcels {
      switch parcels[parcel.index].stage {
      case .planned, .cancelled: continue
      case .closed, .inducted, .sorting, .inChute:
        for key in parcels[parcel.index].plan.contents {
          if let at = units.firstIndex(of: key) { units.remove(at: at) }
        }
      }
    }
    return units
  }
}
