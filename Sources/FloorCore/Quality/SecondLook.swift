public import FloorModel

/// A unit that had passed, was stowed, and is to be looked at again because others like it were not well. Units of its kind in
/// its bin cannot be told apart: until a person has looked, none of them is for sale.
public struct SecondLook: Equatable, Sendable, Codable {
  public var item: Item.ID
  public var bin: Bin.ID
  public var key: StockKey
}

extension Books {
  /// Whether units of a kind in a bin are not for sale: nothing in the bin is, or they are looked at again.
  public func isHeld(_ key: StockKey, in bin: Bin.ID, on site: Site) -> Bool {
    isHeld(bin, on: site) || isLookedAtAgain(key, in: bin)
  }

  public func isLookedAtAgain(_ key: StockKey, in bin: Bin.ID) -> Bool {
    looks.contains { $0.bin == bin && $0.key == key }
  }

  private var looks: [SecondLook] { secondLooks ?? [] }

  /// Units that had passed are to be looked at again, wherever they are by now.
  mutating func callBack(_ ids: [Item.ID], reason: String, at now: Instant, site: Site) {
    let places = bins(of: ids)
    for id in ids {
      guard items.indices.contains(id.index), items[id.index].verdict == .pass else {
        invalidRecords += 1
        continue
      }
      items[id.index].verdict = .review
      items[id.index].isCalledBack = true
      let place = whereabouts(of: id, places[id], on: site)
      reviews.append(Review(subject: .item(id), opened: now, reason: reason + place))
      if let bin = places[id] { holdBack(id, in: bin, site: site) }
    }
  }

  /// The bins that stowed units were put into.
  func bins(of ids: [Item.ID]) -> [Item.ID: Bin.ID] {
    var wanted = Set(ids.filter { items.indices.contains($0.index) && items[$0.index].stage == .stowed })
    var bins: [Item.ID: Bin.ID] = [:]
    for task in tasks.reversed() {
      if wanted.isEmpty { break }
      guard case .stow(let item) = task.kind, task.stage == .done, wanted.remove(item) != nil else { continue }
      bins[item] = task.bin
    }
    return bins
  }

  private func whereabouts(of id: Item.ID, _ bin: Bin.ID?, on site: Site) -> String {
    if let bin { return ", in bin \(site.bins[bin.index].name)" }
    return switch items[id.index].stage {
    case .inTote(let station), .diverting(.stow(let station)), .diverting(.returned(let station)):
      ", in the tote of \(site.devices[station.index].name)"
    case .stowing(let task): ", in the tote of \(site.devices[tasks[task.index].station.index].name)"
    case .presented, .diverting(.hold), .held, .stowed: ""
    }
  }

  /// A unit lies in a bin that is not well, or may not be.
  mutating func holdBack(_ id: Item.ID, in bin: Bin.ID, site: Site) {
    let key = items[id.index].key
    secondLooks = looks + [SecondLook(item: id, bin: bin, key: key)]
    ledger.note(bin)
    // A station that has the pod may have its hand in the bin: see `hold`.
    guard case .stored = pods[site.bins[bin.index].pod.index] else { return }
    voidPicks(of: key, in: bin)
  }

  /// A person has looked at a unit again. One that is not well stays held, and is gone when a count says so.
  mutating func settleSecondLook(_ id: Item.ID, isGood: Bool, at now: Instant) {
    guard let at = looks.firstIndex(where: { $0.item == id }) else { return }
    let look = looks[at]
    if isGood {
      secondLooks?.remove(at: at)
      ledger.note(look.bin)
    } else {
      wish(CountWish(bin: look.bin, key: look.key, reason: .damaged, since: now))
    }
  }

  /// Units of a kind were found to have left a bin: those that were not well were taken out first, then those in doubt.
  mutating func takeOut(_ count: Int32, of key: StockKey, from bin: Bin.ID) {
    for _ in 0..<count {
      let mine = looks.indices.filter { looks[$0].bin == bin && looks[$0].key == key }
      let bad = mine.first { items[looks[$0].item.index].verdict == .reject }
      guard let gone = bad ?? mine.first else { return }
      secondLooks?.remove(at: gone)
    }
  }

  /// Nothing of a kind was left in a bin: what is put there from now on is none of what was to be looked at.
  mutating func forgetSecondLooks(at key: StockKey, in bin: Bin.ID) {
    secondLooks?.removeAll { $0.bin == bin && $0.key == key }
  }
}
