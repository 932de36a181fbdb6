import Foundation
import Hummingbird
import Logging

/// Notes every write before it is done, and completes the note with what came of it. What cannot be noted is not done.
struct AuditMiddleware: RouterMiddleware {
  typealias Context = FloorContext

  let access: any FloorAccess

  func handle(
    _ request: Request, context: FloorContext, next: (Request, FloorContext) async throws -> Response
  ) async throws -> Response {
    let record = AuditRecord(
      at: Int64(Date().timeIntervalSince1970 * 1000), who: context.caller.name, role: context.caller.role.rawValue,
      peer: context.peer, what: "\(request.method.rawValue) \(request.uri.path)")
    let number: Int64
    do {
      number = try await access.beginAudit(record)
    } catch {
      context.logger.error("audit: \(error)")
      throw HTTPFault.unavailable(
        "nothing is accepted: the audit trail cannot be written", "mend its disk; accepting goes on by itself",
        retry: 30)
    }
    do {
      let response = try await next(request, context)
      await end(number, response.status.code, context)
      return response
    } catch {
      await end(number, AnswerMiddleware.fault(of: error)?.status.code ?? 500, context)
      throw error
    }
  }

  private func end(_ number: Int64, _ status: Int, _ context: FloorContext) async {
    let (before, after) = context.audit.texts
    do {
      try await access.endAudit(
        number, status: status, before: before, after: (200..<300).contains(status) ? after : nil)
    } catch {
      // The note of the attempt stands; that its end is not known is what it says then.
      context.logger.error("audit: \(error)")
    }
  }
}
