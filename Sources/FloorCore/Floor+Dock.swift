public import FloorModel

/// A unit that waits in front of a tunnel, as the tunnel has read its label. It is no stock before the tunnel has it.
public struct DockUnit: Equatable, Sendable, Codable {
  public var plate: String
  public var key: StockKey

  public init(plate: String, key: StockKey) {
    self.plate = plate
    self.key = key
  }
}

/// What comes off the trucks: which of it goes through the tunnel first.
extension Floor {
  /// Units in front of one tunnel that are put in order; those behind keep the order in which they came.
  public static let dockLimit = 200

  struct Docked: Equatable, Sendable {
    var unit: DockUnit
    /// When the tunnel first told of it.
    var since: Instant
  }

  mutating func receive(_ units: [DockUnit], at tunnel: Device.ID) {
    guard site.devices.indices.contains(tunnel.index), site.devices[tunnel.index].role == .inspect else { return }
    let known = docks[tunnel.index]
    let waiting = units.prefix(Self.dockLimit).filter { site.has($0.key.sku, of: $0.key.owner) }.map { unit in
      Docked(unit: unit, since: known.first { $0.unit == unit }?.since ?? now)
    }
    let ranked = waiting.enumerated().map { (priority(of: $1).total, $1.since, $0, $1) }
      .sorted { $0.0 != $1.0 ? $0.0 > $1.0 : ($0.1, $0.2) < ($1.1, $1.2) }.map(\.3)
    docks[tunnel.index] = ranked
    guard ranked != waiting else { return }
    let work = Command.Work.lineUp(ranked.map(\.unit.plate))
    effects.append(.command(Command(id: CommandID(.lineUp, 0), device: tunnel, work: work)))
  }

  /// Open questions for people by their numbers, the most urgent first: by the unit that waits to be sold, or the order that
  /// waits for its truck; among equals the oldest.
  public var openReviews: [Review.ID] {
    let open = books.reviews.indices.filter { books.reviews[$0].answer == nil }.map { (urgency(of: Review.ID($0)), $0) }
    return open.sorted { $0.0 != $1.0 ? $0.0 > $1.0 : $0.1 < $1.1 }.map { Review.ID($0.1) }
  }

  private func urgency(of id: Review.ID) -> Int32 {
    let review = books.reviews[id.index]
    switch review.subject {
    case .item(let item): return priority(ofStowing: item).total
    case .box(let order), .missing(let order): return priority(of: order).total
    case .package(let sku, _): return priority(ofStowing: sku, since: review.opened).total
    }
  }

  /// The same as for a unit that waits to be stowed: until it is in a bin it cannot be sold.
  func priority(of docked: Docked) -> Priority { priority(ofStowing: docked.unit.key.sku, since: docked.since) }

  /// How urgent it is that a unit of a product gets into a bin: what demand will lack first goes first, the more so the better
  /// it sells, and nothing is overtaken for ever, for waiting counts too.
  func priority(ofStowing sku: SKU.ID, since: Instant) -> Priority {
    .stow(cover: cover(of: sku), waitingSince: since, velocity: books.velocity[sku.index], now: now)
  }
}
