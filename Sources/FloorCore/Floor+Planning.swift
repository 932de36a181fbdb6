public import FloorModel

/// Velocities and counts in; what they change on the floor.
extension Floor {
  mutating func receive(_ planning: Planning, by person: String) {
    guard !isKnown(planning) else { return }
    guard refusal(of: planning, by: person) == nil else {
      refusals[Int(RefusalReason.impossible.rawValue)] += 1
      return
    }
    let voided = openPicks(at: planning)
    commit(.planning(planning, by: person))
    switch planning {
    case .velocities, .restoreVelocities:
      clear(.velocityStale)
      // Whatever is planned from now on goes by the new figures.
      rates.renewed = nil
    case .count(let count):
      if books.beliefs.recounts.contains(where: { $0.bin == count.bin }) {
        raise(.binVariance(count.bin))
      } else {
        clear(.binVariance(count.bin))
      }
      if !books.beliefs.wishes.contains(where: { $0.bin == count.bin }) { clear(.countWanted(count.bin)) }
      for task in voided where books.tasks[task.index].stage != .open { giveUp(task) }
    case .observation: break
    case .sighting(let seen):
      if books.beliefs.wishes.contains(where: { $0.bin == seen.bin }) { raise(.countWanted(seen.bin)) }
    case .lots, .lotRead, .day: followCalendar()
    case .minuteOfDay: rates.renewed = nil
    case .packaging(let packaging): receive(packaging)
    }
  }

  /// Why something cannot be taken in, as a sentence for whoever sent it; nil: it can.
  public func refusal(of planning: Planning, by person: String) -> String? {
    switch planning {
    case .velocities(let set):
      if let refusal = books.velocities.refusal(of: set) { return refusal }
      if let dispute = books.velocities.dispute(of: set, by: person, at: now, on: site) { return dispute }
      let isKnown = set.lines.allSatisfy { site.skus.indices.contains($0.sku.index) && $0.unitsPerDay.isFinite }
      return isKnown ? nil : "it names a product that the site does not have, or a value that is no number"
    case .restoreVelocities: return books.velocities.previous == nil ? "there is no set before this one" : nil
    case .count(let count): return refusal(of: count, by: person)
    case .packaging(let packaging): return refusal(of: packaging)
    case .observation(let seen):
      let isPossible =
        site.bins.indices.contains(seen.bin.index) && site.skus.indices.contains(seen.key.sku.index)
        && seen.quantity >= 0 && (0...1_000).contains(seen.trustPermille)
      return isPossible ? nil : "there is no such bin or product, or the numbers are impossible"
    case .sighting(let seen): return refusal(of: seen)
    case .lots(let lots): return refusal(of: lots)
    case .lotRead(let lot): return refusal(ofReading: lot)
    case .day: return nil
    case .minuteOfDay(let minute): return (0..<1_440).contains(minute) ? nil : "a day has 1,440 minutes"
    }
  }

  private func refusal(of count: BinCount, by person: String) -> String? {
    guard site.bins.indices.contains(count.bin.index) else { return "there is no such bin" }
    let bin = site.bins[count.bin.index]
    var volume: Int64 = 0
    for (index, line) in count.lines.enumerated() {
      guard site.skus.indices.contains(line.key.sku.index) else { return "there is no such product" }
      let code = site.skus[line.key.sku.index].code
      guard line.quantity >= 0 else { return "\(line.quantity) units of \(code) cannot be counted" }
      guard index == 0 || count.lines[index - 1].key != line.key else { return "\(code) is counted twice" }
      guard line.quantity <= 100_000 else { return "\(line.quantity) units of \(code) are more than any bin holds" }
      volume += site.skus[line.key.sku.index].size.volume * Int64(line.quantity)
    }
    guard volume <= bin.inner.volume else {
      return "what was counted fills \(volume * 100 / max(1, bin.inner.volume)) % of bin \(bin.name)"
    }
    // What is in somebody's hand is in the record still, and no longer in the bin.
    let isServed = openTasks[bin.pod.index].first { books.tasks[$0.index].bin == count.bin && mayBeTold($0) }
    if let isServed {
      let station = site.device(books.tasks[isServed.index].station).name
      return "\(station) is at work in bin \(bin.name) just now: count it when the pod has left"
    }
    guard let open = books.beliefs.recounts.first(where: { $0.bin == count.bin }), open.needsSecondPerson,
      open.by == person, count.id == nil || open.first.id != count.id
    else { return nil }
    return "\(person) has counted bin \(bin.name) already: so large a correction needs a second person's count"
  }

  private func openPicks(at planning: Planning) -> [WorkTask.ID] {
    guard case .count(let count) = planning, site.bins.indices.contains(count.bin.index) else { return [] }
    return openTasks[site.pod(of: count.bin).index].filter { books.tasks[$0.index].bin == count.bin }
  }

  /// A pick whose stock a count has taken away.
  private mutating func giveUp(_ task: WorkTask.ID) {
    settle(.pick, task.index, at: books.tasks[task.index].station)
    drop(task)
    if case .pick(let order, _) = books.tasks[task.index].kind { completePicks(of: order) }
  }

  mutating func watchVelocities() {
    if now - books.velocities.current.taken > VelocityBook.staleAfter { raise(.velocityStale) }
  }

  /// One line of stock that is worth a count.
  public struct CountProposal: Equatable, Sendable {
    public var bin: Bin.ID
    public var key: StockKey
    /// P(the record is wrong) and P(nothing is there).
    public var wrong: Double
    public var empty: Double
    /// What a wrong record costs, in units a day that may be promised in vain.
    public var cost: Double
    public var confirmed: Instant?
  }

  /// For each proposal so many lines are looked at closely, chosen by an upper bound of the belief.
  static let countCandidates = 4

  /// Lines by cost of being wrong times belief that they are, the worst first; counts that are to be repeated come before all.
  public func countProposals(limit: Int) -> [CountProposal] {
    let urgent = Set(books.beliefs.recounts.map(\.bin))
    var bounds: [(bound: Double, bin: Bin.ID, key: StockKey)] = []
    for bin in site.bins.indices.map({ Bin.ID($0) }) {
      for line in books.ledger.bins[bin.index] {
        let suspicion = urgent.contains(bin) ? .infinity : books.beliefs.suspicion(of: line.key, in: bin, at: now)
        bounds.append((suspicion * costOfBeingWrong(line), bin, line.key))
      }
    }
    bounds.sort { $0.bound != $1.bound ? $0.bound > $1.bound : ($0.bin, $0.key) < ($1.bin, $1.key) }
    var proposals = bounds.prefix(limit * Self.countCandidates).compactMap { proposal(for: $0.key, in: $0.bin) }
    proposals.sort { a, b in
      let (first, second) = (urgent.contains(a.bin), urgent.contains(b.bin))
      if first != second { return first }
      let (x, y) = (a.wrong * a.cost, b.wrong * b.cost)
      return x != y ? x > y : (a.bin, a.key) < (b.bin, b.key)
    }
    let wished = books.beliefs.wishes.map { proposal(for: $0) }
    proposals.removeAll { proposal in wished.contains { $0.bin == proposal.bin } }
    return Array((wished + proposals).prefix(limit))
  }

  private func proposal(for key: StockKey, in bin: Bin.ID) -> CountProposal? {
    guard let line = books.ledger.bins[bin.index].first(where: { $0.key == key }) else { return nil }
    let believed = books.belief(of: key, in: bin, at: now, site: site)
    return CountProposal(
      bin: bin, key: key, wrong: believed.belief.wrong, empty: believed.belief.empty(record: line.quantity),
      cost: costOfBeingWrong(line), confirmed: believed.confirmed)
  }

  /// Units a day that a line may promise in vain: its share of the product's stock, times what the product sells.
  private func costOfBeingWrong(_ line: BinLine) -> Double {
    let share = Double(line.quantity) / Double(max(1, books.ledger.available[line.key.sku.index]))
    return 0.01 + books.velocity[line.key.sku.index] * min(1, share)
  }
}
