import Cartons
import FloorCore
import FloorModel
import Hummingbird

/// What a damage model is trained on, and what pack stations found in totes.
extension Desk {
  func shipments() async throws -> Response {
    let book = try await look { $0.books.packaging }
    let lines = book.shipments(on: site).map { Wire.line(ShipmentLine($0)) + "\n" }
    return Wire.text(lines.joined(), type: Self.lines)
  }

  /// What a pack station found in a tote.
  struct ExceptionOut: Encodable, Sendable {
    var station: String
    var order: String
    var sku: String
    /// Units that were not there; negative: that should not have been there.
    var missing: Int32
    /// Bins to be counted.
    var bins: [String]
    var openedSeconds: Double
    var closedSeconds: Double?
    /// For whoever stands at the station.
    var message: String
  }

  func exceptions() async throws -> Response {
    let site = site
    return Wire.json(
      try await look { floor in
        floor.books.toteDiscrepancies.suffix(Self.exceptionRows).reversed().map { found in
          ExceptionOut(
            station: site.devices[found.station.index].name,
            order: floor.books.orders[found.order.index].request.code, sku: site.skus[found.key.sku.index].code,
            missing: found.missing, bins: found.bins.map { site.bins[$0.index].name },
            openedSeconds: found.opened.seconds, closedSeconds: found.closed?.seconds,
            message: floor.describe(.toteDiffers(found.order)))
        }
      })
  }

  /// The newest that are told.
  private static let exceptionRows = 1_000
}
