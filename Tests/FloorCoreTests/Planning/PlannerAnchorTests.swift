import FloorCore
import Foundation
import Testing

/// A part of the planner anchors; `planner-bench` runs them all, in a release build.
@Suite struct PlannerAnchorTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../../shared/anchors/planner").standardized

  private func json<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value? {
    let file = Self.folder.appendingPathComponent(name)
    guard FileManager.default.fileExists(atPath: file.path) else {
      print("skipped: no planner anchors beside the repository")
      return nil
    }
    return try JSONDecoder().decode(type, from: Data(contentsOf: file))
  }

  private struct Tardiness: Decodable {
    var p: [Double]
    var w: [Double]
    var d: [Double]
    var optimum: Double
  }

  @Test("every sixth weighted-tardiness case: within 1 % of the optimum, and never below it")
  func dispatch() throws {
    guard let cases = try json("dispatch/wt16.json", as: [Tardiness].self) else { return }
    var (sum, best) = (0.0, 0.0)
    for entry in stride(from: 1, to: cases.count, by: 6).map({ cases[$0] }) {
      let jobs = entry.p.indices.map { DispatchOrder.Job(work: entry.p[$0], due: entry.d[$0], weight: entry.w[$0]) }
      let cost = DispatchOrder.cost(of: DispatchOrder.planned(jobs), jobs)
      #expect(cost >= entry.optimum - 1e-6)
      sum += cost
      best += entry.optimum
    }
    #expect(sum <= 1.01 * best)
  }

  private struct Parking: Decodable {
    var dist: [[Double]]
    var initial: [Int]
    var velocity: [Double]
    var visits: [[Double]]
    var optimum: Double
  }

  @Test(
    "pods that are parked knowing the order of eight visits: within 8 % of the optimum, which knows all with their times"
  )
  func parking() throws {
    for name in ["prp30_1", "prp30_3"] {
      guard let data = try json("prp/\(name).json", as: Parking.self) else { return }
      let driven = drive(data, known: 8)
      #expect(driven >= data.optimum)
      #expect(driven <= 1.08 * data.optimum, "\(name): \(driven) cells, \(data.optimum) would do")
    }
  }

  private func drive(_ data: Parking, known: Int) -> Double {
    let plan = ParkingPlan(distances: data.dist.flatMap(\.self), stations: data.dist[0].count)
    let visit = { (index: Int, time: Double) in
      ParkingPlan.Visit(pod: Int(data.visits[index][1]), station: Int(data.visits[index][2]), time: time)
    }
    var places = Array(repeating: -1, count: data.dist.count)
    for (pod, slot) in data.initial.enumerated() { places[slot] = pod }
    let happenings = data.visits.indices.flatMap { [(data.visits[$0][0], 1, $0), (data.visits[$0][3], 0, $0)] }
    var (cells, next, away) = (0.0, 0, [Int]())
    for (now, isLeaving, index) in happenings.sorted(by: { $0 < $1 }) {
      let (pod, station) = (Int(data.visits[index][1]), Int(data.visits[index][2]))
      var slot = places.firstIndex(of: pod)
      if isLeaving == 1 {
        if let slot { places[slot] = -1 }
        next = index + 1
        away.append(index)
      } else {
        away.removeAll { $0 == index }
        slot = plan.slot(
          for: pod, from: station, places: places,
          returning: away.map { visit($0, max(0.01, data.visits[$0][0] + 3 - now)) },
          known: (next..<min(data.visits.count, next + known)).map { visit($0, Double($0 - next) + 0.5) },
          shares: data.velocity, away: 3)
        if let slot { places[slot] = pod }
      }
      cells += slot.map { data.dist[$0][station] } ?? .infinity
    }
    return cells
  }

  private struct Bins: Decodable {
    var cap: [Int32]
    var disturbance_per_day: [Double]
    var record: [Int32]
  }

  private struct Truth: Decodable { var truth: [Int32] }

  @Test("every fourth bin of 3,000: belief finds the wrong records")
  func belief() throws {
    guard let bins = try json("binbelief/bins.json", as: Bins.self),
      let truth = try json("binbelief/truth.json", as: Truth.self)?.truth
    else { return }
    let sample = Array(stride(from: 0, to: truth.count, by: 4))
    var states = Dictionary(
      uniqueKeysWithValues: sample.map { ($0, (belief: BinBelief(), record: bins.cap[$0], day: -1)) })
    let model = BeliefModel()
    for fields in try events() {
      guard var state = states[fields.bin] else { continue }
      let days = Double(fields.day - state.day)
      state.belief.disturb(
        bins.disturbance_per_day[fields.bin] * days, record: state.record, capacity: bins.cap[fields.bin], model)
      state.day = fields.day
      switch fields.type {
      case "pick" where fields.wanted == fields.done:
        state.belief.picked(fields.done, of: state.record, model)
        state.record -= fields.done
      case "pick":
        state.belief.counted(fields.done, of: state.record)
        state.record = 0
      case "stow": state.record += fields.done
      default: state.record = fields.done
      }
      states[fields.bin] = state
    }
    let scored = sample.map { bin in
      var state = states[bin]!
      #expect(state.record == bins.record[bin])
      state.belief.disturb(
        bins.disturbance_per_day[bin] * Double(119 - state.day), record: state.record, capacity: bins.cap[bin], model)
      return (score: state.belief.wrong, isWrong: truth[bin] != bins.record[bin])
    }
    let (right, wrong) = (scored.filter { !$0.isWrong }.map(\.score), scored.filter(\.isWrong).map(\.score))
    let pairs = wrong.reduce(0.0) { sum, score in
      sum + right.reduce(0.0) { $0 + ($1 < score ? 1 : $1 == score ? 0.5 : 0) }
    }
    #expect(pairs / Double(right.count * wrong.count) > 0.75)
    let said = scored.reduce(0) { $0 + $1.score } / Double(scored.count)
    #expect(abs(said - Double(wrong.count) / Double(scored.count)) < 0.05)
  }

  private func events() throws -> [(day: Int, bin: Int, type: Substring, wanted: Int32, done: Int32)] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", Self.folder.appendingPathComponent("binbelief/events.csv.gz").path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst().compactMap { line in
      let fields = line.split(separator: ",")
      guard fields.count == 5, let day = Int(fields[0]), let bin = Int(fields[1]), let wanted = Int32(fields[3]),
        let done = Int32(fields[4]), bin % 4 == 0
      else { return nil }
      return (day, bin, fields[2], wanted, done)
    }
  }
}
