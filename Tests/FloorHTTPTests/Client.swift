import FloorCore
import FloorModel
import Foundation
import Hummingbird
import HummingbirdTesting
import PlannerFeed
import Synchronization
import Testing

@testable import FloorHTTP

struct NeverSo: Error {}

/// Returns when something is so, without taking the processor from those who are to bring it about.
///
/// - Throws: `NeverSo` after ten minutes: a test that waits for ever says nothing.
func until(_ isSo: () -> Bool) async throws {
  let deadline = ContinuousClock.now + .seconds(600)
  while !isSo() {
    guard ContinuousClock.now < deadline else { throw NeverSo() }
    try await Task.sleep(for: .milliseconds(2))
  }
}

/// A server, its floor, and a client with a token for every role.
struct Bench {
  let access = TestAccess()
  let server: FloorHTTPServer

  /// - Parameter expires: seconds since 1970 at which every token ends.
  init(expires: Int64? = nil, site: Site = TestFloor.site, _ change: (inout HTTPLimits) -> Void = { _ in }) {
    var limits = HTTPLimits()
    limits.readDeadline = .milliseconds(300)
    limits.heartbeat = .milliseconds(50)
    change(&limits)
    access.state.withLock { $0.floor = Floor(site: site) }
    server = FloorHTTPServer(
      names: FeedNames(site: site, clock: TestFloor.names.clock), access: access, at: .loopback(port: 0),
      tokens: TokenShelf(Self.tokens(until: expires)),
      limits: limits)
  }

  static let tokens = tokens(until: nil)

  private static func tokens(until end: Int64?) -> [AccessToken] {
    AccessRole.allCases.compactMap {
      AccessToken(name: "\($0.rawValue)-1", role: $0, token: token($0), expires: end)
    }
  }

  static func token(_ role: AccessRole) -> String { "token-of-a-test-\(role.rawValue)" }

  func run<T>(_ body: @Sendable (Client) async throws -> T) async throws -> T {
    try await server.application().test(.router) { try await body(Client(inner: $0)) }
  }
}

struct Client {
  let inner: any TestClientProtocol

  func get(
    _ path: String, as role: AccessRole? = .viewer, _ fields: HTTPFields = [:]
  ) async throws -> Answer {
    try await send(.get, path, as: role, nil, fields)
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, as role: AccessRole? = .admin, _ body: String?,
    _ fields: HTTPFields = [:], type: String? = "application/json"
  ) async throws -> Answer {
    var headers = fields
    if let role { headers[.authorization] = "Bearer \(Bench.token(role))" }
    if body != nil, let type { headers[.contentType] = type }
    let response = try await inner.executeRequest(
      uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
    return Answer(
      status: response.status.code, headers: response.headers, text: String(buffer: response.body))
  }

  func post(_ path: String, as role: AccessRole? = .admin, _ body: String) async throws -> Answer {
    try await send(.post, path, as: role, body)
  }
}

struct Answer: Sendable {
  var status: Int
  var headers: HTTPFields
  var text: String

  /// The body as a JSON object.
  var json: [String: Any] {
    get throws {
      try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
  }

  /// Ids of server-sent events, in order.
  var ids: [Int] {
    text.split(separator: "\n").filter { $0.hasPrefix("id: ") }.compactMap { Int($0.dropFirst(4)) }
  }

  func header(_ name: String) -> String? { HTTPFields.Element.Name(name).flatMap { headers[$0] } }

  /// A fault says what is wrong and what to do about it, and tells nothing of our insides.
  func expectFault(_ status: Int, saying words: String = "", at location: SourceLocation = #_sourceLocation) throws {
    #expect(self.status == status, "\(text)", sourceLocation: location)
    let fault = try json
    let error = try #require(fault["error"] as? String, sourceLocation: location)
    let remedy = try #require(fault["remedy"] as? String, sourceLocation: location)
    #expect(!remedy.isEmpty && (words.isEmpty || error.contains(words)), "\(text)", sourceLocation: location)
    #expect(
      !text.contains(".swift") && !text.contains("DecodingError") && !text.contains("Dictionary"),
      sourceLocation: location)
  }
}
