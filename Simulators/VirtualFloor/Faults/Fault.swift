public import FloorModel

/// One thing that goes wrong in a simulated building, and when.
public struct Fault: Sendable, Equatable {
  /// From the shift's start.
  public var at: Span
  public var kind: Kind

  public init(at: Span, _ kind: Kind) {
    self.at = at
    self.kind = kind
  }

  public enum Kind: Sendable, Equatable {
    /// Nothing passes between the daemon and what the scope names.
    /// - Parameter isHeld: brokers and clients keep what is sent meanwhile and deliver it afterwards; otherwise it is lost.
    case partition(Scope, lasting: Span, isHeld: Bool)
    /// A machine loses its power where it stands and has it again later.
    /// - Parameter forgets: its memory is gone, too, as after a change of its controller.
    case reboot(Device.ID, takes: Span, forgets: Bool)
    /// `kill -9` of the daemon.
    case crash(CrashPoint, takes: Span)
    /// The broker delivers every retained message of the device once more.
    case retainedAgain(Device.ID)
    /// The broker publishes the last will of a session that is over, while the device is alive.
    case staleWill(Device.ID)
    /// The wall clock of a machine, by which it stamps its messages, is set.
    case deviceClock(Device.ID, by: Span)
    /// The daemon's machine sleeps: its clock is ahead afterwards.
    case daemonClock(by: Span)
    /// Each write of the journal takes so long.
    case slowStorage(each: Span, lasting: Span)
    /// The journal cannot be written at all.
    case failingStorage(lasting: Span)
    /// A device says what is not so.
    case lie(Device.ID, lasting: Span)
    /// A person takes a device out of service and back in.
    case withdrawal(Device.ID, lasting: Span)
    /// A person stops the floor and lets it go on.
    case pause(lasting: Span)
  }

  public enum Scope: Sendable, Equatable {
    case device(Device.ID)
    /// What stands then in a rectangle of cells, both corners included.
    case zone(Cell, Cell)
    /// Everything: the broker itself is gone, and the daemon notices.
    case broker
  }

  /// Where in its work the daemon is struck: at the next batch that has something to journal.
  public enum CrashPoint: Sendable, Equatable, CaseIterable {
    /// At once, whatever it does.
    case anywhere
    /// The batch is thought out and not yet durable.
    case beforeJournal
    /// The batch is durable and none of its effects has run.
    case betweenJournalAndEffects
    /// Half of the effects have run.
    case amidEffects
  }
}
