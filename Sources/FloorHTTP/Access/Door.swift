import Foundation
import Hummingbird

/// Who comes in, and how often.
struct Door: Sendable {
  let tokens: TokenShelf
  let limiter: RateLimiter
  let limits: HTTPLimits

  /// - Returns: nil when whoever has shown no valid token may go on asking; otherwise 429.
  func refusal(of peer: String) -> HTTPFault? {
    limiter.delay("from \(peer)", limits.strangerRate).map { HTTPFault.tooMany(retryAfter: $0) }
  }

  /// - Throws: `HTTPFault` 401 without a valid token, 429 when its holder asks too often.
  func caller(of request: Request, from peer: String) throws -> Caller {
    guard let field = request.headers[.authorization], field.lowercased().hasPrefix("bearer ") else {
      throw refusal(of: peer) ?? HTTPFault.unauthorized
    }
    let token = field.dropFirst("bearer ".count)
    switch tokens.book().verdict(presenting: token, at: Int64(Date().timeIntervalSince1970)) {
    case .unknown: throw refusal(of: peer) ?? HTTPFault.unauthorized
    case .expired: throw refusal(of: peer) ?? HTTPFault.expired
    case .caller(let caller):
      if let delay = limiter.delay("by \(caller.name)", limits.callerRate) {
        throw HTTPFault.tooMany(retryAfter: delay)
      }
      return caller
    }
  }
}

/// Lets in who has a token with the role that the route needs.
struct DoorMiddleware: RouterMiddleware {
  typealias Context = FloorContext

  let door: Door
  /// Nil: anybody.
  let role: AccessRole?

  func handle(
    _ request: Request, context: FloorContext, next: (Request, FloorContext) async throws -> Response
  ) async throws -> Response {
    guard let role else {
      if let refusal = door.refusal(of: context.peer) { throw refusal }
      return try await next(request, context)
    }
    let caller = try door.caller(of: request, from: context.peer)
    guard caller.role.includes(role) else { throw HTTPFault.forbidden(caller, needs: role) }
    var context = context
    context.caller = caller
    return try await next(request, context)
  }
}
