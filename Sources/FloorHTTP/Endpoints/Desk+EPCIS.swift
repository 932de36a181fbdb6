import FloorCore
import FloorModel
import Foundation
import Hummingbird
import PlannerFeed

/// A subset of the EPCIS 2.0 REST binding: capture, and a query over what the floor and others have told.
extension Desk {
  var epcisRoutes: [Route] {
    [
      .get("/epcis/events", .viewer) { request, _ in try await events(request) },
      .post("/epcis/capture", .planner) { request, _ in try await capture(request) },
    ]
  }

  private static let versions: [(HTTPFields.Element.Name, String)] = [
    (.init("GS1-EPCIS-Version")!, "2.0"), (.init("GS1-CBV-Version")!, "2.0"),
  ]

  // MARK: - Query

  /// Where a query goes on: first through the floor's changes, then through what others have told.
  private enum Cursor {
    case changes(after: Int64)
    case captured(after: Int64)

    init?(_ token: String?) {
      guard let token else {
        self = .changes(after: 0)
        return
      }
      guard let number = Int64(token.dropFirst()), number >= 0 else { return nil }
      switch token.first {
      case "s": self = .changes(after: number)
      case "c": self = .captured(after: number)
      default: return nil
      }
    }

    var token: String {
      switch self {
      case .changes(let number): "s\(number)"
      case .captured(let number): "c\(number)"
      }
    }
  }

  private func events(_ request: Request) async throws -> Response {
    let query: EPCISQuery
    do throws(EPCISQuery.Fault) {
      query = try EPCISQuery(request.uri.queryParameters.map { (String($0.key), String($0.value)) })
    } catch {
      throw HTTPFault.badRequest("QueryParameterException: \(error.parameter): \(error.reason)", "correct the query")
    }
    guard let start = Cursor(query.token) else {
      throw HTTPFault.badRequest(
        "QueryParameterException: nextPageToken is none of ours", "follow the link of the last page")
    }
    let (found, next) = try await collect(query, from: start)
    var response = Wire.text(queryDocument(found).json, type: "application/json")
    for (name, value) in Self.versions { response.headers[name] = value }
    if let next {
      // The filters stay as they were asked for.
      let rest = (request.uri.query ?? "").split(separator: "&").filter { !$0.hasPrefix("nextPageToken=") }
      let target = (rest + ["nextPageToken=\(next.token)"]).joined(separator: "&")
      response.headers[.init("Link")!] = "</epcis/events?\(target)>; rel=\"next\""
    }
    return response
  }

  /// A page of events, and where the next begins. Looks through a bounded number of changes at once, so a page may be short,
  /// even empty, and yet not the last.
  private func collect(_ query: EPCISQuery, from start: Cursor) async throws -> (events: [JSONValue], next: Cursor?) {
    var found: [JSONValue] = []
    var cursor = start
    var looked = 0
    while found.count < query.perPage, looked < limits.epcisScan {
      switch cursor {
      case .changes(let after):
        let moves = try await keptPage(after: after)
        looked += moves.count
        guard let newest = moves.last else {
          cursor = .captured(after: 0)
          continue
        }
        cursor = .changes(after: newest.change.sequence)
        for move in moves {
          let event = move.epcis(names).json
          guard query.matches(event) else { continue }
          found.append(event)
          guard found.count < query.perPage else {
            cursor = .changes(after: move.change.sequence)
            break
          }
        }
      case .captured(let after):
        let events = try await access.feed.captured(after: after, limit: limits.changesPage)
        looked += events.count
        guard let newest = events.last else { return (found, nil) }
        cursor = .captured(after: newest.number)
        for event in events where query.matches(event.event) {
          found.append(event.event)
          guard found.count < query.perPage else {
            cursor = .captured(after: event.number)
            break
          }
        }
      }
    }
    return (found, cursor)
  }

  /// A page of changes; a query begins with the oldest that is kept.
  private func keptPage(after offset: Int64) async throws -> [StockMove] {
    do {
      return try await page(after: offset, limit: limits.changesPage)
    } catch let fault as HTTPFault where fault.status == .gone {
      guard case .number(let first) = fault.details["first"] else { throw fault }
      return try await page(after: first - 1, limit: limits.changesPage)
    }
  }

  private func queryDocument(_ events: [JSONValue]) -> JSONValue {
    let now = FeedTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    return [
      "@context": EPCISEvent.context, "type": "EPCISQueryDocument", "schemaVersion": "2.0",
      "creationDate": .text(now.iso),
      "epcisBody": [
        "queryResults": ["queryName": "SimpleEventQuery", "resultsBody": ["eventList": .list(events)]]
      ],
    ]
  }

  // MARK: - Capture

  struct Captured: Encodable {
    var captureID: String
    /// Events in the document.
    var events: Int
    /// Those of them that were not known yet.
    var new: Int
  }

  /// All events of a document, or none: each is valid, and gets the id that follows from its content if it has none.
  private func capture(_ request: Request) async throws -> Response {
    _ = try request.require(mediaTypes: ["application/json", "application/ld+json"])
    let data = try await request.bytes(upTo: limits.captureBody)
    guard let document = try? JSONValue(json: data) else {
      throw HTTPFault.badRequest("the body is no JSON", "send an EPCISDocument of version 2.0")
    }
    let faults = EPCISValidator().faults(inDocument: document)
    guard faults.isEmpty else {
      let first = faults.prefix(5).map(\.description).joined(separator: "; ")
      throw HTTPFault(
        status: .badRequest, error: "ValidationException: \(first)",
        remedy: "correct the document; nothing was taken in",
        details: ["faults": .number(Int64(faults.count))])
    }
    let events = capturable(document)
    guard events.count <= limits.captureEvents else { throw HTTPFault.tooLarge }
    let new = try await access.feed.capture(events)
    let id = SHA256.hex(SHA256.digest(data).prefix(16))
    var response = Wire.json(Captured(captureID: id, events: events.count, new: new), status: .accepted)
    for (name, value) in Self.versions { response.headers[name] = value }
    return response
  }

  private func capturable(_ document: JSONValue) -> [CapturedEvent] {
    let hash = EventHash(document: document)
    let body = document["epcisBody"]
    let list = (body?["eventList"] ?? body?["queryResults"]?["resultsBody"]?["eventList"])?.list ?? []
    let now = FeedTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    return list.map { event in
      var members = event.members ?? [:]
      let content = hash.id(of: event)
      if members["eventID"] == nil { members["eventID"] = .text(content) }
      if members["recordTime"] == nil { members["recordTime"] = .text(now.iso) }
      // Apart from its document, an event keeps the context that its own members need.
      if members["@context"] == nil, let context = document["@context"] { members["@context"] = context }
      // An error declaration tells an event again: the same id, and yet another thing to take in.
      let id = members["eventID"]?.text ?? content
      return CapturedEvent(
        number: 0, id: members["errorDeclaration"] == nil ? id : "\(id)#declared-wrong", event: .object(members))
    }
  }
}
