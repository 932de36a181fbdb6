/// What real vehicles do wrong, to be switched on in a twin.
public enum BadHabit: Sendable, CaseIterable {
  /// Header ids start again at every start.
  case restartsHeaderIDs
  /// Says that it is online, and no more.
  case mute
  /// Comes back without saying so.
  case skipsOnline
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
  /// Leaves out whatever is optional, and its manufacturer.
  case terse
}
