public import FloorCore
public import FloorModel

/// Books that were saved so that a restart need not replay the whole journal.
public struct Snapshot: Equatable, Sendable {
  /// The last entry that is in the books.
  public var number: Int64
  /// The last stock change that is in the books.
  public var sequence: Int64
  /// When that entry was made.
  public var at: Instant
  /// Version of the layout of `payload`.
  public var format: Int
  public var payload: [UInt8]

  public init(number: Int64, sequence: Int64 = 0, at: Instant = .zero, format: Int, payload: [UInt8]) {
    self.number = number
    self.sequence = sequence
    self.at = at
    self.format = format
    self.payload = payload
  }
}

extension Snapshot {
  /// Counts changes of the layout of `Books`. A snapshot of another one is passed over, and the journal replayed instead:
  /// that is its upgrade.
  public static let booksFormat = 4

  /// - Throws: `EncodingError`, which books never give.
  public init(_ books: Books, at: Instant) throws {
    self.init(
      number: books.lastEntry, sequence: books.ledger.lastChange, at: at, format: Self.booksFormat,
      payload: try BinaryEncoder().encode(books))
  }

  /// The saved books, or the reason why they cannot be used.
  func books() -> Result<Books, SnapshotFault> {
    guard format == Self.booksFormat else {
      return .failure(SnapshotFault("it was written by another Drover (layout \(format), not \(Self.booksFormat))"))
    }
    guard let books = try? BinaryDecoder().decode(Books.self, from: payload) else {
      return .failure(SnapshotFault("it does not hold what this Drover keeps in its books"))
    }
    guard books.lastEntry == number, books.ledger.lastChange == sequence else {
      return .failure(SnapshotFault("its books are not those that it names"))
    }
    return .success(books)
  }
}

/// Why a snapshot is passed over, in words.
struct SnapshotFault: Error {
  var reason: String

  init(_ reason: String) { self.reason = reason }
}
