public import FloorCore
public import FloorModel

/// A planner's copy of the bins, kept by a snapshot and the changes behind it.
public struct BinReplica: Equatable, Sendable {
  /// Why a change cannot be taken in.
  public enum Refusal: Error, Equatable, Sendable {
    /// Changes between this one and the last are missing: take a new snapshot.
    case gap(expected: Int64, found: Int64)
    /// More is taken out of a bin than the copy has in it.
    case shortage(sequence: Int64)
  }

  /// The last change that is in it.
  public private(set) var offset: Int64
  private var quantities: [Bin.ID: [StockKey: Int32]] = [:]

  public init(offset: Int64, lines: some Sequence<StockLine>) {
    self.offset = offset
    for line in lines where line.quantity != 0 {
      quantities[line.bin, default: [:]][line.key, default: 0] += line.quantity
    }
  }

  /// Takes a change in; one that is in already changes nothing, because the feed delivers at least once.
  public mutating func apply(_ change: StockChange) throws(Refusal) {
    guard change.sequence > offset else { return }
    guard change.sequence == offset + 1 else { throw .gap(expected: offset + 1, found: change.sequence) }
    if case .bin(let bin) = change.from {
      let left = (quantities[bin]?[change.key] ?? 0) - change.quantity
      guard left >= 0 else { throw .shortage(sequence: change.sequence) }
      quantities[bin]?[change.key] = left == 0 ? nil : left
    }
    if case .bin(let bin) = change.to { quantities[bin, default: [:]][change.key, default: 0] += change.quantity }
    offset = change.sequence
  }

  /// By bin, then by key.
  public var lines: [StockLine] {
    quantities.flatMap { bin, kinds in kinds.map { StockLine(bin: bin, key: $0.key, quantity: $0.value) } }
      .sorted { ($0.bin, $0.key) < ($1.bin, $1.key) }
  }
}
