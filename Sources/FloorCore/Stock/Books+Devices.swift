import FloorModel

extension Books {
  /// Whether an event of a device is the next one, a repetition, or one that comes too early.
  public enum Arrival: Equatable, Sendable { case next, repeated, early }

  public func arrival(of event: DeviceEvent) -> Arrival {
    let stream = streams[event.device.index]
    if stream.ended.contains(event.stream) { return .repeated }
    // Another stream number: the device has started without memory and counts from 1 again.
    let last = event.stream == stream.number ? stream.sequence : 0
    if event.sequence == last + 1 { return .next }
    return event.sequence <= last ? .repeated : .early
  }

  mutating func apply(_ event: DeviceEvent, at now: Instant, site: Site) -> [StockChange] {
    follow(event)
    guard event.makesSense(on: site) else { return refuse() }
    switch event.body {
    case .presented(let plate, let key): return present(plate, key, from: nil, tunnel: event.device, at: now)
    case .presentedFrom(let supplier, let plate, let key):
      return present(plate, key, from: supplier, tunnel: event.device, at: now)
    case .diverted(let plate, let lane): return divert(plate, lane)
    case .stowed(let task, let bin):
      guard isStation(event.device, of: task) else { return refuse() }
      return stow(task, into: bin, at: now, site: site)
    case .stowRefused(let task, _):
      guard isStation(event.device, of: task) else { return refuse() }
      return refuseStow(task, site: site)
    case .picked(let task, let bin, let quantity):
      guard isStation(event.device, of: task) else { return refuse() }
      return pick(task, bin, quantity, at: now, site: site)
    case .zeroChecked(let task, let bin, let quantity, let isEmpty):
      guard isStation(event.device, of: task) else { return refuse() }
      return zeroCheck(task, bin, quantity, isEmpty, at: now, site: site)
    case .toteClosed(let order):
      return leave(order)
    case .toteArrived(let order): return arrive(order, at: event.device, now: now)
    case .packed(let parcel, let box, let measured, let mass):
      return close(parcel, box, measured, mass, at: now)
    case .packChecked(let parcel, let check): return self.check(parcel, check, site: site)
    case .cartChanged(let chute): carts.change(chute, of: event.device)
    case .packRefused(let parcel, let reason): return refusePack(parcel, reason, at: now, site: site)
    case .toteDiffers(let parcel, let missing, let strange):
      return differ(parcel, missing: missing, strange: strange, at: event.device, now: now, site: site)
    case .inducted(let parcel): return induct(parcel, at: event.device)
    case .sorted(let parcel, let chute): return drop(parcel, chute, sorter: event.device, at: now, site: site)
    case .sortRefused(let parcel, _):
      guard isParcel(parcel), case .sorting(let sorter, _) = parcels[parcel.index].stage else { return refuse() }
      parcels[parcel.index].stage = .inducted(sorter: sorter)
    case .tagsRead(let reading): reconcile(reading, by: event.device, at: now, site: site)
    // Only what the pictures show says something.
    case .podSeen: break
    case .invalid: return refuse()
    }
    return []
  }

  private mutating func follow(_ event: DeviceEvent) {
    let index = event.device.index
    if streams[index].number != event.stream, streams[index].sequence > 0 {
      streams[index].ended = streams[index].ended.suffix(Stream.endedLimit - 1) + [streams[index].number]
    }
    streams[index].number = event.stream
    streams[index].sequence = event.sequence
  }

  /// Nobody but the station that a task was given to can have done it.
  private func isStation(_ device: Device.ID, of id: WorkTask.ID) -> Bool {
    tasks.indices.contains(id.index) && tasks[id.index].station == device
  }

  private func isOrder(_ id: Order.ID) -> Bool { orders.indices.contains(id.index) }
  private func isParcel(_ id: Parcel.ID) -> Bool { parcels.indices.contains(id.index) }

  private mutating func present(
    _ plate: String, _ key: StockKey, from supplier: String?, tunnel: Device.ID, at now: Instant
  ) -> [StockChange] {
    // The same plate again is a tunnel that lost its memory, not another unit.
    guard itemByPlate[plate] == nil else { return [] }
    guard let change = ledger.move(1, of: key, from: .outside, to: .tunnel(tunnel)) else { return refuse() }
    itemByPlate[plate] = Item.ID(items.count)
    let supplier = supplier ?? lots.supplier(of: key)
    items.append(Item(plate: plate, key: key, tunnel: tunnel, presented: now, supplier: supplier))
    return [change]
  }

  private mutating func divert(_ plate: String, _ lane: Lane) -> [StockChange] {
    guard let id = itemByPlate[plate] else { return refuse() }
    let item = items[id.index]
    let from: Place
    switch item.stage {
    case .presented: from = .tunnel(item.tunnel)
    case .diverting(.returned(let station)):
      guard lane == .returned(from: station) else { return refuse() }
      from = .stowTote(station)
    case .diverting: from = item.diverts > 1 ? .holdShelf : .tunnel(item.tunnel)
    case .held: from = .holdShelf
    case .inTote, .stowing, .stowed: return refuse()
    }
    let to: Place
    switch lane {
    case .stow(let station): to = .stowTote(station)
    case .hold: to = .holdShelf
    case .returned(let station):
      guard from == .stowTote(station) else { return refuse() }
      to = .holdShelf
    }
    guard let change = ledger.move(1, of: item.key, from: from, to: to) else { return refuse() }
    switch lane {
    case .stow(let station): items[id.index].stage = .inTote(station: station)
    case .hold, .returned: items[id.index].stage = .held
    }
    return [change]
  }

  private mutating func leave(_ id: Order.ID) -> [StockChange] {
    guard isOrder(id) else { return refuse() }
    switch orders[id.index].stage {
    case .toteClosing(_, let pack): orders[id.index].stage = .toteMoving(pack: pack)
    // The pick station lost its memory, or its word came later than the tote.
    case .toteMoving, .packing, .packReview, .sorting, .shipped: break
    case .waiting, .picking: return refuse()
    }
    return []
  }

  private mutating func arrive(_ id: Order.ID, at pack: Device.ID, now: Instant) -> [StockChange] {
    guard isOrder(id) else { return refuse() }
    switch orders[id.index].stage {
    // A tote that has come has left, whether or not the pick station's word of it has got through.
    case .toteMoving, .toteClosing:
      orders[id.index].stage = .packing(pack: pack)
      orders[id.index].toteAt = nil
      orders[id.index].packingAt = now
      return []
    // A station that lost its memory says again what it sees.
    case .packing, .packReview, .sorting, .shipped: return []
    case .waiting, .picking: return orders[id.index].toteAt == pack ? [] : refuse()
    }
  }

  private mutating func induct(_ id: Parcel.ID, at sorter: Device.ID) -> [StockChange] {
    guard isParcel(id) else { return refuse() }
    switch parcels[id.index].stage {
    case .closed:
      parcels[id.index].stage = .inducted(sorter: sorter)
      return []
    case .inducted, .sorting, .inChute: return []
    case .planned:
      // The parcel was quicker than the pack station's word of it.
      parcels[id.index].inductedEarly = sorter
      return []
    case .cancelled: return refuse()
    }
  }

  func openTask(_ id: WorkTask.ID) -> WorkTask? {
    guard tasks.indices.contains(id.index), tasks[id.index].stage == .open else { return nil }
    return tasks[id.index]
  }

  private mutating func stow(_ id: WorkTask.ID, into bin: Bin.ID, at now: Instant, site: Site) -> [StockChange] {
    // Another bin of the pod that stands there may have had to do; one of another pod cannot have been reached.
    guard let task = openTask(id), case .stow(let item) = task.kind,
      site.bins[bin.index].pod == site.bins[task.bin.index].pod
    else { return refuse() }
    let wasThere = ledger.quantity(of: task.key, at: .bin(bin)) > 0
    if !wasThere { forgetSecondLooks(at: task.key, in: bin) }
    let line = belief(of: task.key, in: bin, at: now, site: site)
    guard let change = ledger.move(1, of: task.key, from: .stowTote(task.station), to: .bin(bin)) else {
      return refuse()
    }
    believeStow(task.key, in: bin, after: wasThere ? line.belief : BinBelief(), at: now)
    if bin != task.bin {
      fill(task.bin, with: site.skus[task.key.sku.index], times: -1)
      fill(bin, with: site.skus[task.key.sku.index], times: 1)
    }
    tasks[id.index].stage = .done
    tasks[id.index].bin = bin
    items[item.index].stage = .stowed
    // Called back too late: the station had it in its hand.
    if items[item.index].verdict != .pass { holdBack(item, in: bin, site: site) }
    return [change]
  }

  private mutating func refuseStow(_ id: WorkTask.ID, site: Site) -> [StockChange] {
    if let task = openTask(id), case .stow(let item) = task.kind {
      takeBack(id, item, site: site)
    } else if tasks.indices.contains(id.index), tasks[id.index].isRecalled == true {
      // It was taken back for what the station's report said, which came before this.
      tasks[id.index].isRecalled = nil
    } else {
      return refuse()
    }
    stowBlocked[tasks[id.index].bin.index] = true
    return []
  }

  mutating func pick(
    _ id: WorkTask.ID, _ bin: Bin.ID, _ quantity: Int32, at now: Instant, site: Site
  ) -> [StockChange] {
    if tasks.indices.contains(id.index), tasks[id.index].stage == .cancelled {
      return pickAnyway(id, quantity, at: now, site: site)
    }
    guard let task = openTask(id), case .pick(let order, _) = task.kind, bin == task.bin, quantity >= 0,
      quantity <= task.quantity
    else { return refuse() }
    // First the reservation, then the units: moving them first would eat into what other picks have reserved.
    ledger.release(task.quantity, of: task.key, in: bin)
    believePick(task.key, in: bin, found: quantity, of: task.quantity, at: now, site: site)
    velocities.demand.note(task.key.sku, picked: quantity, short: 0, at: now)
    miss(task.quantity - quantity, of: task.key.sku, order, at: now)
    var changes: [StockChange] = []
    if let change = ledger.move(quantity, of: task.key, from: .bin(bin), to: .orderTote(order)) {
      changes.append(change)
    }
    tasks[id.index].stage = .done
    orders[order.index].openPicks -= 1
    for _ in 0..<quantity { orders[order.index].picked.append(task.key) }
    fill(bin, with: site.skus[task.key.sku.index], times: -Int64(quantity))
    if quantity < task.quantity { changes += writeOff(task.key, in: bin, found: quantity, at: now, site: site) }
    reconsider(task.key, in: bin)
    return changes
  }

  /// A pick that was given up had been done all the same: the station is right, and the units are in the tote.
  private mutating func pickAnyway(
    _ id: WorkTask.ID, _ quantity: Int32, at now: Instant, site: Site
  ) -> [StockChange] {
    let task = tasks[id.index]
    guard case .pick(let order, _) = task.kind, quantity >= 0, quantity <= task.quantity else { return refuse() }
    tasks[id.index].stage = .done
    velocities.demand.note(task.key.sku, picked: quantity, short: 0, at: now)
    var changes: [StockChange] = []
    for _ in 0..<quantity {
      let isRecorded = ledger.quantity(of: task.key, at: .bin(task.bin)) > 0
      let from: Place = isRecorded ? .bin(task.bin) : .missing
      guard let change = ledger.move(1, of: task.key, from: from, to: .orderTote(order)) else { return changes }
      if isRecorded { fill(task.bin, with: site.skus[task.key.sku.index], times: -1) }
      orders[order.index].picked.append(task.key)
      changes.append(change)
    }
    return changes
  }

  /// A station took all that was there, and it was less than the record said: the rest of the record is missing.
  private mutating func writeOff(
    _ key: StockKey, in bin: Bin.ID, found: Int32, at now: Instant, site: Site
  ) -> [StockChange] {
    voidPicks(of: key, in: bin)
    let rest = ledger.quantity(of: key, at: .bin(bin))
    discrepancies.append(
      Discrepancy(bin: bin, key: key, expected: rest + found, found: found, opened: now))
    guard rest > 0, let change = ledger.move(rest, of: key, from: .bin(bin), to: .missing) else { return [] }
    fill(bin, with: site.skus[key.sku.index], times: -Int64(rest))
    return [change]
  }

  private mutating func close(
    _ id: Parcel.ID, _ box: Box.ID, _ measured: Size3, _ mass: Grams, at now: Instant
  ) -> [StockChange] {
    guard isParcel(id), case .planned = parcels[id.index].stage else { return refuse() }
    let order = parcels[id.index].order
    var changes: [StockChange] = []
    for (key, quantity) in parcels[id.index].plan.contents.grouped() {
      guard let change = ledger.move(quantity, of: key, from: .orderTote(order), to: .parcel(id)) else { continue }
      changes.append(change)
    }
    parcels[id.index].stage = parcels[id.index].inductedEarly.map { .inducted(sorter: $0) } ?? .closed
    packaging.notePacked(parcels[id.index].plan, in: box)
    parcels[id.index].plan.box = box
    parcels[id.index].measured = measured
    parcels[id.index].mass = mass
    if unitsToPack(order).isEmpty {
      orders[order.index].stage = .sorting
      orders[order.index].packedAt = now
    }
    return changes
  }

  private mutating func refusePack(
    _ id: Parcel.ID, _ reason: PackFailure, at now: Instant, site: Site
  ) -> [StockChange] {
    guard isParcel(id), case .planned = parcels[id.index].stage else { return refuse() }
    let order = parcels[id.index].order
    packaging.noteRefused(parcels[id.index].plan, reason, on: site)
    orders[order.index].refusedBoxes.append(parcels[id.index].plan.box)
    for other in orders[order.index].parcels {
      guard case .planned = parcels[other.index].stage else { continue }
      parcels[other.index].stage = .cancelled
      packaging.shelf.giveBack(parcels[other.index].plan.box)
    }
    // Another box is found without asking anybody.
    if reason != .boxMissing { askForBox(order, reason.sentence(parcels[id.index].plan, on: site), at: now) }
    return []
  }

  private mutating func drop(
    _ id: Parcel.ID, _ chute: Int32, sorter: Device.ID, at now: Instant, site: Site
  ) -> [StockChange] {
    guard isParcel(id) else { return refuse() }
    switch parcels[id.index].stage {
    case .inducted, .sorting: break
    case .planned, .cancelled, .closed, .inChute: return refuse()
    }
    parcels[id.index].stage = .inChute(sorter: sorter, chute: chute, at: now)
    var changes: [StockChange] = []
    for (key, quantity) in parcels[id.index].plan.contents.grouped() {
      guard let change = ledger.move(quantity, of: key, from: .parcel(id), to: .shipped) else { continue }
      changes.append(change)
    }
    let due = orders[parcels[id.index].order.index].request.due
    let volume = parcels[id.index].measured ?? site.container(of: parcels[id.index].plan).outer
    carts.drop(volume.volume, due: due, into: chute, of: sorter)
    packaging.noteShipped(parcels[id.index].plan, on: site)
    ship(parcels[id.index].order, at: now)
    return changes
  }

  mutating func ship(_ id: Order.ID, at now: Instant) {
    guard case .sorting = orders[id.index].stage else { return }
    for parcel in orders[id.index].parcels {
      switch parcels[parcel.index].stage {
      case .inChute, .cancelled: continue
      case .planned, .closed, .inducted, .sorting: return
      }
    }
    orders[id.index].stage = .shipped(at: now)
    if let picked = orders[id.index].pickedAt { afterPicking.observe(now - picked) }
    if now <= orders[id.index].request.due { shippedOnTime += 1 } else { shippedLate += 1 }
  }
}

extension [StockKey] {
  /// Equal keys with their number, ascending by key.
  func grouped() -> [(StockKey, Int32)] {
    var groups: [(StockKey, Int32)] = []
    for key in sorted() {
      if let last = groups.last, last.0 == key { groups[groups.count - 1].1 += 1 } else { groups.append((key, 1)) }
    }
    return groups
  }
}
