import FloorModel
import Traffic

/// Where pods are put down, and which pods make room for more urgent ones.
extension Floor {
  /// Free cells that are looked at for one pod, those nearest to it.
  static let parkingChoices = 24
  /// Pods that stand among them, the nearest: they will be fetched, and make room.
  static let parkingNeighbours = 24
  /// Pod stations that share these cells, the nearest.
  static let parkingStations = 8

  /// Where a pod is put when no station wants it.
  func storageCell(for pod: Pod.ID, from cell: Cell) -> Cell? {
    var free: [(distance: Int, cell: Cell)] = []
    for candidate in layout.storage
    where !fleet.terrain.pods[candidate.index] && !promised[candidate.index] && !fleet.terrain.closed[candidate.index] {
      free.append((site.grid.manhattan(cell, candidate), candidate))
    }
    guard free.count > 1, !layout.podStations.isEmpty else { return free.first?.cell }
    if free.count > Self.parkingChoices {
      free.sort { ($0.distance, $0.cell) < ($1.distance, $1.cell) }
      free.removeLast(free.count - Self.parkingChoices)
    }
    let farthest = free.reduce(0) { max($0, $1.distance) }
    let question = ParkingQuestion(
      pod: pod, from: cell, free: free.map(\.cell), around: neighbours(of: cell, within: farthest),
      stations: nearestStations(to: cell), floor: self)
    return question.answer()
  }

  /// Pods that stand no farther than that, the nearest.
  private func neighbours(of cell: Cell, within farthest: Int) -> [(pod: Pod.ID, cell: Cell)] {
    var near: [(distance: Int, pod: Pod.ID, cell: Cell)] = []
    for index in site.pods.indices {
      guard case .stored(let place, _) = books.pods[index], site.grid.kind(place) == .storage else { continue }
      let distance = site.grid.manhattan(cell, place)
      if distance <= farthest { near.append((distance, Pod.ID(index), place)) }
    }
    near.sort { ($0.distance, $0.pod) < ($1.distance, $1.pod) }
    return near.prefix(Self.parkingNeighbours).map { ($0.pod, $0.cell) }
  }

  /// By their numbers in the layout.
  private func nearestStations(to cell: Cell) -> [Int] {
    let order = layout.podStations.indices.sorted {
      (site.grid.manhattan(cell, layout.podStations[$0]), $0) < (site.grid.manhattan(cell, layout.podStations[$1]), $1)
    }
    return order.prefix(Self.parkingStations).sorted()
  }

  // MARK: Changing one's mind

  /// A pod that has become so much more urgent takes the place of one that is still to be fetched.
  static let preemption: Int32 = 1_500

  /// Gives up fetches that something far more urgent waits for, as long as nothing has been lifted: the unit is then free for
  /// the other. What is loaded is never put down for this.
  mutating func preemptFetches() {
    for station in layout.podStationDevices where lines[station.index].count > site.podStation(station).queue.count {
      guard let (_, wanted) = mostUrgentPod(for: station) else { continue }
      var least: (unit: Int, pod: Pod.ID, urgency: Int32)?
      for unit in lines[station.index] {
        guard let (pod, goal) = openFetch(of: unit), goal == station else { continue }
        let urgency = urgency(of: pod, at: station)
        if urgency < least?.urgency ?? .max { least = (unit, pod, urgency) }
      }
      guard let least, wanted > least.urgency + Self.preemption else { continue }
      abandonFetch(least.unit, of: least.pod)
    }
  }

  /// Several small urgencies add up: one trip serves them all.
  func urgency(of pod: Pod.ID, at station: Device.ID) -> Int32 {
    var sum: Int32 = 0
    for task in openTasks[pod.index] where books.tasks[task.index].station == station {
      sum += 1 + priority(of: task).total
    }
    return sum
  }
}
