/// Where a pod is put that leaves a station, seen together with the pods that will have to be put somewhere soon.
///
/// A cell costs the way there and the way to the station that the pod is wanted at next. Whoever takes a near cell for long
/// keeps others out of it, so near cells have a price for each moment that they are held. Each pod takes what is cheapest for
/// it; then pods change cells as long as that saves anything, and a pod that stands in another's way moves to the other's
/// cell. Only the first pod's cell is used: the next decision plans again.
///
/// The problem is the pod repositioning problem of Krenzler, Xie and Li (2018) and of Merschformann et al. (2018), over a
/// horizon that rolls.
public struct ParkingPlan: Sendable {
  /// A pod that stands, or will stand, in storage.
  public struct Stay: Equatable, Sendable {
    /// The station that it comes from.
    public var from: Int
    /// When it is put down, and when it is fetched again as far as known; in visits that the whole floor makes from now.
    public var start: Double
    public var end: Double?
    /// The station that fetches it, if known.
    public var to: Int?
    /// The pod's share of all visits, 0 to 1: what is expected of a pod without a known visit.
    public var share: Double

    public init(from: Int, start: Double, end: Double? = nil, to: Int? = nil, share: Double) {
      self.from = from
      self.start = start
      self.end = end
      self.to = to
      self.share = share
    }
  }

  /// Price of holding a cell, per visit of the whole floor, cell nearer than the farthest, and cell of storage.
  static let price = 0.6
  /// A pod that is hardly ever wanted holds its cell no longer than this, in visits for each cell of storage.
  static let longest = 4.0 / 3
  /// Passes over all pods. Every change saves something, so few are used.
  static let passLimit = 60

  /// Cells from slot to station: slot after slot, station after station.
  let distances: [Double]
  let stations: Int
  /// Per slot: mean over the stations.
  let means: [Double]
  let farthest: Double
  /// Slots of the whole storage; what is asked about may be a part of it.
  let storage: Double

  /// - Parameters:
  ///   - distances: cells from slot to station; slot after slot, `stations` numbers each.
  ///   - storage: slots of the whole floor, when `distances` holds only those that are free now or soon.
  ///   - farthest: the mean distance of the farthest slot of the whole floor; without it, of those in `distances`.
  public init(distances: [Double], stations: Int, storage: Int? = nil, farthest: Double? = nil) {
    precondition(stations > 0 && distances.count % stations == 0, "every slot needs a distance to every station")
    self.distances = distances
    self.stations = stations
    means = stride(from: 0, to: distances.count, by: stations).map { slot in
      distances[slot..<slot + stations].reduce(0, +) / Double(stations)
    }
    self.farthest = farthest ?? means.max() ?? 0
    self.storage = Double(storage ?? means.count)
  }

  /// The slot for the first of `stays`, which is put down now.
  /// - Parameters:
  ///   - stays: the pod in question, then those that will be put down within the horizon.
  ///   - freeFrom: per slot, when its present pod leaves: 0 or less when it is free, +∞ when that is not known.
  ///   - horizon: up to when visits are known.
  /// - Returns: nil when no slot is free.
  public func slot(for stays: [Stay], freeFrom: [Double], horizon: Double) -> Int? {
    precondition(freeFrom.count == means.count, "every slot needs its time")
    guard !stays.isEmpty else { return nil }
    var search = Search(plan: self, stays: stays, freeFrom: freeFrom, horizon: horizon)
    search.start()
    guard search.slots[0] != nil else { return nil }
    for _ in 0..<Self.passLimit where !search.improve() { break }
    return search.slots[0]
  }

  func cost(of stay: Stay, in slot: Int, horizon: Double) -> Double {
    let way = distances[slot * stations + stay.from]
    let rent = Self.price / storage * (farthest - means[slot])
    if let to = stay.to, let end = stay.end {
      return way + distances[slot * stations + to] + rent * (end - stay.start)
    }
    let beyond = min(Self.longest * storage, 1 / max(stay.share, 1e-9))
    return way + means[slot] + rent * (max(0, horizon - stay.start) + beyond)
  }
}

extension ParkingPlan {
  /// Slots for all stays of one decision.
  fileprivate struct Search {
    let plan: ParkingPlan
    let stays: [Stay]
    let freeFrom: [Double]
    let horizon: Double
    /// Stays by the time at which they start.
    let order: [Int]
    /// Per stay; nil when nothing was free for it.
    var slots: [Int?]
    /// Per slot: the stays in it.
    var guests: [[Int]]

    init(plan: ParkingPlan, stays: [Stay], freeFrom: [Double], horizon: Double) {
      self.plan = plan
      self.stays = stays
      self.freeFrom = freeFrom
      self.horizon = horizon
      order = stays.indices.sorted { (stays[$0].start, $0) < (stays[$1].start, $1) }
      slots = Array(repeating: nil, count: stays.count)
      guests = Array(repeating: [], count: freeFrom.count)
    }

    func cost(_ stay: Int, _ slot: Int) -> Double { plan.cost(of: stays[stay], in: slot, horizon: horizon) }

    func isFree(_ slot: Int, for stay: Int) -> Bool {
      stay == 0 ? freeFrom[slot] <= 0 : freeFrom[slot] <= stays[stay].start
    }

    func overlap(_ a: Int, _ b: Int) -> Bool {
      stays[a].start < stays[b].end ?? .infinity && stays[b].start < stays[a].end ?? .infinity
    }

    /// Each takes what is cheapest for it, the one that is put down first before the others.
    mutating func start() {
      for stay in order {
        var best: Int?
        var bestCost = Double.infinity
        for slot in freeFrom.indices
        where isFree(slot, for: stay) && !guests[slot].contains(where: { overlap($0, stay) }) {
          let cost = cost(stay, slot)
          if cost < bestCost { (best, bestCost) = (slot, cost) }
        }
        guard let best else { continue }
        slots[stay] = best
        guests[best].append(stay)
      }
    }

    /// One pass over all stays and slots.
    /// - Returns: whether anything has become cheaper.
    mutating func improve() -> Bool {
      var hasImproved = false
      for stay in order {
        for slot in freeFrom.indices where isFree(slot, for: stay) {
          if change(stay, to: slot) { hasImproved = true }
        }
      }
      return hasImproved
    }

    /// Gives a stay another slot, and its old slot to those that it drives out there, if that saves anything.
    private mutating func change(_ stay: Int, to slot: Int) -> Bool {
      guard let old = slots[stay], old != slot else { return false }
      var gain = cost(stay, old) - cost(stay, slot)
      var evicted: [Int] = []
      for guest in guests[slot] where overlap(guest, stay) {
        guard isFree(old, for: guest), !guests[old].contains(where: { $0 != stay && overlap($0, guest) }) else {
          return false
        }
        gain += cost(guest, slot) - cost(guest, old)
        evicted.append(guest)
      }
      guard gain > 1e-9 else { return false }
      guests[old].removeAll { $0 == stay }
      guests[slot].removeAll { evicted.contains($0) }
      for guest in evicted { slots[guest] = old }
      guests[old] += evicted
      slots[stay] = slot
      guests[slot].append(stay)
      return true
    }
  }
}
