import Devices
import FloorModel

/// What a drive unit has been told and has still to do.
struct DriveJob: Sendable {
  /// One node of its path, with the edge that leads to it.
  struct PathNode: Sendable {
    var nodeID: String
    var edgeID: String
    var sequence: Int32
    var cell: Cell
    /// The direction in which it is reached; nil: it is the same place as the node before.
    var arriving: Heading?
    /// Metres from the node before.
    var length: Double
    var released: Bool
    /// The heading to have there.
    var heading: Heading?
    var actions: [DriveUnits.Action]
  }

  var orderID = ""
  var updateID: Int32 = 0
  var lastNodeID = ""
  var lastSequence: Int32 = 0
  /// Nodes from `next` on are still to be passed.
  var path: [PathNode] = []
  var next = 0
  /// To be done at the node where it stands.
  var wantedHeading: Heading?
  var pending: [DriveUnits.Action] = []
  var actionStates: [DriveUnits.ActionState] = []
  /// The cancellation under way.
  var cancellation: String?
  /// A cancelled order cannot be continued; nor does one go on whose action has failed.
  var isCancelled = false
  var hasFailed = false

  /// Nothing is left of the order, not even horizon.
  var isDone: Bool { next == path.count && pending.isEmpty && wantedHeading == nil }

  /// Where the base ends: an index into `path`.
  var baseEnd: Int {
    var end = next
    while end < path.count, path[end].released { end += 1 }
    return end
  }

  mutating func mark(_ actionID: String, _ status: DriveUnits.ActionState.Status) {
    guard let index = actionStates.firstIndex(where: { $0.actionID == actionID }) else { return }
    actionStates[index].status = status
  }

  mutating func expect(_ actions: [DriveUnits.Action]) {
    for action in actions {
      actionStates.append(
        DriveUnits.ActionState(actionID: action.actionID, actionType: action.actionType, status: .waiting))
    }
  }

  func knows(_ actionID: String) -> Bool { actionStates.contains { $0.actionID == actionID } }
}
