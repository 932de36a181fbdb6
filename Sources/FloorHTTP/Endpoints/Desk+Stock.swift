import FloorCore
import FloorModel
import Foundation
import Hummingbird

/// Stock out: a snapshot, and the changes that follow it.
extension Desk {
  var stockRoutes: [Route] {
    [
      .get("/v1/stock", .viewer) { request, _ in try await stock(request) },
      .get("/v1/stock/changes", .viewer) { request, context in try await changes(request, context) },
    ]
  }

  private static let offsetHeader = HTTPFields.Element.Name("Drover-Offset")!
  private static let lines = "application/x-ndjson"

  struct Stock: Encodable {
    /// Pass it to `/v1/stock/changes?after=` to go on from here.
    var offset: Int64
    var rows: [StockRow]
  }

  private func stock(_ request: Request) async throws -> Response {
    let isCSV = try wantsCSV(request)
    let access = access
    let snapshot = try await withDeadline(limits.readDeadline, otherwise: Self.silent) {
      try await access.binSnapshot()
    }
    var response: Response
    if isCSV {
      var text = StockRow.csvHead
      for line in snapshot.rows { text += StockRow(line, index).csv }
      response = Wire.text(text, type: "text/csv; charset=utf-8; header=present")
    } else {
      response = Wire.json(Stock(offset: snapshot.offset, rows: snapshot.rows.map { StockRow($0, index) }))
    }
    response.headers[Self.offsetHeader] = "\(snapshot.offset)"
    return response
  }

  // MARK: - Changes

  private func changes(_ request: Request, _ context: FloorContext) async throws -> Response {
    let accept = request.headers[.accept] ?? "*/*"
    let wantsLines = accept.contains(Self.lines)
    guard wantsLines || accept.contains("text/event-stream") || accept.contains("*/*") else {
      throw HTTPFault(
        status: .notAcceptable, error: "the feed is not served as \(accept.prefix(80))",
        remedy: "accept text/event-stream or \(Self.lines)")
    }
    let offset = try startingOffset(request)
    let limit = try number("limit", request, within: 1...Int64(limits.changesAnswer))
    return wantsLines
      ? try await changeLines(after: offset, limit: Int(limit ?? 1_000))
      : try await changeEvents(after: offset, limit: limit.map { Int($0) }, context)
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

  /// A page of the feed in wire form.
  /// - Throws: `HTTPFault` 410 when it is no longer kept, 409 when it is not yet there.
  private func page(after offset: Int64, limit: Int) async throws -> [ChangeWire] {
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
      let codes =
        OrderCodes.areNeeded(for: records) ? try await look { OrderCodes(for: records, in: $0) } : OrderCodes()
      return records.map { ChangeWire($0, index, codes) }
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

  private func changeLines(after offset: Int64, limit: Int) async throws -> Response {
    var text = ""
    var last = offset
    var rest = limit
    while rest > 0 {
      let changes = try await page(after: last, limit: min(rest, limits.changesPage))
      guard let newest = changes.last else { break }
      for change in changes { text += Wire.line(change) + "\n" }
      last = newest.sequence
      rest -= changes.count
    }
    var response = Wire.text(text, type: Self.lines)
    response.headers[Self.offsetHeader] = "\(last)"
    return response
  }

  private func changeEvents(after offset: Int64, limit: Int?, _ context: FloorContext) async throws -> Response {
    // A wrong start is told by status, before anything is streamed.
    _ = try await page(after: offset, limit: 1)
    return try EventStream(limits: limits, traffic: traffic, cut: context.cut).response { stream, writer in
      try await stream.write("retry: 2000\n\n", to: &writer)
      var last = offset
      var rest = limit ?? .max
      while rest > 0, !Task.isCancelled {
        let changes: [ChangeWire]
        do {
          changes = try await page(after: last, limit: min(rest, limits.changesPage))
        } catch let fault as HTTPFault {
          return try await end(stream, &writer, fault)
        }
        guard let newest = changes.last else {
          if await !hasNews(after: last) { try await stream.write(": still here\n\n", to: &writer) }
          continue
        }
        var text = ""
        for change in changes { text += "id: \(change.sequence)\nevent: change\ndata: \(Wire.line(change))\n\n" }
        try await stream.write(text, to: &writer)
        last = newest.sequence
        rest -= changes.count
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

  /// Waits for a change, at most until the next heartbeat.
  private func hasNews(after offset: Int64) async -> Bool {
    let (access, heartbeat) = (access, limits.heartbeat)
    return await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        await access.waitForChange(after: offset)
        return !Task.isCancelled
      }
      group.addTask {
        try? await Task.sleep(for: heartbeat)
        return false
      }
      let isNews = await group.next() ?? false
      group.cancelAll()
      return isNews
    }
  }
}
