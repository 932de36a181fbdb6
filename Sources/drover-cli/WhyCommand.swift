import ArgumentParser
import FloorCore
import Foundation

struct WhyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Ask a running daemon why an order, a task, a device or an inbound unit does what it does, or waits.",
    discussion: "'drover up' prints the file that --daemon takes. Exit status: 0 answered, 2 unknown or no answer.")

  @Argument(help: "An order's code, a device's name, an inbound unit's plate or a task's number.")
  var id: String

  @Option(help: "A JSON file with the daemon's address and a token, mode 0600.")
  var daemon: String

  @Flag(help: "Print the answer as the daemon gives it.")
  var json = false

  func run() async throws {
    let client: DaemonClient
    do {
      client = try DaemonAddress.read(daemon).client
    } catch {
      say("\(daemon) does not name a daemon: \(error)")
      throw Exit.badInput
    }
    let name = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? id
    for kind in ["order", "device", "unit", "task"] {
      if kind == "task", Int(id) == nil { continue }
      guard let answer = try await ask(client, "/v1/why/\(kind)/\(name)") else { continue }
      tell(try text(answer))
      return
    }
    say("The daemon knows no order, device, inbound unit or task '\(id)'.")
    throw Exit.badInput
  }

  /// Nil when there is no such thing.
  private func ask(_ client: DaemonClient, _ path: String) async throws -> Explanation? {
    do {
      return try await client.get(path, as: Explanation.self)
    } catch let refused as DaemonClient.Refused {
      if refused.status == 404 { return nil }
      say("\(refused)")
    } catch {
      say("The daemon at \(client.base) does not answer: \(error.localizedDescription)")
    }
    throw Exit.badInput
  }

  private func text(_ answer: Explanation) throws -> String {
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      return String(decoding: try encoder.encode(answer), as: UTF8.self)
    }
    var lines = ["\(answer.subject): \(answer.state)"]
    lines += answer.reasons.map { "  \($0)" }
    if !answer.priority.isEmpty {
      let terms = answer.priority.map { "\($0.name) \($0.points)" }
      lines.append("  priority \(answer.priority.reduce(0) { $0 + $1.points }) = \(terms.joined(separator: " + "))")
    }
    return lines.joined(separator: "\n")
  }
}

/// Where a daemon listens, and a token that it knows. A file of mode 0600, so that no token is on a command line.
struct DaemonAddress: Codable {
  var address: String
  var token: String

  var client: DaemonClient { DaemonClient(base: address, token: token) }

  static func read(_ path: String) throws -> DaemonAddress {
    try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }

  func write(to path: String) throws { try PrivateFile.write(self, to: path) }
}
