import Cartons
import FloorModel
import Foundation

/// Container loading: Bischoff and Ratcliff's BR1 to BR7, one container an instance, packed volume.
struct ContainerBench {
  let anchors: Anchors
  /// Instances taken from each class, evenly spread.
  var perClass = 10
  /// Iterations of `BoxFiller`.
  var iterations = 2_000_000
  var classes = Array(1...7)

  func run() throws {
    var known: [String: Double] = [:]
    for row in try anchors.rows("br/best_known.csv").dropFirst() {
      known["\(row[0]).\(row[1])"] = Double(row[3])
    }
    print("class  instances  packed  best known  mean s (processor)")
    var (packed, best, count) = (0.0, 0.0, 0)
    for number in classes {
      let problems = try read("br/br\(number).txt")
      let step = max(1, problems.count / perClass)
      var (sum, reference, times) = (0.0, 0.0, Times())
      let chosen = Array(stride(from: 0, to: problems.count, by: step).prefix(perClass))
      for index in chosen {
        let problem = problems[index]
        let start = processorTime()
        let plan = BoxFiller().fill(
          problem.inner, with: problem.items, budget: PackingBudget(iterations: iterations))
        times.add(processorTime() - start)
        sum += 100 * Double(volume(plan, problem)) / Double(problem.inner.volume)
        reference += known["\(number).\(index + 1)"] ?? 0
      }
      let n = Double(chosen.count)
      print(
        padded("BR\(number)", 5), padded("\(chosen.count)", 10), padded(fixed(sum / n, 2), 7),
        padded(fixed(reference / n, 2), 11), padded(fixed(times.total / n / 1e6, 2), 8))
      packed += sum
      best += reference
      count += chosen.count
    }
    print("all: \(fixed(packed / Double(count), 2)) % packed, best known \(fixed(best / Double(count), 2)) %")
  }

  /// The packed volume, after checking that the plan is one: bounds, overlap, counts, turns.
  private func volume(_ plan: [Placement], _ problem: Problem) -> Int64 {
    var items: [PackItem] = []
    var placements: [Placement] = []
    var used = Array(repeating: 0, count: problem.items.count)
    for placement in plan {
      used[placement.item] += 1
      let item = problem.items[placement.item]
      let up = [item.size.length, item.size.width, item.size.height]
      let allowed = (0..<3).contains { item.uprights.rawValue & (1 << $0) != 0 && up[$0] == placement.size.height }
      if !allowed { print("FAULTY turn") }
      placements.append(Placement(item: items.count, position: placement.position, size: placement.size))
      items.append(PackItem(size: item.size, mass: 1))
    }
    if zip(used, problem.items).contains(where: { $0 > $1.count }) { print("FAULTY count") }
    let box = Box(
      code: "container", inner: problem.inner, outer: problem.inner, tare: 0, maxLoad: .max, costCents: 0)
    let faults = PackingChecker(catalogue: [box]).faults(
      in: PackingPlan(parcels: [Parcel(box: 0, placements: placements)], isProvenOptimal: false), for: items)
    if !faults.isEmpty { print("FAULTY \(faults.prefix(3))") }
    return items.reduce(0) { $0 + $1.size.volume }
  }

  private struct Problem {
    var inner: Size3
    var items: [FillItem]
  }

  private func read(_ name: String) throws -> [Problem] {
    var numbers = String(decoding: try anchors.data(name), as: UTF8.self).split(whereSeparator: \.isWhitespace)
      .map { Int32($0)! }[...]
    func next() -> Int32 { numbers.removeFirst() }
    return (0..<next()).map { _ in
      _ = (next(), next())
      let inner = Size3(length: next(), width: next(), height: next())
      let items = (0..<next()).map { _ in
        _ = next()
        let (a, av, b, bv, c, cv) = (next(), next(), next(), next(), next(), next())
        return FillItem(
          size: Size3(length: a, width: b, height: c), count: Int(next()),
          uprights: .init(rawValue: UInt8(av + 2 * bv + 4 * cv)))
      }
      return Problem(inner: inner, items: items)
    }
  }
}
