public import FloorModel

/// Where a SKU's velocity comes from.
public enum VelocitySource: String, Sendable, Codable {
  case planner
  /// The mean of what planners say of products of the same climate, care and size.
  case category
  /// What was picked of it lately.
  case picks
  case none
}

/// The velocities in use, the set before them, and what was really asked for.
public struct VelocityBook: Equatable, Sendable, Codable {
  /// One set with all that it took over from those before it.
  public struct Edition: Equatable, Sendable, Codable {
    /// 0: the site file; each set that is taken in, and each return to one, counts one up.
    public var version: Int32 = 0
    /// Per SKU; nil: no planner says anything of it.
    public var lines: [VelocityLine?]
    public var asOf: Int64?
    public var by = ""
    public var taken = Instant.zero
    /// Nil in editions of older journals, of which it is not known.
    var origins: VelocityOrigins?
  }

  /// A planner's figures are stale when no set has come for so long.
  public static let staleAfter = Span.hours(36)
  /// SKUs with a planner's figure that a category needs before it speaks for others.
  static let categoryQuorum = 3

  public internal(set) var current: Edition
  public internal(set) var previous: Edition?
  /// Where each SKU's velocity comes from.
  public internal(set) var sources: [VelocitySource]
  public internal(set) var demand: DemandRecord

  /// - Parameter site: its file's velocities are version 0; 0 units a day is no statement.
  public init(site: Site) {
    current = Edition(
      lines: site.velocity.enumerated().map { index, rate in
        rate > 0 ? VelocityLine(sku: SKU.ID(index), unitsPerDay: rate) : nil
      }, origins: VelocityOrigins(skus: site.skus.count))
    sources = current.lines.map { $0 == nil ? .none : .planner }
    demand = DemandRecord(skus: site.skus.count)
  }

  /// Why a set cannot be taken in, as a sentence for its planner; nil: it can.
  public func refusal(of set: VelocitySet) -> String? {
    if let follows = set.follows, follows != current.version {
      return "it follows version \(follows), but \(current.by.isEmpty ? "somebody" : current.by) has put version "
        + "\(current.version) since: look at that, and send it again"
    }
    if let asOf = set.asOf, let newest = current.asOf, asOf < newest {
      return "it is as of an earlier time than version \(current.version)"
        + (current.by.isEmpty ? "" : " of \(current.by)") + ", which is in use"
    }
    return nil
  }

  mutating func take(_ set: VelocitySet, by person: String, at now: Instant) {
    var next = current
    let dropped = dropped(by: set)
    for sku in dropped { next.lines[sku] = nil }
    for line in set.lines where next.lines.indices.contains(line.sku.index) { next.lines[line.sku.index] = line }
    next.version += 1
    next.origins?.forget(dropped)
    next.origins?.note(
      set.lines.map(\.sku.index), VelocityOrigins.Origin(by: person, version: next.version, taken: now))
    next.asOf = set.asOf ?? current.asOf
    next.by = person
    next.taken = now
    previous = current
    current = next
  }

  mutating func restore(by person: String, at now: Instant) {
    guard var restored = previous else { return }
    let version = current.version + 1
    previous = current
    restored.version = version
    restored.by = person
    restored.taken = now
    current = restored
  }

  /// Units a day of each SKU: the planner's, or the fallback.
  mutating func rates(of skus: [SKU], at now: Instant) -> [Double] {
    var sums: [Category: (rate: Double, count: Int)] = [:]
    for line in current.lines {
      guard let line else { continue }
      sums[Category(skus[line.sku.index]), default: (0, 0)].rate += line.unitsPerDay
      sums[Category(skus[line.sku.index]), default: (0, 0)].count += 1
    }
    return skus.indices.map { index in
      if let line = current.lines[index] {
        sources[index] = .planner
        return line.unitsPerDay
      }
      if let (rate, count) = sums[Category(skus[index])], count >= Self.categoryQuorum {
        sources[index] = .category
        return rate / Double(count)
      }
      let picked = demand.perDay(of: SKU.ID(index), at: now)
      sources[index] = picked > 0 ? .picks : .none
      return picked
    }
  }

  /// Products that tend to sell alike, as far as a catalogue tells.
  private struct Category: Hashable {
    var temperature: TemperatureClass
    var fragility: Fragility
    /// Powers of two of the volume.
    var size: Int

    init(_ sku: SKU) {
      temperature = sku.temperature
      fragility = sku.fragility
      size = Int64.bitWidth - max(1, sku.size.volume).leadingZeroBitCount
    }
  }
}

/// What was asked for and given, SKU by SKU, over this window and the last one.
public struct DemandRecord: Equatable, Sendable, Codable {
  public struct Window: Equatable, Sendable, Codable {
    public var start = Instant.zero
    public var picked: [Int32]
    /// Units that a pick should have found and did not.
    public var short: [Int32]
    /// Units that customers have sent back. Nil: none of any product.
    public var returned: [Int32]?
  }

  public static let window = Span.hours(24)
  /// A forecast that is off by more than this, in per cent, is flagged.
  public static let variancePercent = 15.0

  public internal(set) var now: Window
  public internal(set) var last: Window?

  init(skus: Int) {
    let none = Array(repeating: Int32(0), count: skus)
    now = Window(picked: none, short: none)
  }

  mutating func note(_ sku: SKU.ID, picked: Int32, short: Int32, returned: Int32 = 0, at instant: Instant) {
    if instant - now.start >= Self.window {
      let none = Array(repeating: Int32(0), count: now.picked.count)
      let missed = (instant - now.start).milliseconds / Self.window.milliseconds
      last = missed > 1 ? nil : now
      now = Window(start: now.start + Self.window * missed, picked: none, short: none)
    }
    now.picked[sku.index] += picked
    now.short[sku.index] += short
    guard returned > 0 else { return }
    var all = now.returned ?? Array(repeating: 0, count: now.picked.count)
    all[sku.index] += returned
    now.returned = all
  }

  /// Units a day that were asked for, over this window and the last. 0 in the first hour, when nothing can be told.
  public func perDay(of sku: SKU.ID, at instant: Instant) -> Double {
    let start = last?.start ?? now.start
    let days = (instant - start).seconds / 86_400
    guard days >= 1 / 24.0 else { return 0 }
    return Double(units(of: sku)) / days
  }

  /// In this window and the last.
  /// Less what turned out not to be in its tote; what was picked in an earlier window can have come back in this one.
  public func picked(of sku: SKU.ID) -> Int32 { max(0, now.picked[sku.index] + (last?.picked[sku.index] ?? 0)) }
  /// Less what was then found elsewhere.
  public func short(of sku: SKU.ID) -> Int32 { max(0, now.short[sku.index] + (last?.short[sku.index] ?? 0)) }
  /// What customers have sent back; demand is told of without regard to it.
  public func returned(of sku: SKU.ID) -> Int32 {
    (now.returned?[sku.index] ?? 0) + (last?.returned?[sku.index] ?? 0)
  }
  /// What was asked for: picked and short.
  public func units(of sku: SKU.ID) -> Int32 { picked(of: sku) + short(of: sku) }

  /// By how much demand differs from a forecast, in per cent of it, if that is more than `variancePercent` and more than
  /// chance explains (twice the deviation of a Poisson number).
  public func variance(of sku: SKU.ID, from unitsPerDay: Double, at instant: Instant) -> Double? {
    let days = (instant - (last?.start ?? now.start)).seconds / 86_400
    let expected = unitsPerDay * days
    guard days >= 1 / 24.0, expected > 0 else { return nil }
    let difference = Double(units(of: sku)) - expected
    let percent = 100 * difference / expected
    guard abs(percent) > Self.variancePercent, abs(difference) > 2 * expected.squareRoot() else { return nil }
    return percent
  }
}
