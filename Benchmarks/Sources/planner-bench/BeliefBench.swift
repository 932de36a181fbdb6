import FloorCore
import Foundation

/// 3,000 bins over 120 days: does belief find the records that are wrong?
struct BeliefBench {
  private struct Bins: Decodable {
    var cap: [Int32]
    var disturbance_per_day: [Double]
    var record: [Int32]
  }

  private struct Truth: Decodable { var truth: [Int32] }

  private struct Event {
    var day: Int
    var type: Character
    var wanted: Int32
    var done: Int32
  }

  private let days = 120
  private let bins: Bins
  private let truth: [Int32]
  private var events: [[Event]]

  init(anchors: Anchors) throws {
    bins = try anchors.json("binbelief/bins.json", as: Bins.self)
    truth = try anchors.json("binbelief/truth.json", as: Truth.self).truth
    events = Array(repeating: [], count: bins.cap.count)
    for line in try anchors.unzipped("binbelief/events.csv.gz").dropFirst() {
      let fields = line.split(separator: ",")
      guard let day = Int(fields[0]), let bin = Int(fields[1]), let wanted = Int32(fields[3]),
        let done = Int32(fields[4]), let type = fields[2].first
      else { continue }
      events[bin].append(Event(day: day, type: type, wanted: wanted, done: done))
    }
  }

  func run() {
    let beliefs = followed(Array(truth.indices), under: BeliefModel()).beliefs
    let wrong = beliefs.map(\.wrong)
    let empty = beliefs.indices.map { bins.record[$0] > 0 ? beliefs[$0].empty(record: bins.record[$0]) : 0 }
    let isWrong = truth.indices.map { truth[$0] != bins.record[$0] }
    let isPhantom = truth.indices.map { truth[$0] == 0 && bins.record[$0] > 0 }
    let (mean, worst) = calibration(wrong, isWrong)
    print("belief: \(truth.count) bins, \(isWrong.count { $0 }) records wrong, \(isPhantom.count { $0 }) phantoms")
    print(String(format: "  AUC %.4f", auc(wrong, isWrong)))
    print(String(format: "  calibration by deciles: mean error %.4f, largest %.4f", mean, worst))
    print(
      String(
        format: "  top-decile lift: discrepancies %.2f, phantoms %.2f", lift(wrong, isWrong), lift(empty, isPhantom)))
  }

  /// Figures fitted on one half of the bins, judged on the other, both ways: every bin's belief follows from figures that knew
  /// nothing of it. Then how far off a perfect belief would be by chance.
  func crossFit() {
    var beliefs = Array(repeating: BinBelief(), count: truth.count)
    for half in 0..<2 {
      let model = fit(on: truth.indices.filter { $0 % 2 == half })
      let others = truth.indices.filter { $0 % 2 != half }
      print(
        String(
          format: "  fitted on %@ bins: severity %.3f, gains %.3f, tail %.3f", half == 0 ? "even" : "odd",
          model.severity,
          model.gains, model.tail))
      let judged = followed(others, under: model).beliefs
      for (index, bin) in others.enumerated() { beliefs[bin] = judged[index] }
      report(others, beliefs, named: half == 0 ? "odd" : "even")
    }
    report(Array(truth.indices), beliefs, named: "all")
  }

  private func report(_ some: [Int], _ beliefs: [BinBelief], named name: String) {
    let wrong = some.map { beliefs[$0].wrong }
    let isWrong = some.map { truth[$0] != bins.record[$0] }
    let (mean, worst) = calibration(wrong, isWrong)
    let (typical, rare) = chance(wrong)
    print(
      String(
        format:
          "  judged on %@ bins: AUC %.4f, deciles of %d: mean error %.4f, largest %.4f; a perfect belief's: %.4f, "
          + "one time in ten %.4f", name, auc(wrong, isWrong), some.count / 10, mean, worst, typical, rare))
  }

  /// The largest error of a decile if every belief were exactly right: the median and the 90th percentile of draws.
  private func chance(_ scores: [Double]) -> (median: Double, p90: Double) {
    var state: UInt64 = 1
    let errors = (0..<400).map { _ in
      let labels = scores.map { score in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 33) / Double(UInt64(1) << 31) < score
      }
      return calibration(scores, labels).worst
    }.sorted()
    return (errors[200], errors[360])
  }

  /// Figures under which what was seen in some bins, and the truth about them in the end, are as likely as may be.
  private func fit(on some: [Int]) -> BeliefModel {
    var model = BeliefModel(severity: 1, gains: 0.3, tail: 0.5)
    var best = likelihood(of: some, under: model)
    var steps = [0.2, 0.1, 0.1]
    for _ in 0..<9 {
      for parameter in steps.indices {
        let found = [1.0, -1.0].lazy.compactMap { sign -> (BeliefModel, Double)? in
          let trial = changed(model, parameter, by: sign * steps[parameter])
          let likelihood = likelihood(of: some, under: trial)
          return likelihood > best + 0.01 ? (trial, likelihood) : nil
        }.first
        if let found { (model, best) = found } else { steps[parameter] /= 2 }
      }
    }
    return model
  }

  private func likelihood(of some: [Int], under model: BeliefModel) -> Double {
    let (beliefs, seen) = followed(some, under: model)
    return zip(some, beliefs).reduce(seen) { sum, entry in
      let wrong = entry.1.wrong
      return sum + log(max(1e-9, truth[entry.0] != bins.record[entry.0] ? wrong : 1 - wrong))
    }
  }

  private func changed(_ model: BeliefModel, _ parameter: Int, by step: Double) -> BeliefModel {
    BeliefModel(
      severity: max(0.01, model.severity + (parameter == 0 ? step : 0)),
      gains: min(0.95, max(0.02, model.gains + (parameter == 1 ? step : 0))),
      tail: min(0.95, max(0.02, model.tail + (parameter == 2 ? step : 0))), pickError: model.pickError)
  }

  private func followed(_ some: [Int], under model: BeliefModel) -> (beliefs: [BinBelief], logLikelihood: Double) {
    var all: [BinBelief] = []
    var sum = 0.0
    for bin in some {
      var belief = BinBelief()
      var record = bins.cap[bin]
      var day = -1
      for event in events[bin] {
        belief.disturb(
          bins.disturbance_per_day[bin] * Double(event.day - day), record: record, capacity: bins.cap[bin], model)
        day = event.day
        switch event.type {
        case "p" where event.done == event.wanted:
          sum += log(max(1e-12, belief.picked(event.done, of: record, model)))
          record -= event.done
        case "p":
          sum += log(max(1e-12, belief.counted(event.done, of: record)))
          record = 0
        case "s": record += event.done
        default: record = event.done
        }
      }
      belief.disturb(
        bins.disturbance_per_day[bin] * Double(days - 1 - day), record: record, capacity: bins.cap[bin], model)
      all.append(belief)
    }
    return (all, sum)
  }

  private func auc(_ scores: [Double], _ labels: [Bool]) -> Double {
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var (ranks, at) = (0.0, 0)
    while at < order.count {
      var end = at
      while end < order.count, scores[order[end]] == scores[order[at]] { end += 1 }
      for index in order[at..<end] where labels[index] { ranks += Double(at + end + 1) / 2 }
      at = end
    }
    let ones = Double(labels.count { $0 })
    return (ranks - ones * (ones + 1) / 2) / (ones * (Double(labels.count) - ones))
  }

  private func descending(_ scores: [Double]) -> [Int] {
    scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
  }

  private func lift(_ scores: [Double], _ labels: [Bool]) -> Double {
    let top = descending(scores).prefix(scores.count / 10)
    let rate = Double(labels.count { $0 }) / Double(labels.count)
    return Double(top.count { labels[$0] }) / Double(top.count) / rate
  }

  private func calibration(_ scores: [Double], _ labels: [Bool]) -> (mean: Double, worst: Double) {
    let order = descending(scores)
    let size = scores.count / 10
    let errors = (0..<10).map { decile in
      let part = order[decile * size..<(decile + 1) * size]
      let said = part.reduce(0) { $0 + scores[$1] } / Double(size)
      return abs(said - Double(part.count { labels[$0] }) / Double(size))
    }
    return (errors.reduce(0, +) / 10, errors.max() ?? 0)
  }
}
