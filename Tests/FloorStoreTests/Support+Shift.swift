import FloorConfig
import FloorCore
import FloorModel
import Foundation
import GRDB
import Simulators
import Testing

@testable import FloorStore

/// The journal of a real shift on the small site, made once: entries that follow from each other, as sample entries do not.
enum SmallShift {
  static let site: Site = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    do { return try SiteReader.read(path: url.appendingPathComponent("Config/sites/small.yaml").path) } catch {
      fatalError("the small site cannot be read: \(error)")
    }
  }()

  static let shift: (entries: [Entry], books: Books) = {
    var options = ShiftOptions(seed: 3, duration: .hours(1))
    options.keepsJournal = true
    do {
      let shift = try VirtualShift(site: site, options: options)
      shift.run()
      return (shift.journal, shift.floor.books)
    } catch { fatalError("the small site has a device without a twin: \(error)") }
  }()

  static var entries: [Entry] { shift.entries }
  static var books: Books { shift.books }

  /// The books as they were after an entry.
  static func books(after number: Int) -> Books {
    var books = Books(site: site)
    for entry in entries[..<number] { _ = books.apply(entry.record, at: entry.at, site: site) }
    return books
  }

  static func open(_ directory: TemporaryDirectory, check: Journal.Check = .sinceSnapshot) throws -> Journal {
    try Journal(directory: directory.path, site: site.fingerprint, opening: site.openingStock, check: check)
  }

  /// Writes the first entries of the shift, with snapshots after some of them, into one file and closes it.
  static func write(_ count: Int, to directory: TemporaryDirectory, snapshots: [Int] = []) throws {
    let journal = try open(directory)
    var done = 0
    for stop in snapshots + [count] {
      try append(entries[done..<stop], to: journal)
      done = stop
      if snapshots.contains(stop) {
        try journal.save(Snapshot(books(after: stop), at: entries[stop - 1].at))
      }
    }
    try journal.pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    journal.close()
  }

  static func append(_ entries: ArraySlice<Entry>, to journal: Journal) throws {
    for start in stride(from: entries.startIndex, to: entries.endIndex, by: 200) {
      try journal.append(Array(entries[start..<min(start + 200, entries.endIndex)]))
    }
  }

  /// What a restart would come to.
  static func recover(_ directory: TemporaryDirectory, as site: Site = site) throws -> Recovery {
    let journal = try open(directory)
    defer { journal.close() }
    return try journal.reader.recover(site)
  }

  static func snapshots(_ directory: TemporaryDirectory) throws -> [String] {
    let folder = directory.file("snapshots")
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { folder + "/" + $0 }
  }

  /// Turns one bit of a file.
  static func flip(_ path: String, at offset: Int, bit: Int = 0) throws {
    var data = try Data(contentsOf: URL(fileURLWithPath: path))
    data[offset] ^= 1 << UInt8(bit)
    try data.write(to: URL(fileURLWithPath: path))
  }
}
