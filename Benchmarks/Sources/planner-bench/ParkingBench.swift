import FloorCore
import Foundation

/// Pods that leave two stations one after the other: cells driven above the optimum, which knows all visits. The plan is the
/// floor's own, and is told of the next visits what the floor knows of its open work: their order, or their times as well.
struct ParkingBench {
  private struct Case: Decodable {
    var dist: [[Double]]
    var pods: Int
    var initial: [Int]
    var velocity: [Double]
    /// Leaves storage at, pod, station, leaves the station at.
    var visits: [[Double]]
    var optimum: Double
    var rule_costs: [String: Double]
  }

  /// Mean time at a station, from one visit to the next: what a plan assumes of visits that have not happened.
  private static let visitTime = 3.0

  private let cases: [(name: String, data: Case)]

  init(anchors: Anchors) throws {
    cases = try ["prp30_1", "prp30_3"].map { ($0, try anchors.json("prp/\($0).json", as: Case.self)) }
  }

  func run() {
    print("parking: cells driven above the optimum, by the number of visits that are known ahead")
    for (name, data) in cases {
      let rules = ["nearest", "class2", "class3", "rank", "nextuse", "nextstation"].compactMap { rule in
        data.rule_costs[rule].map { String(format: "%@ %.1f %%", rule, 100 * ($0 / data.optimum - 1)) }
      }
      print("  \(name): rules: \(rules.joined(separator: ", "))")
      for isTimed in [false, true] {
        let gaps = [0, 2, 4, 6, 8, 12, 16].map { known in
          String(format: "%d: %.1f %%", known, 100 * (cost(data, known: known, isTimed: isTimed) / data.optimum - 1))
        }
        print("    plan, visits known by \(isTimed ? "time" : "order"): \(gaps.joined(separator: ", "))")
      }
    }
    let start = ContinuousClock.now
    let decisions = cases.reduce(0) { $0 + $1.data.visits.count }
    for (_, data) in cases { _ = cost(data, known: 8, isTimed: false) }
    print("  a decision takes \((ContinuousClock.now - start) / decisions)")
  }

  private func cost(_ data: Case, known: Int, isTimed: Bool) -> Double {
    var run = Run(data: data, known: known, isTimed: isTimed, visitTime: Self.visitTime)
    return run.cost()
  }

  private struct Run {
    let data: Case
    let known: Int
    let isTimed: Bool
    let visitTime: Double
    let plan: ParkingPlan
    /// Per slot and per pod; -1 is none.
    var pods: [Int]
    var places: [Int]
    var away: [Int] = []
    var next = 0

    init(data: Case, known: Int, isTimed: Bool, visitTime: Double) {
      self.data = data
      self.isTimed = isTimed
      self.known = known
      self.visitTime = visitTime
      plan = ParkingPlan(distances: data.dist.flatMap(\.self), stations: data.dist[0].count)
      pods = Array(repeating: -1, count: data.dist.count)
      places = data.initial
      for (pod, slot) in data.initial.enumerated() { pods[slot] = pod }
    }

    mutating func cost() -> Double {
      var happenings: [(time: Double, isLeaving: Int, visit: Int)] = []
      for (index, visit) in data.visits.enumerated() {
        happenings.append((visit[0], 1, index))
        happenings.append((visit[3], 0, index))
      }
      happenings.sort { ($0.time, $0.isLeaving, $0.visit) < ($1.time, $1.isLeaving, $1.visit) }
      var cost = 0.0
      for happening in happenings {
        let visit = data.visits[happening.visit]
        let (pod, station) = (Int(visit[1]), Int(visit[2]))
        if happening.isLeaving == 1 {
          next = happening.visit + 1
          cost += data.dist[places[pod]][station]
          pods[places[pod]] = -1
          places[pod] = -1
          away.append(happening.visit)
        } else {
          away.removeAll { $0 == happening.visit }
          guard let slot = slot(for: happening.visit, at: happening.time) else { preconditionFailure("no slot free") }
          pods[slot] = pod
          places[pod] = slot
          cost += data.dist[slot][station]
        }
      }
      return cost
    }

    private func slot(for visit: Int, at now: Double) -> Int? {
      let coming = next..<min(data.visits.count, next + known)
      return plan.slot(
        for: Int(data.visits[visit][1]), from: Int(data.visits[visit][2]), places: pods,
        returning: away.map { self.visit($0, max(0.01, data.visits[$0][0] + visitTime - now)) },
        known: coming.map { self.visit($0, isTimed ? data.visits[$0][0] - now : Double($0 - next) + 0.5) },
        shares: data.velocity, away: visitTime)
    }

    private func visit(_ index: Int, _ time: Double) -> ParkingPlan.Visit {
      ParkingPlan.Visit(pod: Int(data.visits[index][1]), station: Int(data.visits[index][2]), time: time)
    }
  }
}
