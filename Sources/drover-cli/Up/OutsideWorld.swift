import FloorClock
import FloorCore
import FloorMQTT
import FloorModel
import Foundation
import Simulators

/// Trucks, customers and the person at the review desk, as they reach a real daemon: goods to the docks, orders and answers
/// over HTTP.
struct OutsideWorld: Sendable {
  let site: Site
  let host: TwinHost
  let clock: FloorClock
  let daemon: DaemonClient
  let pictures: TunnelPictures?
  private let arrivals: Demand
  private let orders: Demand

  init(site: Site, seed: UInt64, host: TwinHost, clock: FloorClock, settings: TwinSettings, pictures: TunnelPictures?) {
    self.pictures = pictures
    self.site = site
    self.host = host
    self.clock = clock
    daemon = DaemonClient(base: settings.daemon, token: settings.token)
    arrivals = Demand(site: site, seed: seed)
    orders = Demand(site: site, seed: seed)
  }

  func run(until end: Instant) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await bringGoods(until: end) }
      group.addTask { await placeOrders(until: end) }
      group.addTask { await answerReviews() }
    }
  }

  private func bringGoods(until end: Instant) async {
    var demand = arrivals
    var at = clock.now()
    while !Task.isCancelled, let next = demand.nextArrival(after: at), next.at < end {
      at = next.at
      // Taken before it arrives: drawing costs more time than a belt has.
      pictures?.draw(next.unit, site.skus[next.unit.key.sku.index])
      await sleep(until: at)
      host.inbox.push(.arrival(next.tunnel, next.unit), as: .essential)
    }
  }

  private struct OrderOut: Encodable, Sendable {
    struct Line: Encodable, Sendable {
      var sku: String
      var quantity: Int32
      var owner: String
      var gift: Bool?
    }

    var code: String
    var destination: String
    var dueSeconds: Double
    var lines: [Line]
  }

  private func placeOrders(until end: Instant) async {
    var demand = orders
    var at = clock.now()
    while !Task.isCancelled, let next = demand.nextOrder(after: at), next.at < end {
      at = next.at
      await sleep(until: at)
      let order = OrderOut(
        code: next.order.code, destination: next.order.destination, dueSeconds: next.order.due.seconds,
        lines: next.order.lines.map {
          OrderOut.Line(
            sku: site.skus[$0.sku.index].code, quantity: $0.quantity, owner: site.owners[$0.owner.index],
            gift: $0.isGift ? true : nil)
        })
      await insist { try await daemon.post("/v1/orders", order) }
    }
  }

  /// A customer's system tries again until it has an answer: the same code twice is one order.
  private func insist(_ send: () async throws -> Data) async {
    while !Task.isCancelled {
      do {
        _ = try await send()
        return
      } catch let refusal as DaemonClient.Refused where refusal.status < 500 && refusal.status != 429 {
        say("order refused: \(refusal)")
        return
      } catch {
        try? await Task.sleep(for: .milliseconds(300))
      }
    }
  }

  private struct Question: Decodable, Sendable {
    var number: Int
    var subject: String
    var ageSeconds: Double
    var plate: String?
    var boxes: [String]
    var packages: [String]?
  }

  private struct Questions: Decodable, Sendable {
    var open: [Question]
  }

  private struct Answer: Encodable {
    var answer: String
    var box: String?
    var package: String?
  }

  /// A person looks up every few seconds and takes half a minute for each question.
  private func answerReviews() async {
    while !Task.isCancelled {
      await sleep(until: clock.now() + .seconds(10))
      guard let questions = try? await daemon.get("/v1/reviews", as: Questions.self) else { continue }
      for question in questions.open where question.ageSeconds > 30 {
        _ = try? await daemon.post("/v1/reviews/\(question.number)", await answer(question))
      }
    }
  }

  private func answer(_ question: Question) async -> Answer {
    // Who cannot tell protects best.
    if let kinds = question.packages { return Answer(answer: "use_package", package: kinds.last) }
    if question.subject == "missing" { return Answer(answer: "pick_again") }
    guard let plate = question.plate else {
      let largest = site.boxes.max { $0.inner.volume < $1.inner.volume }
      return Answer(answer: "use_box", box: largest?.code)
    }
    let isGood = await withCheckedContinuation { continuation in
      let outcome = host.inbox.push(
        .visit { continuation.resume(returning: $0.seen[plate]?.defect == nil) }, as: .essential)
      if !outcome.isAccepted { continuation.resume(returning: false) }
    }
    return Answer(answer: isGood ? "pass" : "reject")
  }

  private func sleep(until at: Instant) async {
    try? await Task.sleep(for: .milliseconds(clock.wait(until: at).milliseconds))
  }
}
