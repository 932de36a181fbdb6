import FloorModel

/// With whose set each figure in use came.
public struct VelocityOrigins: Equatable, Sendable, Codable {
  struct Origin: Equatable, Sendable, Codable {
    var by: String
    var version: Int32
    var taken: Instant
  }

  /// Those that some SKU has.
  private var origins: [Origin] = []
  /// Per SKU: the index of its origin; -1: no planner has put its figure.
  private var numbers: [Int32]

  init(skus: Int) { numbers = Array(repeating: -1, count: skus) }

  func origin(of sku: Int) -> Origin? { numbers[sku] < 0 ? nil : origins[Int(numbers[sku])] }

  /// - Parameter skus: those whose figure comes with the set.
  mutating func note(_ skus: [Int], _ origin: Origin) {
    for sku in skus where numbers.indices.contains(sku) { numbers[sku] = Int32(origins.count) }
    origins.append(origin)
    // Only so many are kept as there are sets of which a figure is left.
    var places = Array(repeating: Int32(-1), count: origins.count)
    for number in numbers where number >= 0 { places[Int(number)] = 0 }
    var kept: [Origin] = []
    for index in origins.indices where places[index] == 0 {
      places[index] = Int32(kept.count)
      kept.append(origins[index])
    }
    origins = kept
    for sku in numbers.indices where numbers[sku] >= 0 { numbers[sku] = places[Int(numbers[sku])] }
  }

  /// Their figure is nobody's any longer.
  mutating func forget(_ skus: [Int]) {
    for sku in skus { numbers[sku] = -1 }
  }
}

extension VelocityBook {
  /// Why a set that says other than another planner has said lately is not taken, unless it says that it knows; nil: it agrees.
  ///
  /// Whoever names the version that the set follows has seen what it overrules. Apart from the other reasons because the books
  /// take in what earlier daemons, which did not ask, have journaled.
  func dispute(of set: VelocitySet, by person: String, at now: Instant, on site: Site) -> String? {
    guard set.follows == nil, !person.isEmpty, let origins = current.origins else { return nil }
    func other(_ sku: Int) -> VelocityOrigins.Origin? {
      guard let origin = origins.origin(of: sku), origin.by != person, now - origin.taken < Self.staleAfter else {
        return nil
      }
      return origin
    }
    var first: String?
    var count = 0
    func note(_ sku: Int, _ origin: VelocityOrigins.Origin, _ says: String) {
      count += 1
      guard first == nil else { return }
      let theirs = current.lines[sku].map { "\($0.unitsPerDay) a day" } ?? "nothing"
      first = "\(says) of \(site.skus[sku].code), \(origin.by) has said \(theirs) with version \(origin.version)"
    }
    for line in set.lines {
      let sku = line.sku.index
      guard current.lines.indices.contains(sku), current.lines[sku]?.unitsPerDay != line.unitsPerDay,
        let origin = other(sku)
      else { continue }
      note(sku, origin, "it says \(line.unitsPerDay) a day")
    }
    for sku in dropped(by: set) { if let origin = other(sku) { note(sku, origin, "it says nothing") } }
    guard let first else { return nil }
    let more = count > 1 ? ", and \(count - 1) more differ so" : ""
    return "\(first)\(more): agree on one, or send it with follows=\(current.version) to overrule"
  }

  /// SKUs that a planner speaks of and that a whole set leaves out.
  func dropped(by set: VelocitySet) -> [Int] {
    guard set.extent == .whole else { return [] }
    var named = Array(repeating: false, count: current.lines.count)
    for sku in set.lines.map(\.sku) + set.kept where named.indices.contains(sku.index) { named[sku.index] = true }
    return current.lines.indices.filter { current.lines[$0] != nil && !named[$0] }
  }
}
