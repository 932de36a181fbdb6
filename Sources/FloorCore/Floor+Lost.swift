import FloorModel

/// A unit that does not speak any more, or may not be used: its work goes to others, what it holds is held.
extension Floor {
  /// Takes units that have been silent for too long for dead.
  mutating func watchLost() {
    for unit in fleet.units.indices where fleet.units[unit].isStale && fleet.units[unit].isKnown {
      let device = fleet.units[unit].device
      guard books.fleet.lost[device.index] == nil, now - fleet.units[unit].lastReport > Fleet.lostAfter else {
        continue
      }
      raise(.unitLost(device))
      lose(unit)
    }
  }

  /// Gives up what a unit was about. Its pods are out of reach: the one that it carries, or may be lifting or setting just
  /// now, and those that stand where it may be.
  mutating func lose(_ index: Int) {
    let unit = fleet.units[index]
    let cells = unit.possibleCells
    var pods = [unit.load, podInHand(of: unit)].compactMap { $0 }
    for pod in site.pods.indices {
      if case .stored(let cell, _) = books.pods[pod], cells.contains(cell) { pods.append(Pod.ID(pod)) }
    }
    pods = Array(Set(pods)).sorted()
    commit(.unitLost(unit.device, cells: cells, pods: pods))
    abandonJob(of: index)
    for pod in pods where unit.load != pod { porters[pod.index] = -1 }
    moveHeldWork()
  }

  private func podInHand(of unit: Unit) -> Pod.ID? {
    switch unit.pause {
    case .lift(let pod), .set(let pod): pod
    case .face, .startCharging, .stopCharging, nil: nil
    }
  }

  /// Back in the hands of the floor.
  mutating func find(_ index: Int) {
    let device = fleet.units[index].device
    guard books.fleet.lost[device.index] != nil else { return }
    commit(.unitFound(device))
    clear(.unitLost(device))
  }

  /// Leaves the line, and gives back what was promised to it.
  mutating func abandonJob(of index: Int) {
    giveBackCharger(of: index)
    switch fleet.units[index].job {
    case .idle: break
    case .fetch(let pod, _):
      leaveLine(index)
      porters[pod.index] = -1
    case .carry: leaveLine(index)
    case .charge: break
    case .store(_, let cell), .park(let cell): promised[cell.index] = false
    }
    fleet.units[index].job = .idle
    fleet.units[index].target = fleet.units[index].plannedCell
  }

  /// A unit found stuck again and again: its way is barred for long, so its job is another's, or leads elsewhere.
  mutating func reconsider(_ index: Int) {
    switch fleet.units[index].job {
    case .fetch, .park, .charge, .store: abandonJob(of: index)
    case .carry, .idle: break
    }
  }

  // MARK: Work in pods that are out of reach

  /// Plans picks from held pods elsewhere, and stows into them anew. What exists nowhere else waits for its pod.
  mutating func moveHeldWork() {
    for pod in podsWithWork where books.fleet.heldPods[pod.index] {
      for id in openTasks[pod.index] where perhapsTold.contains(id) && !isTold(id) { command(id) }
      recallStows(from: pod)
      movePicks(from: pod)
    }
  }

  /// Open tasks of a pod that no station has been told of: what a station was told, it may be doing.
  private func movableTasks(of pod: Pod.ID) -> [WorkTask.ID] {
    openTasks[pod.index].filter { !mayBeTold($0) }
  }

  /// Whether a station has been told of a task, or may have been by the daemon before this one.
  func mayBeTold(_ id: WorkTask.ID) -> Bool { isTold(id) || perhapsTold.contains(id) }

  /// Work in pods that are out of reach which a station says that it could not do: it is nobody's, and can be moved.
  mutating func takeBack(_ failed: [CommandID], from station: Device.ID) {
    for id in failed where id.kind.isPodWork {
      let task = WorkTask.ID(Int(id.number))
      guard books.tasks.indices.contains(task.index), isTold(task),
        books.fleet.heldPods[site.pod(of: books.tasks[task.index].bin).index]
      else { continue }
      settle(id.kind, task.index, at: station)
      perhapsTold.remove(task)
    }
  }

  private func isTold(_ id: WorkTask.ID) -> Bool {
    outstanding[books.tasks[id.index].station.index].contains {
      $0.command.id.number == Int64(id.index) && $0.command.id.kind.isPodWork
    }
  }

  private mutating func recallStows(from pod: Pod.ID) {
    let stows = movableTasks(of: pod).filter { if case .stow = books.tasks[$0.index].kind { true } else { false } }
    guard !stows.isEmpty else { return }
    commit(.stowsRecalled(stows))
    for id in stows {
      drop(id)
      guard case .stow(let item) = books.tasks[id.index].kind else { continue }
      takeBack(item, inToteOf: books.tasks[id.index].station)
    }
  }

  private mutating func movePicks(from pod: Pod.ID) {
    var rest = movableTasks(of: pod)[...]
    while let first = rest.first {
      guard case .pick(let order, _) = books.tasks[first.index].kind else {
        rest.removeFirst()
        continue
      }
      let ofOrder = rest.filter { if case .pick(order, _) = books.tasks[$0.index].kind { true } else { false } }
      rest.removeAll { ofOrder.contains($0) }
      movePicks(ofOrder, of: order)
    }
  }

  private mutating func movePicks(_ tasks: [WorkTask.ID], of order: Order.ID) {
    var missing: [Int32] = Array(repeating: 0, count: books.orders[order.index].request.lines.count)
    for id in tasks {
      if case .pick(_, let line) = books.tasks[id.index].kind { missing[Int(line)] += books.tasks[id.index].quantity }
    }
    replace(tasks, by: missing, of: order)
  }

  /// Takes picks back, and plans others for what is then missing of each line; all stays as it is when there is no stock for it.
  private mutating func replace(_ tasks: [WorkTask.ID], by missing: [Int32], of order: Order.ID) {
    guard case .picking(let station) = books.orders[order.index].stage else { return }
    var picks: [PickPlan] = []
    if missing.contains(where: { $0 > 0 }) {
      guard let plan = planPicks(for: missing, of: order, at: station) else { return }
      picks = plan.0
    }
    let first = books.tasks.count
    commit(.picksMoved(order, from: tasks, picks: picks))
    for id in tasks { drop(id) }
    for task in first..<books.tasks.count { add(WorkTask.ID(task)) }
  }

  /// After a restart nobody knows what a station was told: a pick that was planned elsewhere may have been done all the same.
  /// Whatever the order then does not need any more is not picked.
  mutating func callOffSurplus(of order: Order.ID) {
    var unmet = books.unmet(order)
    guard unmet.contains(where: { $0 < 0 }) else { return }
    var surplus: [WorkTask.ID] = []
    var missing: [Int32] = Array(repeating: 0, count: unmet.count)
    for id in books.orders[order.index].tasks where books.tasks[id.index].stage == .open && !isTold(id) {
      let task = books.tasks[id.index]
      guard case .pick(_, let line) = task.kind, unmet[Int(line)] < 0 else { continue }
      unmet[Int(line)] += task.quantity
      missing[Int(line)] = max(0, unmet[Int(line)])
      surplus.append(id)
    }
    guard !surplus.isEmpty else { return }
    replace(surplus, by: missing, of: order)
  }
}
