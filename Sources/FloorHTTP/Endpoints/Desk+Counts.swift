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
      .post("/v1/observations", .operator) { request, context in try await takeObservation(request, context) },
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
    /// The sender's name for this count: with it, a repeated request is no second count.
    var id: String?
  }

  private static let longestID = 64

  struct CountAnswer: Encodable {
    /// `agrees`, `recount` or `corrected`.
    var outcome: String
    var needsSecondPerson: Bool
  }

  /// What a camera or a sensor makes out in a bin: evidence, and no correction.
  struct ObservationIn: Decodable {
    var bin: String
    var sku: String
    var owner: String?
    var lot: Int32?
    var quantity: Int32
    /// How often such a reading is right, 0 to 1.
    var trust: Double
  }

  /// In thousandths. Whoever is never wrong could never be contradicted by what is seen later.
  private static let mostTrust: Int32 = 999

  struct ObservationAnswer: Encodable {
    /// P(the record is wrong) and P(nothing is there) from now on, 0 to 1.
    var wrong: Double
    var empty: Double
    /// Units of this kind in the bin that orders may have.
    var available: Int32
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
    let bin = try bin(named: input.bin)
    guard let reason = BinCount.Reason(rawValue: input.reason) else {
      let reasons = BinCount.Reason.allCases.map(\.rawValue).joined(separator: ", ")
      throw HTTPFault.invalid("there is no reason \(input.reason.prefix(40))", "send one of \(reasons)")
    }
    let lines = try input.lines.map {
      BinCount.Line(key: try key($0.sku, owner: $0.owner, lot: $0.lot), quantity: $0.quantity)
    }
    guard input.id.map({ 1...Self.longestID ~= $0.utf8.count }) ?? true else {
      throw HTTPFault.invalid(
        "the count's id is empty or too long", "send 1 to \(Self.longestID) bytes, new ones for each count")
    }
    return BinCount(bin: bin, lines: lines, reason: reason, id: input.id)
  }

  private func takeObservation(_ request: Request, _ context: FloorContext) async throws -> Response {
    let input = try await request.decode(ObservationIn.self, upTo: limits.body)
    guard (0...1).contains(input.trust) else {
      throw HTTPFault.invalid(
        "a trust of \(input.trust) is no probability", "send how often such a reading is right, 0 to 1")
    }
    let seen = BinObservation(
      bin: try bin(named: input.bin), key: try key(input.sku, owner: input.owner, lot: input.lot),
      quantity: input.quantity, trustPermille: min(Self.mostTrust, Int32((input.trust * 1_000).rounded())))
    try await submit(.observation(seen), by: context.caller.name)
    let answer = try await look { floor in
      let record = floor.books.ledger.quantity(of: seen.key, at: .bin(seen.bin))
      let line = floor.books.belief(of: seen.key, in: seen.bin, at: floor.now, site: floor.site)
      let available = floor.books.ledger.bins[seen.bin.index].first { $0.key == seen.key }?.available ?? 0
      return ObservationAnswer(
        wrong: line.belief.wrong, empty: line.belief.empty(record: record), available: available)
    }
    context.audit.after(answer)
    return Wire.json(answer)
  }

  private func bin(named name: String) throws -> Bin.ID {
    guard let bin = site.bins.firstIndex(where: { $0.name == name }) else {
      throw HTTPFault.invalid("there is no bin \(name.prefix(40))", "GET /v1/site lists them")
    }
    return Bin.ID(bin)
  }

  private func key(_ code: String, owner: String?, lot: Int32?) throws -> StockKey {
    guard let sku = index.sku(code) else {
      throw HTTPFault.invalid("there is no SKU \(code.prefix(40))", "send a code of the catalogue")
    }
    guard let owner = owner.map({ index.owner($0) }) ?? ID(0) else {
      throw HTTPFault.invalid("there is no owner \(owner?.prefix(40) ?? "")", "send an owner of the site")
    }
    return StockKey(sku: sku, owner: owner, lot: lot ?? 0)
  }
}
