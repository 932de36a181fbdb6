import Cartons
import FloorModel
import Foundation

/// The floor's own orders against proven optima.
struct OrderBench {
  let anchors: Anchors
  var supportPermille: Int32 = 0
  var strata = "ABCDE"
  var budget = PackingBudget.default
  var answersFile: String?
  var verbose = false

  private struct Tally {
    var orders = 0
    var proven = 0
    var optimal = 0
    var parcels = 0
    var referenceParcels = 0
    var volume: Int64 = 0
    var referenceVolume: Int64 = 0
    var contents: Int64 = 0
    var times = Times()
  }

  func run() throws {
    let entries = try JSONDecoder().decode([CatalogueEntry].self, from: anchors.data("catalogue.json"))
    let boxes = entries.map(\.box)
    let references = Dictionary(
      uniqueKeysWithValues: try anchors.lines("reference.jsonl", as: ReferenceEntry.self).map { ($0.id, $0) })
    let cartonizer = Cartonizer(catalogue: boxes, minimumSupportPermille: supportPermille)
    let checker = PackingChecker(catalogue: boxes, minimumSupportPermille: supportPermille)
    var tallies: [String: Tally] = [:]
    var answers = ""
    let orders = try anchors.lines("orders.jsonl", as: OrderEntry.self).filter { strata.contains($0.stratum) }
    for order in orders {
      guard let reference = references[order.id] else { continue }
      let items = order.packItems
      let (plan, time) = try timed(cartonizer, items)
      let faults = checker.faults(in: plan, for: items)
      if !faults.isEmpty { print("FAULTY \(order.id): \(faults.prefix(3))") }
      let volume = plan.parcels.reduce(Int64(0)) { $0 + boxes[$1.box].inner.volume }
      let isOptimal = plan.parcels.count == reference.parcels && volume == reference.volume
      if verbose && (!isOptimal || !plan.isProvenOptimal) {
        print(
          order.id, items.count, "items:", plan.parcels.count, volume, "reference", reference.parcels,
          reference.volume, isOptimal ? "equal" : "WORSE", plan.isProvenOptimal ? "proven" : "open",
          fixed(time.microseconds[0]), "µs")
      }
      var tally = tallies[order.stratum] ?? Tally()
      tally.orders += 1
      tally.proven += plan.isProvenOptimal ? 1 : 0
      tally.optimal += isOptimal ? 1 : 0
      tally.parcels += plan.parcels.count
      tally.referenceParcels += reference.parcels
      tally.volume += volume
      tally.referenceVolume += reference.volume
      tally.contents += items.reduce(0) { $0 + $1.size.volume }
      for one in time.microseconds { tally.times.add(.nanoseconds(Int64(one * 1000))) }
      tallies[order.stratum] = tally
      answers += answer(order, plan, entries, time.microseconds[0]) + "\n"
    }
    report(tallies)
    if let answersFile { try answers.write(toFile: answersFile, atomically: true, encoding: .utf8) }
  }

  /// The plan, and the time of a call: the mean of several where one is too short for the clock.
  private func timed(_ cartonizer: Cartonizer, _ items: [PackItem]) throws -> (PackingPlan, Times) {
    var result = Times()
    let start = processorTime()
    let plan = try cartonizer.plan(items, budget: budget)
    let first = processorTime() - start
    guard first < .milliseconds(1) else {
      result.add(first)
      return (plan, result)
    }
    let calls = 20
    let again = processorTime()
    for _ in 0..<calls { _ = try cartonizer.plan(items, budget: budget) }
    result.add((processorTime() - again) / calls)
    return (plan, result)
  }

  /// The picture of one order's first parcel, packed.
  func draw(_ id: String) throws -> String? {
    let boxes = try JSONDecoder().decode([CatalogueEntry].self, from: anchors.data("catalogue.json")).map(\.box)
    guard let order = try anchors.lines("orders.jsonl", as: OrderEntry.self).first(where: { $0.id == id }) else {
      return nil
    }
    let cartonizer = Cartonizer(catalogue: boxes, minimumSupportPermille: supportPermille)
    let plan = try cartonizer.plan(order.packItems, budget: budget)
    let parcel = plan.parcels[0]
    return PackingDrawing.svg(
      parcel: parcel, items: order.packItems, box: boxes[parcel.box], step: parcel.placements.count)
  }

  /// How many orders get a plan that is worse without their last item than with it: a sign of a weak search.
  func monotone() throws {
    let boxes = try JSONDecoder().decode([CatalogueEntry].self, from: anchors.data("catalogue.json")).map(\.box)
    let cartonizer = Cartonizer(catalogue: boxes, minimumSupportPermille: supportPermille)
    for stratum in strata {
      var (pairs, worse) = (0, 0)
      for order in try anchors.lines("orders.jsonl", as: OrderEntry.self) where order.stratum == String(stratum) {
        let items = order.packItems
        var after: (Int, Int64)?
        for count in stride(from: items.count, to: max(0, items.count - 4), by: -1) {
          let plan = try cartonizer.plan(Array(items.prefix(count)), budget: budget)
          let now = (plan.parcels.count, plan.parcels.reduce(Int64(0)) { $0 + boxes[$1.box].inner.volume })
          if let after {
            pairs += 1
            worse += now > after ? 1 : 0
          }
          after = now
        }
      }
      print("\(stratum): \(worse) of \(pairs) plans are worse than with one item more")
    }
  }

  private func report(_ tallies: [String: Tally]) {
    print("set  orders  parcels (ref)  volume/ref  utilisation  equal to ref  proven  p50 µs   p99 µs")
    for stratum in tallies.keys.sorted() {
      guard let t = tallies[stratum] else { continue }
      let cells = [
        padded(stratum, 3), padded("\(t.orders)", 7), padded("\(t.parcels) (\(t.referenceParcels))", 14),
        padded(fixed(Double(t.volume) / Double(t.referenceVolume), 4), 11),
        padded(fixed(100 * Double(t.contents) / Double(t.volume)) + " %", 12),
        padded(fixed(100 * Double(t.optimal) / Double(t.orders)) + " %", 13),
        padded(fixed(100 * Double(t.proven) / Double(t.orders)) + " %", 7),
        padded(fixed(t.times.quantile(0.5)), 8), padded(fixed(t.times.quantile(0.99)), 9),
      ]
      print(cells.joined(separator: " "))
    }
  }

  private func answer(_ order: OrderEntry, _ plan: PackingPlan, _ boxes: [CatalogueEntry], _ time: Double) -> String {
    let parcels = plan.parcels.map { parcel in
      let placements = parcel.placements.map { placement in
        let (p, s) = (placement.position, placement.size)
        return "{\"item\":\(order.items[placement.item].id),\"pos\":[\(p.x),\(p.y),\(p.z)],"
          + "\"size\":[\(s.length),\(s.width),\(s.height)]}"
      }
      return "{\"box\":\"\(boxes[parcel.box].id)\",\"placements\":[\(placements.joined(separator: ","))]}"
    }
    return "{\"id\":\"\(order.id)\",\"parcels\":[\(parcels.joined(separator: ","))],\"us\":\(fixed(time))}"
  }
}
