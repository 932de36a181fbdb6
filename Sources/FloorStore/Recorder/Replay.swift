public import FloorCore
public import FloorModel

/// Runs a recorded process again through the production floor, and holds what it does against what it did.
public struct Replay: Sendable {
  /// What a replay came to.
  public struct Outcome: Equatable, Sendable {
    /// Inputs within the span that was asked for, and the effects that they had.
    public var inputs = 0
    public var effects = 0
    /// What those effects come to.
    public var hash = TraceHash()
    /// Marks of the recording that hold, from the process's start on.
    public var marks = 0
    /// When effects first differed from the recorded ones.
    public var differsAt: Instant?
    /// Inputs that could not be recorded at the time; behind them nothing can be held against anything.
    public var lost: Int64 = 0
    /// Entries of the journal that the replay made again and that are there as it made them.
    public var entries = 0
    /// The first entry that the replay made otherwise than the journal has it.
    public var differingEntry: Int64?

    /// The floor has done the same again, as far as the recording can say.
    public var isSame: Bool { differsAt == nil && differingEntry == nil && lost == 0 && marks > 0 }
  }

  public private(set) var run: FloorRun
  public private(set) var outcome = Outcome()
  private let from: Instant
  private var journal: EntryCursor
  private var isJournalOver = false

  /// - Parameters:
  ///   - journal: gives the books that the process began with, and what it journaled.
  ///   - from: from then on inputs, effects and hash are counted.
  /// - Throws: `JournalError` when the journal cannot give those books; `.cannotOpen` when the life's beginning is forgotten.
  public init(
    _ life: RecordedLife, site: Site, journal: JournalReader, from: Instant? = nil
  ) throws(JournalError) {
    guard let entry = life.entry else {
      throw .cannotOpen(
        path: journal.path,
        reason: "the recorder has forgotten how the process began that ran at \(life.from.seconds) s")
    }
    run = FloorRun(site: site, books: try journal.recover(site, upTo: entry).books)
    self.from = from ?? .distantPast
    self.journal = journal.read(from: entry + 1)
  }

  /// Takes the next recorded input in.
  ///
  /// - Throws: `JournalError` when the journal cannot be read on.
  @discardableResult
  public mutating func take(_ recorded: Recorded) throws(JournalError) -> [Effect] {
    switch recorded.input {
    case .mark(let hash):
      guard outcome.lost == 0, outcome.differsAt == nil else { return [] }
      if hash == run.hash.value { outcome.marks += 1 } else { outcome.differsAt = recorded.at }
    case .lost(let count): outcome.lost += count
    case .began, .event, .restarted, .reconnected: break
    }
    let effects = run.take(recorded)
    for effect in effects {
      if case .journal(let entry) = effect { try compare(entry) }
    }
    guard recorded.at >= from, recorded.isInput else { return effects }
    outcome.inputs += 1
    outcome.effects += effects.count
    for effect in effects { outcome.hash.fold(effect) }
    return effects
  }

  /// A process that was killed had handled more than it had journaled, so the journal may end earlier.
  private mutating func compare(_ entry: Entry) throws(JournalError) {
    guard !isJournalOver, outcome.lost == 0, outcome.differingEntry == nil else { return }
    guard let written = try journal.next() else {
      isJournalOver = true
      return
    }
    if written == entry { outcome.entries += 1 } else { outcome.differingEntry = entry.number }
  }
}

extension Recorded {
  /// Something that came in, as against something about the recording.
  public var isInput: Bool {
    switch input {
    case .event, .restarted, .reconnected: true
    case .began, .mark, .lost: false
    }
  }
}
