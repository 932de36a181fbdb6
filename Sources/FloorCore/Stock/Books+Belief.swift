public import FloorModel

/// How what happens at a bin changes what is believed of it.
extension Books {
  /// The most units of a kind that go into a bin.
  static func capacity(of bin: Bin.ID, for sku: SKU.ID, site: Site) -> Int32 {
    Int32(clamping: max(1, site.bins[bin.index].inner.volume / max(1, site.skus[sku.index].size.volume)))
  }

  /// What is believed of one kind in one bin.
  public func belief(of key: StockKey, in bin: Bin.ID, at now: Instant, site: Site) -> BeliefBook.Line {
    beliefs.belief(
      of: key, in: bin, record: ledger.quantity(of: key, at: .bin(bin)),
      capacity: Self.capacity(of: bin, for: key.sku, site: site), at: now)
  }

  /// A unit was put into a bin: a device has been there, and the other kinds in it were reached past.
  mutating func believeStow(_ key: StockKey, in bin: Bin.ID, after before: BinBelief, at now: Instant) {
    beliefs.keep(
      BeliefBook.Line(
        key: key, belief: before, asOf: now, touches: beliefs.touches[bin.index] + 1, confirmed: now,
        doubted: beliefs.lines[bin.index].first { $0.key == key }?.doubted ?? 0), in: bin)
    beliefs.touches[bin.index] += 1
    reconsider(key, in: bin)
  }

  /// A pick found `quantity` of the `wanted` units; called before the record is changed.
  mutating func believePick(
    _ key: StockKey, in bin: Bin.ID, found quantity: Int32, of wanted: Int32, at now: Instant, site: Site
  ) {
    var line = belief(of: key, in: bin, at: now, site: site)
    let record = ledger.quantity(of: key, at: .bin(bin))
    if quantity < wanted {
      line.belief.counted(quantity, of: record)
    } else {
      line.belief.picked(quantity, of: record, BeliefModel())
    }
    line.confirmed = now
    line.touches += 1
    beliefs.touches[bin.index] += 1
    beliefs.keep(line, in: bin)
  }

  /// Sets stock aside that is probably not there, and gives it back when it probably is.
  mutating func reconsider(_ key: StockKey, in bin: Bin.ID) {
    guard let at = beliefs.lines[bin.index].firstIndex(where: { $0.key == key }) else { return }
    var line = beliefs.lines[bin.index][at]
    let record = ledger.quantity(of: key, at: .bin(bin))
    guard record > 0 else {
      beliefs.lines[bin.index].remove(at: at)
      return
    }
    let isPhantom = line.belief.empty(record: record) >= BeliefBook.phantomFrom
    if line.doubted > 0 {
      ledger.release(line.doubted, of: key, in: bin)
      line.doubted = 0
    }
    if isPhantom, let free = ledger.bins[bin.index].first(where: { $0.key == key })?.available, free > 0,
      ledger.reserve(free, of: key, in: bin)
    {
      line.doubted = free
    }
    beliefs.keep(line, in: bin)
  }

  mutating func observe(_ seen: BinObservation, at now: Instant, site: Site) {
    var line = belief(of: seen.key, in: seen.bin, at: now, site: site)
    line.belief.sensed(
      seen.quantity, of: ledger.quantity(of: seen.key, at: .bin(seen.bin)), trust: Double(seen.trustPermille) / 1_000)
    beliefs.keep(line, in: seen.bin)
    reconsider(seen.key, in: seen.bin)
  }

  // MARK: Counts

  /// A blind count. One that agrees with the record closes the matter; one that does not is repeated, and only two counts
  /// that agree with one another move stock.
  mutating func count(_ count: BinCount, by person: String, at now: Instant, site: Site) -> [StockChange] {
    let agrees = count.lines.filter { $0.quantity > 0 } == recorded(in: count.bin)
    let open = beliefs.recounts.firstIndex { $0.bin == count.bin }
    if let open, let id = count.id, beliefs.recounts[open].first.id == id { return [] }
    if agrees {
      if let open { beliefs.recounts.remove(at: open) }
      confirm(count, at: now, site: site)
      return []
    }
    guard let open, isSame(beliefs.recounts[open].first, count) else {
      if let open { beliefs.recounts.remove(at: open) }
      beliefs.recounts.append(
        BeliefBook.Recount(
          bin: count.bin, first: count, by: person, at: now,
          needsSecondPerson: unitsOff(count) >= BeliefBook.secondPersonFrom))
      return []
    }
    guard !beliefs.recounts[open].needsSecondPerson || beliefs.recounts[open].by != person else { return refuse() }
    beliefs.recounts.remove(at: open)
    let changes = correct(count, at: now, site: site)
    confirm(count, at: now, site: site)
    return changes
  }

  /// Units by which a count differs from the record, up and down added.
  public func unitsOff(_ count: BinCount) -> Int32 {
    keys(of: count).reduce(0) { $0 + abs(counted($1, in: count) - ledger.quantity(of: $1, at: .bin(count.bin))) }
  }

  private func recorded(in bin: Bin.ID) -> [BinCount.Line] {
    ledger.bins[bin.index].map { BinCount.Line(key: $0.key, quantity: $0.quantity) }
  }

  private func isSame(_ a: BinCount, _ b: BinCount) -> Bool {
    a.lines.filter { $0.quantity > 0 } == b.lines.filter { $0.quantity > 0 }
  }

  private func counted(_ key: StockKey, in count: BinCount) -> Int32 {
    count.lines.first { $0.key == key }?.quantity ?? 0
  }

  /// Kinds that a count or the record names, ascending.
  private func keys(of count: BinCount) -> [StockKey] {
    Set(count.lines.map(\.key) + ledger.bins[count.bin.index].map(\.key)).sorted()
  }

  /// What was counted is what is there: all doubt about the bin is over.
  private mutating func confirm(_ count: BinCount, at now: Instant, site: Site) {
    for line in beliefs.lines[count.bin.index] where line.doubted > 0 {
      ledger.release(line.doubted, of: line.key, in: count.bin)
    }
    beliefs.lines[count.bin.index] = recorded(in: count.bin).map {
      BeliefBook.Line(
        key: $0.key, belief: BinBelief(), asOf: now, touches: beliefs.touches[count.bin.index], confirmed: now)
    }
    stowBlocked[count.bin.index] = false
    beliefs.wishes.removeAll { $0.bin == count.bin }
    settleTags(around: count.bin, at: now, site: site)
    settleTotes(around: count.bin, at: now)
  }

  /// Moves stock so that the record says what was counted. What was recorded before stays in the journal as it was.
  private mutating func correct(_ count: BinCount, at now: Instant, site: Site) -> [StockChange] {
    var changes: [StockChange] = []
    for key in keys(of: count) {
      let record = ledger.quantity(of: key, at: .bin(count.bin))
      let found = counted(key, in: count)
      guard record != found else { continue }
      discrepancies.append(Discrepancy(bin: count.bin, key: key, expected: record, found: found, opened: now))
      if found < record {
        voidPicks(of: key, in: count.bin)
        takeOut(record - found, of: key, from: count.bin)
        if let change = ledger.move(record - found, of: key, from: .bin(count.bin), to: .missing) {
          changes.append(change)
        }
      } else {
        // What has turned up was missing elsewhere, or has come in unseen.
        let known = min(found - record, ledger.quantity(of: key, at: .missing))
        for (quantity, from) in [(known, Place.missing), (found - record - known, .outside)] {
          if let change = ledger.move(quantity, of: key, from: from, to: .bin(count.bin)) { changes.append(change) }
        }
      }
      fill(count.bin, with: site.skus[key.sku.index], times: Int64(found - record))
    }
    return changes
  }

  /// Picks that counted on stock which is not there are given up; their orders look for other stock.
  mutating func voidPicks(of key: StockKey, in bin: Bin.ID) {
    for index in tasks.indices.reversed() where tasks[index].stage == .open && tasks[index].bin == bin {
      guard tasks[index].key == key, case .pick(let order, _) = tasks[index].kind else { continue }
      tasks[index].stage = .cancelled
      orders[order.index].openPicks -= 1
      ledger.release(tasks[index].quantity, of: key, in: bin)
    }
  }
}
