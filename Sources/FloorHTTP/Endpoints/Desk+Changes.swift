import FloorCore
import FloorModel
import Foundation
import Hummingbird
import PlannerFeed

/// The changes of stock: as an endless stream, in pages, or a page as soon as there is one.
extension Desk {
  func changes(_ request: Request, _ context: FloorContext) async throws -> Response {
    let accept = request.headers[.accept] ?? "*/*"
    let wantsBatch = accept.contains(CloudEvent.batch)
    let wantsLines = accept.contains(Self.lines)
    guard wantsBatch || wantsLines || accept.contains("text/event-stream") || accept.contains("*/*") else {
      throw HTTPFault(
        status: .notAcceptable, error: "the feed is not served as \(accept.prefix(80))",
        remedy: "accept text/event-stream, \(Self.lines) or \(CloudEvent.batch)")
    }
    let offset = try startingOffset(request)
    let limit = try number("limit", request, within: 1...Int64(limits.changesAnswer)).map { Int($0) }
    let form = try form(request, isBatch: wantsBatch)
    guard wantsBatch || wantsLines else { return try await changeEvents(after: offset, limit: limit, form, context) }
    let wait = try number("wait", request, within: 0...limits.longestPollSeconds) ?? 0
    let moves = try await pages(after: offset, limit: limit ?? 1_000, wait: wait)
    let texts = moves.map { form.json($0, names).json }
    var response =
      wantsBatch
      ? Wire.text("[\(texts.joined(separator: ","))]", type: CloudEvent.batch)
      : Wire.text(texts.map { $0 + "\n" }.joined(), type: Self.lines)
    response.headers[Self.offsetHeader] = "\(moves.last?.change.sequence ?? offset)"
    return response
  }

  /// What a browser sends when it reconnects goes before what its address says.
  private func startingOffset(_ request: Request) throws -> Int64 {
    guard let last = request.headers[.init("Last-Event-ID")!] else {
      return try number("after", request, within: 0...Int64.max) ?? 0
    }
    guard let offset = Int64(last), offset >= 0 else {
      throw HTTPFault.badRequest("Last-Event-ID is no offset of this feed", "send the id of the last event, or none")
    }
    return offset
  }

  /// `as` out of the query. A batch of CloudEvents is never without envelopes.
  private func form(_ request: Request, isBatch: Bool) throws -> FeedForm {
    guard let text = request.uri.queryParameters.get("as") else { return isBatch ? .cloudevents : .changes }
    guard let form = FeedForm(rawValue: String(text)), form.isEnveloped || !isBatch else {
      let forms = FeedForm.allCases.filter { $0.isEnveloped || !isBatch }.map(\.rawValue).joined(separator: ", ")
      throw HTTPFault.badRequest("as is none of \(forms)", "correct it or leave it out")
    }
    return form
  }

  /// A page of the feed.
  /// - Throws: `HTTPFault` 410 when it is no longer kept, 409 when it is not yet there.
  func page(after offset: Int64, limit: Int) async throws -> [StockMove] {
    let access = access
    let page = try await withDeadline(limits.readDeadline, otherwise: Self.silent) {
      try await access.changes(after: offset, limit: limit)
    }
    switch page {
    case .changes(let records):
      // A page never has a hole: whoever keeps the feed would have lied about stock.
      for (step, record) in records.enumerated() where record.change.sequence != offset + 1 + Int64(step) {
        throw HTTPFault.internalError
      }
      let changes = records.map(\.change)
      let codes =
        OrderCodes.areNeeded(for: changes) ? try await look { OrderCodes(for: changes, in: $0) } : OrderCodes()
      return records.map {
        StockMove(change: $0.change, at: $0.at, recorded: $0.recorded, device: $0.device, codes: codes)
      }
    case .gone(let first):
      throw HTTPFault(
        status: .gone, error: "changes before \(first) are no longer kept",
        remedy: "take GET /v1/stock and go on from its offset",
        details: ["snapshot": .text("/v1/stock"), "first": .number(first)])
    case .ahead(let last):
      throw HTTPFault(
        status: .conflict, error: "the last change is \(last); \(offset) has not happened here",
        remedy: "the site was restored from an older backup, or this is another site: take GET /v1/stock anew",
        details: ["snapshot": .text("/v1/stock"), "last": .number(last)])
    }
  }

  /// Up to `limit` changes in one answer. When there is none, waits for one, up to so many seconds.
  private func pages(after offset: Int64, limit: Int, wait seconds: Int64) async throws -> [StockMove] {
    var moves: [StockMove] = []
    var deadline: ContinuousClock.Instant? = seconds > 0 ? .now + .seconds(seconds) : nil
    while moves.count < limit {
      let last = moves.last?.change.sequence ?? offset
      let next = try await page(after: last, limit: min(limit - moves.count, limits.changesPage))
      moves += next
      guard next.isEmpty else { continue }
      guard moves.isEmpty, let until = deadline, until > .now else { break }
      if await !hasNews(after: offset, within: ContinuousClock.now.duration(to: until)) { deadline = nil }
    }
    return moves
  }

  private func changeEvents(
    after offset: Int64, limit: Int?, _ form: FeedForm, _ context: FloorContext
  ) async throws -> Response {
    // A wrong start is told by status, before anything is streamed.
    _ = try await page(after: offset, limit: 1)
    return try EventStream(limits: limits, traffic: traffic, cut: context.cut).response { stream, writer in
      try await stream.write("retry: 2000\n\n", to: &writer)
      var last = offset
      var rest = limit ?? .max
      while rest > 0, !Task.isCancelled {
        let moves: [StockMove]
        do {
          let (after, most) = (last, min(rest, limits.changesPage))
          moves = try await recent.page(after: after, limit: most) { try await page(after: after, limit: most) }
        } catch let fault as HTTPFault {
          return try await end(stream, &writer, fault)
        }
        guard let newest = moves.last else {
          if await !hasNews(after: last, within: limits.heartbeat) {
            try await stream.write(": still here\n\n", to: &writer)
          }
          continue
        }
        let names = names
        let text = await recent.text(of: moves, in: form) { move in
          "id: \(move.change.sequence)\nevent: change\ndata: \(form.json(move, names).json)\n\n"
        }
        try await stream.write(text, to: &writer)
        last = newest.change.sequence
        rest -= moves.count
      }
    }
  }

  /// Says why a stream ends. `gap`: the client was too slow, and what it needs next is gone.
  private func end(_ stream: EventStream, _ writer: inout EventStream.Writer, _ fault: HTTPFault) async throws {
    let isGap = fault.status == .gone || fault.status == .conflict
    if isGap { traffic.gapSent() }
    var details = fault.details
    details["error"] = .text(fault.error)
    details["remedy"] = .text(fault.remedy)
    try await stream.write("event: \(isGap ? "gap" : "fault")\ndata: \(Wire.line(details))\n\n", to: &writer)
  }

  /// Waits for a change, for so long at most.
  func hasNews(after offset: Int64, within limit: Duration) async -> Bool {
    let access = access
    return await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        await access.waitForChange(after: offset)
        return !Task.isCancelled
      }
      group.addTask {
        try? await Task.sleep(for: limit)
        return false
      }
      let isNews = await group.next() ?? false
      group.cancelAll()
      return isNews
    }
  }
}
