/// How much waits where, for reports and metrics.
extension Floor {
  /// Orders that no station has taken on.
  public var waitingCount: Int { waitingOrders.count }
  /// Units in stow stations' totes without a planned bin.
  public var toteCount: Int { totes.reduce(0) { $0 + $1.count } }
  /// Units on their way to stations or in their queues.
  public var lineCount: Int { lines.reduce(0) { $0 + $1.count } }
  /// Commands that no event has answered.
  public var unansweredCount: Int { outstanding.reduce(0) { $0 + $1.count } }
}
