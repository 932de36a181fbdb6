import FloorModel
import Traffic

/// Where pods are put down, and which pods make room for more urgent ones.
extension Floor {
  /// Free cells that are looked at for one pod, those nearest to it.
  static let parkingChoices = 48
  /// Pods that will be put down soon and are planned along.
  static let parkingCompany = 16

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
    // Station 0 of the plan is where this pod stands; the others are the site's, for the way to its next visit.
    let stations = layout.podStations
    let distances = free.flatMap { choice in
      [Double(choice.distance)] + stations.map { Double(site.grid.manhattan(choice.cell, $0)) }
    }
    let plan = ParkingPlan(
      distances: distances, stations: stations.count + 1, storage: layout.storage.count,
      farthest: layout.farthestStorage)
    let slot = plan.slot(
      for: [stay(of: pod, from: 0, start: 0)] + company(of: pod, stations),
      freeFrom: Array(repeating: 0, count: free.count), horizon: 0)
    return slot.map { free[$0].cell }
  }

  private func stay(of pod: Pod.ID, from station: Int, start: Double) -> ParkingPlan.Stay {
    ParkingPlan.Stay(from: station, start: start, share: rates.sum > 0 ? rates.pods[pod.index] / rates.sum : 0)
  }

  /// Pods at stations and on the way there: each will want a cell, in about this order.
  private func company(of pod: Pod.ID, _ stations: [Cell]) -> [ParkingPlan.Stay] {
    var stays: [ParkingPlan.Stay] = []
    var start = 1.0
    for (index, station) in layout.podStationDevices.enumerated() {
      for unit in lines[station.index].prefix(2) {
        guard let other = fleet.units[unit].load, other != pod, stays.count < Self.parkingCompany else { continue }
        stays.append(stay(of: other, from: index + 1, start: start))
        start += 1
      }
    }
    return stays
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
