public import FloorModel

/// From a customer's order to a full tote.
extension Floor {
  /// Waiting orders looked at for each free place, the most urgent first.
  static let releaseLookahead = 24
  /// Points for each line of a pod that some waiting order wants, and the most of them.
  static let pileOnPoints: Int32 = 4
  static let pileOnLimit: Int32 = 120

  mutating func receive(_ request: OrderRequest) {
    guard books.order(code: request.code) == nil else {
      refusals[Int(RefusalReason.duplicate.rawValue)] += 1
      return
    }
    guard request.isPossible(on: site) else {
      refusals[Int(RefusalReason.impossible.rawValue)] += 1
      return
    }
    let id = Order.ID(books.orders.count)
    commit(.order(request))
    enqueue(id)
  }

  /// Orders wait by due time, then by number; of those of which a part is picked it is noted that the rest may never come.
  mutating func enqueue(_ id: Order.ID) {
    let due = books.orders[id.index].request.due
    let at = waitingOrders.firstIndex { other in
      let otherDue = books.orders[other.index].request.due
      return due < otherDue || (due == otherDue && id < other)
    }
    waitingOrders.insert(id, at: at ?? waitingOrders.count)
    for line in books.orders[id.index].request.lines { wanted[line.sku.index] += line.quantity }
    if !books.orders[id.index].picked.isEmpty { incomplete.append(id) }
  }

  public func priority(of id: Order.ID) -> Priority {
    let order = books.orders[id.index]
    let velocity = order.request.lines.map { books.velocity[$0.sku.index] }.max() ?? 0
    return .order(
      due: order.request.due - books.afterPicking.p90, lines: order.request.lines.count, waitingSince: order.received,
      velocity: velocity, now: now)
  }

  func priority(of id: WorkTask.ID) -> Priority {
    let task = books.tasks[id.index]
    switch task.kind {
    case .pick(let order, _): return priority(of: order)
    case .stow(let item): return priority(ofStowing: item)
    }
  }

  mutating func releaseOrders() {
    // Totes that are full and found no pack station open.
    for station in layout.pick {
      for id in activeOrders[station.index] { completePicks(of: id) }
    }
    shortIncomplete()
    var open = layout.pick.filter { !books.withdrawn[$0.index] }
    while !waitingOrders.isEmpty, !open.isEmpty {
      // The station with the least to do is next, so that all have work and none a long queue.
      open.sort {
        let a = activeOrders[$0.index].count
        let b = activeOrders[$1.index].count
        return a != b ? a < b : $0 < $1
      }
      let station = open[0]
      let hasRoom = activeOrders[station.index].count < site.podStation(station).slots
      if !hasRoom || !release(at: station) { open.removeFirst() }
    }
  }

  /// Gives a station the waiting order that suits it best.
  private mutating func release(at station: Device.ID) -> Bool {
    var best: (index: Int, picks: [PickPlan])?
    var bestScore = Int32.min
    for (index, id) in waitingOrders.prefix(Self.releaseLookahead).enumerated() {
      guard let (picks, fit) = planPicks(for: books.unmet(id), of: id, at: station) else { continue }
      let score = priority(of: id).total + fit
      guard score > bestScore else { continue }
      best = (index, picks)
      bestScore = score
    }
    guard let best else { return false }
    let id = waitingOrders.remove(at: best.index)
    for line in books.orders[id.index].request.lines { wanted[line.sku.index] -= line.quantity }
    let first = books.tasks.count
    commit(.orderReleased(id, station: station, picks: best.picks))
    activeOrders[station.index].append(id)
    for task in first..<books.tasks.count { add(WorkTask.ID(task)) }
    return true
  }

  /// Bins that together give what an order lacks, or nil when stock does not suffice.
  /// - Returns: the picks, and how well they suit the station: greater is less driving.
  func planPicks(for unmet: [Int32], of id: Order.ID, at station: Device.ID) -> (picks: [PickPlan], fit: Int32)? {
    let order = books.orders[id.index]
    // Cheap look before the search.
    for (line, quantity) in unmet.enumerated() where quantity > 0 {
      guard books.unexpired(of: order.request.lines[line].sku) >= quantity else { return nil }
    }
    var picks: [PickPlan] = []
    var fit: Int32 = 0
    for (line, quantity) in unmet.enumerated() where quantity > 0 {
      var rest = quantity
      while rest > 0 {
        guard let (pick, score) = bestBin(for: order.request.lines[line], rest, picks, at: station) else { return nil }
        picks.append(
          PickPlan(line: Int32(line), bin: pick.bin, key: pick.key, quantity: min(rest, pick.quantity)))
        rest -= min(rest, pick.quantity)
        fit += score
      }
    }
    return (picks, fit / Int32(max(1, picks.count)))
  }

  private func bestBin(
    for line: OrderLine, _ wanted: Int32, _ taken: [PickPlan], at station: Device.ID
  ) -> (line: StockLine, score: Int32)? {
    var best: StockLine?
    var bestScore = Int32.min
    var bestDay = Int32.max
    for bin in books.ledger.binsOfSKU[line.sku.index] where !books.isHeld(bin, on: site) {
      for entry in books.ledger.bins[bin.index] where entry.key.sku == line.sku && entry.key.owner == line.owner {
        guard !books.isLookedAtAgain(entry.key, in: bin) else { continue }
        let used = taken.reduce(0) { $0 + ($1.bin == bin && $1.key == entry.key ? $1.quantity : 0) }
        let free = entry.available - used
        guard free > 0, !books.lots.isExpired(entry.key) else { continue }
        // What expires first is sold first, however far it is driven; what keeps comes last.
        let day = books.lots.expiry(of: entry.key)?.number ?? .max
        guard day <= bestDay else { continue }
        let score = suitability(of: site.pod(of: bin), for: station, with: taken) + (free >= wanted ? 100 : 0)
        guard day < bestDay || score > bestScore else { continue }
        bestDay = day
        best = StockLine(bin: bin, key: entry.key, quantity: free)
        bestScore = score
      }
    }
    return best.map { ($0, bestScore) }
  }

  /// How little driving it costs to pick from a pod at a station.
  private func suitability(of pod: Pod.ID, for station: Device.ID, with taken: [PickPlan]) -> Int32 {
    let distance: Int
    switch books.pods[pod.index] {
    case .stored(let cell, _): distance = site.grid.manhattan(cell, site.podStation(station).cell)
    case .carried: distance = 0
    }
    var score = -Int32(distance)
    if taken.contains(where: { site.pod(of: $0.bin) == pod }) { score += 800 }
    if openTasks[pod.index].contains(where: { books.tasks[$0.index].station == station }) {
      score += 600
    } else if porters[pod.index] >= 0 {
      score -= 200
    }
    return score + pileOn(pod)
  }

  /// Points for what else waiting orders could take from a pod at the same visit.
  private func pileOn(_ pod: Pod.ID) -> Int32 {
    var lines: Int32 = 0
    for bin in site.pods[pod.index].bins {
      for line in books.ledger.bins[bin] where wanted[line.key.sku.index] > 0 && line.available > 0 { lines += 1 }
    }
    return min(lines * Self.pileOnPoints, Self.pileOnLimit)
  }

  /// A pick of the order is over: on with it when it was the last.
  mutating func completePicks(of id: Order.ID) {
    guard case .picking(let station) = books.orders[id.index].stage, books.orders[id.index].openPicks == 0 else {
      return
    }
    let unmet = books.unmet(id)
    if unmet.contains(where: { $0 > 0 }) {
      if let (picks, _) = planPicks(for: unmet, of: id, at: station) {
        let first = books.tasks.count
        commit(.picksReplaced(id, picks: picks))
        for task in first..<books.tasks.count { add(WorkTask.ID(task)) }
        return
      }
      commit(.orderShorted(id))
      if books.orders[id.index].picked.isEmpty {
        activeOrders[station.index].removeAll { $0 == id }
        enqueue(id)
        return
      }
    }
    closeTote(of: id, at: station)
  }

  private mutating func closeTote(of id: Order.ID, at station: Device.ID) {
    let open = layout.pack.filter { !books.withdrawn[$0.index] }
    // What was picked before stands at a pack station: the rest follows it there.
    let first = open.first { $0 == books.orders[id.index].toteAt }
    guard let pack = first ?? open.min(by: { packLoad[$0.index] < packLoad[$1.index] }) else { return }
    commit(.toteRouted(id, to: pack))
    packLoad[pack.index] += 1
    activeOrders[station.index].removeAll { $0 == id }
    send(closeToteID(of: id), to: station, .closeTote(order: id, destination: pack))
  }

  /// Each tote of an order is closed by a command of its own.
  func closeToteID(of id: Order.ID) -> CommandID {
    CommandID(.closeTote, Int64(id.index), attempt: books.orders[id.index].totesAmiss ?? 0)
  }

  // MARK: Open tasks by pod

  mutating func add(_ task: WorkTask.ID) {
    let pod = site.pod(of: books.tasks[task.index].bin)
    if openTasks[pod.index].isEmpty {
      podsWithWork.insert(pod, at: podsWithWork.firstIndex { $0 > pod } ?? podsWithWork.count)
    }
    openTasks[pod.index].append(task)
  }

  mutating func drop(_ task: WorkTask.ID) {
    perhapsTold.remove(task)
    // A stow may have ended in another bin than planned: look where the task was filed.
    let planned = site.pod(of: books.tasks[task.index].bin)
    let pod =
      openTasks[planned.index].contains(task) ? planned : podsWithWork.first { openTasks[$0.index].contains(task) }
    guard let pod else { return }
    openTasks[pod.index].removeAll { $0 == task }
    if openTasks[pod.index].isEmpty { podsWithWork.removeAll { $0 == pod } }
  }
}
