public import Cartons
public import FloorModel

/// A durable fact: what a device confirmed, what came from outside, or what the floor decided.
///
/// The books follow from the records alone, so replaying them after a crash gives the same books. A decision is a record of
/// its own because it may rest on soft state (where units are just now) that a restart does not have.
public enum Record: Equatable, Sendable, Codable {
  // From outside
  case device(DeviceEvent)
  case order(OrderRequest)
  case velocity([VelocityLine])
  case planning(Planning, by: String)
  case review(Review.ID, ReviewAnswer, by: String)
  case intervention(Intervention, by: String)
  // From drive units, by what they report to carry
  /// `facing` is the unit's heading when it lifted: from then on the pod turns with it.
  case podLifted(Pod.ID, by: Device.ID, facing: Heading)
  case podSet(Pod.ID, cell: Cell, heading: Heading)
  // From drive units, by their silence or a person's word, and by their return
  /// Out of reach: it may be in any of the cells; the stock of the pods is held.
  case unitLost(Device.ID, cells: [Cell], pods: [Pod.ID])
  case unitFound(Device.ID)
  // Decisions
  case judged(Item.ID, Verdict, Inspection)
  case laneChosen(Item.ID, Lane)
  /// Units that had passed are to be looked at again; why, in a sentence.
  case calledBack([Item.ID], reason: String)
  case stowPlanned(Item.ID, bin: Bin.ID)
  case orderReleased(Order.ID, station: Device.ID, picks: [PickPlan])
  case picksReplaced(Order.ID, picks: [PickPlan])
  /// No stock is left for what is missing: the order goes on with what was picked, or back to waiting with nothing.
  case orderShorted(Order.ID)
  /// Open picks in pods that are out of reach are given up for others.
  case picksMoved(Order.ID, from: [WorkTask.ID], picks: [PickPlan])
  /// Stows planned into pods that are out of reach; the units wait in their totes again.
  case stowsRecalled([WorkTask.ID])
  case toteRouted(Order.ID, to: Device.ID)
  /// What the packager has decided for the order's products, which the books knew no standing decision for.
  case packagesDecided(Order.ID, [MadeDecision])
  case cartonsChosen(Order.ID, [ParcelPlan])
  /// As journals had it before a refusal's reason was kept.
  case cartonsNotFound(Order.ID)
  /// No packages hold the order; why, in a sentence.
  case cartonsRefused(Order.ID, reason: String)
  case chuteChosen(Parcel.ID, chute: Int32)
}

/// A part of an order line that one bin is to give.
public struct PickPlan: Equatable, Sendable, Codable {
  public var line: Int32
  public var bin: Bin.ID
  public var key: StockKey
  public var quantity: Int32

  public init(line: Int32, bin: Bin.ID, key: StockKey, quantity: Int32) {
    self.line = line
    self.bin = bin
    self.key = key
    self.quantity = quantity
  }
}
