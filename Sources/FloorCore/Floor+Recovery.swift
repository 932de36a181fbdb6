public import FloorModel
import Traffic

/// What the floor holds beside the books, made anew from them: at the start, and after a restart.
extension Floor {
  mutating func rebuild() {
    rebuildFleet()
    fleet.hasPredecessor = books.lastEntry > 0
    for pod in site.pods.indices {
      switch books.pods[pod] {
      case .stored(let cell, _): fleet.terrain.setPod(true, at: cell)
      case .carried(let device, _):
        // The books know who carries what; the units will say it again.
        guard let unit = fleet.index(of: device) else { continue }
        fleet.units[unit].load = Pod.ID(pod)
        porters[pod] = Int32(unit)
      }
    }
    for task in books.tasks.indices where books.tasks[task].stage == .open { add(WorkTask.ID(task)) }
    for pod in podsWithWork {
      if case .carried = books.pods[pod.index] { perhapsTold.formUnion(openTasks[pod.index]) }
    }
    for item in books.items.indices {
      switch books.items[item].stage {
      case .inTote(let station):
        if books.items[item].verdict == .pass { totes[station.index].append(Item.ID(item)) }
        stowLoad[station.index] += 1
      case .diverting(.stow(let station)): stowLoad[station.index] += 1
      case .stowing(let task): stowLoad[books.tasks[task.index].station.index] += 1
      case .diverting(.hold), .diverting(.returned), .presented, .held, .stowed: break
      }
    }
    for order in books.orders.indices { file(Order.ID(order)) }
  }

  private mutating func file(_ order: Order.ID) {
    switch books.orders[order.index].stage {
    case .waiting: enqueue(order)
    case .picking(let station): activeOrders[station.index].append(order)
    case .toteClosing(_, let pack), .toteMoving(let pack), .packing(let pack), .packReview(let pack):
      packLoad[pack.index] += 1
    case .sorting, .shipped: break
    }
  }

  /// Effects that a restart owes the floor: every command that has no answer yet, under the id that it had before, and a
  /// request to every device to say how it is. Call once, after recovery, before the first event.
  public mutating func restart(at now: Instant) -> [Effect] {
    self.now = now
    startedAt = now
    effects.removeAll(keepingCapacity: true)
    raiseLasting()
    askForReports()
    for item in books.items.indices { resume(Item.ID(item)) }
    for order in books.orders.indices { resume(Order.ID(order)) }
    for parcel in books.parcels.indices { resume(Parcel.ID(parcel)) }
    for wish in books.beliefs.wishes { raise(.countWanted(wish.bin)) }
    for bin in books.heldBins.indices where books.heldBins[bin] { raise(.binHeld(Bin.ID(bin))) }
    return effects
  }

  /// Effects that a broken and mended link owes: what was sent meanwhile may be lost, what was said meanwhile unheard.
  public mutating func reconnect(at now: Instant) -> [Effect] {
    self.now = now
    effects.removeAll(keepingCapacity: true)
    askForReports()
    for device in outstanding.indices {
      for index in outstanding[device].indices { outstanding[device][index].sentAt = .zero }
    }
    return effects
  }

  private mutating func askForReports() {
    for device in site.devices.indices { askForReport(Device.ID(device)) }
  }

  /// What asked for it, or the answer, may be lost: units that are waited for are asked again.
  mutating func askUnheard() {
    guard now - askedAt > Fleet.repeatAfter else { return }
    for unit in fleet.units where !unit.isKnown && !books.withdrawn[unit.device.index] { askForReport(unit.device) }
  }

  mutating func askForReport(_ device: Device.ID) {
    askedAt = now
    effects.append(.command(Command(id: CommandID(.report, 0), device: device, work: .report)))
  }

  private mutating func resume(_ id: Item.ID) {
    let item = books.items[id.index]
    switch item.stage {
    case .presented:
      if item.verdict == nil {
        requestInspection(of: id)
      } else {
        divert(id, to: item.verdict == .pass ? stowLane(for: id) : .hold)
      }
    case .diverting(let lane):
      send(
        CommandID(.divert, Int64(id.index), attempt: item.diverts), to: item.tunnel,
        .divert(plate: item.plate, lane: lane))
    case .held:
      if item.verdict == .pass { divertHeld(id) }
    case .inTote(let station):
      if item.verdict == .reject { divert(id, to: .returned(from: station)) }
    case .stowing, .stowed: break
    }
  }

  private mutating func resume(_ id: Order.ID) {
    switch books.orders[id.index].stage {
    case .picking: completePicks(of: id)
    case .toteClosing(let station, let pack):
      send(closeToteID(of: id), to: station, .closeTote(order: id, destination: pack))
    case .packing:
      let planned = books.orders[id.index].parcels.contains {
        if case .planned = books.parcels[$0.index].stage { true } else { false }
      }
      if planned { sendPacks(of: id) } else { requestCartons(for: id) }
    case .waiting, .toteMoving, .packReview, .sorting, .shipped: break
    }
  }

  private mutating func resume(_ id: Parcel.ID) {
    switch books.parcels[id.index].stage {
    case .inducted: chooseChute(for: id)
    case .sorting(let sorter, let chute):
      send(
        CommandID(.sort, Int64(id.index), attempt: books.parcels[id.index].sorts), to: sorter,
        .sort(parcel: id, chute: chute), label: label(of: id))
    case .planned, .cancelled, .closed, .inChute: break
    }
  }
}
