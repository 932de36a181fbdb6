/// Where a pod is put that leaves a station, seen together with what will happen soon: the visits that are known, and those that
/// velocities lead one to expect.
///
/// Several futures are drawn: the known visits, then others by how often each pod is wanted. In each, every pod that has to be
/// put down gets a slot so that the driving is about as little as can be, and each slot for the pod in question is charged with
/// what it would cost more than the best. The slot that is charged the least over all futures is taken, and nothing else is
/// kept: the next decision plans again.
///
/// The problem is the pod repositioning problem of Krenzler, Xie and Li (2018) and of Merschformann et al. (2018); the method is
/// the regret algorithm for online stochastic optimization of Bent and Van Hentenryck (2004).
public struct ParkingPlan: Sendable {
  /// A pod's visit to a station.
  public struct Visit: Equatable, Sendable {
    /// Index into the shares.
    public var pod: Int
    public var station: Int
    /// When the pod leaves its slot, or the station: in visits that all pods make from now.
    public var time: Double

    public init(pod: Int, station: Int, time: Double) {
      self.pod = pod
      self.station = station
      self.time = time
    }
  }

  /// Futures drawn for a decision, and visits in each.
  static let futures = 16
  public static let lookahead = 16
  /// Draws for one future: pods that are away are drawn in vain.
  static let drawLimit = 64
  /// Price of holding a slot beyond that, per visit, cell nearer than the farthest, and slot.
  static let price = 0.6
  /// A pod that is hardly ever wanted holds its slot no longer than this, in visits for each slot.
  static let longest = 4.0 / 3

  /// Cells from slot to station: slot after slot, station after station.
  let distances: [Double]
  let stations: Int
  /// Numbers of each slot in `distances`.
  let columns: Int
  /// Per slot: mean over the stations, and the price of a visit's time.
  let means: [Double]
  let rents: [Double]

  /// - Parameters:
  ///   - distances: cells from slot to station; slot after slot, `stations` and then `origins` numbers each.
  ///   - stations: at least one.
  ///   - origins: further numbers of each slot after its stations', for pods that come from somewhere else.
  public init(distances: [Double], stations: Int, origins: Int = 0) {
    let columns = stations + origins
    precondition(stations > 0 && distances.count % columns == 0, "every slot needs a distance to every station")
    self.distances = distances
    self.stations = stations
    self.columns = columns
    let means = stride(from: 0, to: distances.count, by: columns).map { row in
      distances[row..<row + stations].reduce(0, +) / Double(stations)
    }
    self.means = means
    let farthest = means.max() ?? 0
    rents = means.map { Self.price * (farthest - $0) / Double(means.count) }
  }

  /// The slot for a pod that is put down now.
  /// - Parameters:
  ///   - pod: index into `shares`.
  ///   - station: where it comes from.
  ///   - places: per slot, the pod that stands there; -1 is none.
  ///   - returning: the other pods that are away, and when each will be put down.
  ///   - known: visits known ahead, by time.
  ///   - shares: per pod, how often it is wanted; together 1 or less.
  ///   - away: how long a visit takes, until the pod is put down again; in visits of all pods.
  /// - Returns: nil when no slot is free.
  public func slot(
    for pod: Int, from station: Int, places: [Int], returning: [Visit], known: [Visit], shares: [Double], away: Double
  ) -> Int? {
    precondition(places.count == means.count, "every slot needs its pod")
    let open = places.indices.filter { places[$0] < 0 }
    guard open.count > 1 else { return open.first }
    var draws = FixedDraws()
    var charges = Array(repeating: 0.0, count: places.count)
    let present = [Visit(pod: pod, station: station, time: 0)] + returning
    for _ in 0..<(known.count < Self.lookahead ? Self.futures : 1) {
      let visits = future(after: present, known: known, shares: shares, away: away, &draws)
      var search = Search(plan: self, present: present, visits: visits, places: places, shares: shares, away: away)
      search.solve()
      for slot in open { charges[slot] += search.charge(slot) }
    }
    return open.min { charges[$0] < charges[$1] }
  }

  /// Known visits, then drawn ones: one in each unit of time.
  private func future(
    after present: [Visit], known: [Visit], shares: [Double], away: Double, _ draws: inout FixedDraws
  ) -> [Visit] {
    var visits = Array(known.prefix(Self.lookahead))
    var back = Array(repeating: -1.0, count: shares.count)
    for visit in present { back[visit.pod] = visit.time }
    for visit in visits { back[visit.pod] = visit.time + away }
    let sum = shares.reduce(0, +)
    guard sum > 0 else { return visits }
    var time = visits.last?.time ?? 0
    for _ in 0..<Self.drawLimit where visits.count < Self.lookahead {
      time += 1
      var rest = draws.next() * sum
      let pod = shares.firstIndex { share in
        rest -= share
        return rest <= 0
      }
      let station = Int(draws.next() * Double(stations))
      // What is away cannot be asked for.
      guard let pod, back[pod] < time else { continue }
      visits.append(Visit(pod: pod, station: station, time: time))
      back[pod] = time + away
    }
    return visits
  }
}

/// Numbers from 0 to below 1 that look drawn and are the same for every decision, so that equal questions have equal answers.
/// A linear congruential generator with Knuth's multiplier.
struct FixedDraws: Sendable {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 33) / Double(UInt64(1) << 31)
  }
}
