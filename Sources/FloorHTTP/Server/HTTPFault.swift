import Foundation
import Hummingbird

/// An answer that is not the one asked for: what is wrong, and what to do about it.
struct HTTPFault: Error {
  var status: HTTPResponse.Status
  var error: String
  var remedy: String
  /// Further members of the JSON body.
  var details: [String: JSONValue] = [:]
  var headers: HTTPFields = [:]

  /// A scalar that a fault carries for programs.
  enum JSONValue: Encodable, Sendable {
    case text(String)
    case number(Int64)

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .number(let number): try container.encode(number)
      }
    }
  }

  var response: Response {
    var body = details
    body["error"] = .text(error)
    body["remedy"] = .text(remedy)
    var response = Wire.json(body, status: status)
    for field in headers { response.headers[field.name] = field.value }
    return response
  }

  static func badRequest(_ error: String, _ remedy: String) -> HTTPFault {
    HTTPFault(status: .badRequest, error: error, remedy: remedy)
  }

  static func notFound(_ what: String) -> HTTPFault {
    HTTPFault(
      status: .notFound, error: "there is no \(what)", remedy: "check the name; GET /openapi.json lists every path")
  }

  static func invalid(_ error: String, _ remedy: String) -> HTTPFault {
    HTTPFault(status: .unprocessableContent, error: error, remedy: remedy)
  }

  static func conflict(_ error: String, _ remedy: String) -> HTTPFault {
    HTTPFault(status: .conflict, error: error, remedy: remedy)
  }

  static func unavailable(_ error: String, _ remedy: String, retry seconds: Int = 2) -> HTTPFault {
    HTTPFault(status: .serviceUnavailable, error: error, remedy: remedy, headers: [.retryAfter: "\(seconds)"])
  }

  static let unauthorized = HTTPFault(
    status: .unauthorized, error: "no valid token", remedy: "send the header «Authorization: Bearer <token>»",
    headers: [.wwwAuthenticate: "Bearer realm=\"drover\""])

  static let expired = HTTPFault(
    status: .unauthorized, error: "the token has expired", remedy: "have a new one made: drover token create",
    headers: [.wwwAuthenticate: "Bearer realm=\"drover\", error=\"invalid_token\""])

  static func tooMany(retryAfter delay: Duration) -> HTTPFault {
    HTTPFault(
      status: .tooManyRequests, error: "too many requests", remedy: "ask less often",
      headers: [.retryAfter: "\(max(1, delay.components.seconds + 1))"])
  }

  static let uriTooLong = HTTPFault(
    status: .uriTooLong, error: "the path with its query is too long", remedy: "see GET /openapi.json")

  static func forbidden(_ caller: Caller, needs role: AccessRole) -> HTTPFault {
    HTTPFault(
      status: .forbidden, error: "\(caller.name) is \(caller.role.rawValue), this needs \(role.rawValue)",
      remedy: "use a token with that role")
  }

  static let tooLarge = HTTPFault(
    status: .contentTooLarge, error: "the body is larger than this request may have", remedy: "send it in parts")

  static let internalError = HTTPFault(
    status: .internalServerError, error: "the request could not be answered", remedy: "see the daemon's log")

  init(
    status: HTTPResponse.Status, error: String, remedy: String, details: [String: JSONValue] = [:],
    headers: HTTPFields = [:]
  ) {
    self.status = status
    self.error = error
    self.remedy = remedy
    self.details = details
    self.headers = headers
  }

  init(_ refusal: SubmitRefusal) {
    switch refusal {
    case .busy: self = .unavailable("the floor's inbox is full", "make the same request again in a moment")
    case .journalFault(let reason):
      self = .unavailable(
        "nothing is accepted: \(reason)", "mend the journal's disk; accepting goes on by itself", retry: 30)
    case .stopping:
      self = .unavailable("the daemon is stopping", "make the same request again when it is back", retry: 10)
    }
  }
}
