import FloorCore
import FloorModel
import Foundation
import Hummingbird

/// Customers' orders in, and how far they are.
extension Desk {
  var orderRoutes: [Route] {
    [
      .post("/v1/orders", .planner) { request, context in try await takeOrders(request, context) },
      .get("/v1/orders/{code}", .viewer) { _, context in try await order(context) },
    ]
  }

  struct OrdersAnswer: Encodable {
    /// In the request's order.
    var results: [OrderResult]
  }

  /// Results that the audit trail tells of one by one.
  private static let audited = 100

  /// What the audit trail keeps of an upload of orders.
  struct OrdersNote: Encodable {
    var orders: Int
    /// The first of them.
    var results: [OrderResult]
  }

  private func takeOrders(_ request: Request, _ context: FloorContext) async throws -> Response {
    let orders = try await request.decode(OrdersIn.self, upTo: limits.body).orders
    guard (1...limits.orders).contains(orders.count) else {
      throw HTTPFault.invalid("a request has 1 to \(limits.orders) orders, this has \(orders.count)", "split it")
    }
    let checked = orders.map { order -> (code: String, request: Result<OrderRequest, OrderIn.Refused>) in
      (
        String(order.code.prefix(limits.orderCode)),
        Result { () throws(OrderIn.Refused) in try order.request(index, limits) }
      )
    }
    let codes = checked.map(\.code)
    let known = try await look { floor in
      codes.map { code in floor.books.order(code: code).map { floor.books.orders[$0.index].request } }
    }
    var results: [OrderResult] = []
    var accepted: [OrderRequest] = []
    var seen: [String: OrderRequest] = [:]
    for (order, before) in zip(checked, known) {
      switch order.request {
      case .failure(let refused):
        results.append(OrderResult(code: order.code, result: .refused, reason: refused.reason))
      case .success(let request):
        if let before = before ?? seen[order.code] {
          results.append(Self.again(request, before))
        } else {
          seen[order.code] = request
          accepted.append(request)
          results.append(OrderResult(code: order.code, result: .accepted))
        }
      }
    }
    if !accepted.isEmpty { try await submit(accepted.map { .order($0) }) }
    context.audit.after(OrdersNote(orders: results.count, results: Array(results.prefix(Self.audited))))
    let isRefused = results.allSatisfy { $0.result == .refused }
    return Wire.json(OrdersAnswer(results: results), status: isRefused ? .unprocessableContent : .ok)
  }

  /// The same code again: the same order, or a mistake.
  private static func again(_ request: OrderRequest, _ before: OrderRequest) -> OrderResult {
    request == before
      ? OrderResult(code: request.code, result: .duplicate, reason: "it was accepted before; nothing has changed")
      : OrderResult(code: request.code, result: .refused, reason: "another order has this code")
  }

  private func order(_ context: FloorContext) async throws -> Response {
    let code = try parameter("code", context)
    let index = index
    let order = try await look { floor in floor.books.order(code: code).map { OrderOut($0, in: floor, index) } }
    guard let order else { throw HTTPFault.notFound("order \(code)") }
    return Wire.json(order)
  }
}
