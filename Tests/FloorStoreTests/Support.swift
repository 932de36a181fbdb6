import FloorCore
import FloorStore
import Foundation
import GRDB
import StoreSamples

/// An empty directory that is gone when the test is.
final class TemporaryDirectory {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "floor-store-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  /// Works on the closed file behind the journal's back.
  func damage(_ sql: String) throws {
    let queue = try DatabaseQueue(path: file("floor.sqlite"))
    try queue.write { try $0.execute(sql: sql) }
    try queue.close()
  }
}

let site: UInt64 = 0xfeed_0000_0000_0001

/// Begins a journal with `count` sample entries and closes it.
func write(_ count: Int, to directory: TemporaryDirectory, seed: UInt64 = 1) throws -> [Entry] {
  var samples = SampleEntries(seed: seed)
  let entries = samples.next(count)
  let journal = try Journal(directory: directory.path, site: site)
  for start in stride(from: 0, to: count, by: 100) {
    try journal.append(Array(entries[start..<min(start + 100, count)]))
  }
  journal.close()
  return entries
}

func readAll(_ reader: JournalReader, from first: Int64 = 1) throws -> [Entry] {
  var cursor = reader.read(from: first)
  var entries: [Entry] = []
  while let entry = try cursor.next() { entries.append(entry) }
  return entries
}
