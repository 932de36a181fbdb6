public import FloorCore
public import FloorModel
import GRDB

/// Books brought up to the end of a journal.
public struct Recovery: Sendable {
  public var books: Books
  /// When the last entry was made; zero when there is none.
  public var at: Instant
  /// The entry of the snapshot that it began from; nil: from the journal's beginning.
  public var snapshot: Int64?
  /// Entries applied behind that.
  public var replayed: Int64
  /// What was passed over on the way, in sentences for the operator.
  public var notes: [String]
}

extension JournalReader {
  /// Books as they are after an entry: from the newest snapshot that serves, and every entry behind it.
  ///
  /// A snapshot that is damaged, of another Drover or at odds with the journal is noted and passed over for the one before
  /// it, and in the end for the whole journal, which every snapshot follows from.
  ///
  /// - Parameter end: the last entry to be applied.
  /// - Throws: `JournalError.damaged` where the journal itself is; `.doesNotFollow` when its entries are not those of this
  ///   site's description; `.cannotOpen` when the journal begins behind `end`.
  public func recover(_ site: Site, upTo end: Int64 = .max) throws(JournalError) -> Recovery {
    var notes: [String] = []
    for file in SnapshotShelf(beside: path).paths {
      guard let start = try books(from: file, upTo: end, notes: &notes) else { continue }
      do throws(JournalError) {
        var recovery = try replay(onto: start.books, at: start.at, site, upTo: end)
        recovery.snapshot = start.books.lastEntry
        recovery.notes = notes
        return recovery
      } catch {
        guard case .doesNotFollow(_, let entry) = error else { throw error }
        notes.append("\(file) is passed over: entry \(entry) does not follow from it")
      }
    }
    let base = try reading { try JournalBase.start($0, site: self.site, path: path) }
    guard base.map({ $0.books.lastEntry <= end }) ?? true else {
      throw .cannotOpen(path: path, reason: "its entries begin behind entry \(end)")
    }
    var recovery = try replay(onto: base?.books ?? Books(site: site), at: base?.at ?? .zero, site, upTo: end)
    recovery.notes = notes
    return recovery
  }

  private func books(
    from file: String, upTo end: Int64, notes: inout [String]
  ) throws(JournalError) -> (books: Books, at: Instant)? {
    let (examined, last) = try reading { db in
      let scan = JournalScan(db: db, site: site)
      let search = SnapshotSearch(scan: scan, shelf: SnapshotShelf(beside: path))
      return (try search.examine(file), try scan.lastNumber())
    }
    switch examined.flatMap({ found in found.snapshot.books().map { ($0, found.snapshot.at) } }) {
    case .failure(let fault):
      notes.append("\(file) is passed over: \(fault.reason)")
      return nil
    case .success((let books, let at)): return books.lastEntry <= min(last, end) ? (books, at) : nil
    }
  }

  private func replay(
    onto books: Books, at: Instant, _ site: Site, upTo end: Int64
  ) throws(JournalError) -> Recovery {
    var recovery = Recovery(books: books, at: at, snapshot: nil, replayed: 0, notes: [])
    guard recovery.books.fits(site) else { throw .doesNotFollow(path: path, entry: books.lastEntry + 1) }
    var cursor = read(from: books.lastEntry + 1)
    while recovery.books.lastEntry < end, let entry = try cursor.next() {
      try recovery.apply(entry, site: site, path: path)
    }
    return recovery
  }
}

extension Recovery {
  /// - Throws: `JournalError.doesNotFollow` when the entry is not what comes next, or moves other stock than it did.
  mutating func apply(_ entry: Entry, site: Site, path: String) throws(JournalError) {
    guard entry.number == books.lastEntry + 1,
      books.apply(entry.record, at: entry.at, site: site) == entry.changes
    else { throw .doesNotFollow(path: path, entry: entry.number) }
    at = entry.at
    replayed += 1
  }
}

extension Books {
  /// Whether they can be books of a site at all: as many pods, devices, bins and products.
  func fits(_ site: Site) -> Bool {
    pods.count == site.pods.count && streams.count == site.devices.count && filledVolume.count == site.bins.count
      && velocity.count == site.skus.count
  }
}
