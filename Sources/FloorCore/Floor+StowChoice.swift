import FloorModel

/// Which bin a unit goes into.
extension Floor {
  /// Points for a pod that holds the product already: stock that is spread has some pod near every station.
  static let spreadPoints: Int64 = 200
  /// Points for the fastest product in the slowest pod, and for the reverse.
  static let mismatchPoints = 300.0

  /// The bin of a pod that a unit fits best: away from what looks like it, and the fullest that still has room, so that
  /// large gaps stay for large things.
  func bin(in pod: Pod.ID, for key: StockKey) -> Bin.ID? {
    let sku = site.skus[key.sku.index]
    var best: Bin.ID?
    var bestScore = Int64.max
    for index in site.pods[pod.index].bins {
      let bin = Bin.ID(index)
      // What is well does not join what is looked at again: nobody could tell them apart.
      guard let room = room(in: bin, for: sku), !wouldCommingle(key, in: bin), !books.isLookedAtAgain(key, in: bin)
      else { continue }
      // Volumes are below 2⁶⁰ mm³.
      let score = room + (isNearLookAlike(key.sku, bin) ? Int64(1) << 60 : 0)
      guard score < bestScore else { continue }
      best = bin
      bestScore = score
    }
    return best
  }

  /// Volume that would be left in a bin, or nil when the unit does not go in.
  private func room(in id: Bin.ID, for sku: SKU) -> Int64? {
    let bin = site.bins[id.index]
    let room = bin.inner.volume * Self.fillPercent / 100 - books.filledVolume[id.index] - sku.size.volume
    guard room >= 0, bin.temperature == sku.temperature, !books.stowBlocked[id.index],
      books.filledMass[id.index] + Int64(sku.mass) <= Int64(bin.maxLoad), bin.inner.holds(sku.size)
    else { return nil }
    return room
  }

  /// Whether another owner's or lot's units of the same product lie or will lie in a bin, where the product forbids it.
  private func wouldCommingle(_ key: StockKey, in bin: Bin.ID) -> Bool {
    guard site.skus[key.sku.index].keepsApart else { return false }
    return books.ledger.bins[bin.index].contains { $0.key.sku == key.sku && $0.key != key }
      || openTasks[site.pod(of: bin).index].contains { task in
        let planned = books.tasks[task.index]
        return planned.bin == bin && planned.key.sku == key.sku && planned.key != key
      }
  }

  /// Whether something that could be mistaken for the product lies in the bin or in one beside it.
  private func isNearLookAlike(_ sku: SKU.ID, _ bin: Bin.ID) -> Bool {
    let alike = layout.lookAlikes[sku.index]
    guard !alike.isEmpty else { return false }
    let bins = site.pods[site.pod(of: bin).index].bins
    for index in max(bins.lowerBound, bin.index - 1)...min(bins.upperBound - 1, bin.index + 1) {
      guard site.bins[index].face == site.bins[bin.index].face else { continue }
      if books.ledger.bins[index].contains(where: { alike.contains($0.key.sku) }) { return true }
    }
    return false
  }

  /// A stored pod for what waits: with room, near, where its velocity belongs, and not where all of its kind lies already.
  func podForStow(_ item: Item.ID, at station: Device.ID) -> Pod.ID? {
    let key = books.items[item.index].key
    let cell = site.podStation(station).cell
    let rank = rates.skuRanks.isEmpty ? 0.5 : rates.skuRanks[key.sku.index]
    var holders = Set<Pod.ID>()
    for bin in books.ledger.binsOfSKU[key.sku.index] { holders.insert(site.pod(of: bin)) }
    var best: Pod.ID?
    var bestScore = Int64.max
    for index in site.pods.indices where porters[index] < 0 {
      guard case .stored(let home, _) = books.pods[index] else { continue }
      let pod = Pod.ID(index)
      // Cheap bounds before the search through the pod's bins.
      var score = Int64(site.grid.manhattan(home, cell)) * 10 + (holders.contains(pod) ? Self.spreadPoints : 0)
      if !rates.podRanks.isEmpty { score += Int64(Self.mismatchPoints * abs(rates.podRanks[index] - rank)) }
      guard score < bestScore else { continue }
      score += fullness(of: pod)
      guard score < bestScore, bin(in: pod, for: key) != nil else { continue }
      best = pod
      bestScore = score
    }
    return best
  }

  /// How full a pod is, 0 to 1,000.
  private func fullness(of pod: Pod.ID) -> Int64 {
    var filled: Int64 = 0
    for bin in site.pods[pod.index].bins { filled += books.filledVolume[bin] }
    return filled * 1_000 / layout.podVolumes[pod.index]
  }
}

extension Size3 {
  /// Whether a thing of `size` goes in, in some turn.
  func holds(_ size: Size3) -> Bool {
    let mine = [length, width, height].sorted()
    let its = [size.length, size.width, size.height].sorted()
    return its[0] <= mine[0] && its[1] <= mine[1] && its[2] <= mine[2]
  }
}

/// Products that a person could take for one another: nearly the same size and weight.
enum LookAlikes {
  /// Sides that differ by no more than this look the same, in mm.
  static let side: Millimetres = 3
  /// Weights that differ by no more than this feel the same, in per cent.
  static let massPercent: Int64 = 4

  /// Per SKU: the others that look like it, ascending.
  static func find(among skus: [SKU]) -> [[SKU.ID]] {
    var alike = Array(repeating: [SKU.ID](), count: skus.count)
    let order = skus.indices.sorted { (skus[$0].mass, $0) < (skus[$1].mass, $1) }
    for (position, first) in order.enumerated() {
      for second in order[(position + 1)...] {
        guard Int64(skus[second].mass) * 100 <= Int64(skus[first].mass) * (100 + massPercent) else { break }
        guard areAlike(skus[first].size, skus[second].size) else { continue }
        alike[first].append(SKU.ID(second))
        alike[second].append(SKU.ID(first))
      }
    }
    return alike.map { $0.sorted() }
  }

  private static func areAlike(_ a: Size3, _ b: Size3) -> Bool {
    let (mine, its) = ([a.length, a.width, a.height].sorted(), [b.length, b.width, b.height].sorted())
    return (0..<3).allSatisfy { abs(mine[$0] - its[$0]) <= side }
  }
}
