import FloorModel
import GRDB
import Synchronization

extension Journal {
  /// Keeps the books as they are after entry `number`; the two newest snapshots are kept. Appending goes on meanwhile.
  ///
  /// - Throws: `JournalError.notContiguous` when the journal has no such entry yet, `.diskFull` and the like.
  public func save(_ snapshot: Snapshot) throws(JournalError) {
    let chain = try reader.reading { try JournalScan(db: $0, site: reader.site).chain(at: snapshot.number) }
    guard let chain else { throw .notContiguous(expected: try reader.lastNumber(), found: snapshot.number) }
    try SnapshotShelf(beside: path).save(SnapshotFile(snapshot: snapshot, site: reader.site, chain: chain))
  }
}

extension JournalReader {
  /// The newest snapshot that is as it was written and belongs to this journal, or nil. A damaged one is passed over for
  /// the one before it.
  public func latestSnapshot() throws(JournalError) -> Snapshot? {
    try reading { db in
      let search = SnapshotSearch(scan: JournalScan(db: db, site: site), shelf: SnapshotShelf(beside: path))
      return try search.newestIntact()?.snapshot
    }
  }
}

/// Looks for snapshots that belong to a journal.
struct SnapshotSearch {
  let scan: JournalScan
  let shelf: SnapshotShelf

  /// A snapshot that is as it was written, or why not, with the journal's opinion of it.
  func examine(_ path: String) throws -> Result<SnapshotFile, SnapshotFault> {
    switch SnapshotFile.read(path) {
    case .failure(let fault): return .failure(fault)
    case .success(let file):
      guard file.site == scan.site else { return .failure(SnapshotFault("it belongs to another site")) }
      if let chain = try scan.chain(at: file.snapshot.number), chain != file.chain {
        return .failure(SnapshotFault("it belongs to another history of this site"))
      }
      return .success(file)
    }
  }

  /// The newest one that is intact, whether or not the journal reaches as far; nil when there is none.
  func newestIntact() throws -> SnapshotFile? {
    for path in shelf.paths {
      if case .success(let file) = try examine(path) { return file }
    }
    return nil
  }
}
