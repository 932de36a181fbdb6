import ArgumentParser
import Foundation

/// The planners' feed of a running daemon.
struct FeedCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "feed", abstract: "Stock of a running daemon: as it is, and as it changes.",
    subcommands: [FeedSnapshot.self, FeedTail.self, FeedExport.self])
}

/// Where the daemon is, and the right to ask it.
struct FeedOptions: ParsableArguments {
  @Option(help: "The daemon's address.")
  var url = "http://127.0.0.1:8080"

  @Option(help: "File with the bearer token, readable by its owner alone.")
  var tokenFile: String

  func client() throws -> FeedClient {
    guard let text = try? String(contentsOfFile: tokenFile, encoding: .utf8) else {
      say("\(tokenFile) cannot be read; write the token into it and run: chmod 600 \(tokenFile)")
      throw Exit.badInput
    }
    return FeedClient(base: url, token: text.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}

/// Writes what every bin holds to standard output; the offset at which that is so to standard error.
struct FeedSnapshot: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshot", abstract: "What every bin holds now, and the offset from which to go on.")

  @OptionGroup var daemon: FeedOptions

  @Option(help: "json, csv or ndjson.")
  var format = "csv"

  func run() async throws {
    let answer = try await FeedClient.explaining {
      try await daemon.client().get("/v1/stock?format=\(format)", accept: "*/*")
    }
    FileHandle.standardOutput.write(answer.data)
    say("offset \(answer.offset ?? 0)")
  }
}

/// Writes changes to standard output as they come, a line each.
struct FeedTail: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail", abstract: "Changes as they come, a line each, until it is stopped.")

  @OptionGroup var daemon: FeedOptions

  @Option(help: "The last change that is known already; without it, from now on.")
  var after: Int64?

  @Option(help: "changes, cloudevents, epcis or epcis-cloudevents.")
  var form = "changes"

  @Option(help: "End after so many changes.")
  var limit = Int.max

  func run() async throws {
    try await FeedClient.explaining {
      let client = try daemon.client()
      var offset = after ?? 0
      if after == nil { offset = try await client.get("/v1/stock?format=ndjson", accept: "*/*").offset ?? 0 }
      var rest = limit
      while rest > 0 {
        let answer = try await client.changes(after: offset, limit: min(rest, 1_000), form: form, wait: 30)
        FileHandle.standardOutput.write(answer.data)
        rest -= answer.data.count { $0 == UInt8(ascii: "\n") }
        offset = answer.offset ?? offset
      }
    }
  }
}

/// Writes a snapshot and all changes that are kept into a directory: what a warehouse is loaded from.
struct FeedExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "A snapshot (stock.csv, stock.ndjson) and the changes up to it (changes.ndjson).")

  @OptionGroup var daemon: FeedOptions

  @Argument(help: "The directory; made if it is not there.")
  var directory: String

  @Option(help: "The last change that is known already.")
  var after: Int64 = 0

  @Option(help: "changes, cloudevents, epcis or epcis-cloudevents.")
  var form = "changes"

  func run() async throws {
    try await FeedClient.explaining {
      let client = try daemon.client()
      let folder = URL(fileURLWithPath: directory, isDirectory: true)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let lines = try await client.get("/v1/stock?format=ndjson", accept: "*/*")
      let last = lines.offset ?? 0
      try lines.data.write(to: folder.appendingPathComponent("stock.ndjson"), options: .atomic)
      // Taken a moment later, so it may be ahead of the lines: the changes go as far as the later of the two.
      let table = try await client.get("/v1/stock?format=csv", accept: "*/*")
      try table.data.write(to: folder.appendingPathComponent("stock.csv"), options: .atomic)
      var changes = Data()
      var offset = after
      while offset < max(last, table.offset ?? 0) {
        let answer = try await client.changes(after: offset, limit: 5_000, form: form, wait: 0)
        guard let next = answer.offset, next > offset else { break }
        changes += answer.data
        offset = next
      }
      try changes.write(to: folder.appendingPathComponent("changes.ndjson"), options: .atomic)
      tell("stock.ndjson at \(last), stock.csv at \(table.offset ?? 0), changes.ndjson from \(after + 1) to \(offset)")
    }
  }
}
