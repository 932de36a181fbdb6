public import FloorModel

/// One thing one station can do with one bin. (`Task` is Swift's own.)
public struct WorkTask: Equatable, Sendable, Codable {
  public typealias ID = FloorModel.ID<WorkTask>

  public enum Kind: Equatable, Sendable, Codable {
    case stow(item: Item.ID)
    case pick(order: Order.ID, line: Int32)
  }

  public enum Stage: UInt8, Sendable, Codable {
    /// Waits for its pod, or is being worked on. Bin content or space is reserved for it.
    case open = 0
    case done = 1
    /// Given up: refused by the station or replaced by another.
    case cancelled = 2
  }

  public var kind: Kind
  public var station: Device.ID
  public var bin: Bin.ID
  public var key: StockKey
  public var quantity: Int32
  public var stage: Stage = .open
  /// Whether the floor took it back, so that the station may yet say that it could not do it. (Optional for older snapshots.)
  var isRecalled: Bool?
  public var created: Instant

  public init(
    kind: Kind, station: Device.ID, bin: Bin.ID, key: StockKey, quantity: Int32, created: Instant
  ) {
    self.kind = kind
    self.station = station
    self.bin = bin
    self.key = key
    self.quantity = quantity
    self.created = created
  }
}
