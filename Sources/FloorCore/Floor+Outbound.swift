import Cartons
import FloorModel

/// From a full tote into a chute.
extension Floor {
  mutating func requestCartons(for id: Order.ID) {
    guard books.orders.indices.contains(id.index), case .packing = books.orders[id.index].stage else { return }
    effects.append(.cartonize(cartonRequest(for: id)))
  }

  mutating func pack(_ id: Order.ID, _ outcome: CartonOutcome) {
    guard books.orders.indices.contains(id.index), case .packing = books.orders[id.index].stage,
      !hasPlannedParcel(id)
    else { return }
    switch outcome {
    case .parcels(let plans): commit(.cartonsChosen(id, plans))
    case .decided(let made, let plans):
      commit(.packagesDecided(id, made))
      commit(.cartonsChosen(id, plans))
    case .none(let reason):
      commit(.cartonsRefused(id, reason: reason))
      raise(.noBox(id))
    }
    sendPacks(of: id)
  }

  func hasPlannedParcel(_ id: Order.ID) -> Bool {
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
            parcel: parcel, order: id, box: plan.box, contents: plan.contents, placements: plan.placements,
            kind: plan.kind, alternatives: alternatives(to: parcel), gifts: plan.gifts, folded: plan.folded)),
        label: label(of: parcel))
    }
  }

  mutating func followPack(_ parcel: Parcel.ID, at device: Device.ID) {
    settle(.pack, parcel.index, at: device)
    chooseChute(for: parcel)
  }

  // MARK: Loads of the pack stations

  /// The order whose way to or through a pack station an event may change.
  func orderInPacking(_ event: DeviceEvent.Body) -> Order.ID? {
    switch event {
    case .toteArrived(let order): books.orders.indices.contains(order.index) ? order : nil
    case .packed(let parcel, _, _, _), .toteDiffers(let parcel, _, _):
      books.parcels.indices.contains(parcel.index) ? books.parcels[parcel.index].order : nil
    case .presented, .presentedFrom, .diverted, .stowed, .stowRefused, .picked, .zeroChecked, .toteClosed, .packRefused,
      .inducted,
      .sorted, .sortRefused, .packChecked, .cartChanged, .tagsRead, .podSeen, .invalid:
      nil
    }
  }

  /// The pack station that an order is on its way to, or at.
  func packStation(of id: Order.ID) -> Device.ID? {
    switch books.orders[id.index].stage {
    case .toteClosing(_, let pack), .toteMoving(let pack), .packing(let pack), .packReview(let pack): pack
    case .waiting, .picking, .sorting, .shipped: nil
    }
  }

  /// Moves an order from the load of the station where it was expected to that of the one where it came, or away when all
  /// is packed: a tote may arrive at another station than it was sent to.
  mutating func countPackLoad(of id: Order.ID, before: Device.ID?) {
    let after = packStation(of: id)
    guard after != before else { return }
    if let before { packLoad[before.index] -= 1 }
    if let after { packLoad[after.index] += 1 }
  }

  // MARK: Sorting

  /// How long a chute that was full, or an arm that could not lift a parcel, is left alone before it is tried again: about
  /// the time in which a person changes a cart.
  static let chutePause = Span.minutes(2)
  /// Attempts to grip a parcel before the arm leaves it alone for as long.
  static let gripsInARow: Int32 = 3

  mutating func followRefusedSort(_ parcel: Parcel.ID, _ reason: SortFailure, at device: Device.ID) {
    let chute = chuteCommanded(for: parcel, at: device)
    settle(.sort, parcel.index, at: device)
    guard books.parcels.indices.contains(parcel.index) else { return }
    switch reason {
    case .dropped, .mispick, .doublePick:
      // The gripper may be worn, or the parcel not to be gripped: after a few attempts a person looks.
      guard books.parcels[parcel.index].sorts % Self.gripsInARow != 0 else {
        return waitForChute(parcel, until: now + Self.chutePause)
      }
    case .chuteFull:
      if let chute { fullChutes[device.index][chute] = now + Self.chutePause }
      if let chute, hasCart(chute, of: device), !isCartAsked(chute, of: device) { askForCart(chute, of: device) }
    case .tooHeavy: return waitForChute(parcel, until: now + Self.chutePause)
    }
    chooseChute(for: parcel)
  }

  /// The chute of a sort command that has no answer yet.
  private func chuteCommanded(for parcel: Parcel.ID, at device: Device.ID) -> Int? {
    for entry in outstanding[device.index].reversed() {
      if case .sort(parcel, let chute) = entry.command.work { return Int(chute) }
    }
    return nil
  }

  private mutating func waitForChute(_ parcel: Parcel.ID, until notBefore: Instant) {
    chuteless.removeAll { $0.parcel == parcel }
    chuteless.append(Chuteless(parcel: parcel, notBefore: notBefore))
    raise(.noChute(parcel))
  }

  /// Tries again where no chute took a parcel: carts are changed, and arms are mended.
  mutating func retryChutes() {
    let due = chuteless.filter { $0.notBefore <= now }
    guard !due.isEmpty else { return }
    chuteless.removeAll { $0.notBefore <= now }
    for one in due { chooseChute(for: one.parcel) }
  }

  /// The chute of the parcel's destination that takes its size and weight, is not full, and has the fewest parcels.
  mutating func chooseChute(for id: Parcel.ID) {
    guard books.parcels.indices.contains(id.index), case .inducted(let sorter) = books.parcels[id.index].stage,
      case .sorter(let place) = site.devices[sorter.index].place
    else { return }
    let parcel = books.parcels[id.index]
    let destination = books.orders[parcel.order.index].request.destination
    let side = parcel.measured?.longest ?? 0
    let load = chuteLoads(of: sorter, count: place.chutes.count)
    // What the arm cannot grip, no chute helps: a person takes it from the belt.
    let isLiftable = parcel.mass <= place.maxMass && side <= place.maxSide
    let right = place.chutes.indices.filter {
      isLiftable && place.chutes[$0].maxMass >= parcel.mass && place.chutes[$0].maxSide >= side
        && place.chutes[$0].destination == destination && fullChutes[sorter.index][$0] <= now
        && hasRoom(for: parcel, in: $0, of: sorter, place)
    }
    guard let chute = right.min(by: { load[$0] < load[$1] }) else {
      return waitForChute(id, until: now)
    }
    chuteless.removeAll { $0.parcel == id }
    clear(.noChute(id))
    commit(.chuteChosen(id, chute: Int32(chute)))
    send(
      CommandID(.sort, Int64(id.index), attempt: books.parcels[id.index].sorts), to: sorter,
      .sort(parcel: id, chute: Int32(chute)), label: label(of: id))
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
    let order = books.reviews[id.index].subject.order
    let pack = order.flatMap { packStation(of: $0) }
    commit(.review(id, answer, by: person))
    if let order { countPackLoad(of: order, before: pack) }
    switch books.reviews[id.index].subject {
    case .box(let order):
      clear(.noBox(order))
      sendPacks(of: order)
    case .package: break
    case .missing(let order): resumePacking(of: order)
    case .item(let item):
      clear(.wrongItem(item))
      follow(answer, about: item)
    }
  }

  private func fits(_ answer: ReviewAnswer, _ subject: Review.Subject) -> Bool {
    switch (subject, answer) {
    case (.item, .pass), (.item, .reject): true
    case (.item, .relabel(let kind)): kind.concernsItem
    case (.box, .useBox(let box)): site.boxes.indices.contains(box.index)
    case (.package(let sku, let quantity), .usePackage(let kind)):
      refusal(of: Packaging.override(sku, quantity: quantity, kind, box: nil, reason: "")) == nil
    case (.missing, .pickAgain), (.missing, .shipRest): true
    case (.item, _), (.box, _), (.package, _), (.missing, _): false
    }
  }
}
