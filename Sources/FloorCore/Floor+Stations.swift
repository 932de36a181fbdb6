import FloorModel
import Traffic

/// What happens at a station: the order of waiting, the face that is shown, the commands, and where the pod goes then.
extension Floor {
  /// Gives every unit in a station's line the cell where it belongs. Who has entered the queue keeps its place; the others
  /// follow by distance.
  mutating func steerLines() {
    for station in layout.pick + layout.stow where !lines[station.index].isEmpty {
      let place = site.podStation(station)
      // Who is out of reach keeps its cell, but not its turn.
      let carrying = lines[station.index].filter {
        fleet.units[$0].load != nil && isCarrying($0) && isInService(fleet.units[$0])
      }
      let ranked = carrying.map { unit in (rank(fleet.units[unit].plannedCell, place), unit) }
        .sorted { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1 < $1.1 }
      for (slot, (_, unit)) in ranked.enumerated() {
        let cell = slot == 0 ? place.cell : place.queue[min(slot, place.queue.count) - 1]
        fleet.units[unit].target = slot <= place.queue.count ? cell : fleet.units[unit].plannedCell
      }
    }
  }

  /// In service, and not barred by a dead unit or a closed zone.
  func isOpen(_ station: Device.ID) -> Bool {
    !books.withdrawn[station.index] && !fleet.terrain.closed[site.podStation(station).cell.index]
  }

  private func isCarrying(_ unit: Int) -> Bool {
    if case .carry = fleet.units[unit].job { true } else { false }
  }

  private func rank(_ cell: Cell, _ place: PodStationPlace) -> Int {
    if cell == place.cell { return 0 }
    if let slot = place.queue.firstIndex(of: cell) { return slot + 1 }
    return 1_000 + site.grid.manhattan(cell, place.cell)
  }

  mutating func leaveLine(_ unit: Int) {
    switch fleet.units[unit].job {
    case .fetch(_, let station), .carry(_, let station): lines[station.index].removeAll { $0 == unit }
    case .idle, .store, .charge, .park: break
    }
  }

  /// The direction in which a face of a carried pod looks.
  func direction(ofFace face: Heading, of pod: Pod.ID, on unit: Unit) -> Heading? {
    guard case .carried(unit.device, let offset) = books.pods[pod.index] else { return nil }
    return unit.heading.turned(by: offset).turned(by: face)
  }

  /// A loaded unit on the way to a station, or working there.
  mutating func work(_ index: Int, with pod: Pod.ID, at station: Device.ID) {
    let unit = fleet.units[index]
    let tasks = openTasks[pod.index].filter { books.tasks[$0.index].station == station }
    guard !tasks.isEmpty else {
      // Done here, or what it came for has gone.
      leaveLine(index)
      send(pod, onwardWith: index)
      return
    }
    let place = site.podStation(station)
    guard unit.isSettled, unit.cell == place.cell else { return }
    fleet.units[index].lastProgress = now
    let told = outstanding[station.index].filter(\.command.id.kind.isPodWork)
    let facing = tasks.filter {
      direction(ofFace: site.face(of: books.tasks[$0.index].bin), of: pod, on: unit) == place.side
    }
    guard !facing.isEmpty else {
      guard told.isEmpty, let next = tasks.first,
        let looks = direction(ofFace: site.face(of: books.tasks[next.index].bin), of: pod, on: unit)
      else { return }
      let turn = place.side.relative(to: looks)
      _ = fleet.begin(.face(unit.heading.turned(by: turn)), by: index, at: now)
      return
    }
    for task in facing where !told.contains(where: { $0.command.id.number == Int64(task.index) }) {
      command(task)
    }
  }

  mutating func command(_ id: WorkTask.ID) {
    let task = books.tasks[id.index]
    switch task.kind {
    case .stow(let item):
      send(
        CommandID(.stow, Int64(id.index)), to: task.station,
        .stow(task: id, plate: books.items[item.index].plate, key: task.key, bin: task.bin))
    case .pick(let order, _):
      send(
        CommandID(.pick, Int64(id.index)), to: task.station,
        .pick(
          task: id, order: order, key: task.key, bin: task.bin, quantity: task.quantity,
          isLast: empties(task.bin, at: task.station)))
    }
  }

  /// Where a loaded unit goes: to the next station that wants its pod and has room, or to a storage cell.
  mutating func send(_ pod: Pod.ID, onwardWith unit: Int) {
    var best: Device.ID?
    var bestScore: Int32 = 0
    for station in layout.pick + layout.stow where isOpen(station) && !fleet.units[unit].isWithdrawn {
      guard lines[station.index].count < site.podStation(station).queue.count + 1 else { continue }
      let score = urgency(of: pod, at: station)
      guard score > bestScore else { continue }
      best = station
      bestScore = score
    }
    fleet.units[unit].lastProgress = now
    if let best {
      lines[best.index].append(unit)
      fleet.units[unit].job = .carry(pod, station: best)
      return
    }
    store(pod, with: unit)
  }

  /// Sends a loaded unit to where its pod will stand; without a free place it stays.
  mutating func store(_ pod: Pod.ID, with unit: Int) {
    guard let cell = storageCell(for: pod, from: fleet.units[unit].plannedCell) else { return }
    promised[cell.index] = true
    fleet.units[unit].job = .store(pod, cell: cell)
    fleet.units[unit].target = cell
  }
}
