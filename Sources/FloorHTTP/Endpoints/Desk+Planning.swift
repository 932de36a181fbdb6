import FloorCore
import FloorModel
import Foundation
import Hummingbird
import PlannerFeed

/// Planners' velocities in, and back out.
extension Desk {
  var planningRoutes: [Route] {
    [
      .put("/v1/velocity", .planner) { request, context in try await takeVelocity(request, context) },
      .get("/v1/velocity", .viewer) { request, _ in try await velocity(request) },
      .post("/v1/velocity/restore", .planner) { _, context in try await restoreVelocity(context) },
      .get("/v1/velocity/achieved", .viewer) { request, _ in try await achieved(request) },
    ]
  }

  struct VelocityAnswer: Encodable {
    var accepted: Int
    var refusedCount: Int
    /// The first of them.
    var refused: [VelocityUpload.Refusal]
    /// Of the set in use from now on.
    var version: Int32
  }

  struct VelocityRow: Encodable {
    var sku: String
    var unitsPerDay: Double
    var source: String
    var horizonDays: Double?
    var p90: Double?
    var hourly: [Double]?
  }

  /// Lines that the audit trail tells of one by one.
  private static let audited = 100

  /// What the audit trail keeps of velocities.
  struct VelocityNote: Encodable {
    struct Line: Encodable {
      var sku: String
      var unitsPerDay: Double
    }

    var version: Int32
    /// How many the write names.
    var skus: Int
    /// The first of them.
    var lines: [Line]
  }

  /// What the floor expects now of some products.
  private func note(of skus: [SKU.ID]) async throws -> VelocityNote {
    let (values, version) = try await look { ($0.books.velocity, $0.books.velocities.current.version) }
    let lines = skus.prefix(Self.audited).map {
      VelocityNote.Line(sku: index.code(of: $0), unitsPerDay: values[$0.index])
    }
    return VelocityNote(version: version, skus: skus.count, lines: lines)
  }

  private func takeVelocity(_ request: Request, _ context: FloorContext) async throws -> Response {
    let type = try request.require(mediaTypes: ["text/csv", "application/json"])
    let extent = try extent(request)
    let asOf = try asOf(request)
    let follows = try number("follows", request, within: 0...Int64(Int32.max)).map { Int32($0) }
    let data = try await request.bytes(upTo: limits.velocityBody)
    let upload =
      type == "text/csv"
      ? try VelocityUpload(csv: data, index: index, limits: limits)
      : try VelocityUpload(json: data, index: index, limits: limits)
    guard !upload.lines.isEmpty || upload.refusedCount > 0 else {
      throw HTTPFault.badRequest(
        "it names no SKU", "send a line for each SKU; what a whole set leaves out has no velocity")
    }
    if !upload.lines.isEmpty {
      let set = VelocitySet(extent: extent, lines: upload.lines, kept: upload.kept, asOf: asOf, follows: follows)
      let skus = upload.lines.map(\.sku)
      context.audit.before(try await note(of: skus))
      try await submit(
        .velocities(set), by: context.caller.name,
        remedy: "look at GET /v1/velocity, and send it anew if it still holds")
      context.audit.after(try await note(of: skus))
    }
    let version = try await look { $0.books.velocities.current.version }
    return Wire.json(
      VelocityAnswer(
        accepted: upload.lines.count, refusedCount: upload.refusedCount, refused: upload.refusals, version: version),
      status: upload.lines.isEmpty && upload.refusedCount > 0 ? .unprocessableContent : .ok)
  }

  /// Asks the floor first, so that a refusal has its reason.
  func submit(
    _ planning: Planning, by person: String, remedy: String = "nothing was changed: correct it, and send it again"
  ) async throws {
    if let reason = try await look({ $0.refusal(of: planning, by: person) }) {
      throw HTTPFault.conflict(reason, remedy)
    }
    try await submit([.planning(planning, by: person)])
  }

  private func extent(_ request: Request) throws -> VelocitySet.Extent {
    switch request.uri.queryParameters.get("extent") {
    case nil, "changes": return .changes
    case "whole": return .whole
    case .some: throw HTTPFault.badRequest("extent is neither whole nor changes", "correct it or leave it out")
    }
  }

  private func asOf(_ request: Request) throws -> Int64? {
    guard let text = request.uri.queryParameters.get("as_of") else { return nil }
    guard let date = try? Date(String(text), strategy: .iso8601) else {
      throw HTTPFault.badRequest("as_of is no time", "send it as 2026-01-31T06:00:00Z")
    }
    return Int64(date.timeIntervalSince1970 * 1_000)
  }

  private func velocity(_ request: Request) async throws -> Response {
    let isCSV = try wantsCSV(request)
    let (values, book) = try await look { ($0.books.velocity, $0.books.velocities) }
    var response: Response
    if isCSV {
      var text = VelocityUpload.heading.joined(separator: ",") + "\n"
      for (sku, value) in zip(site.skus, values) { text += "\(Wire.csv(sku.code)),\(value)\n" }
      response = Wire.text(text, type: "text/csv; charset=utf-8; header=present")
    } else {
      response = Wire.json(
        site.skus.indices.map { index in
          let line = book.current.lines[index]
          return VelocityRow(
            sku: site.skus[index].code, unitsPerDay: values[index], source: book.sources[index].rawValue,
            horizonDays: line?.horizonDays, p90: line?.p90, hourly: line?.hourly)
        })
    }
    response.headers[.init("Drover-Velocity-Version")!] = "\(book.current.version)"
    return response
  }

  private func restoreVelocity(_ context: FloorContext) async throws -> Response {
    context.audit.before(try await note(of: []))
    try await submit(.restoreVelocities, by: context.caller.name)
    context.audit.after(try await note(of: []))
    let version = try await look { $0.books.velocities.current.version }
    return Wire.json(Done(done: "velocities are those before; version \(version)", by: context.caller.name))
  }

  private func achieved(_ request: Request) async throws -> Response {
    let isFlaggedOnly = request.uri.queryParameters.get("flagged") == "true"
    let rows = AchievedVelocity(try await look { AchievedVelocity.Basis(in: $0) }, on: site).rows
    return Wire.json(isFlaggedOnly ? rows.filter { $0.variancePercent != nil } : rows)
  }
}
