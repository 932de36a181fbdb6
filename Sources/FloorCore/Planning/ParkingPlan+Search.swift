extension ParkingPlan {
  /// Slots for all that is put down in one future.
  struct Search {
    /// Passes over all stays. Every change saves something, so few are used.
    static let passLimit = 3

    let slotCount: Int
    /// Per stay: when it begins, and when the pod is fetched again; +∞ beyond the future's end. Ascending by beginning:
    /// the first is the one in question.
    private var starts: [Double] = []
    private var ends: [Double] = []
    /// Per stay and slot.
    private var costs: [Double] = []
    /// Per slot: when its present pod leaves it.
    private var freeFrom: [Double]
    /// Per stay; -1 when nothing was free for it.
    private(set) var slots: [Int] = []
    /// Per slot: the stays in it, in their order.
    private var guests: [[Int]]
    private var run: [Int] = []

    init(plan: ParkingPlan, present: [Visit], visits: [Visit], places: [Int], shares: [Double], away: Double) {
      slotCount = places.count
      guests = Array(repeating: [], count: places.count)
      let next = { (pod: Int, first: Int, after: Double) -> Visit? in
        visits[first...].first { $0.pod == pod && $0.time > after }
      }
      freeFrom = places.map { pod in pod < 0 ? 0 : next(pod, 0, -1)?.time ?? .infinity }
      var stays = present.map { (stay: $0, next: next($0.pod, 0, $0.time)) }
      for (index, visit) in visits.enumerated() {
        let start = visit.time + away
        let stay = Visit(pod: visit.pod, station: visit.station, time: start)
        stays.append((stay, next(visit.pod, index + 1, start)))
      }
      // What is put down now stays the first.
      let order = stays.indices.sorted { (stays[$0].stay.time, $0) < (stays[$1].stay.time, $1) }
      let end = visits.last?.time ?? 0
      for (stay, next) in order.map({ stays[$0] }) {
        starts.append(stay.time)
        ends.append(next?.time ?? .infinity)
        let beyond = min(ParkingPlan.longest * Double(places.count), 1 / max(shares[stay.pod], 1e-9))
        let time = next.map { $0.time - stay.time } ?? max(0, end - stay.time) + beyond
        for slot in 0..<slotCount {
          let row = slot * plan.columns
          let onward = next.map { plan.distances[row + $0.station] } ?? plan.means[slot]
          costs.append(plan.distances[row + stay.station] + onward + plan.rents[slot] * time)
        }
      }
      slots = Array(repeating: -1, count: starts.count)
    }

    private func cost(_ stay: Int, _ slot: Int) -> Double { costs[stay * slotCount + slot] }

    private func isFree(_ slot: Int, for stay: Int) -> Bool { freeFrom[slot] <= starts[stay] }

    /// Each takes what is cheapest for it, the one that is put down first before the others; then pods that are in each other's
    /// way change slots as long as that saves anything.
    mutating func solve() {
      for stay in starts.indices { place(stay) }
      for _ in 0..<Self.passLimit where !improve() { break }
    }

    private mutating func place(_ stay: Int) {
      var best = -1
      var least = Double.infinity
      for slot in 0..<slotCount where isFree(slot, for: stay) && cost(stay, slot) < least {
        if let last = guests[slot].last, ends[last] > starts[stay] { continue }
        (best, least) = (slot, cost(stay, slot))
      }
      guard best >= 0 else { return }
      slots[stay] = best
      guests[best].append(stay)
    }

    private mutating func improve() -> Bool {
      var hasImproved = false
      for stay in starts.indices where slots[stay] >= 0 {
        for slot in 0..<slotCount where slot != slots[stay] && isFree(slot, for: stay) {
          if let gain = gain(stay, slot), gain > 1e-9 {
            exchange(slots[stay], slot)
            hasImproved = true
          }
        }
      }
      return hasImproved
    }

    /// What it saves if a stay changes to a slot, and those that it meets there to its own, and so on: they are left in `run`.
    /// - Returns: nil when one of them cannot.
    private mutating func gain(_ stay: Int, _ slot: Int) -> Double? {
      let own = slots[stay]
      // Both are in the order of their beginnings: a run of stays that overlap changes as a whole.
      var (a, b) = (0, 0)
      let (mine, others) = (guests[own], guests[slot])
      var until = -Double.infinity
      var hasStay = false
      var sum = 0.0
      var isPossible = true
      run.removeAll(keepingCapacity: true)
      while a < mine.count || b < others.count {
        let takesOwn = b >= others.count || (a < mine.count && mine[a] < others[b])
        let next = takesOwn ? mine[a] : others[b]
        if starts[next] >= until {
          if hasStay { break }
          run.removeAll(keepingCapacity: true)
          (sum, isPossible) = (0, true)
        }
        until = max(until, ends[next])
        run.append(next)
        let other = takesOwn ? slot : own
        if next == stay { hasStay = true }
        if freeFrom[other] > starts[next] { isPossible = false }
        sum += cost(next, takesOwn ? own : slot) - cost(next, other)
        if takesOwn { a += 1 } else { b += 1 }
      }
      return isPossible ? sum : nil
    }

    /// Those in `run` change between two slots.
    private mutating func exchange(_ one: Int, _ other: Int) {
      for stay in run { slots[stay] = slots[stay] == one ? other : one }
      let all = (guests[one] + guests[other]).sorted()
      guests[one] = all.filter { slots[$0] == one }
      guests[other] = all.filter { slots[$0] == other }
    }

    /// What it costs more than the best if the first is put into a slot.
    mutating func charge(_ slot: Int) -> Double {
      guard slots[0] >= 0, slot != slots[0], let gain = gain(0, slot) else { return 0 }
      return max(0, -gain)
    }
  }
}
