/// Goals that many units have at once, such as stations: their distances are computed for the whole floor and shared.
///
/// A search for one unit looks at a tenth of a large floor, so that from some eight units on one search for all is cheaper.
struct PopularGoals: Sendable {
  /// Units with the same goal from which on they share its distances.
  static let crowd: Int32 = 8

  private struct Shared {
    var field: RouteField
    /// The call in which it was computed.
    var since: Int32
  }

  private var counts: [RouteKey: Int32] = [:]
  private var shared: [RouteKey: Shared] = [:]

  /// Notes that a unit has another goal now.
  mutating func change(from old: RouteKey?, to new: RouteKey) {
    if let old, let count = counts[old] {
      counts[old] = count > 1 ? count - 1 : nil
      if count == 1 { shared[old] = nil }
    }
    counts[new, default: 0] += 1
  }

  func isPopular(_ key: RouteKey) -> Bool { counts[key] ?? 0 >= Self.crowd }

  /// The distances to a goal, if they were computed in the call `since` or later.
  func field(for key: RouteKey, since: Int32) -> RouteField? {
    guard let shared = shared[key], shared.since >= since else { return nil }
    return shared.field
  }

  mutating func share(_ field: RouteField, for key: RouteKey, since: Int32) {
    shared[key] = Shared(field: field, since: since)
  }

  mutating func forget(where isStale: (RouteKey, RouteField) -> Bool) {
    shared = shared.filter { !isStale($0.key, $0.value.field) }
  }
}
