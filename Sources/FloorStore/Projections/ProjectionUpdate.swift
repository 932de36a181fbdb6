import FloorCore
import FloorModel

/// How one entry changes the summary rows that screens and reports read.
///
/// The rows are for people. The floor itself never reads them: its books come from the records.
enum ProjectionUpdate: Equatable {
  case orderReceived(OrderRequest)
  case order(Order.ID, OrderStage, station: Device.ID?)
  /// How many parcels the order is packed into.
  case orderParcels(Order.ID, count: Int32)
  case task(WorkTask.ID, TaskOutcome, station: Device.ID, bin: Bin.ID?, quantity: Int32)
  case heard(Device.ID, stream: Int64, sequence: Int64)
  case withdrawn(Device.ID, Bool)
  case packed(Parcel.ID, order: Order.ID?, box: Box.ID, mass: Grams, station: Device.ID)
  case parcel(Parcel.ID, ParcelStage, station: Device.ID?, chute: Int32?)

  /// Adds what follows from an entry to `updates`.
  static func collect(from entry: Entry, into updates: inout [ProjectionUpdate]) {
    switch entry.record {
    case .device(let event):
      updates.append(.heard(event.device, stream: event.stream, sequence: event.sequence))
      collect(from: event, entry.changes, into: &updates)
    case .order(let request): updates.append(.orderReceived(request))
    case .intervention(.withdraw(let device), by: _), .intervention(.withdrawNow(let device), by: _):
      updates.append(.withdrawn(device, true))
    case .intervention(.restore(let device), by: _): updates.append(.withdrawn(device, false))
    case .orderReleased(let order, let station, picks: _):
      updates.append(.order(order, .picking, station: station))
    case .cartonsChosen(let order, let plans):
      updates.append(.order(order, .packing, station: nil))
      updates.append(.orderParcels(order, count: Int32(plans.count)))
    case .cartonsNotFound(let order), .cartonsRefused(let order, reason: _):
      updates.append(.order(order, .packReview, station: nil))
    case .chuteChosen(let parcel, let chute):
      updates.append(.parcel(parcel, .sorting, station: nil, chute: chute))
    case .packagesDecided, .velocity, .planning, .review, .intervention, .podLifted, .podSet, .judged, .laneChosen,
      .stowPlanned,
      .picksReplaced, .orderShorted, .toteRouted, .unitLost, .unitFound, .picksMoved, .stowsRecalled,
      .calledBack:
      break
    }
  }

  private static func collect(
    from event: DeviceEvent, _ changes: [StockChange], into updates: inout [ProjectionUpdate]
  ) {
    let station = event.device
    switch event.body {
    case .stowed(let task, let bin): updates.append(.task(task, .done, station: station, bin: bin, quantity: 1))
    case .stowRefused(let task, reason: _):
      updates.append(.task(task, .refused, station: station, bin: nil, quantity: 0))
    case .picked(let task, let bin, let quantity), .zeroChecked(let task, let bin, let quantity, isEmpty: _):
      updates.append(.task(task, .done, station: station, bin: bin, quantity: quantity))
    case .toteClosed(let order): updates.append(.order(order, .toteMoving, station: nil))
    case .toteArrived(let order): updates.append(.order(order, .packing, station: station))
    case .packed(let parcel, let box, measured: _, let mass):
      let order = changes.lazy.compactMap(\.from.order).first
      updates.append(.packed(parcel, order: order, box: box, mass: mass, station: station))
    case .packRefused(let parcel, reason: _):
      updates.append(.parcel(parcel, .refused, station: station, chute: nil))
    case .toteDiffers(let parcel, missing: _, strange: _):
      updates.append(.parcel(parcel, .refused, station: station, chute: nil))
      if let order = changes.lazy.compactMap(\.from.order).first {
        updates.append(.order(order, .waiting, station: nil))
      }
    case .inducted(let parcel): updates.append(.parcel(parcel, .inducted, station: station, chute: nil))
    case .sorted(let parcel, let chute): updates.append(.parcel(parcel, .inChute, station: station, chute: chute))
    case .sortRefused(let parcel, reason: _):
      updates.append(.parcel(parcel, .inducted, station: station, chute: nil))
    case .presented, .presentedFrom, .diverted, .packChecked, .cartChanged, .tagsRead, .podSeen, .invalid: break
    }
  }
}

extension Place {
  fileprivate var order: Order.ID? {
    if case .orderTote(let order) = self { order } else { nil }
  }
}
