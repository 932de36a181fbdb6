import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Asks and tells a daemon over HTTP.
struct DaemonClient: Sendable {
  struct Refused: Error, CustomStringConvertible {
    var status: Int
    var body: String
    var description: String { "the daemon answered \(status): \(body)" }
  }

  let base: String
  let token: String

  func get<Answer: Decodable>(_ path: String, as type: Answer.Type) async throws -> Answer {
    try Self.decoder.decode(type, from: try await send("GET", path, body: nil))
  }

  /// The answer as it comes.
  func get(_ path: String) async throws -> Data { try await send("GET", path, body: nil) }

  @discardableResult
  func post(_ path: String, _ body: some Encodable) async throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return try await send("POST", path, body: try encoder.encode(body))
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }

  private func send(_ method: String, _ path: String, body: Data?) async throws -> Data {
    guard let url = URL(string: base + path) else { throw Refused(status: 0, body: "no such address: \(base)\(path)") }
    var request = URLRequest(url: url, timeoutInterval: 10)
    request.httpMethod = method
    request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
    if let body {
      request.httpBody = body
      request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    }
    let (data, response) = try await URLSession.shared.data(for: request)
    let status = (response as? HTTPURLResponse)?.statusCode ?? 0
    guard (200..<300).contains(status) else {
      throw Refused(status: status, body: String(decoding: data, as: UTF8.self))
    }
    return data
  }
}
