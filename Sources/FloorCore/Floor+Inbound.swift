import FloorModel

/// From the tunnel into a bin.
extension Floor {
  /// At or above this, a finding sends a unit to the hold shelf for good; from the lower bound on, a person decides.
  static let rejectFrom: Int32 = 850
  static let reviewFrom: Int32 = 400
  /// Units that wait before a pod is called to a stow station, unless the oldest has waited long.
  static let stowBatch = 6
  static let stowPatience = Span.seconds(120)
  /// Units planned into one pod at a time.
  static let stowsPerPod = 12
  /// A bin is full at this share of its volume, in per cent: things do not lie without gaps.
  static let fillPercent: Int64 = 75

  mutating func requestInspection(of item: Item.ID) {
    let unit = books.items[item.index]
    guard case .presented = unit.stage, unit.verdict == nil else { return }
    effects.append(
      .inspect(InspectionRequest(item: item, plate: unit.plate, tunnel: unit.tunnel, sku: unit.key.sku)))
  }

  mutating func judge(_ item: Item.ID, _ inspection: Inspection) {
    guard books.items.indices.contains(item.index), books.items[item.index].verdict == nil else { return }
    // A frame that nobody could read is no fault of the unit's: a person looks, and nothing is rejected for it.
    let against = inspection.against
    let isDoubtful = against >= Self.reviewFrom || inspection.isIncomplete
    let verdict: Verdict = against >= Self.rejectFrom ? .reject : isDoubtful ? .review : .pass
    commit(.judged(item, verdict, inspection))
    divert(item, to: verdict == .pass ? stowLane(from: books.items[item.index].tunnel) : .hold)
  }

  /// The least loaded stow station that the tunnel leads to.
  func stowLane(from tunnel: Device.ID) -> Lane {
    guard case .tunnel(let place) = site.devices[tunnel.index].place else { return .hold }
    let open = place.feeds.filter { !books.withdrawn[$0.index] }
    guard let station = open.min(by: { stowLoad[$0.index] < stowLoad[$1.index] }) else { return .hold }
    return .stow(station)
  }

  mutating func divert(_ item: Item.ID, to lane: Lane) {
    commit(.laneChosen(item, lane))
    if case .stow(let station) = lane { stowLoad[station.index] += 1 }
    let unit = books.items[item.index]
    send(
      CommandID(.divert, Int64(item.index), attempt: unit.diverts), to: unit.tunnel,
      .divert(plate: unit.plate, lane: lane))
  }

  /// A unit that passed leaves the hold shelf, as soon as there is a station to go to.
  mutating func divertHeld(_ item: Item.ID) {
    let lane = stowLane(from: books.items[item.index].tunnel)
    if lane == .hold { passedAndHeld.append(item) } else { divert(item, to: lane) }
  }

  mutating func releaseHeld() {
    let waiting = passedAndHeld
    passedAndHeld.removeAll()
    for item in waiting { divertHeld(item) }
  }

  // MARK: Planning stows

  mutating func planStows() {
    for station in layout.stow where !books.withdrawn[station.index] && !totes[station.index].isEmpty {
      planStows(at: station)
    }
  }

  private mutating func planStows(at station: Device.ID) {
    // Pods on their way or being worked on come first: they cost no further trip.
    for unit in lines[station.index] {
      guard let pod = fleet.units[unit].load ?? fetching(unit) else { continue }
      planStows(at: station, into: pod)
    }
    var waiting = totes[station.index]
    let place = site.podStation(station)
    while !waiting.isEmpty {
      let oldest = books.items[waiting[0].index].presented
      guard waiting.count >= Self.stowBatch || now - oldest > Self.stowPatience,
        podsCalled(to: station) <= place.queue.count, let pod = podForStow(waiting[0], at: station)
      else { return }
      planStows(at: station, into: pod)
      guard totes[station.index].count < waiting.count else { return }
      waiting = totes[station.index]
    }
  }

  private func fetching(_ unit: Int) -> Pod.ID? {
    if case .fetch(let pod, _) = fleet.units[unit].job { return pod }
    return nil
  }

  /// Pods with open work at a station, coming or yet to be fetched.
  private func podsCalled(to station: Device.ID) -> Int {
    podsWithWork.count { pod in openTasks[pod.index].contains { books.tasks[$0.index].station == station } }
  }

  private mutating func planStows(at station: Device.ID, into pod: Pod.ID) {
    var planned = openTasks[pod.index].count { books.tasks[$0.index].station == station }
    var left: [Item.ID] = []
    for item in totes[station.index] {
      guard planned < Self.stowsPerPod, let bin = bin(in: pod, for: books.items[item.index].key) else {
        left.append(item)
        continue
      }
      let task = WorkTask.ID(books.tasks.count)
      commit(.stowPlanned(item, bin: bin))
      add(task)
      planned += 1
    }
    totes[station.index] = left
  }

  /// The bin of a pod that a unit fits best: the fullest that still has room, so that large gaps stay for large things.
  func bin(in pod: Pod.ID, for key: StockKey) -> Bin.ID? {
    let sku = site.skus[key.sku.index]
    var best: Bin.ID?
    var bestRoom = Int64.max
    for index in site.pods[pod.index].bins {
      let bin = Bin.ID(index)
      guard let room = room(in: bin, for: sku), room < bestRoom else { continue }
      best = bin
      bestRoom = room
    }
    return best
  }

  /// Volume that would be left in a bin, or nil when the unit does not go in.
  private func room(in id: Bin.ID, for sku: SKU) -> Int64? {
    let bin = site.bins[id.index]
    let room = bin.inner.volume * Self.fillPercent / 100 - books.filledVolume[id.index] - sku.size.volume
    guard room >= 0, bin.temperature == sku.temperature, !books.stowBlocked[id.index],
      books.filledMass[id.index] + Int64(sku.mass) <= Int64(bin.maxLoad), bin.inner.holds(sku.size)
    else { return nil }
    return room
  }

  /// A stored pod for what waits: with room, and where its velocity belongs.
  private func podForStow(_ item: Item.ID, at station: Device.ID) -> Pod.ID? {
    let key = books.items[item.index].key
    let cell = site.podStation(station).cell
    var best: Pod.ID?
    var bestScore = Int64.max
    for index in site.pods.indices where porters[index] < 0 {
      guard case .stored(let home, _) = books.pods[index] else { continue }
      let pod = Pod.ID(index)
      // Cheap bounds before the search through the pod's bins.
      let score = Int64(site.grid.manhattan(home, cell)) * 10 + fullness(of: pod)
      guard score < bestScore, bin(in: pod, for: key) != nil else { continue }
      best = pod
      bestScore = score
    }
    return best
  }

  /// How full a pod is, 0 to 1,000.
  private func fullness(of pod: Pod.ID) -> Int64 {
    var filled: Int64 = 0
    var total: Int64 = 1
    for bin in site.pods[pod.index].bins {
      filled += books.filledVolume[bin]
      total += site.bins[bin].inner.volume
    }
    return filled * 1_000 / total
  }
}

extension Size3 {
  /// Whether a thing of `size` goes in, in some turn.
  func holds(_ size: Size3) -> Bool {
    let mine = [length, width, height].sorted()
    let its = [size.length, size.width, size.height].sorted()
    return its[0] <= mine[0] && its[1] <= mine[1] && its[2] <= mine[2]
  }
}
