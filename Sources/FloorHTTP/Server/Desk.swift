import FloorCore
import FloorModel
import Foundation
import Hummingbird
import PlannerFeed

/// What every endpoint works with. The endpoints are its extensions, one file a topic.
struct Desk: Sendable {
  let index: SiteIndex
  let access: any FloorAccess
  let limits: HTTPLimits
  let traffic: Traffic
  let views: ViewCache
  let names: FeedNames
  let recent = RecentMoves()

  var site: Site { index.site }

  static let silent = HTTPFault.unavailable("the floor does not answer", "see GET /health")

  static let unconfirmed = HTTPFault.unavailable(
    "the floor has not confirmed it yet; it may still be taken in", "see GET /health, then look whether it was",
    retry: 5)

  /// Looks at the floor, for as long as a client would wait.
  func look<T: Sendable>(_ body: @escaping @Sendable (borrowing Floor) -> T) async throws -> T {
    let access = access
    return try await withDeadline(limits.readDeadline, otherwise: Self.silent) { try await access.read(body) }
  }

  func submit(_ events: [Event]) async throws {
    let access = access
    try await withDeadline(limits.submitDeadline, otherwise: Self.unconfirmed) { try await access.submit(events) }
  }

  /// A path parameter, decoded.
  func parameter(_ name: String, _ context: FloorContext) throws -> String {
    guard let raw = context.parameters.get(name), let text = raw.removingPercentEncoding, !text.isEmpty,
      text.utf8.count <= 200, !text.unicodeScalars.contains(where: { $0.value < 0x20 })
    else { throw HTTPFault.badRequest("the path's \(name) is not valid", "percent-encode it") }
    return text
  }

  /// A whole number out of the query.
  func number(_ name: String, _ request: Request, within range: ClosedRange<Int64>) throws -> Int64? {
    guard let text = request.uri.queryParameters.get(name) else { return nil }
    guard let number = Int64(text), range.contains(number) else {
      throw HTTPFault.badRequest(
        "\(name) is no whole number from \(range.lowerBound) to \(range.upperBound)", "correct it or leave it out")
    }
    return number
  }

  /// `format` out of the query.
  func wantsCSV(_ request: Request) throws -> Bool {
    switch request.uri.queryParameters.get("format") {
    case nil, "json": return false
    case "csv": return true
    case .some: throw HTTPFault.badRequest("format is neither json nor csv", "correct it or leave it out")
    }
  }
}

/// The floor's picture, drawn for all dashboards at once: ten of them cost the floor what one does.
actor ViewCache {
  private let access: any FloorAccess
  private let limits: HTTPLimits
  private var last: (json: String, at: ContinuousClock.Instant)?
  private var drawing: Task<String, any Error>?

  init(access: any FloorAccess, limits: HTTPLimits) {
    self.access = access
    self.limits = limits
  }

  /// A `FloorView` in JSON, not older than the interval.
  func json() async throws -> String {
    if let last, last.at.duration(to: .now) < limits.viewInterval * 0.9 { return last.json }
    if let drawing { return try await drawing.value }
    let access = access
    let limit = limits.readDeadline
    let task = Task {
      let view = try await withDeadline(limit, otherwise: Desk.silent) { try await access.read { $0.view(at: $0.now) } }
      return String(decoding: try Wire.encode(view), as: UTF8.self)
    }
    drawing = task
    defer { drawing = nil }
    let json = try await task.value
    last = (json, .now)
    return json
  }
}
