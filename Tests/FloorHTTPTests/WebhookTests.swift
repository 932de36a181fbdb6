import FloorModel
import Foundation
import Hummingbird
import PlannerFeed
import Synchronization
import Testing

@testable import FloorHTTP

/// Subscribers are called in order, at least once, with calls that they can check.
@Suite struct WebhookTests {
  private static let secret = "a-secret-of-a-test"

  private final class Subscriber: Sendable {
    struct State {
      var answers: [WebhookAnswer]
      var calls: [WebhookCall] = []
    }

    let state: Mutex<State>

    /// - Parameter answers: to the calls in turn; 200 after that.
    init(_ answers: [WebhookAnswer] = []) { state = Mutex(State(answers: answers)) }

    func post(_ call: WebhookCall) -> WebhookAnswer {
      state.withLock { state in
        state.calls.append(call)
        return state.answers.isEmpty ? .status(200) : state.answers.removeFirst()
      }
    }

    var calls: [WebhookCall] { state.withLock { $0.calls } }

    /// Ids of the events in a call.
    func ids(_ call: Int) throws -> [String] {
      try (JSONValue(json: Data(calls[call].body)).list ?? []).compactMap { $0["id"]?.text }
    }
  }

  private func sender(_ bench: Bench, _ subscriber: Subscriber) -> WebhookSender {
    WebhookSender(names: TestFloor.names, access: bench.access, now: { 1_000 }, post: { subscriber.post($0) })
  }

  private func webhook(after: Int64 = 0) -> Webhook {
    Webhook(id: "w1", url: "https://planner.example/feed", secret: Self.secret, form: .cloudevents, after: after)
  }

  @Test func aCallIsSignedAndConfirmed() async throws {
    let bench = Bench()
    for unit in 1...3 { bench.access.present("p\(unit)") }
    let subscriber = Subscriber()
    var webhook = webhook(after: 1)
    bench.access.memory.add(webhook)
    let sender = sender(bench, subscriber)
    #expect(await sender.step(&webhook) == .again)
    #expect(await sender.step(&webhook) == .idle)
    let call = subscriber.calls[0]
    #expect(subscriber.calls.count == 1 && call.url == webhook.url)
    #expect(try subscriber.ids(0) == ["2", "3"])
    let signature = try #require(call.headers[WebhookSignature.header])
    #expect(WebhookSignature.verify(signature, call.body, at: 1_000, secret: Self.secret))
    #expect(bench.access.memory.webhooks().map(\.after) == [3])
  }

  @Test func whatWasNotConfirmedIsToldAgainUnderTheSameIDs() async throws {
    let bench = Bench()
    for unit in 1...2 { bench.access.present("p\(unit)") }
    let subscriber = Subscriber([.status(500), .unreachable("nobody listens"), .status(302)])
    var webhook = webhook()
    bench.access.memory.add(webhook)
    let sender = sender(bench, subscriber)
    #expect(await sender.step(&webhook) == .wait(1))
    #expect(await sender.step(&webhook) == .wait(2))
    #expect(bench.access.memory.webhooks().map(\.lastFault) == ["nobody listens"])
    #expect(await sender.step(&webhook) == .wait(4))
    #expect(bench.access.memory.webhooks().map(\.after) == [0])
    #expect(await sender.step(&webhook) == .again)
    for call in 0..<4 { #expect(try subscriber.ids(call) == ["1", "2"]) }
    #expect(bench.access.memory.webhooks().map(\.failures) == [0])
  }

  @Test func aGapIsToldAndTheFeedGoesOn() async throws {
    let bench = Bench()
    for unit in 1...5 { bench.access.present("p\(unit)") }
    bench.access.state.withLock { $0.forgotten = 3 }
    let subscriber = Subscriber()
    var webhook = webhook(after: 1)
    bench.access.memory.add(webhook)
    let sender = sender(bench, subscriber)
    #expect(await sender.step(&webhook) == .again)
    #expect(await sender.step(&webhook) == .again)
    #expect(try subscriber.ids(0) == ["gap-1-3"])
    #expect(try subscriber.ids(1) == ["4", "5"])
  }

  @Test func whoIsGoneIsCalledNoMore() async throws {
    let bench = Bench()
    bench.access.present("p1")
    var webhook = webhook()
    bench.access.memory.add(webhook)
    #expect(await sender(bench, Subscriber([.status(410)])).step(&webhook) == .over)
    #expect(bench.access.memory.webhooks().isEmpty)
  }

  @Test func subscriptionsAreMadeListedAndRemoved() async throws {
    let bench = Bench()
    bench.access.present("p1")
    try await bench.run { client in
      let made = try await client.post("/v1/webhooks", as: .planner, #"{"url": "https://planner.example/feed"}"#)
      #expect(made.status == 201)
      let id = try #require(try made.json["id"] as? String)
      #expect(try (made.json["secret"] as? String)?.count == 64 && made.json["after"] as? Int == 1)
      let list = try await client.get("/v1/webhooks", as: .planner)
      #expect(list.text.contains(id) && !list.text.contains("secret"))
      #expect(try await client.send(.delete, "/v1/webhooks/\(id)", nil).status == 200)
      try await client.send(.delete, "/v1/webhooks/\(id)", nil).expectFault(404)
      try await client.get("/v1/webhooks", as: .viewer).expectFault(403)
    }
  }

  @Test(arguments: [
    #"{"url": "http://planner.example/feed"}"#, #"{"url": "ftp://127.0.0.1/"}"#,
    #"{"url": "https://me:pw@planner.example/"}"#,
    #"{"url": "nowhere"}"#, #"{"url": "https://a.example/", "secret": "short"}"#,
    #"{"url": "https://a.example/", "as": "changes"}"#,
  ])
  func whatCannotBeCalledIsRefused(body: String) async throws {
    try await Bench().run { client in try await client.post("/v1/webhooks", body).expectFault(422) }
  }

  @Test func anOffsetFromTheFutureIsRefused() async throws {
    try await Bench().run { client in
      try await client.post("/v1/webhooks", #"{"url": "https://a.example/", "after": 7}"#)
        .expectFault(409, saying: "7 has not happened")
    }
  }
}
