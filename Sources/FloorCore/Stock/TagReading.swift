public import FloorModel

/// What a portal makes of the RFID tags in its field: how many units of which product, in what.
public struct TagReading: Equatable, Sendable, Codable {
  public enum Subject: Hashable, Sendable, Codable {
    case tote(Order.ID)
    case pod(Pod.ID)
  }

  public struct Count: Equatable, Sendable, Codable {
    public var sku: SKU.ID
    public var quantity: Int32

    public init(sku: SKU.ID, quantity: Int32) {
      self.sku = sku
      self.quantity = quantity
    }
  }

  public var subject: Subject
  /// Ascending by product, each once.
  public var counts: [Count]
  /// Tags of nothing that the catalogue has.
  public var strangers: Int32

  public init(subject: Subject, counts: [Count], strangers: Int32 = 0) {
    self.subject = subject
    self.counts = counts.sorted { $0.sku < $1.sku }
    self.strangers = strangers
  }

  func makesSense(on site: Site) -> Bool {
    if case .pod(let pod) = subject, !site.pods.indices.contains(pod.index) { return false }
    return strangers >= 0 && counts.allSatisfy { site.skus.indices.contains($0.sku.index) && $0.quantity > 0 }
      && zip(counts, counts.dropFirst()).allSatisfy { $0.sku < $1.sku }
  }
}

extension TagReading: Traced {
  public func trace(into hash: inout TraceHash) {
    switch subject {
    case .tote(let order): hash.fold(1 << 32 | Int64(order.raw))
    case .pod(let pod): hash.fold(2 << 32 | Int64(pod.raw))
    }
    hash.fold(strangers)
    for count in counts {
      hash.fold(count.sku)
      hash.fold(count.quantity)
    }
  }
}

/// Tags that are missing or astray in a tote or a pod.
public struct TagDiscrepancy: Equatable, Sendable, Codable {
  public var portal: Device.ID
  public var subject: TagReading.Subject
  /// Nil: tags of nothing that the catalogue has.
  public var sku: SKU.ID?
  public var expected: Int32
  public var found: Int32
  public var opened: Instant
  /// When a later reading found what should be there, or the bins were counted.
  public var closed: Instant?
}

/// Tag lists held against the books. A reading moves no stock: antennas miss tags, and read through walls. It opens
/// discrepancies, and asks for counts where somebody can look.
extension Books {
  mutating func reconcile(_ reading: TagReading, by portal: Device.ID, at now: Instant, site: Site) {
    guard let expected = tagsExpected(in: reading.subject, site: site) else {
      invalidRecords += 1
      return
    }
    let found = Dictionary(uniqueKeysWithValues: reading.counts.map { ($0.sku, $0.quantity) })
    for sku in Set(expected.keys).union(found.keys).sorted() {
      let (wanted, seen) = (expected[sku] ?? 0, found[sku] ?? 0)
      note(reading.subject, sku, expected: wanted, found: seen, by: portal, at: now)
      if case .pod(let pod) = reading.subject, wanted != seen { askForCounts(of: sku, in: pod, at: now, site: site) }
    }
    note(reading.subject, nil, expected: 0, found: reading.strangers, by: portal, at: now)
    // What neither is expected nor was seen this time is in order, too.
    for index in openTagDiscrepancies(of: reading.subject) {
      guard let sku = tagDiscrepancies[index].sku, expected[sku] == nil, found[sku] == nil else { continue }
      tagDiscrepancies[index].closed = now
    }
  }

  /// Units with tags that should be there, by product; nil: there is no such tote.
  private func tagsExpected(in subject: TagReading.Subject, site: Site) -> [SKU.ID: Int32]? {
    var sums: [SKU.ID: Int32] = [:]
    switch subject {
    case .tote(let order):
      guard orders.indices.contains(order.index) else { return nil }
      for key in orders[order.index].picked where site.skus[key.sku.index].isTagged { sums[key.sku, default: 0] += 1 }
    case .pod(let pod):
      for bin in site.pods[pod.index].bins {
        for line in ledger.bins[bin] where site.skus[line.key.sku.index].isTagged {
          sums[line.key.sku, default: 0] += line.quantity
        }
      }
    }
    return sums
  }

  private func openTagDiscrepancies(of subject: TagReading.Subject) -> [Int] {
    tagDiscrepancies.indices.filter { tagDiscrepancies[$0].subject == subject && tagDiscrepancies[$0].closed == nil }
  }

  private mutating func note(
    _ subject: TagReading.Subject, _ sku: SKU.ID?, expected: Int32, found: Int32, by portal: Device.ID, at now: Instant
  ) {
    guard let open = openTagDiscrepancies(of: subject).first(where: { tagDiscrepancies[$0].sku == sku }) else {
      guard expected != found else { return }
      tagDiscrepancies.append(
        TagDiscrepancy(portal: portal, subject: subject, sku: sku, expected: expected, found: found, opened: now))
      return
    }
    tagDiscrepancies[open].expected = expected
    tagDiscrepancies[open].found = found
    if expected == found { tagDiscrepancies[open].closed = now }
  }

  private mutating func askForCounts(of sku: SKU.ID, in pod: Pod.ID, at now: Instant, site: Site) {
    for bin in site.pods[pod.index].bins {
      guard let line = ledger.bins[bin].first(where: { $0.key.sku == sku }) else { continue }
      wish(CountWish(bin: Bin.ID(bin), key: line.key, reason: .misplaced, since: now))
    }
  }

  /// A bin was counted: when none of its pod is to be counted any more, what the portal found there is settled.
  mutating func settleTags(around bin: Bin.ID, at now: Instant, site: Site) {
    let pod = site.bins[bin.index].pod
    guard !beliefs.wishes.contains(where: { site.bins[$0.bin.index].pod == pod }) else { return }
    for index in openTagDiscrepancies(of: .pod(pod)) where tagDiscrepancies[index].sku != nil {
      tagDiscrepancies[index].closed = now
    }
  }
}

extension Floor {
  mutating func followTags(_ reading: TagReading) {
    guard books.tagDiscrepancies.contains(where: { $0.subject == reading.subject && $0.closed == nil }) else { return }
    raise(.tagsDiffer(reading.subject))
    if case .pod(let pod) = reading.subject {
      for wish in books.beliefs.wishes where site.bins[wish.bin.index].pod == pod { raise(.countWanted(wish.bin)) }
    }
  }
}
