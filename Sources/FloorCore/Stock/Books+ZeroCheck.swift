import FloorModel

/// Zero-check: who takes the last unit out of a bin says whether it is empty. It costs a glance, and finds what a count would
/// find only much later.
extension Books {
  mutating func zeroCheck(
    _ task: WorkTask.ID, _ bin: Bin.ID, _ quantity: Int32, _ isEmpty: Bool, at now: Instant, site: Site
  ) -> [StockChange] {
    let before = invalidRecords
    let changes = pick(task, bin, quantity, at: now, site: site)
    guard invalidRecords == before else { return changes }
    let key = tasks[task.index].key
    if isEmpty == ledger.bins[bin.index].isEmpty {
      if isEmpty { beliefs.lines[bin.index].removeAll() }
    } else {
      wish(CountWish(bin: bin, key: key, reason: .zeroCheck, since: now))
      if isEmpty { doubt(bin, at: now, site: site) }
    }
    return changes
  }

  typealias CountWish = BeliefBook.CountWish

  /// Asks for a count, once a bin. Where a person has seen other than the record says, nothing more is stowed until then;
  /// antennas are not believed as much.
  mutating func wish(_ wish: CountWish) {
    if wish.reason == .zeroCheck { stowBlocked[wish.bin.index] = true }
    guard !beliefs.wishes.contains(where: { $0.bin == wish.bin }) else { return }
    beliefs.wishes.append(wish)
  }

  /// A person sees nothing where the record has something: what it has is not offered until it is counted.
  private mutating func doubt(_ bin: Bin.ID, at now: Instant, site: Site) {
    for line in ledger.bins[bin.index] {
      observe(
        BinObservation(bin: bin, key: line.key, quantity: 0, trustPermille: Self.glancePermille), at: now, site: site)
    }
  }

  /// How often a glance into a bin is right, in thousandths.
  static let glancePermille: Int32 = 990
}
