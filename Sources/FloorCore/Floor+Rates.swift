import FloorModel

/// What the velocities mean for each pod and each product just now. Derived, and renewed every few minutes: a pod's content
/// changes by one unit in thousands.
struct Rates: Sendable {
  static let renewal = Span.minutes(5)

  /// Per pod: units a day that planners expect from what it holds, shared among the bins that hold the same.
  var pods: [Double]
  /// Per pod and per SKU: the share of all that sell less, 0 to 1.
  var podRanks: [Double] = []
  var skuRanks: [Double] = []
  /// All pods together.
  var sum = 0.0
  var renewed: Instant?
  /// Per pod: units that are expected of it in the coming hour, as far as they are a surge.
  var surges: [Double]
  /// Per pod: whether a unit fetches it to put it down nearer to the stations.
  var isMoving: [Bool]

  init(pods: Int) {
    self.pods = Array(repeating: 0, count: pods)
    surges = Array(repeating: 0, count: pods)
    isMoving = Array(repeating: false, count: pods)
  }

  /// Share of smaller values; equal values have equal ranks.
  static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var ranks = Array(repeating: 0.0, count: values.count)
    var first = 0
    for (position, index) in order.enumerated() {
      if values[index] != values[order[first]] { first = position }
      ranks[index] = Double(first) / Double(max(1, values.count - 1))
    }
    return ranks
  }
}

extension Floor {
  /// Renews the rates when they are old, or when the velocities have changed.
  mutating func renewRates() {
    if let renewed = rates.renewed, now - renewed < Rates.renewal { return }
    let isNewSet = rates.renewed == nil
    rates.renewed = now
    watchVelocities()
    let profile = DayProfile(minute: books.lots.minuteOfDay(at: now))
    for pod in site.pods.indices {
      var (sum, surge) = (0.0, 0.0)
      for bin in site.pods[pod].bins {
        for line in books.ledger.bins[bin] {
          let sku = line.key.sku.index
          let share = books.velocity[sku] / Double(max(1, books.ledger.binsOfSKU[sku].count))
          guard let hourly = books.velocities.current.lines[sku]?.hourly else {
            sum += share
            continue
          }
          sum += share * profile.weight(of: hourly)
          surge += share * profile.surge(of: hourly)
        }
      }
      rates.pods[pod] = sum
      rates.surges[pod] = surge
    }
    rates.sum = rates.pods.reduce(0, +)
    rates.podRanks = Rates.ranks(rates.pods)
    if isNewSet { rates.skuRanks = Rates.ranks(books.velocity) }
  }

  /// Days until demand, cautiously reckoned, exceeds the stock that no order has spoken for; in seconds.
  func cover(of sku: SKU.ID) -> Double {
    86_400
      * DemandForecast.daysOfCover(
        stock: books.unexpired(of: sku), mean: books.velocity[sku.index],
        p90: books.velocities.current.lines[sku.index]?.p90)
  }
}
