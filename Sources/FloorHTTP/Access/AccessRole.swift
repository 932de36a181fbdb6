/// What the holder of a token may do.
///
/// A planner's system and a person on the floor need different things, so neither role includes the other: a planner
/// cannot pause the floor, an operator cannot send orders. An engineer may do what both may.
public enum AccessRole: String, CaseIterable, Sendable {
  /// Sees everything, changes nothing.
  case viewer
  /// Answers reviews, pauses, withdraws and acknowledges.
  case `operator`
  /// Sends velocity and orders.
  case planner
  /// What operators and planners may.
  case engineer
  /// Everything, and reads the audit trail.
  case admin

  /// Whether a caller of this role may do what needs the other.
  public func includes(_ needed: AccessRole) -> Bool {
    switch self {
    case .viewer: needed == .viewer
    case .operator: needed == .operator || needed == .viewer
    case .planner: needed == .planner || needed == .viewer
    case .engineer: needed != .admin
    case .admin: true
    }
  }
}
