import FloorCore
import FloorModel
import Foundation
import Hummingbird
import PlannerFeed

/// Subscriptions: who wants to be called.
extension Desk {
  var webhookRoutes: [Route] {
    [
      .get("/v1/webhooks", .planner) { _, _ in try await webhooks() },
      .post("/v1/webhooks", .planner) { request, context in try await subscribe(request, context) },
      .delete("/v1/webhooks/{id}", .planner) { _, context in try await unsubscribe(context) },
    ]
  }

  struct NewWebhook: Decodable {
    var url: String
    var secret: String?
    var form: String?
    var after: Int64?

    enum CodingKeys: String, CodingKey {
      case url, secret, after
      case form = "as"
    }
  }

  /// The secret is told once, when the subscription is made.
  struct WebhookWire: Encodable {
    var id: String
    var url: String
    var form: String
    var after: Int64
    var failures: Int
    var lastFault: String?
    var secret: String?

    enum CodingKeys: String, CodingKey {
      case id, url, after, failures, lastFault, secret
      case form = "as"
    }

    init(_ webhook: Webhook, isNew: Bool = false) {
      id = webhook.id
      url = webhook.url
      form = webhook.form.rawValue
      after = webhook.after
      failures = webhook.failures
      lastFault = webhook.lastFault
      secret = isNew ? webhook.secret : nil
    }
  }

  private func webhooks() async throws -> Response {
    Wire.json(try await access.feed.webhooks().map { WebhookWire($0) })
  }

  private func subscribe(_ request: Request, _ context: FloorContext) async throws -> Response {
    let wanted = try await request.decode(NewWebhook.self, upTo: limits.body)
    guard Self.mayBeCalled(wanted.url) else {
      throw HTTPFault.invalid(
        "url is no address that is called", "give an https address, or http on this machine, without a user in it")
    }
    guard let form = FeedForm(rawValue: wanted.form ?? FeedForm.cloudevents.rawValue), form.isEnveloped else {
      throw HTTPFault.invalid("as is neither cloudevents nor epcis-cloudevents", "correct it or leave it out")
    }
    if let secret = wanted.secret, secret.utf8.count < WebhookSignature.shortestSecret {
      throw HTTPFault.invalid(
        "the secret has fewer than \(WebhookSignature.shortestSecret) bytes",
        "give a longer one, or none: then one is made")
    }
    guard try await access.feed.webhooks().count < limits.webhooks else {
      throw HTTPFault.conflict("there are \(limits.webhooks) subscriptions", "remove one that is not needed")
    }
    let last = try await look { $0.books.ledger.lastChange }
    let after = wanted.after ?? last
    guard (0...last).contains(after) else {
      throw HTTPFault.conflict("the last change is \(last); \(after) has not happened here", "give an earlier offset")
    }
    let webhook = Webhook(
      id: Self.random(8), url: wanted.url, secret: wanted.secret ?? Self.random(32), form: form, after: after)
    // Without the secret, which is told once and to the subscriber alone.
    context.audit.after(["id": webhook.id, "url": webhook.url])
    try await access.feed.add(webhook)
    return Wire.json(WebhookWire(webhook, isNew: true), status: .created)
  }

  private func unsubscribe(_ context: FloorContext) async throws -> Response {
    let id = try parameter("id", context)
    context.audit.before(["id": id])
    guard try await access.feed.remove(webhook: id) else { throw HTTPFault.notFound("subscription \(id)") }
    return Wire.json(["removed": id])
  }

  /// Calls leave this machine encrypted, or do not leave it.
  static func mayBeCalled(_ text: String) -> Bool {
    guard text.utf8.count <= 2_000, let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
      parts.user == nil, parts.password == nil
    else { return false }
    let isHere = ["127.0.0.1", "localhost", "[::1]", "::1"].contains(host)
    return parts.scheme == "https" || parts.scheme == "http" && isHere
  }

  private static func random(_ bytes: Int) -> String {
    SHA256.hex((0..<bytes).map { _ in UInt8.random(in: .min ... .max) })
  }
}
