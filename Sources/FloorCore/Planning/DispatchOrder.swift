/// In which order one machine does several pieces of work, so that the weighted lateness is least.
public enum DispatchOrder {
  public struct Job: Equatable, Sendable {
    /// Seconds of work, above 0.
    public var work: Double
    /// Second, from the start of the sequence, at which it is due.
    public var due: Double
    /// Cost of one second of lateness.
    public var weight: Double

    public init(work: Double, due: Double, weight: Double) {
      self.work = work
      self.due = due
      self.weight = weight
    }
  }

  /// Moves of one job that `improved` makes at most. Every move saves something, so it ends long before.
  static let moveLimit = 400

  /// The cost of doing the jobs one after the other from second 0: the sum of weight × seconds late.
  public static func cost(of sequence: [Int], _ jobs: [Job]) -> Double {
    var (clock, cost) = (0.0, 0.0)
    for index in sequence {
      clock += jobs[index].work
      cost += jobs[index].weight * max(0, clock - jobs[index].due)
    }
    return cost
  }

  /// Always the job with the highest tardiness index next; of equals the one that came first.
  public static func byIndex(_ jobs: [Job]) -> [Int] {
    let mean = jobs.reduce(0) { $0 + $1.work } / Double(max(1, jobs.count))
    var rest = Array(jobs.indices)
    var sequence: [Int] = []
    var clock = 0.0
    while !rest.isEmpty {
      var best = 0
      var bestValue = -1.0
      for (at, index) in rest.enumerated() {
        let job = jobs[index]
        let value = TardinessIndex(weight: job.weight, work: job.work, due: job.due, now: clock, meanWork: mean).value
        if value > bestValue { (best, bestValue) = (at, value) }
      }
      let next = rest.remove(at: best)
      sequence.append(next)
      clock += jobs[next].work
    }
    return sequence
  }

  /// The index alone looks at one job at a time. The insertion step takes out each job in turn and puts it back where the
  /// whole costs least, as long as that saves anything.
  public static func improved(_ start: [Int], _ jobs: [Job]) -> [Int] {
    var sequence = start
    var cost = cost(of: sequence, jobs)
    for _ in 0..<moveLimit {
      guard cost > 0, let (better, itsCost) = bestInsertion(in: sequence, jobs, below: cost) else { break }
      sequence = better
      cost = itsCost
    }
    return sequence
  }

  /// By index, then improved.
  public static func planned(_ jobs: [Job]) -> [Int] { improved(byIndex(jobs), jobs) }

  private static func bestInsertion(
    in sequence: [Int], _ jobs: [Job], below limit: Double
  ) -> (sequence: [Int], cost: Double)? {
    var best: [Int]?
    // Sums of the same numbers in another order differ in their last digits: that is no gain.
    var bestCost = limit * (1 - 1e-12)
    for from in sequence.indices {
      var trial = sequence
      let job = trial.remove(at: from)
      trial.insert(job, at: 0)
      for place in sequence.indices {
        if place > 0 { trial.swapAt(place - 1, place) }
        guard place != from else { continue }
        let cost = cost(of: trial, jobs)
        if cost < bestCost { (best, bestCost) = (trial, cost) }
      }
    }
    return best.map { ($0, bestCost) }
  }
}
