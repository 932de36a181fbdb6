import FloorCore
import FloorModel
import Foundation
import Hummingbird
import PlannerFeed

/// Stock out: a snapshot of the bins, and what of it may be sold.
extension Desk {
  var stockRoutes: [Route] {
    [
      .get("/v1/stock", .viewer) { request, _ in try await stock(request) },
      .get("/v1/stock/changes", .viewer) { request, context in try await changes(request, context) },
      .get("/v1/stock/reservations", .viewer) { _, _ in try await reservations() },
      .get("/v1/stock/dispositions", .viewer) { _, _ in try await dispositions() },
    ]
  }

  static let offsetHeader = HTTPFields.Element.Name("Drover-Offset")!
  static let lines = "application/x-ndjson"

  struct Stock: Encodable {
    /// Pass it to `/v1/stock/changes?after=` to go on from here.
    var offset: Int64
    var rows: [StockRow]
  }

  private enum SnapshotForm: String { case json, csv, ndjson }

  private func stock(_ request: Request) async throws -> Response {
    let text = request.uri.queryParameters.get("format").map { String($0) } ?? "json"
    guard let form = SnapshotForm(rawValue: text) else {
      throw HTTPFault.badRequest("format is neither json nor csv nor ndjson", "correct it or leave it out")
    }
    let access = access
    let snapshot = try await withDeadline(limits.readDeadline, otherwise: Self.silent) {
      try await access.binSnapshot()
    }
    let rows = snapshot.rows.map { StockRow($0, index) }
    var response =
      switch form {
      case .json: Wire.json(Stock(offset: snapshot.offset, rows: rows))
      case .csv:
        Wire.text(StockRow.csvHead + rows.map(\.csv).joined(), type: "text/csv; charset=utf-8; header=present")
      case .ndjson: Wire.text(rows.map { Wire.line($0) + "\n" }.joined(), type: Self.lines)
      }
    response.headers[Self.offsetHeader] = "\(snapshot.offset)"
    return response
  }

  // MARK: - Reservations and dispositions

  struct Reservations: Encodable {
    /// As in a snapshot of the stock: the last change that it takes in.
    var offset: Int64
    var rows: [ReservationRow]
  }

  /// Units in a bin that picks have spoken for. They are in the bin's quantity too.
  struct ReservationRow: Encodable {
    var bin: String
    var sku: String
    var owner: String
    var lot: Int32
    var reserved: Int32
  }

  private func reservations() async throws -> Response {
    let (offset, found) = try await look { floor in
      let ledger = floor.books.ledger
      let found = ledger.bins.indices.flatMap { bin in
        ledger.bins[bin].filter { $0.reserved > 0 }.map { (bin: bin, line: $0) }
      }
      return (ledger.lastChange, found)
    }
    let rows = found.map { bin, line in
      ReservationRow(
        bin: site.bins[bin].name, sku: index.code(of: line.key.sku), owner: index.name(of: line.key.owner),
        lot: line.key.lot, reserved: line.reserved)
    }
    return Wire.json(Reservations(offset: offset, rows: rows))
  }

  struct Dispositions: Encodable {
    var offset: Int64
    var rows: [DispositionRow]
  }

  /// What there is of one kind on the site, by what may be done with it. Nothing is counted twice.
  struct DispositionRow: Encodable {
    var sku: String
    var owner: String
    var lot: Int32
    var sellable: Int32
    var reserved: Int32
    var held: Int32
    var damaged: Int32
    var missing: Int32
    var expired: Int32
  }

  private func dispositions() async throws -> Response {
    let (offset, sums) = try await look { ($0.books.ledger.lastChange, DispositionSums($0.books)) }
    let rows = sums.rows.map { key, units in
      DispositionRow(
        sku: index.code(of: key.sku), owner: index.name(of: key.owner), lot: key.lot, sellable: units[.sellable] ?? 0,
        reserved: units[.reserved] ?? 0, held: units[.held] ?? 0, damaged: units[.damaged] ?? 0,
        missing: units[.missing] ?? 0, expired: units[.expired] ?? 0)
    }
    return Wire.json(Dispositions(offset: offset, rows: rows))
  }
}
