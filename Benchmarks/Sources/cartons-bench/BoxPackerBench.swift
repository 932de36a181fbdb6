import Cartons
import FloorModel
import Foundation

/// BoxPacker's efficiency set: 4,288 samples, counted in parcels, with items kept flat (2D) and turned freely (3D).
struct BoxPackerBench {
  let anchors: Anchors
  var budget = PackingBudget.default
  var verbose = false

  func run() throws {
    let boxes = try anchors.rows("boxpacker/boxes.csv").map { row in
      let n = row[1...].map { Int32($0)! }
      // Its limit includes the empty box.
      return Box(
        code: String(row[0]), inner: Size3(length: n[4], width: n[5], height: n[6]),
        outer: Size3(length: n[0], width: n[1], height: n[2]), tare: n[3], maxLoad: n[7] - n[3], costCents: 0)
    }
    var samples: [Substring: [(count: Int, size: Size3, mass: Int32)]] = [:]
    for row in try anchors.rows("boxpacker/items.csv") {
      let n = row[3...].map { Int32($0)! }
      samples[row[0], default: []].append((Int(row[1])!, Size3(length: n[0], width: n[1], height: n[2]), n[3]))
    }
    let expected = try anchors.rows("boxpacker/expected.csv")
    for (name, flat, column) in [("3D", false, 4), ("2D", true, 1)] {
      try run(name, flat: flat, column: column, boxes, samples, expected)
    }
  }

  private func run(
    _ name: String, flat: Bool, column: Int, _ boxes: [Box],
    _ samples: [Substring: [(count: Int, size: Size3, mass: Int32)]], _ expected: [[Substring]]
  ) throws {
    let cartonizer = Cartonizer(catalogue: boxes)
    let checker = PackingChecker(catalogue: boxes)
    var (total, peer, fewer, more, refused) = (0, 0, 0, 0, 0)
    var times = Times()
    for row in expected {
      let items = samples[row[0], default: []].flatMap { line in
        Array(repeating: PackItem(size: line.size, mass: line.mass, thisWayUp: flat), count: line.count)
      }
      let theirs = Int(row[column])!
      let start = processorTime()
      guard let plan = try? cartonizer.plan(items, budget: budget) else {
        refused += 1
        continue
      }
      times.add(processorTime() - start)
      if !checker.faults(in: plan, for: items).isEmpty { print("FAULTY \(row[0])") }
      total += plan.parcels.count
      peer += theirs
      fewer += plan.parcels.count < theirs ? 1 : 0
      more += plan.parcels.count > theirs ? 1 : 0
      if verbose && plan.parcels.count != theirs {
        print(row[0], items.count, "items:", plan.parcels.count, "BoxPacker", theirs)
      }
    }
    print(
      "\(name): \(total) parcels, BoxPacker \(peer); fewer on \(fewer), more on \(more), refused \(refused);",
      "p50 \(fixed(times.quantile(0.5))) µs, p99 \(fixed(times.quantile(0.99))) µs, all \(fixed(times.total / 1e6)) s")
  }
}
