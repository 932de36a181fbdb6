import FloorModel

extension Floor {
  /// Everything that the floor keeps beside its books, held against them: lists, counts, reservations of cells, claims.
  ///
  /// For simulators and tests; the cost grows with all that there is.
  /// - Returns: a sentence for each contradiction; nothing for a sound floor.
  public func inconsistencies() -> [String] {
    taskFaults() + orderFaults() + itemFaults() + podFaults() + fleet.inconsistencies().map { "fleet: \($0)" }
  }

  private func taskFaults() -> [String] {
    var faults: [String] = []
    var open = site.pods.map { _ in 0 }
    for index in books.tasks.indices where books.tasks[index].stage == .open {
      let pod = site.pod(of: books.tasks[index].bin)
      open[pod.index] += 1
      if !openTasks[pod.index].contains(WorkTask.ID(index)) { faults.append("open task \(index) is on no list") }
    }
    for pod in site.pods.indices {
      if openTasks[pod].count != open[pod] { faults.append("pod \(site.pods[pod].name) lists tasks that are over") }
      if openTasks[pod].isEmpty == podsWithWork.contains(Pod.ID(pod)) {
        faults.append("pod \(site.pods[pod].name) is wrongly among those with work, or missing there")
      }
    }
    for device in site.devices.indices {
      let ids = outstanding[device].map(\.command.id).sorted()
      for (id, next) in zip(ids, ids.dropFirst()) where id == next {
        faults.append("command \(id) is outstanding twice")
      }
    }
    return faults
  }

  private func orderFaults() -> [String] {
    var faults: [String] = []
    var waiting: [Order.ID] = []
    var active = site.devices.map { _ in [Order.ID]() }
    var load = site.devices.map { _ in 0 }
    for index in books.orders.indices {
      switch books.orders[index].stage {
      case .waiting: waiting.append(Order.ID(index))
      case .picking(let station): active[station.index].append(Order.ID(index))
      case .toteClosing(_, let pack), .toteMoving(let pack), .packing(let pack), .packReview(let pack):
        load[pack.index] += 1
      case .sorting, .shipped: break
      }
    }
    if waitingOrders.sorted() != waiting {
      faults.append("\(waitingOrders.count) orders are queued, \(waiting.count) wait")
    }
    for device in site.devices.indices {
      if activeOrders[device].sorted() != active[device] {
        faults.append("\(site.devices[device].name) lists other orders than are picked there")
      }
      if packLoad[device] != load[device] {
        faults.append("\(site.devices[device].name) counts \(packLoad[device]) orders, \(load[device]) are its own")
      }
    }
    return faults
  }

  private func itemFaults() -> [String] {
    var faults: [String] = []
    var inTote = site.devices.map { _ in [Item.ID]() }
    var load = site.devices.map { _ in 0 }
    for index in books.items.indices {
      switch books.items[index].stage {
      case .inTote(let station):
        if books.items[index].verdict == .pass { inTote[station.index].append(Item.ID(index)) }
        load[station.index] += 1
      case .diverting(.stow(let station)): load[station.index] += 1
      case .stowing(let task): load[books.tasks[task.index].station.index] += 1
      case .held:
        if books.items[index].verdict == .pass, !passedAndHeld.contains(Item.ID(index)) {
          faults.append("unit \(books.items[index].plate) passed and is held, and nobody knows")
        }
      case .diverting(.hold), .diverting(.returned), .presented, .stowed: break
      }
    }
    for device in site.devices.indices {
      if totes[device].sorted() != inTote[device] {
        faults.append("\(site.devices[device].name) lists other units than lie in its tote")
      }
      if stowLoad[device] != load[device] {
        faults.append("\(site.devices[device].name) counts \(stowLoad[device]) units, \(load[device]) are its own")
      }
    }
    return faults
  }

  private func podFaults() -> [String] {
    var faults: [String] = []
    for pod in site.pods.indices where porters[pod] >= 0 {
      let unit = fleet.units[Int(porters[pod])]
      if !unit.job.concerns(Pod.ID(pod)), unit.load != Pod.ID(pod) {
        faults.append(
          "pod \(site.pods[pod].name) is reserved for \(site.devices[unit.device.index].name), which does else")
      }
    }
    let wanted = Set(fleet.units.compactMap(\.job.cell))
    for cell in promised.indices where promised[cell] && !wanted.contains(Cell(cell)) {
      faults.append("cell \(name(of: Cell(cell))) is promised to nobody")
    }
    for station in site.devices.indices {
      for unit in lines[station] where fleet.units[unit].job.station != Device.ID(station) {
        faults.append("\(site.devices[station].name) has a unit in its line that goes elsewhere")
      }
      if Set(lines[station]).count != lines[station].count {
        faults.append("\(site.devices[station].name) has a unit in its line twice")
      }
    }
    return faults
  }
}

extension Job {
  fileprivate func concerns(_ pod: Pod.ID) -> Bool {
    switch self {
    case .fetch(pod, _), .carry(pod, _), .store(pod, _): true
    case .idle, .fetch, .carry, .store, .charge, .park: false
    }
  }

  fileprivate var station: Device.ID? {
    switch self {
    case .fetch(_, let station), .carry(_, let station): station
    case .idle, .store, .charge, .park: nil
    }
  }
}

extension Fleet {
  /// Claims against trails: each unit claims what its trail says, once, and nothing else is claimed.
  fileprivate func inconsistencies() -> [String] {
    var faults: [String] = []
    var nodes = 0
    for (index, unit) in units.enumerated() {
      // One that is waited for keeps what it had.
      guard unit.isKnown else {
        nodes += unit.trail.count { claims.has(index, sequence: $0.sequence, at: $0.cell) }
        continue
      }
      for node in unit.trail {
        nodes += 1
        if !claims.has(index, sequence: node.sequence, at: node.cell) { faults.append("unit \(index) lacks a claim") }
        if node.released, !claims.isFirst(index, sequence: node.sequence, at: node.cell) {
          faults.append("unit \(index) is released into a cell that is another's")
        }
      }
    }
    if claims.count != nodes { faults.append("\(claims.count) cells are claimed, trails have \(nodes)") }
    return faults
  }
}
