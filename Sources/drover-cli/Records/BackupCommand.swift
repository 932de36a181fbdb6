import ArgumentParser
import FloorStore
import Foundation

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copy a journal to one file, while the daemon goes on.")

  @Argument(help: "A data directory.")
  var directory: String

  @Argument(help: "The file to write; it must not exist.")
  var file: String

  func run() async throws {
    let reader = try Records.open(directory)
    try Records.orSay { () throws(JournalError) in try reader.backup(to: file) }
    let copy = try Records.open(file)
    let last = try Records.orSay { () throws(JournalError) in try copy.lastNumber() }
    tell("\(file): all entries up to \(last).")
  }
}

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put a backup into a data directory that has no journal.",
    discussion:
      "The backup is checked entry by entry before. What happened after it is not in it: count before you go on.")

  @Argument(help: "A backup.")
  var file: String

  @Argument(help: "A data directory; made if it does not exist.")
  var directory: String

  func run() async throws {
    let backup = try Records.open(file)
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try Records.orSay { () throws(JournalError) in
      try Journal.restore(from: file, into: directory, site: backup.site)
    }
    let last = try Records.orSay { () throws(JournalError) in try backup.lastNumber() }
    tell("\(directory): restored up to entry \(last).")
  }
}
