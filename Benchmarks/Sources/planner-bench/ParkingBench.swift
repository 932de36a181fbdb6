import FloorCore
import Foundation

/// Pods that leave two stations one after the other: cells driven above the optimum, which knows all visits.
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
      let rules = ["nearest", "class2", "class3", "rank"].compactMap { rule in
        data.rule_costs[rule].map { String(format: "%@ %.1f %%", rule, 100 * ($0 / data.optimum - 1)) }
      }
      print("  \(name): rules: \(rules.joined(separator: ", "))")
      let gaps = [0, 8, 12, 16, 20, 24, data.visits.count].map { known in
        String(format: "%d: %.1f %%", known, 100 * (cost(data, known: known) / data.optimum - 1))
      }
      print("    plan, visits known: \(gaps.joined(separator: ", "))")
    }
  }

  private func cost(_ data: Case, known: Int) -> Double {
    var run = Run(data: data, known: known, visitTime: Self.visitTime)
    return run.cost()
  }

  private struct Run {
    let data: Case
    let known: Int
    let visitTime: Double
    let plan: ParkingPlan
    /// Per slot and per pod; -1 is none.
    var pods: [Int]
    var places: [Int]
    var away: [Int] = []
    var next = 0

    init(data: Case, known: Int, visitTime: Double) {
      self.data = data
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
      let window = next..<min(data.visits.count, next + known)
      var stays = [stay(after: visit, start: 0, from: next, in: window, now)]
      for other in away {
        stays.append(
          stay(after: other, start: max(0.01, data.visits[other][0] + visitTime - now), from: next, in: window, now))
      }
      for other in window {
        stays.append(
          stay(after: other, start: data.visits[other][0] + visitTime - now, from: other + 1, in: window, now))
      }
      let freeFrom = pods.map { pod in
        pod < 0 ? 0 : window.first { Int(data.visits[$0][1]) == pod }.map { data.visits[$0][0] - now } ?? .infinity
      }
      return plan.slot(for: stays, freeFrom: freeFrom, horizon: window.last.map { data.visits[$0][0] - now } ?? 0)
    }

    private func stay(
      after visit: Int, start: Double, from first: Int, in window: Range<Int>, _ now: Double
    ) -> ParkingPlan.Stay {
      let pod = Int(data.visits[visit][1])
      let known = window.first { $0 >= first && Int(data.visits[$0][1]) == pod && data.visits[$0][0] - now > start }
      return ParkingPlan.Stay(
        from: Int(data.visits[visit][2]), start: start, end: known.map { data.visits[$0][0] - now },
        to: known.map { Int(data.visits[$0][2]) }, share: data.velocity[pod])
    }
  }
}
