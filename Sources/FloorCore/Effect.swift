public import FloorModel

/// What the floor wants done. Plain data: a shell runs it, and what comes of it returns as an event.
///
/// Effects of one call run in order, and none of them before every `.journal` of the same call is durable.
public enum Effect: Equatable, Sendable {
  /// Make durable. Comes first.
  case journal(Entry)
  /// Tell the device that its events up to this one need not be repeated.
  case acknowledge(Device.ID, stream: Int64, sequence: Int64)
  case command(Command)
  /// Look at the unit's frames.
  case inspect(InspectionRequest)
  /// Estimate how full a bin is, by its picture; what comes of it is a `Planning.sighting`.
  case look(BinLook)
  /// Decide how an order is packed.
  case cartonize(CartonRequest)
  case alarm(Alarm)
  /// The content of these bins, stock or reservations, is no longer what it was: tell whoever watches them.
  case binsChanged([Bin.ID])
}

/// One line of the journal.
public struct Entry: Equatable, Sendable, Codable {
  /// 1, 2, 3 … without a hole.
  public var number: Int64
  public var at: Instant
  public var record: Record
  /// How stock moved by it; each has its own contiguous sequence number, the planners' offset.
  public var changes: [StockChange]

  public init(number: Int64, at: Instant, record: Record, changes: [StockChange]) {
    self.number = number
    self.at = at
    self.record = record
    self.changes = changes
  }
}

/// A unit that a tunnel holds, to be judged by its frames.
public struct InspectionRequest: Equatable, Sendable, Codable {
  public var item: Item.ID
  public var plate: String
  public var tunnel: Device.ID
  public var sku: SKU.ID

  public init(item: Item.ID, plate: String, tunnel: Device.ID, sku: SKU.ID) {
    self.item = item
    self.plate = plate
    self.tunnel = tunnel
    self.sku = sku
  }
}
