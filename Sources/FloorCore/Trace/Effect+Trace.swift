import Cartons
import FloorModel

extension Effect: Traced {
  public func trace(into hash: inout TraceHash) {
    switch self {
    case .journal(let entry):
      hash.fold(1 as Int64)
      hash.fold(entry.number)
      hash.fold(entry.at.milliseconds)
      hash.fold(entry.record)
      hash.fold(entry.changes)
    case .acknowledge(let device, let stream, let sequence):
      hash.fold(2 as Int64)
      hash.fold(device)
      hash.fold(stream)
      hash.fold(sequence)
    case .command(let command):
      hash.fold(3 as Int64)
      hash.fold(command.id)
      hash.fold(command.device)
      hash.fold(command.work)
      hash.fold(command.label)
    case .inspect(let request):
      hash.fold(4 as Int64)
      hash.fold(request.item)
      hash.fold(request.plate)
      hash.fold(request.tunnel)
      hash.fold(request.sku)
    case .look(let look):
      hash.fold(8 as Int64)
      hash.fold(look.camera)
      hash.fold(look.bin)
      hash.fold(Int64(look.things.count))
      for sku in look.things { hash.fold(sku) }
    case .cartonize(let request):
      hash.fold(5 as Int64)
      hash.fold(request.order)
      hash.fold(request.units)
      hash.fold(request.without)
      hash.fold(request.known)
      hash.fold(request.learned)
      hash.fold(gifts: request.gifts)
    case .alarm(let alarm):
      hash.fold(6 as Int64)
      hash.fold(alarm.number)
      hash.fold(Int64(alarm.severity.rawValue))
      hash.fold(alarm.cause)
      hash.fold(alarm.cleared == nil ? 0 : 1 as Int64)
    case .binsChanged(let bins):
      hash.fold(7 as Int64)
      for bin in bins { hash.fold(Int64(bin.index)) }
    }
  }
}

extension Record: Traced {
  public func trace(into hash: inout TraceHash) {
    switch self {
    // What came from outside is in the trace as the event that brought it.
    case .device: hash.fold(1 as Int64)
    case .order: hash.fold(2 as Int64)
    case .velocity: hash.fold(3 as Int64)
    case .planning: hash.fold(40 as Int64)
    case .review: hash.fold(4 as Int64)
    case .intervention: hash.fold(5 as Int64)
    case .podLifted(let pod, let unit, let facing):
      hash.fold(6 as Int64)
      hash.fold(pod)
      hash.fold(unit)
      hash.fold(Int64(facing.rawValue))
    case .podSet(let pod, let cell, let heading):
      hash.fold(7 as Int64)
      hash.fold(pod)
      hash.fold(cell)
      hash.fold(Int64(heading.rawValue))
    case .judged(let item, let verdict, _):
      hash.fold(8 as Int64)
      hash.fold(item)
      hash.fold(Int64(verdict.rawValue))
    case .laneChosen(let item, let lane):
      hash.fold(9 as Int64)
      hash.fold(item)
      hash.fold(lane)
    case .stowPlanned(let item, let bin):
      hash.fold(10 as Int64)
      hash.fold(item)
      hash.fold(bin)
    case .orderReleased(let order, let station, let picks):
      hash.fold(11 as Int64)
      hash.fold(order)
      hash.fold(station)
      hash.fold(picks)
    case .picksReplaced(let order, let picks):
      hash.fold(12 as Int64)
      hash.fold(order)
      hash.fold(picks)
    case .orderShorted(let order):
      hash.fold(13 as Int64)
      hash.fold(order)
    case .toteRouted(let order, let pack):
      hash.fold(14 as Int64)
      hash.fold(order)
      hash.fold(pack)
    case .cartonsChosen(let order, let plans):
      hash.fold(15 as Int64)
      hash.fold(order)
      hash.fold(plans)
    case .cartonsNotFound(let order):
      hash.fold(16 as Int64)
      hash.fold(order)
    case .cartonsRefused(let order, let reason):
      hash.fold(64 as Int64)
      hash.fold(order)
      hash.fold(reason)
    case .chuteChosen(let parcel, let chute):
      hash.fold(17 as Int64)
      hash.fold(parcel)
      hash.fold(chute)
    case .packagesDecided(let order, let made):
      hash.fold(60 as Int64)
      hash.fold(order)
      hash.fold(made)
    case .unitLost, .unitFound, .picksMoved, .stowsRecalled, .calledBack: traceLoss(into: &hash)
    }
  }

  /// What follows from units that are out of reach, or that others cast doubt on.
  private func traceLoss(into hash: inout TraceHash) {
    switch self {
    case .unitLost(let device, let cells, let pods):
      hash.fold(18 as Int64)
      hash.fold(device)
      hash.fold(cells)
      hash.fold(pods)
    case .unitFound(let device):
      hash.fold(19 as Int64)
      hash.fold(device)
    case .picksMoved(let order, let old, let picks):
      hash.fold(20 as Int64)
      hash.fold(order)
      hash.fold(old)
      hash.fold(picks)
    case .stowsRecalled(let tasks):
      hash.fold(21 as Int64)
      hash.fold(tasks)
    case .calledBack(let items, let reason):
      hash.fold(66 as Int64)
      hash.fold(items)
      hash.fold(reason)
    case .device, .order, .velocity, .planning, .review, .intervention, .podLifted, .podSet, .judged, .laneChosen,
      .stowPlanned,
      .orderReleased, .picksReplaced, .orderShorted, .toteRouted, .cartonsChosen, .cartonsNotFound, .cartonsRefused,
      .chuteChosen, .packagesDecided:
      preconditionFailure("traced above")
    }
  }
}

extension StockChange: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(sequence)
    hash.fold(key)
    hash.fold(quantity)
    hash.fold(from)
    hash.fold(to)
  }
}

extension Place: Traced {
  public func trace(into hash: inout TraceHash) {
    switch self {
    case .outside: hash.fold(1 as Int64)
    case .tunnel(let device): hash.fold(2 << 32 | Int64(device.raw))
    case .holdShelf: hash.fold(3 as Int64)
    case .stowTote(let device): hash.fold(4 << 32 | Int64(device.raw))
    case .bin(let bin): hash.fold(5 << 32 | Int64(bin.raw))
    case .orderTote(let order): hash.fold(6 << 32 | Int64(order.raw))
    case .parcel(let parcel): hash.fold(7 << 32 | Int64(parcel.raw))
    case .shipped: hash.fold(8 as Int64)
    case .missing: hash.fold(9 as Int64)
    }
  }
}

extension PickPlan: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(line)
    hash.fold(bin)
    hash.fold(key)
    hash.fold(quantity)
  }
}

extension ParcelPlan: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(box)
    hash.fold(contents)
    hash.fold(placements)
    hash.fold(Int64(kind?.rawValue ?? 9))
    hash.fold(gifts: gifts)
    if !folded.isEmpty {
      hash.fold("folded")
      hash.fold(gifts: folded)
    }
  }
}

extension CommandID: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(Int64(kind.rawValue) << 32 | Int64(attempt))
    hash.fold(number)
  }
}

extension Command.Work: Traced {
  public func trace(into hash: inout TraceHash) {
    switch self {
    case .route(let update):
      hash.fold(1 as Int64)
      hash.fold(Int64(update.route) << 32 | Int64(update.update))
      hash.fold(update.nodes)
    case .cancelRoute: hash.fold(2 as Int64)
    case .report: hash.fold(3 as Int64)
    case .divert(let plate, let lane):
      hash.fold(4 as Int64)
      hash.fold(plate)
      hash.fold(lane)
    case .stow(let task, let plate, let key, let bin):
      hash.fold(5 as Int64)
      hash.fold(task)
      hash.fold(plate)
      hash.fold(key)
      hash.fold(bin)
    case .pick(let task, let order, let key, let bin, let quantity, let isLast):
      hash.fold(isLast ? 12 : 6 as Int64)
      hash.fold(task)
      hash.fold(order)
      hash.fold(key)
      hash.fold(bin)
      hash.fold(quantity)
    case .closeTote(let order, let destination):
      hash.fold(7 as Int64)
      hash.fold(order)
      hash.fold(destination)
    case .pack(let work):
      hash.fold(8 as Int64)
      hash.fold(work.parcel)
      hash.fold(work.order)
      hash.fold(
        ParcelPlan(
          box: work.box, contents: work.contents, placements: work.placements, kind: work.kind,
          gifts: work.gifts, folded: work.folded))
      hash.fold(work.alternatives)
    case .sort(let parcel, let chute):
      hash.fold(9 as Int64)
      hash.fold(parcel)
      hash.fold(chute)
    case .changeCart(let chute):
      hash.fold(60 as Int64)
      hash.fold(chute)
    case .lineUp(let plates):
      hash.fold(61 << 32 | Int64(plates.count))
      for plate in plates { hash.fold(plate) }
    case .stop: hash.fold(10 as Int64)
    case .go: hash.fold(11 as Int64)
    }
  }
}

extension RouteNode: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(Int64(sequence) << 32 | Int64(cell.raw))
    hash.fold(Int64(released ? 1 : 0) | Int64(heading?.rawValue ?? 9) << 8)
    switch action {
    case nil: hash.fold(0 as Int64)
    case .lift(let pod): hash.fold(1 << 32 | Int64(pod.raw))
    case .set(let pod): hash.fold(2 << 32 | Int64(pod.raw))
    case .startCharging: hash.fold(3 as Int64)
    case .stopCharging: hash.fold(4 as Int64)
    }
  }
}

extension Alarm.Cause: Traced {
  public func trace(into hash: inout TraceHash) {
    switch self {
    case .linkLost(let device): fold(1, device, into: &hash)
    case .stale(let device): fold(2, device, into: &hash)
    case .noProgress(let device): fold(3, device, into: &hash)
    case .deadlockResolved: hash.fold(4 as Int64)
    case .driveFault(let device, let fault):
      fold(5, device, into: &hash)
      hash.fold(Int64(fault.rawValue))
    case .positionDiffers(let device): fold(6, device, into: &hash)
    case .routeRejected(let device): fold(7, device, into: &hash)
    case .invalidEvent(let device, let reason):
      fold(8, device, into: &hash)
      hash.fold(Int64(reason.rawValue))
    case .shortPick(let bin): fold(9, bin, into: &hash)
    case .stowFailed(let bin): fold(10, bin, into: &hash)
    case .noBox(let order): fold(11, order, into: &hash)
    case .noChute(let parcel): fold(12, parcel, into: &hash)
    case .orderLate(let order): fold(13, order, into: &hash)
    case .lowBattery(let device): fold(14, device, into: &hash)
    case .binHeld(let bin): fold(48, bin, into: &hash)
    case .waitingForReports: hash.fold(15 << 32 as Int64)
    case .unitLost(let device): fold(16, device, into: &hash)
    case .withdrawnNow(let device): fold(17, device, into: &hash)
    case .quarantined(let device): fold(18, device, into: &hash)
    case .certificate(let holder, let state):
      hash.fold(20 << 32 | Int64(state.rawValue))
      hash.fold(holder)
    case .journalFailing: hash.fold(32 << 32 as Int64)
    case .journalSlow: hash.fold(33 << 32 as Int64)
    case .podCorrected(let pod, let device):
      fold(34, device, into: &hash)
      hash.fold(pod)
    case .unknownWork(let device): fold(35, device, into: &hash)
    case .findingBurst(let sku, let kind):
      fold(36, sku, into: &hash)
      hash.fold(Int64(kind.rawValue))
    case .wrongItem(let item): fold(37, item, into: &hash)
    case .falseRejects: hash.fold(38 << 32 as Int64)
    case .cameraFault(let tunnel, let view, let fault):
      fold(39, tunnel, into: &hash)
      hash.fold(Int64(view))
      hash.fold(fault.rawValue)
    case .supplierBurst(let supplier, let kind):
      hash.fold(64 << 32 | Int64(kind.rawValue))
      hash.fold(supplier)
    case .climate(let bin, let fault):
      fold(65, bin, into: &hash)
      hash.fold(Int64(fault.rawValue))
    case .sensorsLost(let node):
      hash.fold(66 << 32 as Int64)
      hash.fold(node)
    case .velocityStale: hash.fold(40 << 32 as Int64)
    case .binVariance(let bin): fold(41, bin, into: &hash)
    case .countWanted(let bin): fold(49, bin, into: &hash)
    case .tagsDiffer(.tote(let order)): fold(50, order, into: &hash)
    case .tagsDiffer(.pod(let pod)): fold(51, pod, into: &hash)
    case .toteDiffers(let order): fold(63, order, into: &hash)
    case .masterData(let sku): fold(60, sku, into: &hash)
    case .boxesOut(let box): fold(61, box, into: &hash)
    case .cartDue(let sorter, let chute):
      fold(62, sorter, into: &hash)
      hash.fold(chute)
    }
  }

  private func fold<Noun>(_ kind: Int64, _ id: ID<Noun>, into hash: inout TraceHash) {
    hash.fold(kind << 32 | Int64(id.raw))
  }
}
