public import FloorModel

/// What was decided for each product and quantity, by whom and why, and what became of it since.
///
/// A decision stands for every future shipment until evidence speaks against it: other measures than it was made for, more
/// damage than it reckoned with, or goods that did not go in. Then the next question makes a new one, of the next version;
/// the old ones stay in the audit trail.
public struct DecisionBook: Equatable, Sendable, Codable {
  /// A product, and how many of it go into one package.
  public struct Key: Hashable, Comparable, Sendable, Codable {
    public var product: String
    public var quantity: Int32

    public init(product: String, quantity: Int32 = 1) {
      self.product = product
      self.quantity = quantity
    }

    public static func < (a: Key, b: Key) -> Bool { (a.product, a.quantity) < (b.product, b.quantity) }
  }

  public enum Source: Equatable, Sendable, Codable {
    case model
    case person(name: String, reason: String)
  }

  /// Why a decision stands no more.
  public enum Doubt: Equatable, Sendable, Codable {
    case measured(Size3, Grams)
    case damage(shipped: Double, damaged: Double)
    case didNotFit
  }

  public struct Entry: Equatable, Sendable, Codable {
    public var key: Key
    /// 1, 2, 3 … for one key.
    public var version: Int32
    public var decision: PackageDecision
    public var source: Source
    /// The profile that it was made for.
    public var profile: ProductProfile
    /// Shipments in the decided rank since it was made, and what came back damaged of them.
    public var since: ShipmentTally
    public var misfits: Int32 = 0
    /// Nil while it stands.
    public var doubt: Doubt?
    /// The box, and how the units lie in it; nil: whichever box of the type holds them.
    public var fit: PackedUnits?
  }

  /// Everything that was ever decided or doubted, in order.
  public struct AuditEntry: Equatable, Sendable, Codable {
    public enum Act: Equatable, Sendable, Codable {
      case decided(rank: Int32, model: UInt64)
      /// Another model came to the same answer.
      case confirmed(rank: Int32, model: UInt64)
      case overridden(rank: Int32, by: String, reason: String)
      case doubted(Doubt)
    }

    public var key: Key
    public var version: Int32
    public var act: Act
  }

  /// One entry a key, by key.
  public private(set) var entries: [Entry] = []
  public private(set) var audit: [AuditEntry] = []
  /// All that was shipped of each product, by product and rank.
  public private(set) var history: [ProductHistory] = []

  public struct ProductHistory: Equatable, Sendable, Codable {
    public var product: String
    public var tallies: [ShipmentTally]
    /// What was measured last, if it was.
    public var size: Size3?
    public var mass: Grams?
    /// Customers' returns by reason, in the order of `ReturnReason.allCases`.
    public var returns: [Int64]
    /// Packages that it did not go into.
    public var misfits: Int32
  }

  public init() {}

  /// Whether the book can be one of so many package types: read from a file, it may hold anything.
  public func isSound(ranks: Int) -> Bool {
    let keys = entries.map(\.key)
    let products = history.map(\.product)
    return zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 }
      && zip(products, products.dropFirst()).allSatisfy { $0 < $1 }
      && history.allSatisfy { $0.returns.count == ReturnReason.allCases.count }
      && entries.allSatisfy { entry in
        entry.version > 0 && entry.profile.fault == nil
          && entry.decision.weighed.contains { $0.rank == entry.decision.rank }
          && entry.decision.weighed.allSatisfy { 0..<ranks ~= Int($0.rank) }
      }
  }

  /// The decision for a product: the one that stands, or a new one.
  ///
  /// - Parameter profile: its quantity is part of the key.
  public mutating func decision(
    for product: String, _ profile: ProductProfile, by chooser: PackageChooser, damageCents: Double? = nil
  ) throws(DecisionRefusal) -> Entry {
    let key = Key(product: product, quantity: profile.quantity)
    let known = known(profile, as: product)
    let place = place(of: key)
    if let entry = entry(at: place, key) {
      if entry.doubt == nil, Self.differs(known, entry.profile) {
        doubt(place, .measured(known.size, known.mass))
      } else if entry.doubt == nil, !chooser.reconsiders(entry.decision.model) {
        return entry
      }
    }
    let incumbent = entry(at: place, key).flatMap { $0.doubt == nil ? $0.decision.rank : nil }
    let made = try chooser.decide(
      known, history: tallies(of: product), damageCents: damageCents, incumbent: incumbent)
    return enter(MadeDecision(key: key, decision: made, profile: known, fit: nil))
  }

  /// The last decision for a key, whether or not it stands.
  public func entry(of key: Key) -> Entry? { entry(at: place(of: key), key) }

  /// Takes in a decision that was made elsewhere for the key. Where the one that stands is the same, it goes on, by the new
  /// model.
  @discardableResult
  public mutating func enter(_ made: MadeDecision) -> Entry {
    let (decision, key) = (made.decision, made.key)
    let place = place(of: key)
    if let entry = entry(at: place, key), entry.doubt == nil, entry.source == .model,
      entry.decision.rank == decision.rank
    {
      if entry.decision.model != decision.model {
        audit.append(
          AuditEntry(
            key: key, version: entry.version, act: .confirmed(rank: decision.rank, model: decision.model)))
      }
      (entries[place].decision, entries[place].profile) = (decision, made.profile)
      if let fit = made.fit { entries[place].fit = fit }
      return entries[place]
    }
    return store(
      key, decision, .model, made.profile, .decided(rank: decision.rank, model: decision.model), made.fit)
  }

  /// An engineer's word: it stands as a decision of the model does, and is learned from.
  ///
  /// - Parameter fit: the box, where the engineer names one; without placements, the packer finds how the units lie.
  /// - Returns: the new entry; nil when nothing was ever decided for the key, or the type does not take the product.
  public mutating func override(
    _ key: Key, rank: Int32, by name: String, reason: String, fit: PackedUnits? = nil
  ) -> Entry? {
    let place = place(of: key)
    guard let entry = entry(at: place, key), entry.decision.weighed.contains(where: { $0.rank == rank }) else {
      return nil
    }
    var made = entry.decision
    made.rank = rank
    made.model = 0
    made.needsPerson = false
    made.reasons = [.person(name)]
    return store(
      key, made, .person(name: name, reason: reason), entry.profile, .overridden(rank: rank, by: name, reason: reason),
      fit)
  }

  /// Takes in what became of shipments, or what a tunnel or a pack station measured.
  public mutating func take(_ evidence: PackingEvidence) {
    guard evidence.isPossible else { return }
    let index = historyIndex(of: evidence.product)
    switch evidence.what {
    case .shipped(let rank, let count): add(index, ShipmentTally(rank: rank, shipped: Double(count), damaged: 0))
    case .returned(let rank, let reason, let count):
      history[index].returns[Int(reason.rawValue)] += Int64(count)
      if reason.isDamage { add(index, ShipmentTally(rank: rank, shipped: 0, damaged: Double(count))) }
    case .measured(let size, let mass):
      (history[index].size, history[index].mass) = (size, mass)
      for place in places(of: evidence.product) {
        let now = known(entries[place].profile, as: evidence.product)
        if entries[place].doubt == nil, Self.differs(now, entries[place].profile) {
          doubt(place, .measured(size, mass))
        }
      }
    case .didNotFit(let rank):
      history[index].misfits += 1
      for place in places(of: evidence.product) where entries[place].decision.rank == rank {
        entries[place].misfits += 1
        if entries[place].doubt == nil { doubt(place, .didNotFit) }
      }
    }
  }

  /// What is known of a product beside its catalogue; nil: nothing was ever shipped, returned or measured.
  public func history(of product: String) -> ProductHistory? {
    let index = historyPlace(of: product)
    return index < history.count && history[index].product == product ? history[index] : nil
  }

  /// Every decision for a product, by quantity.
  public func entries(of product: String) -> ArraySlice<Entry> { entries[places(of: product)] }

  public func tallies(of product: String) -> [ShipmentTally] {
    let index = historyPlace(of: product)
    guard index < history.count, history[index].product == product else { return [] }
    // A return may come before the word of its shipment.
    return history[index].tallies.map {
      ShipmentTally(rank: $0.rank, shipped: max($0.shipped, $0.damaged), damaged: $0.damaged)
    }
  }

  // MARK: Within

  private mutating func store(
    _ key: Key, _ decision: PackageDecision, _ source: Source, _ profile: ProductProfile, _ act: AuditEntry.Act,
    _ fit: PackedUnits?
  ) -> Entry {
    let place = place(of: key)
    let version = (entry(at: place, key)?.version ?? 0) + 1
    let entry = Entry(
      key: key, version: version, decision: decision, source: source, profile: profile,
      since: ShipmentTally(rank: decision.rank, shipped: 0, damaged: 0), fit: fit)
    if version == 1 { entries.insert(entry, at: place) } else { entries[place] = entry }
    audit.append(AuditEntry(key: key, version: version, act: act))
    return entry
  }

  private mutating func doubt(_ place: Int, _ doubt: Doubt) {
    entries[place].doubt = doubt
    audit.append(AuditEntry(key: entries[place].key, version: entries[place].version, act: .doubted(doubt)))
  }

  private mutating func add(_ index: Int, _ tally: ShipmentTally) {
    if let known = history[index].tallies.firstIndex(where: { $0.rank == tally.rank }) {
      history[index].tallies[known].shipped += tally.shipped
      history[index].tallies[known].damaged += tally.damaged
    } else {
      history[index].tallies.append(tally)
    }
    for place in places(of: history[index].product) where entries[place].decision.rank == tally.rank {
      entries[place].since.shipped += tally.shipped
      entries[place].since.damaged += tally.damaged
      let since = entries[place].since
      guard entries[place].doubt == nil, Self.isWorse(since, than: entries[place].decision) else { continue }
      doubt(place, .damage(shipped: since.shipped, damaged: since.damaged))
    }
  }

  /// More damage than the upper bound of what was reckoned with, by more than chance of two standard deviations.
  private static func isWorse(_ since: ShipmentTally, than decision: PackageDecision) -> Bool {
    guard let high = decision.weighed.first(where: { $0.rank == decision.rank })?.damageHigh else { return false }
    let expected = max(since.shipped, since.damaged) * high
    return since.damaged >= 2 && since.damaged > expected + 2 * expected.squareRoot()
  }

  /// What is measured counts for more than what the catalogue says.
  private func known(_ profile: ProductProfile, as product: String) -> ProductProfile {
    let index = historyPlace(of: product)
    guard index < history.count, history[index].product == product else { return profile }
    var known = profile
    known.size = history[index].size ?? profile.size
    known.mass = history[index].mass ?? profile.mass
    return known
  }

  /// More than a twentieth and more than what a scale or a gauge may err by.
  static func differs(_ a: ProductProfile, _ b: ProductProfile) -> Bool {
    differs(a.size, from: b.size) || differs(a.mass, from: b.mass)
  }

  /// Whether a measured size is another than the recorded one, whatever the sides are called.
  public static func differs(_ size: Size3, from recorded: Size3) -> Bool {
    func sides(_ size: Size3) -> [Int32] { [size.length, size.width, size.height].sorted() }
    return zip(sides(size), sides(recorded)).contains { isFar(Int64($0), Int64($1), slack: 5) }
  }

  public static func differs(_ mass: Grams, from recorded: Grams) -> Bool {
    isFar(Int64(mass), Int64(recorded), slack: 10)
  }

  private static func isFar(_ a: Int64, _ b: Int64, slack: Int64) -> Bool {
    let gap = (a - b).magnitude
    return gap > UInt64(slack) && gap * 20 > b.magnitude
  }

  private func place(of key: Key) -> Int { entries.firstPlace { $0.key >= key } }

  private func entry(at place: Int, _ key: Key) -> Entry? {
    place < entries.count && entries[place].key == key ? entries[place] : nil
  }

  private func places(of product: String) -> Range<Int> {
    let first = entries.firstPlace { $0.key.product >= product }
    var end = first
    while end < entries.count, entries[end].key.product == product { end += 1 }
    return first..<end
  }

  private func historyPlace(of product: String) -> Int { history.firstPlace { $0.product >= product } }

  private mutating func historyIndex(of product: String) -> Int {
    let place = historyPlace(of: product)
    if place == history.count || history[place].product != product {
      history.insert(
        ProductHistory(
          product: product, tallies: [], returns: Array(repeating: 0, count: ReturnReason.allCases.count), misfits: 0),
        at: place)
    }
    return place
  }
}

extension Array {
  /// Where `isBehind` becomes true, in an array that it splits in two.
  fileprivate func firstPlace(_ isBehind: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
