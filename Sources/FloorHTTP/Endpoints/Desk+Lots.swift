import FloorCore
import FloorModel
import Foundation
import Hummingbird

/// Until when lots may be sold, and what RFID portals have found amiss.
extension Desk {
  var lotRoutes: [Route] {
    [
      .put("/v1/lots", .planner) { request, context in try await takeLots(request, context) },
      .get("/v1/lots", .viewer) { _, _ in try await lots() },
      .get("/v1/tags", .viewer) { _, _ in try await tags() },
    ]
  }

  /// Of any type each: a line that is wrong must not cost the others.
  struct LotIn: Decodable {
    var sku: String?
    var lot: Int32?
    var expires: String?
    var supplier: String?
    var hasBadSupplier = false

    private enum CodingKeys: CodingKey { case sku, lot, expires, supplier }

    init(from decoder: any Decoder) throws {
      guard let fields = try? decoder.container(keyedBy: CodingKeys.self) else { return }
      sku = try? fields.decode(String.self, forKey: .sku)
      lot = try? fields.decode(Int32.self, forKey: .lot)
      expires = try? fields.decode(String.self, forKey: .expires)
      do { supplier = try fields.decodeIfPresent(String.self, forKey: .supplier) } catch { hasBadSupplier = true }
    }
  }

  struct LotsAnswer: Encodable {
    struct Refusal: Encodable {
      /// From 1.
      var line: Int
      var reason: String
    }

    var accepted: Int
    var refused: [Refusal]
  }

  struct LotsOut: Encodable {
    struct Row: Encodable {
      var sku: String
      var lot: Int32
      /// The last day of sale.
      var expires: String
      var isExpired: Bool
      /// Whom it comes from, where somebody has said.
      var supplier: String?
    }

    /// By the floor's calendar; nil before it was told.
    var today: String?
    var rows: [Row]
  }

  struct TagRow: Encodable {
    var portal: String
    /// Exactly one of the two.
    var order: String?
    var pod: String?
    /// Nil: tags of nothing in the catalogue.
    var sku: String?
    var expected: Int32
    var found: Int32
    var openedSeconds: Double
    var closedSeconds: Double?
  }

  private func takeLots(_ request: Request, _ context: FloorContext) async throws -> Response {
    let lines = try await request.decode([LotIn].self, upTo: limits.velocityBody)
    var lots: [Lot] = []
    var answer = LotsAnswer(accepted: 0, refused: [])
    for (offset, line) in lines.enumerated() {
      switch lot(line) {
      case .success(let lot): lots.append(lot)
      case .failure(let fault): answer.refused.append(LotsAnswer.Refusal(line: offset + 1, reason: fault.reason))
      }
    }
    if !lots.isEmpty {
      let told = Array(lots.prefix(Self.audited))
      let known = try await look { floor in
        told.compactMap { lot in
          floor.books.lots.lot(of: StockKey(sku: lot.sku, lot: lot.number))
        }
      }
      context.audit.before(known.map { note($0) })
      try await submit(.lots(lots), by: context.caller.name)
      context.audit.after(told.map { note($0) })
    }
    answer.accepted = lots.count
    return Wire.json(answer, status: lots.isEmpty && !lines.isEmpty ? .unprocessableContent : .ok)
  }

  /// Lots that the audit trail tells of one by one.
  private static let audited = 100

  /// `TEA/7: 2027-03-31`, or `TEA/7: 2027-03-31 from Acme`
  private func note(_ lot: Lot) -> String {
    "\(index.code(of: lot.sku))/\(lot.number): \(lot.expires)" + (lot.supplier.map { " from \($0)" } ?? "")
  }

  private struct LotFault: Error { var reason: String }

  private func lot(_ line: LotIn) -> Result<Lot, LotFault> {
    guard let code = line.sku, let sku = index.sku(code) else { return .failure(LotFault(reason: "unknown SKU")) }
    guard let number = line.lot, number > 0 else {
      return .failure(LotFault(reason: "lot is no whole number from 1 to \(Int32.max)"))
    }
    guard let day = line.expires.flatMap({ CalendarDay($0) }) else {
      return .failure(LotFault(reason: "expires is no day: write it as 2027-03-31"))
    }
    guard !line.hasBadSupplier, line.supplier.map({ Lot.isSupplier($0) }) ?? true else {
      return .failure(LotFault(reason: "supplier is no text of 1 to \(Lot.supplierLimit) bytes on one line"))
    }
    return .success(Lot(sku: sku, number: number, expires: day, supplier: line.supplier))
  }

  private func lots() async throws -> Response {
    let book = try await look { $0.books.lots }
    return Wire.json(
      LotsOut(
        today: book.today?.description,
        rows: book.lots.map { lot in
          LotsOut.Row(
            sku: index.code(of: lot.sku), lot: lot.number, expires: lot.expires.description,
            isExpired: book.isExpired(StockKey(sku: lot.sku, lot: lot.number)), supplier: lot.supplier)
        }))
  }

  private func tags() async throws -> Response {
    return Wire.json(
      try await look { floor in
        floor.books.tagDiscrepancies.suffix(Self.tagRows).reversed().map { found in
          var row = TagRow(
            portal: floor.site.devices[found.portal.index].name, sku: found.sku.map { floor.site.skus[$0.index].code },
            expected: found.expected, found: found.found, openedSeconds: found.opened.seconds,
            closedSeconds: found.closed?.seconds)
          switch found.subject {
          case .tote(let order): row.order = floor.books.orders[order.index].request.code
          case .pod(let pod): row.pod = floor.site.pods[pod.index].name
          }
          return row
        }
      })
  }

  /// The newest that are told.
  static let tagRows = 1_000
}
