import FloorModel
import Foundation

/// The snapshot files of a data directory, in `snapshots/`. All of them can be made again from the journal.
struct SnapshotShelf {
  /// How many are kept: the newest, and one to fall back to.
  static let kept = 2

  let directory: String

  /// - Parameter path: the journal's file.
  init(beside path: String) {
    directory = ((path as NSString).deletingLastPathComponent as NSString).appendingPathComponent("snapshots")
  }

  /// The files, the newest first.
  var paths: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    let numbers = names.compactMap { $0.hasSuffix(".snapshot") ? Int64($0.dropLast(9)) : nil }
    return numbers.sorted(by: >).map(path)
  }

  private func path(_ number: Int64) -> String {
    let digits = String(number)
    return directory + "/" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits + ".snapshot"
  }

  /// Writes a file that is whole under its name or not there, and forgets the oldest ones.
  func save(_ file: SnapshotFile) throws(JournalError) {
    let path = path(file.snapshot.number)
    let unfinished = path + ".unfinished"
    if mkdir(directory, 0o755) != 0 && errno != EEXIST { throw JournalError(errno: errno, path: directory) }
    do throws(JournalError) {
      try write(file.sink, to: unfinished)
      guard rename(unfinished, path) == 0 else { throw JournalError(errno: errno, path: path) }
      try syncDirectory()
    } catch {
      unlink(unfinished)
      throw error
    }
    for old in paths.dropFirst(Self.kept) { unlink(old) }
  }

  private func write(_ sink: ByteSink, to path: String) throws(JournalError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw JournalError(errno: errno, path: path) }
    defer { close(descriptor) }
    var written = 0
    while written < sink.count {
      let count = Foundation.write(descriptor, sink.bytes.baseAddress! + written, sink.count - written)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw JournalError(errno: errno, path: path) }
      written += count
    }
    guard fsync(descriptor) == 0 else { throw JournalError(errno: errno, path: path) }
  }

  private func syncDirectory() throws(JournalError) {
    let descriptor = open(directory, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw JournalError(errno: errno, path: directory) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw JournalError(errno: errno, path: directory) }
  }
}
