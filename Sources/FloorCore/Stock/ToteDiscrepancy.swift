public import FloorModel

/// A unit that lay in an order's tote and is not of the order, as a pack station scanned it. It is put on the hold shelf.
public struct StrangeUnit: Equatable, Sendable, Codable {
  /// The label that the station has put on it, under which it travels from now on.
  public var plate: String
  public var key: StockKey

  public init(plate: String, key: StockKey) {
    self.plate = plate
    self.key = key
  }
}

/// What a pack station found of one kind in an order's tote, against what was confirmed to be picked into it.
public struct ToteDiscrepancy: Equatable, Sendable, Codable {
  public var station: Device.ID
  public var order: Order.ID
  public var key: StockKey
  /// Units that should have been there and were not; negative: units that should not have been there.
  public var missing: Int32
  /// Bins where the error was made, as far as can be told: they are to be counted.
  public var bins: [Bin.ID]
  public var opened: Instant
  /// When the last of the bins was counted.
  public var closed: Instant?
}

/// Units that one report may name of either sort.
public enum ToteReport {
  public static let unitLimit = 100
}

/// A wrong unit in a tote was taken where a right one should have been: both bins' records are off until they are counted.
/// What is missing leaves the tote's stock, what is strange comes onto the hold shelf, and the order asks for the rest anew.
extension Books {
  mutating func differ(
    _ id: Parcel.ID, missing: [StockKey], strange: [StrangeUnit], at station: Device.ID, now: Instant, site: Site
  ) -> [StockChange] {
    guard parcels.indices.contains(id.index) else { return refuse() }
    let order = parcels[id.index].order
    let pack: Device.ID
    switch orders[order.index].stage {
    case .packing(let at), .packReview(let at): pack = at
    case .waiting, .picking, .toteClosing, .toteMoving, .sorting, .shipped: return refuse()
    }
    for other in orders[order.index].parcels {
      guard case .planned = parcels[other.index].stage else { continue }
      parcels[other.index].stage = .cancelled
      packaging.shelf.giveBack(parcels[other.index].plan.box)
    }
    let origins = bins(of: missing, in: order)
    var changes: [StockChange] = []
    // What is strange first: its record is looked for where the missing units should have come from.
    for unit in strange {
      changes += hold(unit, from: origins, in: order, at: station, now: now, site: site)
    }
    for (key, count) in missing.grouped() { changes += lack(key, count, in: order, at: station, now: now, site: site) }
    goOn(with: order, at: pack, now: now, site: site)
    return changes
  }

  /// Bins that an order's units of some kinds were picked from; of all its units where none of these kinds was picked.
  private func bins(of keys: [StockKey], in order: Order.ID) -> [Bin.ID] {
    let done = orders[order.index].tasks.map { tasks[$0.index] }.filter { $0.stage == .done }
    let named = done.filter { keys.contains($0.key) }
    var bins: [Bin.ID] = []
    for task in (named.isEmpty ? done : named).reversed() where !bins.contains(task.bin) { bins.append(task.bin) }
    return bins
  }

  /// A confirmed unit is not in the tote: nobody knows where it is.
  private mutating func lack(
    _ key: StockKey, _ count: Int32, in order: Order.ID, at station: Device.ID, now: Instant, site: Site
  ) -> [StockChange] {
    let lacking = min(count, ledger.quantity(of: key, at: .orderTote(order)))
    guard let change = ledger.move(lacking, of: key, from: .orderTote(order), to: .missing) else { return [] }
    // Nothing was picked after all; what is picked instead is told of when it is.
    velocities.demand.note(key.sku, picked: -lacking, short: 0, at: now)
    miss(lacking, of: key.sku, order, at: now)
    for _ in 0..<lacking {
      if let at = orders[order.index].picked.lastIndex(of: key) { orders[order.index].picked.remove(at: at) }
    }
    note(key, lacking, bins(of: [key], in: order), of: order, at: station, now: now)
    return [change]
  }

  /// A unit is there that no record has there: it is taken from the record that is most likely wrong.
  private mutating func hold(
    _ unit: StrangeUnit, from origins: [Bin.ID], in order: Order.ID, at station: Device.ID, now: Instant, site: Site
  ) -> [StockChange] {
    // The same label again is a report that was made twice.
    guard itemByPlate[unit.plate] == nil, let tunnel = site.devices.firstIndex(where: { $0.role == .inspect }) else {
      return []
    }
    let isMissed = ledger.quantity(of: unit.key, at: .missing) > 0
    let candidates = isMissed ? origins : origins + ledger.binsOfSKU[unit.key.sku.index]
    let bin = candidates.first { ledger.quantity(of: unit.key, at: .bin($0)) > 0 }
    if let bin {
      let line = ledger.bins[bin.index].first { $0.key == unit.key }
      // Nothing is left for the picks that count on it: their orders look elsewhere.
      if line?.available == 0 { voidPicks(of: unit.key, in: bin) }
      fill(bin, with: site.skus[unit.key.sku.index], times: -1)
    }
    let from = bin.map { Place.bin($0) } ?? (isMissed ? .missing : .outside)
    guard let change = ledger.move(1, of: unit.key, from: from, to: .holdShelf) else { return [] }
    let item = Item.ID(items.count)
    itemByPlate[unit.plate] = item
    var held = Item(plate: unit.plate, key: unit.key, tunnel: Device.ID(tunnel), presented: now)
    held.stage = .held
    held.verdict = .review
    // It lies on the hold shelf as after a first lane: the next one leads from there.
    held.diverts = 1
    items.append(held)
    reviews.append(Review(subject: .item(item), opened: now))
    note(unit.key, -1, bin.map { [$0] } ?? [], of: order, at: station, now: now)
    if let bin { reconsider(unit.key, in: bin) }
    return [change]
  }

  private mutating func note(
    _ key: StockKey, _ missing: Int32, _ bins: [Bin.ID], of order: Order.ID, at station: Device.ID, now: Instant
  ) {
    toteDiscrepancies.append(
      ToteDiscrepancy(station: station, order: order, key: key, missing: missing, bins: bins, opened: now))
    for bin in bins { wish(BeliefBook.CountWish(bin: bin, key: key, reason: .misplaced, since: now)) }
  }

  /// Where something is missing, the site's policy says what becomes of the order. With nothing in it, the tote goes.
  private mutating func goOn(with order: Order.ID, at pack: Device.ID, now: Instant, site: Site) {
    if unmet(order).contains(where: { $0 > 0 }) {
      orders[order.index].totesAmiss = (orders[order.index].totesAmiss ?? 0) + 1
      switch site.packing.missingUnits {
      case .pickAgain: awaitRest(of: order, at: pack)
      case .shipRest:
        awaitRest(of: order, at: pack)
        short(order, at: now)
      case .ask:
        orders[order.index].stage = .packReview(pack: pack)
        reviews.append(Review(subject: .missing(order), opened: now))
      }
    } else if unitsToPack(order).isEmpty {
      finishPacking(order, at: now)
    } else {
      orders[order.index].stage = .packing(pack: pack)
    }
  }

  /// What is missing is picked again; the tote waits at the pack station with the rest.
  private mutating func awaitRest(of order: Order.ID, at pack: Device.ID) {
    orders[order.index].stage = .waiting
    orders[order.index].toteAt = unitsToPack(order).isEmpty ? nil : pack
  }

  /// A person has said what becomes of an order of which units are missing.
  mutating func settleMissing(of order: Order.ID, isShipped: Bool, at now: Instant) {
    if case .packReview(let pack) = orders[order.index].stage {
      awaitRest(of: order, at: pack)
      if isShipped { short(order, at: now) }
    } else {
      // Another answer has sent it on already: its lines are to say what it goes with.
      short(order, at: now)
    }
  }

  /// Everything that is left of an order is in closed parcels, which may all be in their chutes already.
  mutating func finishPacking(_ order: Order.ID, at now: Instant) {
    orders[order.index].stage = .sorting
    orders[order.index].packedAt = now
    ship(order, at: now)
  }

  /// A bin was counted: what was found in totes from there is settled when none of its bins is to be counted any more.
  mutating func settleTotes(around bin: Bin.ID, at now: Instant) {
    for index in toteDiscrepancies.indices
    where toteDiscrepancies[index].closed == nil && toteDiscrepancies[index].bins.contains(bin) {
      let open = toteDiscrepancies[index].bins.contains { other in beliefs.wishes.contains { $0.bin == other } }
      if !open { toteDiscrepancies[index].closed = now }
    }
  }
}

extension Floor {
  mutating func followToteDiffers(_ parcel: Parcel.ID, at device: Device.ID) {
    guard books.parcels.indices.contains(parcel.index) else { return }
    let order = books.parcels[parcel.index].order
    for id in books.orders[order.index].parcels { settle(.pack, id.index, at: device) }
    raise(.toteDiffers(order))
    let found = books.toteDiscrepancies.filter { $0.order == order && $0.closed == nil }
    for bin in found.flatMap(\.bins) {
      if books.beliefs.wishes.contains(where: { $0.bin == bin }) { raise(.countWanted(bin)) }
      followVoided(in: bin)
    }
    resumePacking(of: order)
  }

  /// On with an order of which units were not in its tote: back to picking, or to packing without them.
  mutating func resumePacking(of order: Order.ID) {
    switch books.orders[order.index].stage {
    case .waiting: enqueue(order)
    case .packing where !hasPlannedParcel(order): requestCartons(for: order)
    case .picking, .toteClosing, .toteMoving, .packing, .packReview, .sorting, .shipped: break
    }
  }

  /// Orders of which a part is picked, and of which nobody has the rest any more, go on with what they have.
  mutating func shortIncomplete() {
    guard let station = layout.pick.first, !incomplete.isEmpty else { return }
    incomplete.removeAll { books.orders[$0.index].stage != .waiting }
    for id in incomplete where planPicks(for: books.unmet(id), of: id, at: station) == nil {
      waitingOrders.removeAll { $0 == id }
      for line in books.orders[id.index].request.lines { wanted[line.sku.index] -= line.quantity }
      commit(.orderShorted(id))
      if let pack = packStation(of: id) { packLoad[pack.index] += 1 }
      requestCartons(for: id)
    }
  }

  /// What a pack station found in an order's tote, for whoever stands there.
  func sentence(ofTote order: Order.ID) -> String {
    let found = books.toteDiscrepancies.filter { $0.order == order && $0.closed == nil }
    let code = books.orders[order.index].request.code
    guard let station = found.first?.station else { return "the tote of order \(code) was not as it should be" }
    func list(_ some: [ToteDiscrepancy]) -> String {
      some.map { "\(abs($0.missing)) × \(site.skus[$0.key.sku.index].code)" }.joined(separator: ", ")
    }
    let (lacks, strangers) = (found.filter { $0.missing > 0 }, found.filter { $0.missing < 0 })
    var parts: [String] = []
    if !lacks.isEmpty { parts.append("\(list(lacks)) not in the tote: \(site.packing.missingUnits.sentence)") }
    if !strangers.isEmpty { parts.append("\(list(strangers)) not of the order: label it and put it on the hold shelf") }
    return "\(site.devices[station.index].name), order \(code): \(parts.joined(separator: "; "))"
  }
}

extension PackingPolicy.MissingUnits {
  /// What becomes of the order, as the end of a sentence.
  fileprivate var sentence: String {
    switch self {
    case .pickAgain: "picked again, or the order goes without"
    case .shipRest: "the order goes without"
    case .ask: "a person says whether it is picked again or the order goes without"
    }
  }
}
