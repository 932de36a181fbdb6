import FloorCore
import FloorModel
import FloorStore

/// Keeps what comes in for a later replay. The floor goes on without it when the disk does not.
struct RecorderDesk {
  private let recorder: FlightRecorder?
  private let log: @Sendable (String) -> Void
  /// Inputs that could not be written, since the last that could.
  private var lost: Int64 = 0
  /// What is to be written with the next batch.
  private var owed: [Recorded] = []

  init(_ recorder: FlightRecorder?, log: @escaping @Sendable (String) -> Void) {
    self.recorder = recorder
    self.log = log
  }

  /// Before the floor has it: what ends this process is on record, too.
  mutating func record(_ inputs: [Recorded]) {
    guard let recorder, let first = inputs.first else { return }
    var batch = owed + inputs
    if lost > 0 { batch.insert(Recorded(at: first.at, .lost(lost)), at: 0) }
    do throws(JournalError) {
      try recorder.record(batch)
      if lost > 0 { log("the flight recorder goes on; \(lost) inputs are missing") }
      lost = 0
    } catch {
      if lost == 0 { log("the flight recorder cannot be written; the floor goes on without it: \(error)") }
      lost += Int64(batch.count { $0.isInput })
    }
    owed = []
  }

  /// Says what the effects have come to; a replay is held against it.
  mutating func mark(_ run: FloorRun, at now: Instant) {
    guard recorder != nil else { return }
    owed = [Recorded(at: now, .mark(run.hash.value))]
  }

  /// Writes what is still owed.
  mutating func finish(at now: Instant) {
    let last = owed
    owed = []
    record(last)
  }
}
