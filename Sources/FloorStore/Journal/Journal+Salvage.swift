import FloorCore
import Foundation
import GRDB

extension Journal {
  /// What a repair would keep and lose. Changes nothing; the daemon may be running.
  ///
  /// - Parameter usingSnapshots: go on from the newest snapshot when damage lies before it: then what the floor knows is
  ///   whole, and only the single entries before it are gone.
  public static func planRepair(
    directory: String, site: UInt64, usingSnapshots: Bool
  ) throws(JournalError) -> RepairPlan {
    let reader = try JournalReader(directory: directory, site: site)
    return try reader.reading { db in
      try DamagedJournal(scan: JournalScan(db: db, site: site), path: reader.path)
        .plan(usingSnapshots: usingSnapshots).plan
    }
  }

  /// Moves a damaged file aside and begins a new one with what the plan keeps.
  ///
  /// What is lost is lost to the floor, and the feed goes back too: only a person should decide on this.
  ///
  /// - Returns: what was done, and where the damaged file is now.
  /// - Throws: `JournalError.exists` when an earlier repair's file still lies there.
  public static func repair(
    directory: String, site: UInt64, usingSnapshots: Bool
  ) throws(JournalError) -> (plan: RepairPlan, damagedFile: String) {
    let path = Self.path(in: directory)
    let aside = path + ".damaged"
    guard !FileManager.default.fileExists(atPath: aside) else { throw .exists(path: aside) }
    let rescue = directory + "/repair"
    do {
      try? FileManager.default.removeItem(atPath: rescue)
      try FileManager.default.createDirectory(atPath: rescue, withIntermediateDirectories: true)
      let plan = try withExtendedLifetime(try DirectoryLock(directory: directory, guarding: path)) {
        let plan = try copyIntact(from: directory, into: rescue, site: site, usingSnapshots: usingSnapshots)
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
          // A log without its file, left behind by an earlier repair whose file someone took away.
          try? FileManager.default.removeItem(atPath: aside + suffix)
          try FileManager.default.moveItem(atPath: path + suffix, toPath: aside + suffix)
        }
        try FileManager.default.moveItem(atPath: Self.path(in: rescue), toPath: path)
        try SnapshotShelf(beside: path).setAside(after: plan.last)
        return plan
      }
      try FileManager.default.removeItem(atPath: rescue)
      return (plan, aside)
    } catch {
      throw JournalError(error, path: path)
    }
  }

  private static func copyIntact(
    from directory: String, into rescue: String, site: UInt64, usingSnapshots: Bool
  ) throws -> RepairPlan {
    let reader = try JournalReader(directory: directory, site: site)
    let (plan, start) = try reader.reading { db in
      try DamagedJournal(scan: JournalScan(db: db, site: site), path: reader.path).plan(usingSnapshots: usingSnapshots)
    }
    let opening = (try? reader.reading { try openingStock($0) }) ?? []
    let journal = try Journal(directory: rescue, site: site, opening: opening, base: start)
    defer { journal.close() }
    while journal.last.number < plan.last {
      let next = journal.last.number + 1
      let limit = min(EntryCursor.batch, Int(plan.last - next + 1))
      // The row of the snapshot's own entry may be among the damaged ones.
      let link = next - 1 == start?.snapshot.number ? start?.chain : nil
      try journal.append(try reader.entries(from: next, limit: limit, after: link))
    }
    // Only the file itself is moved, so everything must be in it.
    try journal.pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    return plan
  }
}

extension SnapshotShelf {
  /// Takes snapshots that a repaired journal no longer reaches out of use.
  func setAside(after last: Int64) throws {
    for path in paths {
      guard case .success(let file) = SnapshotFile.read(path), file.snapshot.number <= last else {
        try FileManager.default.moveItem(atPath: path, toPath: path + ".damaged")
        continue
      }
    }
  }
}
