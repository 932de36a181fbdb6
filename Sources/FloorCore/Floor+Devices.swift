import FloorModel

extension Floor {
  /// A sequenced event: taken in once, in order, and acknowledged when it is durable.
  mutating func receive(_ event: DeviceEvent) {
    switch books.arrival(of: event) {
    case .early:
      // One before it is missing; the device will repeat both.
      refusals[Int(RefusalReason.outOfSequence.rawValue)] += 1
      return
    case .repeated:
      refusals[Int(RefusalReason.duplicate.rawValue)] += 1
    case .next:
      let before = books.invalidRecords
      let order = orderInPacking(event.body)
      let expected = order.flatMap { packStation(of: $0) }
      commit(.device(event))
      if let order { countPackLoad(of: order, before: expected) }
      if case .invalid(let reason) = event.body {
        raise(.invalidEvent(event.device, reason))
      } else if books.invalidRecords > before {
        // What is not believed has no consequences.
        raise(.invalidEvent(event.device, .impossible))
      } else {
        follow(event)
      }
    }
    // What comes late of a stream that the device has left is over and done with; the numbers of its present stream say
    // nothing about it.
    let stream = books.streams[event.device.index]
    let sequence = event.stream == stream.number ? stream.sequence : event.sequence
    effects.append(.acknowledge(event.device, stream: event.stream, sequence: sequence))
  }

  /// What follows from a physical happening.
  private mutating func follow(_ event: DeviceEvent) {
    switch event.body {
    case .presented(let plate, _), .presentedFrom(_, let plate, _):
      docks[event.device.index].removeAll { $0.unit.plate == plate }
      guard let item = books.item(plate: plate) else { return }
      requestInspection(of: item)
    case .diverted(let plate, let lane):
      guard let item = books.item(plate: plate) else { return }
      settle(.divert, item.index, at: event.device)
      if case .stow(let station) = lane, case .inTote = books.items[item.index].stage {
        settle(item, inToteOf: station)
      } else if case .held = books.items[item.index].stage, books.items[item.index].verdict == .pass {
        // A person was quicker than the belt, or no stow station was open.
        divertHeld(item)
      }
    case .stowed(let task, _), .stowRefused(let task, _): followStow(task, event)
    case .picked(let task, let bin, let quantity): followPick(task, bin, quantity, at: event.device)
    case .zeroChecked(let task, let bin, let quantity, _):
      followPick(task, bin, quantity, at: event.device)
      followLook(into: bin)
    case .toteClosed(let order): settle(.closeTote, order.index, at: event.device)
    case .toteArrived(let order): requestCartons(for: order)
    case .packed(let parcel, _, _, _): followPack(parcel, at: event.device)
    case .packRefused(let parcel, let reason): followRefusedPack(parcel, reason, at: event.device)
    case .toteDiffers(let parcel, _, _): followToteDiffers(parcel, at: event.device)
    case .packChecked(_, let check): watchMeasures(of: check.units.map(\.sku))
    case .cartChanged(let chute): followCart(chute, at: event.device)
    case .inducted(let parcel): chooseChute(for: parcel)
    case .sorted(let parcel, _): followSort(parcel, at: event.device)
    case .sortRefused(let parcel, let reason): followRefusedSort(parcel, reason, at: event.device)
    case .tagsRead(let reading): followTags(reading)
    case .podSeen(let pod): followPod(pod, before: event.device)
    case .invalid: break
    }
  }

  private mutating func followStow(_ task: WorkTask.ID, _ event: DeviceEvent) {
    settle(.stow, task.index, at: event.device)
    guard books.tasks.indices.contains(task.index) else { return }
    drop(task)
    if case .stowed = event.body { stowLoad[event.device.index] -= 1 }
    guard case .stowRefused = event.body, case .stow(let item) = books.tasks[task.index].kind else { return }
    raise(.stowFailed(books.tasks[task.index].bin))
    // What was taken back before lies in its tote already, or is being stowed anew.
    guard case .inTote(let station) = books.items[item.index].stage, !totes[station.index].contains(item) else {
      return
    }
    takeBack(item, inToteOf: station)
  }

  private mutating func followPick(_ task: WorkTask.ID, _ bin: Bin.ID, _ quantity: Int32, at device: Device.ID) {
    settle(.pick, task.index, at: device)
    guard books.tasks.indices.contains(task.index), case .pick(let order, _) = books.tasks[task.index].kind else {
      return
    }
    drop(task)
    callOffSurplus(of: order)
    guard quantity < books.tasks[task.index].quantity else { return completePicks(of: order) }
    raise(.shortPick(bin))
    // The shortage has voided other picks of the same stock, too.
    followVoided(in: bin)
    completePicks(of: order)
  }

  /// Picks in a bin that are off: their orders are to have their units from elsewhere.
  mutating func followVoided(in bin: Bin.ID) {
    let pod = site.pod(of: bin)
    let voided = openTasks[pod.index].filter { books.tasks[$0.index].stage != .open }
    for other in voided {
      settle(.pick, other.index, at: books.tasks[other.index].station)
      drop(other)
      if case .pick(let victim, _) = books.tasks[other.index].kind { completePicks(of: victim) }
    }
  }

  mutating func receive(_ connection: Connection, from device: Device.ID) {
    let before = connections[device.index]
    connections[device.index] = connection
    if let unit = fleet.index(of: device) { fleet.units[unit].isOnline = connection == .online }
    switch connection {
    case .online:
      clear(.linkLost(device))
      // It may have missed what was sent meanwhile.
      if before != .online {
        for index in outstanding[device.index].indices { outstanding[device.index][index].sentAt = .zero }
      }
    case .offline, .broken: raise(.linkLost(device))
    }
  }

  mutating func receive(_ report: StationReport, from device: Device.ID) {
    if reports[device.index] == nil, report.open.contains(where: { !books.know($0) }) { raise(.unknownWork(device)) }
    reports[device.index] = report
    takeBack(report.failed.filter { !report.open.contains($0) }, from: device)
    if connections[device.index] != .online { receive(Connection.online, from: device) }
  }

  mutating func receive(_ condition: JournalCondition) {
    switch condition {
    case .well:
      clear(.journalSlow)
      clear(.journalFailing)
    case .slow: raise(.journalSlow)
    case .failing: raise(.journalFailing)
    }
  }

  mutating func receive(_ lines: [VelocityLine]) {
    let known = lines.filter { site.skus.indices.contains($0.sku.index) && $0.unitsPerDay.isFinite }
    refusals[Int(RefusalReason.impossible.rawValue)] += lines.count - known.count
    guard !known.isEmpty else { return }
    commit(.velocity(known))
    // Whatever is planned from now on goes by the new figures.
    rates.renewed = nil
  }
}
