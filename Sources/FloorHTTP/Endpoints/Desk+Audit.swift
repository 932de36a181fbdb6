import FloorModel
import Foundation
import Hummingbird

/// Who has changed what.
extension Desk {
  var auditRoutes: [Route] {
    [.get("/v1/audit", .admin) { request, _ in try await audit(request) }]
  }

  struct Audit: Encodable {
    /// Newest first.
    var entries: [AuditOut]
    /// For `before`, to see older ones; nil: there are none.
    var next: Int64?
  }

  struct AuditOut: Encodable {
    var number: Int64
    var at: String
    var who: String
    var role: String
    var peer: String
    var what: String
    /// Nil: the daemon ended before it knew.
    var status: Int?
    var before: RawJSON?
    var after: RawJSON?
  }

  private func audit(_ request: Request) async throws -> Response {
    let before = try number("before", request, within: 1...Int64.max)
    let limit = Int(try number("limit", request, within: 1...Int64(limits.auditPage)) ?? 100)
    let records = try await access.auditTrail(before: before, limit: limit)
    let entries = records.map { record in
      AuditOut(
        number: record.number, at: Self.moment(record.at), who: record.who, role: record.role, peer: record.peer,
        what: record.what, status: record.status, before: record.before.map { RawJSON(text: $0) },
        after: record.after.map { RawJSON(text: $0) })
    }
    let isMore = entries.count == limit && (entries.last?.number ?? 0) > 1
    return Wire.json(Audit(entries: entries, next: isMore ? entries.last?.number : nil))
  }

  private static func moment(_ milliseconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000)
      .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}

/// JSON that stands as text in the audit trail and goes out as what it is.
struct RawJSON: Encodable {
  var text: String

  private indirect enum Value: Codable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([Value])
    case object([String: Value])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let flag = try? container.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let text = try? container.decode(String.self) {
        self = .text(text)
      } else if let list = try? container.decode([Value].self) {
        self = .list(list)
      } else {
        self = .object(try container.decode([String: Value].self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .null: try container.encodeNil()
      case .flag(let flag): try container.encode(flag)
      case .number(let number): try container.encode(number)
      case .text(let text): try container.encode(text)
      case .list(let list): try container.encode(list)
      case .object(let members): try container.encode(members)
      }
    }
  }

  func encode(to encoder: any Encoder) throws {
    guard let value = try? JSONDecoder().decode(Value.self, from: Data(text.utf8)) else {
      return try text.encode(to: encoder)
    }
    try value.encode(to: encoder)
  }
}
