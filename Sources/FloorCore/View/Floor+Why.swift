public import FloorModel

/// Why a thing is as it is: its state, the reasons, and what its priority is made of.
public struct Explanation: Equatable, Codable, Sendable {
  public struct Term: Equatable, Codable, Sendable {
    public var name: String
    public var points: Int32
  }

  public var subject: String
  public var state: String
  /// In sentences, the most telling first. Never empty for something that waits.
  public var reasons: [String]
  public var priority: [Term]
}

extension Floor {
  public func why(order id: Order.ID) -> Explanation {
    let order = books.orders[id.index]
    let priority = priority(of: id).terms.map { Explanation.Term(name: $0.name, points: $0.points) }
    var explanation = Explanation(subject: "order \(order.request.code)", state: "", reasons: [], priority: priority)
    switch order.stage {
    case .waiting:
      explanation.state = "waiting"
      explanation.reasons = reasonsForWaiting(id)
    case .picking(let station):
      explanation.state = "picking at \(site.devices[station.index].name)"
      explanation.reasons = order.tasks.filter { books.tasks[$0.index].stage == .open }.map { why($0) }
      if explanation.reasons.isEmpty { explanation.reasons = [reasonForFullTote()] }
    case .toteClosing(let station, let pack):
      explanation.state = "tote leaves \(site.devices[station.index].name)"
      explanation.reasons = [
        "\(site.devices[station.index].name) has yet to confirm that the tote left for \(site.devices[pack.index].name)"
      ]
    case .toteMoving(let pack):
      explanation.state = "tote under way"
      explanation.reasons = ["\(site.devices[pack.index].name) has yet to confirm that the tote has come"]
    case .packing(let pack):
      explanation.state = "packing at \(site.devices[pack.index].name)"
      explanation.reasons = ["\(packLoad[pack.index]) orders are at hand at \(site.devices[pack.index].name)"]
    case .packReview(let pack):
      explanation.state = "review at \(site.devices[pack.index].name)"
      explanation.reasons = whyReviewed(id)
    case .sorting:
      explanation.state = "sorting"
      explanation.reasons = order.parcels.compactMap { whyUnsorted($0) }
    case .shipped(let at):
      explanation.state = "shipped"
      let late = (at - order.request.due).seconds
      explanation.reasons = [
        late > 0 ? "shipped \(Int(late)) s after its truck left" : "shipped \(Int(-late)) s before its truck left"
      ]
    }
    for parcel in order.parcels where books.parcels[parcel.index].stage != .cancelled {
      explanation.reasons += whyPacked(parcel)
    }
    return explanation
  }

  private func whyReviewed(_ id: Order.ID) -> [String] {
    books.reviews.enumerated().filter { $0.element.answer == nil }.compactMap { number, review in
      switch review.subject {
      case .box(id):
        "a person has to choose a box (review \(number)): "
          + (review.reason ?? "the planned one did not fit, or none was found")
      case .missing(id): "a person has to decide (review \(number)): \(sentence(ofTote: id))"
      case .box, .missing, .item, .package: nil
      }
    }
  }

  private func reasonForFullTote() -> String {
    layout.pack.allSatisfy { books.withdrawn[$0.index] }
      ? "every pack station is out of service" : "all is picked; its tote leaves at the next dispatch"
  }

  private func reasonsForWaiting(_ id: Order.ID) -> [String] {
    let order = books.orders[id.index]
    var reasons: [String] = []
    for (index, line) in order.request.lines.enumerated() {
      func isAlike(_ other: OrderLine) -> Bool { other.sku == line.sku && other.owner == line.owner }
      // Lines of one product are added up, and told of once.
      guard order.request.lines.firstIndex(where: isAlike) == index else { continue }
      let needs = order.request.lines.reduce(0) { $0 + (isAlike($1) ? $1.quantity : 0) }
      let has = available(line.sku, of: line.owner)
      guard has < needs else { continue }
      let inbound = books.items.count {
        $0.key.sku == line.sku && $0.key.owner == line.owner && $0.stage != .stowed
      }
      reasons.append(
        "needs \(needs) of \(site.skus[line.sku.index].code), \(has) are sellable and unreserved; "
          + "\(inbound) on their way into bins or held")
    }
    guard reasons.isEmpty else { return whyAgain(order) + reasons }
    return whyAgain(order) + reasonsForQueueing(id)
  }

  /// Of an order that came back from a pack station.
  private func whyAgain(_ order: Order) -> [String] {
    order.toteAt.map {
      ["its tote stands at \(site.devices[$0.index].name) and lacks units that are to be picked again"]
    } ?? []
  }

  private func reasonsForQueueing(_ id: Order.ID) -> [String] {
    let stations = layout.pick.filter { !books.withdrawn[$0.index] }
    guard !stations.isEmpty else { return ["every pick station is out of service"] }
    let full = stations.count { activeOrders[$0.index].count >= site.podStation($0).slots }
    let ahead = waitingOrders.firstIndex(of: id) ?? 0
    if full == stations.count {
      return [
        "all \(stations.count) pick stations have every place taken; \(ahead) orders with an earlier truck wait before it"
      ]
    }
    return ["it will be released at the next dispatch; \(ahead) orders with an earlier truck wait before it"]
  }

  private func available(_ sku: SKU.ID, of owner: ID<Owner>) -> Int32 {
    books.ledger.binsOfSKU[sku.index].reduce(0) { sum, bin in
      books.isHeld(bin, on: site)
        ? sum
        : books.ledger.bins[bin.index].reduce(sum) {
          let isMeant = $1.key.sku == sku && $1.key.owner == owner && !books.isLookedAtAgain($1.key, in: bin)
          return $0 + (isMeant ? $1.available : 0)
        }
    }
  }

  /// Why a task is not done.
  func why(_ id: WorkTask.ID) -> String {
    let task = books.tasks[id.index]
    let pod = site.pod(of: task.bin)
    let what = "bin \(site.bins[task.bin.index].name)"
    let station = site.devices[task.station.index].name
    if outstanding[task.station.index].contains(where: {
      $0.command.id.number == Int64(id.index) && ($0.command.id.kind == .pick || $0.command.id.kind == .stow)
    }) {
      return "\(what): \(station) has been told and has not confirmed"
    }
    if books.fleet.heldPods[pod.index] { return "\(what): \(whyHeld(pod))" }
    guard porters[pod.index] >= 0 else {
      let line = lines[task.station.index].count
      let room = site.podStation(task.station).queue.count + 1
      let idle = fleet.units.count { $0.job == .idle && $0.isKnown }
      if line >= room {
        return "\(what): pod \(site.pods[pod.index].name) waits until \(station)'s line of \(room) has room"
      }
      return "\(what): pod \(site.pods[pod.index].name) waits for a drive unit (\(idle) are idle)"
    }
    let unit = fleet.units[Int(porters[pod.index])]
    return "\(what): \(site.devices[unit.device.index].name) \(describe(unit.job)), now at \(name(of: unit.cell))"
  }

  private func whyHeld(_ pod: Pod.ID) -> String {
    let name = site.pods[pod.index].name
    guard let unit = fleet.units.first(where: { books.fleet.lost[$0.device.index]?.pods.contains(pod) == true }) else {
      return "pod \(name) is out of reach"
    }
    return
      "pod \(name) is out of reach with \(site.devices[unit.device.index].name), last seen at \(self.name(of: unit.cell)); "
      + "its stock is held"
  }

  private func whyUnsorted(_ id: Parcel.ID) -> String? {
    switch books.parcels[id.index].stage {
    case .planned, .cancelled, .inChute: nil
    case .closed: "parcel \(id) is on its way to the sorter"
    case .inducted(let sorter):
      "parcel \(id) lies before \(site.devices[sorter.index].name); no chute of its destination takes it"
    case .sorting(let sorter, let chute):
      "parcel \(id): \(site.devices[sorter.index].name) has been told chute \(chute + 1)"
    }
  }

  public func why(device id: Device.ID) -> Explanation {
    let name = site.devices[id.index].name
    var explanation = Explanation(subject: name, state: "", reasons: [], priority: [])
    if let index = fleet.index(of: id) {
      let unit = fleet.units[index]
      explanation.state = state(of: unit)
      explanation.reasons = whyUnit(unit)
      return explanation
    }
    explanation.state = reports[id.index]?.state.rawValue ?? "unheard"
    switch connections[id.index] {
    case .online: break
    case nil: explanation.reasons.append("it has never connected")
    case .offline, .broken: explanation.reasons.append("its link is down")
    }
    if let dock = whyDock(id) { explanation.reasons.append(dock) }
    let open = outstanding[id.index].count
    explanation.reasons.append(open > 0 ? "\(open) commands have no answer yet" : "nothing is asked of it")
    return explanation
  }

  private func whyUnit(_ unit: Unit) -> [String] {
    guard unit.isKnown else { return ["it has not reported since the daemon started"] }
    var reasons = [describe(unit.job)]
    if let next = unit.trail.first(where: { !$0.released }), let holder = fleet.claims.holder(of: next.cell) {
      let other = fleet.units[holder]
      if other.device != unit.device {
        reasons.append(
          "next cell \(name(of: next.cell)) is \(site.devices[other.device.index].name)'s until that has left it")
      }
    }
    if unit.target != unit.cell {
      reasons.append("wants to be at \(name(of: unit.target)), is at \(name(of: unit.cell))")
    }
    if let fault = unit.fault { reasons.insert("reports \(fault)", at: 0) }
    return reasons
  }

  public func why(task id: WorkTask.ID) -> Explanation {
    let task = books.tasks[id.index]
    let priority = priority(of: id).terms.map { Explanation.Term(name: $0.name, points: $0.points) }
    return Explanation(
      subject: "task \(id)", state: "\(task.stage)", reasons: task.stage == .open ? [why(id)] : [], priority: priority)
  }
}
