import Hummingbird
import Logging
public import PlannerFeed

/// The server without a socket: the same router, door, limits and endpoints, for whoever wants to know what it answers.
public struct MemoryServer: Sendable {
  private struct Source: RequestContextSource {
    let logger: Logger
  }

  private let responder: RouterResponder<FloorContext>
  private let logger: Logger

  /// Callers may ask as often as they like.
  public init(names: FeedNames, access: any FloorAccess, tokens: [AccessToken], limits: HTTPLimits = HTTPLimits()) {
    var limits = limits
    limits.callerRate = RateLimit(perSecond: 1e9, burst: 1e9)
    limits.strangerRate = limits.callerRate
    let server = FloorHTTPServer(
      names: names, access: access, at: .loopback(port: 0), tokens: TokenShelf(tokens), limits: limits)
    responder = server.router.buildResponder()
    var logger = Logger(label: "drover.http")
    logger.logLevel = .critical
    self.logger = logger
  }

  /// - Returns: the answer's status.
  public func answer(method: String, path: String, type: String?, token: String?, body: [UInt8]) async -> Int {
    guard let method = HTTPRequest.Method(method) else { return 400 }
    var head = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path)
    if let type { head.headerFields[.contentType] = type }
    if let token { head.headerFields[.authorization] = "Bearer \(token)" }
    let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: body)))
    let context = FloorContext(coreContext: CoreRequestContextStorage(source: Source(logger: logger)))
    // The middleware answers every error.
    return (try? await responder.respond(to: request, context: context))?.status.code ?? 500
  }
}
