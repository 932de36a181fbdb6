import Hummingbird
import Logging

/// One thing that can be asked. The router, the answer 405 and the check of the OpenAPI document all come from the same
/// list.
struct Route: Sendable {
  typealias Answer = @Sendable (Request, FloorContext) async throws -> Response

  var method: HTTPRequest.Method
  /// With parameters in braces, as in OpenAPI.
  var path: String
  /// The least that the caller must be; nil: anybody.
  var role: AccessRole?
  var answer: Answer

  static func get(_ path: String, _ role: AccessRole?, _ answer: @escaping Answer) -> Route {
    Route(method: .get, path: path, role: role, answer: answer)
  }

  static func put(_ path: String, _ role: AccessRole, _ answer: @escaping Answer) -> Route {
    Route(method: .put, path: path, role: role, answer: answer)
  }

  static func delete(_ path: String, _ role: AccessRole, _ answer: @escaping Answer) -> Route {
    Route(method: .delete, path: path, role: role, answer: answer)
  }

  static func post(_ path: String, _ role: AccessRole, _ answer: @escaping Answer) -> Route {
    Route(method: .post, path: path, role: role, answer: answer)
  }
}

/// From faults to answers, whatever was thrown, and the headers that every answer carries.
struct AnswerMiddleware: RouterMiddleware {
  typealias Context = FloorContext

  /// Scripts and styles come from this server alone, pictures also from memory; nothing may frame the page.
  static let contentPolicy =
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; script-src 'self'; "
    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

  let routes: [Route]
  let traffic: Traffic
  let door: Door
  let limits: HTTPLimits
  let isSecured: Bool

  func handle(
    _ request: Request, context: FloorContext, next: (Request, FloorContext) async throws -> Response
  ) async throws -> Response {
    var response: Response
    do {
      guard request.uri.description.utf8.count <= limits.uri else { throw HTTPFault.uriTooLong }
      response = try await next(request, context)
    } catch let error as any HTTPResponseError where error.status == .notFound {
      // Nobody is at the door of a path that does not exist.
      response = (door.refusal(of: context.peer) ?? missing(request)).response
    } catch {
      if let fault = Self.fault(of: error) {
        response = fault.response
      } else {
        // The message may tell of paths and tables: it goes to the log, not to the client.
        context.logger.error("\(request.method) \(request.uri.path): \(error)")
        response = HTTPFault.internalError.response
      }
    }
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[.contentSecurityPolicy] = Self.contentPolicy
    response.headers[.init("Referrer-Policy")!] = "no-referrer"
    if isSecured { response.headers[.strictTransportSecurity] = "max-age=31536000" }
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    traffic.answered(response.status.code)
    return response
  }

  /// The answer that an error stands for; nil: nobody has foreseen it.
  static func fault(of error: any Error) -> HTTPFault? {
    switch error {
    case let fault as HTTPFault: fault
    case let refusal as SubmitRefusal: HTTPFault(refusal)
    case is CancellationError: HTTPFault(SubmitRefusal.stopping)
    default: nil
    }
  }

  /// Nothing is routed there: 405 when another method is, 404 otherwise.
  private func missing(_ request: Request) -> HTTPFault {
    let segments = request.uri.path.split(separator: "/")
    let methods = routes.filter { route in
      let parts = route.path.split(separator: "/")
      return parts.count == segments.count && zip(parts, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }.map(\.method.rawValue)
    guard !methods.isEmpty else { return .notFound("such path") }
    let list = methods.joined(separator: ", ")
    return HTTPFault(
      status: .methodNotAllowed, error: "\(request.method.rawValue) is not possible there", remedy: "use \(list)",
      headers: [.allow: list])
  }
}
