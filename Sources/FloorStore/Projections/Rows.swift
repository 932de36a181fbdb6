public import FloorCore
public import FloorModel

/// How far an order is, as far as the records tell. Raw values are in files: never renumber one.
public enum OrderStage: Int32, Sendable {
  case waiting = 0
  case picking = 1
  case toteMoving = 2
  case packing = 3
  /// A person has to choose a box.
  case packReview = 4
  /// Every parcel is closed.
  case sorting = 5
  /// Every parcel is in its chute.
  case shipped = 6
}

/// One order, in the summary.
public struct OrderRow: Equatable, Sendable {
  /// Orders are numbered from 0 in the order in which their records came.
  public var id: Order.ID
  public var code: String
  public var destination: String
  public var due: Instant
  public var received: Instant
  public var stage: OrderStage
  /// The station that has or had it last.
  public var station: Device.ID?
  /// How many parcels it is packed into, once that is known.
  public var parcels: Int32?
}

/// What became of a task at its station. Raw values are in files: never renumber one.
public enum TaskOutcome: Int32, Sendable {
  case done = 0
  case refused = 1
}

/// One task that a station has confirmed or refused.
public struct TaskRow: Equatable, Sendable {
  public var id: WorkTask.ID
  public var outcome: TaskOutcome
  public var station: Device.ID
  /// Nil when the station refused and named none.
  public var bin: Bin.ID?
  /// Units moved.
  public var quantity: Int32
}

/// One device's last journaled event.
public struct DeviceRow: Equatable, Sendable {
  public var id: Device.ID
  public var stream: Int64?
  public var sequence: Int64?
  public var heard: Instant?
  public var isWithdrawn: Bool
}

/// How far a parcel is. Raw values are in files: never renumber one.
public enum ParcelStage: Int32, Sendable {
  /// The contents did not go into the box.
  case refused = 0
  case closed = 1
  /// It lies before the arm.
  case inducted = 2
  /// Its chute is chosen.
  case sorting = 3
  case inChute = 4
}

/// One parcel, in the summary.
public struct ParcelRow: Equatable, Sendable {
  public var id: Parcel.ID
  /// The order whose units it holds, as the stock changes say.
  public var order: Order.ID?
  public var stage: ParcelStage
  public var box: Box.ID?
  public var mass: Grams?
  public var station: Device.ID?
  public var chute: Int32?
}

/// Units of one kind in one bin, and the last stock change that touched them (0: the opening stock).
public struct BinRow: Equatable, Sendable {
  public var bin: Bin.ID
  public var key: StockKey
  public var quantity: Int32
  public var sequence: Int64

  public init(bin: Bin.ID, key: StockKey, quantity: Int32, sequence: Int64) {
    self.bin = bin
    self.key = key
    self.quantity = quantity
    self.sequence = sequence
  }
}
