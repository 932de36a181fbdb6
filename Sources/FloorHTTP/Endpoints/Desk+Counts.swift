import FloorCore
import FloorModel
import Foundation
import Hummingbird

/// Which bins to count, and what was counted.
extension Desk {
  var countRoutes: [Route] {
    [
      .get("/v1/counts", .viewer) { request, _ in try await counts(request) },
      .post("/v1/counts", .operator) { request, context in try await takeCount(request, context) },
    ]
  }

  /// A bin that is worth a count. What its record says is left out: a count is blind.
  struct CountOut: Encodable {
    var bin: String
    var sku: String
    /// P(the record is wrong) and P(nothing is there), 0 to 1.
    var wrong: Double
    var empty: Double
    /// Cost of being wrong times belief that it is; the list's order.
    var rank: Double
    var isRecount: Bool
    var needsSecondPerson: Bool
  }

  struct CountIn: Decodable {
    struct Line: Decodable {
      var sku: String
      var owner: String?
      var lot: Int32?
      var quantity: Int32
    }

    var bin: String
    var lines: [Line]
    var reason: String
  }

  struct CountAnswer: Encodable {
    /// `agrees`, `recount` or `corrected`.
    var outcome: String
    var needsSecondPerson: Bool
  }

  private func counts(_ request: Request) async throws -> Response {
    let limit = Int(try number("limit", request, within: 1...1_000) ?? 50)
    let site = site
    return Wire.json(
      try await look { floor in
        floor.countProposals(limit: limit).map { proposal in
          let recount = floor.books.beliefs.recounts.first { $0.bin == proposal.bin }
          return CountOut(
            bin: site.bins[proposal.bin.index].name, sku: site.skus[proposal.key.sku.index].code, wrong: proposal.wrong,
            empty: proposal.empty, rank: proposal.wrong * proposal.cost, isRecount: recount != nil,
            needsSecondPerson: recount?.needsSecondPerson ?? false)
        }
      })
  }

  private func takeCount(_ request: Request, _ context: FloorContext) async throws -> Response {
    let count = try binCount(try await request.decode(CountIn.self, upTo: limits.body))
    let person = context.caller.name
    let before = try await look { $0.books.discrepancies.count }
    try await submit(.count(count), by: person)
    let (recount, after) = try await look { floor in
      (floor.books.beliefs.recounts.first { $0.bin == count.bin }, floor.books.discrepancies.count)
    }
    let outcome = recount != nil ? "recount" : after > before ? "corrected" : "agrees"
    let answer = CountAnswer(outcome: outcome, needsSecondPerson: recount?.needsSecondPerson ?? false)
    context.audit.after(answer)
    return Wire.json(answer)
  }

  private func binCount(_ input: CountIn) throws -> BinCount {
    guard let bin = site.bins.firstIndex(where: { $0.name == input.bin }) else {
      throw HTTPFault.invalid("there is no bin \(input.bin.prefix(40))", "GET /v1/site lists them")
    }
    guard let reason = BinCount.Reason(rawValue: input.reason) else {
      let reasons = BinCount.Reason.allCases.map(\.rawValue).joined(separator: ", ")
      throw HTTPFault.invalid("there is no reason \(input.reason.prefix(40))", "send one of \(reasons)")
    }
    let lines = try input.lines.map { line in
      guard let sku = index.sku(line.sku) else {
        throw HTTPFault.invalid("there is no SKU \(line.sku.prefix(40))", "send a code of the catalogue")
      }
      guard let owner = line.owner.map({ index.owner($0) }) ?? ID(0) else {
        throw HTTPFault.invalid("there is no owner \(line.owner?.prefix(40) ?? "")", "send an owner of the site")
      }
      return BinCount.Line(key: StockKey(sku: sku, owner: owner, lot: line.lot ?? 0), quantity: line.quantity)
    }
    return BinCount(bin: Bin.ID(bin), lines: lines, reason: reason)
  }
}
