import FloorModel

extension Floor {
  /// Whether a bin is empty by the record when everything that its station has been told to pick is picked, and nothing is on
  /// its way into it.
  func empties(_ bin: Bin.ID, at station: Device.ID) -> Bool {
    let recorded = books.ledger.bins[bin.index].reduce(0) { $0 + $1.quantity }
    var planned: Int32 = 0
    for id in openTasks[site.pod(of: bin).index] where books.tasks[id.index].bin == bin {
      switch books.tasks[id.index].kind {
      case .stow: return false
      case .pick:
        // Those at other stations come later, or are over.
        guard books.tasks[id.index].station == station else { return false }
        planned += books.tasks[id.index].quantity
      }
    }
    return recorded == planned
  }

  /// What a person has seen in a bin may be other than its record.
  mutating func followLook(into bin: Bin.ID) {
    if books.beliefs.wishes.contains(where: { $0.bin == bin }) { raise(.countWanted(bin)) }
  }

  /// A count that somebody's eyes ask for: nothing is more urgent.
  func proposal(for wish: BeliefBook.CountWish) -> CountProposal {
    CountProposal(
      bin: wish.bin, key: wish.key, wrong: 1, empty: 0, cost: 0.01 + books.velocity[wish.key.sku.index], confirmed: nil)
  }
}
