import FloorCore
import Foundation
import Hummingbird
public import PlannerFeed

/// One call to a subscriber.
public struct WebhookCall: Equatable, Sendable {
  public var url: String
  public var headers: [String: String]
  public var body: [UInt8]
}

/// What came of it.
public enum WebhookAnswer: Equatable, Sendable {
  case status(Int)
  /// Nobody answered; says why.
  case unreachable(String)
}

/// Calls subscribers with what happens, in order and at least once: a batch is only followed by the next when it was
/// confirmed with a 2xx. A subscriber that fails is tried again, ever more rarely, and holds nobody else up.
public struct WebhookSender: Sendable {
  /// Changes in one call at most.
  static let batch = 100
  /// Between two looks at who has subscribed.
  static let lookout = Duration.seconds(2)

  private let access: any FloorAccess
  private let desk: Desk
  private let now: @Sendable () -> Int64
  private let post: @Sendable (WebhookCall) async -> WebhookAnswer

  /// - Parameters:
  ///   - now: seconds since 1970-01-01T00:00:00Z, for signatures.
  ///   - post: makes one call, and gives up on its own when nobody answers.
  public init(
    names: FeedNames, access: any FloorAccess, now: @escaping @Sendable () -> Int64,
    post: @escaping @Sendable (WebhookCall) async -> WebhookAnswer
  ) {
    self.access = access
    self.now = now
    self.post = post
    let limits = HTTPLimits()
    desk = Desk(
      index: SiteIndex(names.site), access: access, limits: limits, traffic: Traffic(),
      views: ViewCache(access: access, limits: limits), names: names)
  }

  /// Serves all subscriptions until the task is cancelled.
  public func run() async {
    await withTaskGroup(of: String.self) { group in
      var served: Set<String> = []
      while !Task.isCancelled {
        for webhook in (try? await access.feed.webhooks()) ?? [] where served.insert(webhook.id).inserted {
          group.addTask {
            await serve(webhook)
            return webhook.id
          }
        }
        try? await Task.sleep(for: Self.lookout)
      }
      group.cancelAll()
    }
  }

  private func serve(_ webhook: Webhook) async {
    var webhook = webhook
    while !Task.isCancelled {
      switch await step(&webhook) {
      case .again: continue
      case .wait(let seconds): try? await Task.sleep(for: .seconds(seconds))
      case .idle: _ = await desk.hasNews(after: webhook.after, within: .seconds(30))
      case .over: return
      }
      // It may have been removed, by a person or by us.
      guard let kept = try? await access.feed.webhooks(), kept.contains(where: { $0.id == webhook.id }) else { return }
    }
  }

  enum Next: Equatable {
    case again
    /// Seconds.
    case wait(Int64)
    case idle
    /// The subscriber wants no more.
    case over
  }

  /// One call, if there is anything to tell.
  func step(_ webhook: inout Webhook) async -> Next {
    let form = webhook.form
    var events: [JSONValue] = []
    var last = webhook.after
    do {
      let moves = try await desk.page(after: webhook.after, limit: Self.batch)
      guard let newest = moves.last else { return .idle }
      last = newest.change.sequence
      events = moves.map { form.json($0, desk.names) }
    } catch let fault as HTTPFault where fault.status == .gone || fault.status == .conflict {
      // What it needs next is gone: it is told so, and goes on from what is kept.
      if case .number(let first) = fault.details["first"] { last = first - 1 }
      if case .number(let newest) = fault.details["last"] { last = newest }
      events = [gap(webhook.after, last, fault)]
    } catch {
      return .wait(WebhookBackoff.delay(after: 1))
    }
    return await conclude(&webhook, await post(call(webhook, events)), last)
  }

  private func gap(_ after: Int64, _ last: Int64, _ fault: HTTPFault) -> JSONValue {
    CloudEvent(
      id: "gap-\(after)-\(last)", source: desk.names.source, type: "drover.stock.gap",
      data: [
        "after": .integer(after), "goes_on_after": .integer(last), "snapshot": "/v1/stock",
        "error": .text(fault.error),
      ]
    ).json
  }

  private func call(_ webhook: Webhook, _ events: [JSONValue]) -> WebhookCall {
    let body = Array(JSONValue.list(events).json.utf8)
    let signature = WebhookSignature.sign(body, at: now(), secret: webhook.secret)
    return WebhookCall(
      url: webhook.url, headers: ["Content-Type": CloudEvent.batch, WebhookSignature.header: signature], body: body)
  }

  private func conclude(_ webhook: inout Webhook, _ answer: WebhookAnswer, _ last: Int64) async -> Next {
    let fault: String
    switch answer {
    case .status(let status) where (200..<300).contains(status):
      webhook.after = last
      webhook.failures = 0
      webhook.lastFault = nil
      try? await access.feed.note(webhook: webhook.id, after: last, failures: 0, fault: nil)
      return .again
    case .status(410):
      _ = try? await access.feed.remove(webhook: webhook.id)
      return .over
    case .status(let status): fault = "it answered \(status)"
    case .unreachable(let reason): fault = reason
    }
    webhook.failures += 1
    webhook.lastFault = fault
    try? await access.feed.note(
      webhook: webhook.id, after: webhook.after, failures: webhook.failures, fault: fault)
    return .wait(WebhookBackoff.delay(after: webhook.failures))
  }
}
