public import ArgumentParser
import FloorHTTP
import Foundation

/// Who may use the HTTP interface.
struct TokenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Let people and programs use the HTTP interface, and keep them out again.",
    discussion: "A running daemon heeds a change within a second. The file holds no token, only hashes.",
    subcommands: [Create.self, Revoke.self, List.self])

  struct Place: ParsableArguments {
    @Option(help: "The daemon's file of tokens, as tokensFile in its settings names it.")
    var file: String

    func read() throws -> TokenFile {
      try TokenCommand.naming { FileManager.default.fileExists(atPath: file) ? try TokenFile.read(file) : TokenFile() }
    }
  }

  struct Create: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a token and print it, once: nobody can read it again.")

    @OptionGroup var place: Place
    @Argument(help: "Whose it is; stands in the audit trail.") var name: String
    @Option(help: "viewer, operator, planner, engineer or admin.") var role: AccessRole
    @Option(help: "Days for which it is good.") var days = 90

    func validate() throws {
      guard (1...3_650).contains(days) else { throw ValidationError("--days takes 1 to 3650.") }
    }

    func run() throws {
      var file = try place.read()
      try TokenCommand.naming {
        let now = Int64(Date().timeIntervalSince1970)
        let token = try file.create(name: name, role: role, now: now, expires: now + Int64(days) * 86_400)
        try file.write(to: place.file)
        print(token)
      }
    }
  }

  struct Revoke: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End a token.")

    @OptionGroup var place: Place
    @Argument(help: "Whose it is.") var name: String

    func run() throws {
      var file = try place.read()
      guard file.revoke(name: name) else {
        say("there is no token of \(name)")
        throw Exit.badInput
      }
      try TokenCommand.naming { try file.write(to: place.file) }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Who has a token, with which role and until when.")

    @OptionGroup var place: Place

    func run() throws {
      for token in try place.read().tokens {
        let end = token.expires.map { Date(timeIntervalSince1970: Double($0)) }
        let state = end.map { $0 <= Date() } == true ? "expired" : "good"
        print("\(token.name)\t\(token.role)\t\(state)\t\(end?.formatted(.iso8601) ?? "never")")
      }
    }
  }

  /// Turns an error of the file into a sentence and an exit status.
  fileprivate static func naming<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      say("\(error)")
      throw Exit.badInput
    }
  }
}

extension AccessRole: ExpressibleByArgument {}
