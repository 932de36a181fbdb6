/// What real vehicles do wrong, to be switched on in a twin.
public enum BadHabit: Sendable, CaseIterable {
  /// Header ids start again at every start.
  case restartsHeaderIDs
  /// Says that it is online, and no more.
  case mute
  /// Comes back without saying so.
  case skipsOnline
  /// Never says that it is online: its states have to be enough.
  case neverSaysOnline
  /// Refuses every order.
  case rejectsOrders
  /// Refuses every order update.
  case rejectsUpdates
  /// Does not take order updates in, without a word.
  case ignoresUpdates
  /// Never takes an error out of its list.
  case keepsErrors
  /// Drives on into the horizon.
  case entersHorizon
  /// Forgets actions as soon as they are finished.
  case forgetsFinishedActions
  /// Forgets a cancellation as soon as it is done.
  case forgetsCancellations
  /// Now and then a person drives it: its order is gone, and it says nothing of that.
  case goesManual
  /// Cannot lift.
  case failsLifts
  /// Leaves out whatever is optional, and its manufacturer.
  case terse
}
