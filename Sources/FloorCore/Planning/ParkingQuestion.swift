import FloorModel

/// What the floor knows when it has to put a pod down, as the parking plan asks for it: the cells that are free near it, the
/// pods that stand among them or will be put down there soon, and the visits that open work asks for.
struct ParkingQuestion {
  private let plan: ParkingPlan
  private let free: [Cell]
  /// Pods of the question by their numbers in it; the first is the one that is put down.
  private var pods: [Pod.ID]
  private var places: [Int]
  private var returning: [ParkingPlan.Visit] = []
  private var known: [ParkingPlan.Visit] = []
  private let shares: [Double]
  /// The number of the place that the pod comes from.
  private let origin: Int

  /// - Parameters:
  ///   - stations: those that visits go to, by their numbers in the layout.
  init(
    pod: Pod.ID, from cell: Cell, free: [Cell], around: [(pod: Pod.ID, cell: Cell)], stations: [Int], floor: Floor
  ) {
    let grid = floor.site.grid
    self.free = free
    let goals = stations.map { floor.layout.podStations[$0] }
    // A pod that leaves a station comes from there; others from where they are.
    let station = goals.firstIndex(of: cell)
    origin = station ?? goals.count
    let columns = station == nil ? goals + [cell] : goals
    plan = ParkingPlan(
      distances: (free + around.map(\.cell)).flatMap { place in columns.map { Double(grid.manhattan(place, $0)) } },
      stations: goals.count, origins: columns.count - goals.count)
    pods = [pod] + around.map(\.pod)
    places = Array(repeating: -1, count: free.count) + around.indices.map { $0 + 1 }
    for (unit, goal) in Self.carriers(to: stations, floor) {
      guard let other = floor.fleet.units[unit].load, other != pod else { continue }
      pods.append(other)
      returning.append(
        ParkingPlan.Visit(pod: pods.count - 1, station: goal, time: Double(returning.count + 1)))
    }
    shares = pods.map { floor.rates.pods[$0.index] }
    known = visits(to: stations, floor)
  }

  /// The cell for the pod.
  func answer() -> Cell? {
    // Little's law: as many visits pass while a pod is away as there are pods away.
    plan.slot(
      for: 0, from: origin, places: places, returning: returning, known: known, shares: shares,
      away: Double(returning.count + 1)
    ).map { free[$0] }
  }

  /// Units that bring pods to stations or have them there, in about the order in which they will leave.
  private static func carriers(to stations: [Int], _ floor: Floor) -> [(unit: Int, goal: Int)] {
    let lines = stations.map { floor.lines[floor.layout.podStationDevices[$0].index] }
    let longest = lines.map(\.count).max() ?? 0
    return (0..<longest).flatMap { turn in
      lines.indices.compactMap { goal in lines[goal].count > turn ? (lines[goal][turn], goal) : nil }
    }
  }

  /// Pods around that are being fetched, then those with open work, the most urgent first: one leaves in each unit of time.
  private func visits(to stations: [Int], _ floor: Floor) -> [ParkingPlan.Visit] {
    let devices = stations.map { floor.layout.podStationDevices[$0] }
    var wanted: [(isFetched: Bool, urgency: Int32, pod: Int, station: Int)] = []
    for index in places where index > 0 {
      let pod = pods[index]
      guard let task = floor.openTasks[pod.index].first else { continue }
      let device = floor.books.tasks[task.index].station
      guard let goal = devices.firstIndex(of: device) else { continue }
      wanted.append((floor.porters[pod.index] >= 0, floor.urgency(of: pod, at: device), index, goal))
    }
    wanted.sort { one, other in
      if one.isFetched != other.isFetched { return one.isFetched }
      return one.urgency != other.urgency ? one.urgency > other.urgency : one.pod < other.pod
    }
    return wanted.enumerated().map { position, visit in
      ParkingPlan.Visit(pod: visit.pod, station: visit.station, time: Double(position) + 0.5)
    }
  }
}
