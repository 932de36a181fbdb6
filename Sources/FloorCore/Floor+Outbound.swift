import Cartons
import FloorModel

/// From a full tote into a chute.
extension Floor {
  mutating func requestCartons(for id: Order.ID) {
    guard books.orders.indices.contains(id.index), case .packing = books.orders[id.index].stage else { return }
    effects.append(
      .cartonize(
        CartonRequest(order: id, units: books.unitsToPack(id), without: books.orders[id.index].refusedBoxes)))
  }

  mutating func pack(_ id: Order.ID, _ outcome: CartonOutcome) {
    guard books.orders.indices.contains(id.index), case .packing = books.orders[id.index].stage,
      !hasPlannedParcel(id)
    else { return }
    switch outcome {
    case .parcels(let plans): commit(.cartonsChosen(id, plans))
    case .none:
      commit(.cartonsNotFound(id))
      raise(.noBox(id))
    }
    sendPacks(of: id)
  }

  private func hasPlannedParcel(_ id: Order.ID) -> Bool {
    books.orders[id.index].parcels.contains {
      if case .planned = books.parcels[$0.index].stage { true } else { false }
    }
  }

  /// Tells the pack station to fill every planned parcel of an order.
  mutating func sendPacks(of id: Order.ID) {
    guard case .packing(let station) = books.orders[id.index].stage else { return }
    for parcel in books.orders[id.index].parcels {
      guard case .planned = books.parcels[parcel.index].stage else { continue }
      let plan = books.parcels[parcel.index].plan
      send(
        CommandID(.pack, Int64(parcel.index)), to: station,
        .pack(
          PackWork(
            parcel: parcel, order: id, box: plan.box, contents: plan.contents, placements: plan.placements)))
    }
  }

  mutating func followPack(_ parcel: Parcel.ID, at device: Device.ID) {
    settle(.pack, parcel.index, at: device)
    guard books.parcels.indices.contains(parcel.index) else { return }
    chooseChute(for: parcel)
    if case .sorting = books.orders[books.parcels[parcel.index].order.index].stage { packLoad[device.index] -= 1 }
    chooseChute(for: parcel)
  }

  /// The chute of the parcel's destination that takes its size and weight and has the fewest parcels.
  mutating func chooseChute(for id: Parcel.ID) {
    guard books.parcels.indices.contains(id.index), case .inducted(let sorter) = books.parcels[id.index].stage,
      case .sorter(let place) = site.devices[sorter.index].place
    else { return }
    let parcel = books.parcels[id.index]
    let destination = books.orders[parcel.order.index].request.destination
    let side = parcel.measured?.longest ?? 0
    let load = chuteLoads(of: sorter, count: place.chutes.count)
    let fitting = place.chutes.indices.filter {
      place.chutes[$0].maxMass >= parcel.mass && place.chutes[$0].maxSide >= side
    }
    let right = fitting.filter { place.chutes[$0].destination == destination }
    guard let chute = right.min(by: { load[$0] < load[$1] }) else {
      raise(.noChute(id))
      return
    }
    commit(.chuteChosen(id, chute: Int32(chute)))
    send(
      CommandID(.sort, Int64(id.index), attempt: books.parcels[id.index].sorts), to: sorter,
      .sort(parcel: id, chute: Int32(chute)))
  }

  private func chuteLoads(of sorter: Device.ID, count: Int) -> [Int] {
    var loads = Array(repeating: 0, count: count)
    // Recent parcels say enough about how full a chute is, and looking at all would cost more with every hour.
    for parcel in books.parcels.suffix(400) {
      switch parcel.stage {
      case .sorting(sorter, let chute), .inChute(sorter, let chute, _): loads[Int(chute)] += 1
      default: continue
      }
    }
    return loads
  }

  mutating func followSort(_ parcel: Parcel.ID, at device: Device.ID) {
    settle(.sort, parcel.index, at: device)
    guard books.parcels.indices.contains(parcel.index) else { return }
    clear(.noChute(parcel))
    let order = books.parcels[parcel.index].order
    if case .shipped(let at) = books.orders[order.index].stage, at > books.orders[order.index].request.due {
      raise(.orderLate(order))
    }
  }

  // MARK: People

  mutating func receive(_ answer: ReviewAnswer, to id: Review.ID, by person: String) {
    guard books.reviews.indices.contains(id.index), books.reviews[id.index].answer == nil,
      fits(answer, books.reviews[id.index].subject)
    else {
      refusals[Int(RefusalReason.impossible.rawValue)] += 1
      return
    }
    commit(.review(id, answer, by: person))
    switch books.reviews[id.index].subject {
    case .box(let order):
      clear(.noBox(order))
      sendPacks(of: order)
    case .item(let item):
      clear(.wrongItem(item))
      // Before the tunnel has put it on the hold shelf, the lane is chosen when it has.
      if answer == .pass, case .held = books.items[item.index].stage {
        divertHeld(item)
      }
    }
  }

  private func fits(_ answer: ReviewAnswer, _ subject: Review.Subject) -> Bool {
    switch (subject, answer) {
    case (.item, .pass), (.item, .reject): true
    case (.item, .relabel(let kind)): kind.concernsItem
    case (.box, .useBox(let box)): site.boxes.indices.contains(box.index)
    case (.item, .useBox), (.box, .pass), (.box, .reject), (.box, .relabel): false
    }
  }
}
