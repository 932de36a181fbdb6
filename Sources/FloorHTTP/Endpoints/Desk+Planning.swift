import FloorCore
import FloorModel
import Foundation
import Hummingbird

/// Planners' velocities in, and back out.
extension Desk {
  var planningRoutes: [Route] {
    [
      .put("/v1/velocity", .planner) { request, context in try await takeVelocity(request, context) },
      .get("/v1/velocity", .viewer) { request, _ in try await velocity(request) },
    ]
  }

  struct VelocityAnswer: Encodable {
    var accepted: Int
    var refusedCount: Int
    /// The first of them.
    var refused: [VelocityUpload.Refusal]
  }

  struct VelocityRow: Encodable {
    var sku: String
    var unitsPerDay: Double
  }

  /// Lines that the audit trail tells of one by one.
  private static let audited = 100

  /// What the audit trail keeps of velocities.
  struct VelocityNote: Encodable {
    var skus: Int
    /// The first of them.
    var lines: [VelocityRow]
  }

  private func note(_ lines: [VelocityLine], _ value: (VelocityLine) -> Double) -> VelocityNote {
    VelocityNote(
      skus: lines.count,
      lines: lines.prefix(Self.audited).map { VelocityRow(sku: index.code(of: $0.sku), unitsPerDay: value($0)) })
  }

  private func takeVelocity(_ request: Request, _ context: FloorContext) async throws -> Response {
    let type = try request.require(mediaTypes: ["text/csv", "application/json"])
    let data = try await request.bytes(upTo: limits.velocityBody)
    let upload =
      type == "text/csv"
      ? try VelocityUpload(csv: data, index: index, limits: limits)
      : try VelocityUpload(json: data, index: index, limits: limits)
    if !upload.lines.isEmpty {
      let known = try await look { $0.books.velocity }
      context.audit.before(note(upload.lines) { known[$0.sku.index] })
      context.audit.after(note(upload.lines) { $0.unitsPerDay })
      try await submit([.velocity(upload.lines)])
    }
    return Wire.json(
      VelocityAnswer(accepted: upload.lines.count, refusedCount: upload.refusedCount, refused: upload.refusals),
      status: upload.lines.isEmpty && upload.refusedCount > 0 ? .unprocessableContent : .ok)
  }

  private func velocity(_ request: Request) async throws -> Response {
    let isCSV = try wantsCSV(request)
    let values = try await look { $0.books.velocity }
    guard isCSV else {
      return Wire.json(zip(site.skus, values).map { VelocityRow(sku: $0.code, unitsPerDay: $1) })
    }
    var text = VelocityUpload.heading.joined(separator: ",") + "\n"
    for (sku, value) in zip(site.skus, values) { text += "\(Wire.csv(sku.code)),\(value)\n" }
    return Wire.text(text, type: "text/csv; charset=utf-8; header=present")
  }
}
