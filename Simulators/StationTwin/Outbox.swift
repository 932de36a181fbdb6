import Devices
import FloorModel

/// A station's events on their way to the daemon: numbered, sent in order, and sent again until acknowledged.
struct Outbox<Happening: StationPayload>: Sendable {
  /// Events that may be under way at once; later ones wait for an acknowledgement.
  static var window: Int { 32 }

  let stream: Int64
  /// Unacknowledged, the oldest first; sequences are contiguous.
  private var pending: [(sequence: Int64, happening: Happening)] = []
  private var lastSequence: Int64 = 0
  /// The newest that was sent at least once.
  private var sentThrough: Int64 = 0

  init(stream: Int64) { self.stream = stream }

  var isEmpty: Bool { pending.isEmpty }

  mutating func append(_ happening: Happening) {
    lastSequence += 1
    pending.append((lastSequence, happening))
  }

  /// What is to be sent now for the first time.
  mutating func takeUnsent() -> ArraySlice<(sequence: Int64, happening: Happening)> {
    let window = pending.prefix(Self.window)
    guard let newest = window.last, newest.sequence > sentThrough else { return [] }
    let unsent = window.suffix(Int(newest.sequence - sentThrough))
    sentThrough = newest.sequence
    return unsent
  }

  /// What is to be sent again because nobody has said that it came.
  mutating func takeAll() -> ArraySlice<(sequence: Int64, happening: Happening)> {
    sentThrough = (pending.first?.sequence ?? lastSequence + 1) - 1
    return takeUnsent()
  }

  /// Cumulative. Acknowledgements of other streams, of events never sent and late ones change nothing.
  mutating func acknowledge(stream: Int64, sequence: Int64) {
    guard stream == self.stream, sequence <= sentThrough, let oldest = pending.first?.sequence, sequence >= oldest
    else { return }
    pending.removeFirst(Int(sequence - oldest) + 1)
  }
}
