import Foundation
import Hummingbird
import Synchronization
import Testing

@testable import FloorHTTP

/// What the server does not put up with.
@Suite struct LimitTests {
  @Test func whoAsksTooOftenIsToldToWaitAndNobodyElseIs() async throws {
    let bench = Bench { $0.callerRate = RateLimit(perSecond: 0.01, burst: 3) }
    try await bench.run { client in
      for _ in 0..<3 { #expect(try await client.get("/v1/site").status == 200) }
      let answer = try await client.get("/v1/site")
      try answer.expectFault(429, saying: "too many")
      #expect(Int(answer.header("Retry-After") ?? "").map { (1...101).contains($0) } == true)
      #expect(try await client.get("/v1/site", as: .planner).status == 200)
      #expect(try await client.get("/health", as: nil).status == 200)
    }
  }

  @Test func strangersAreCountedTogetherByAddressAndShutNobodyElseOut() async throws {
    let bench = Bench { $0.strangerRate = RateLimit(perSecond: 0.01, burst: 4) }
    try await bench.run { client in
      try await client.get("/v1/site", as: nil).expectFault(401)
      try await client.get("/nowhere", as: nil).expectFault(404)
      #expect(try await client.get("/health", as: nil).status == 200)
      try await client.get("/v1/site", as: nil, [.authorization: "Bearer of-a-guess-that-is-wrong"]).expectFault(401)
      for path in ["/v1/site", "/nowhere", "/health"] {
        try await client.get(path, as: nil).expectFault(429)
      }
      #expect(try await client.get("/v1/site").status == 200)
    }
  }

  @Test func aBucketFillsAgainAndItsMemoryIsBounded() {
    let limiter = RateLimiter()
    let limit = RateLimit(perSecond: 2, burst: 2)
    let start = ContinuousClock.now
    #expect(limiter.delay("a", limit, at: start) == nil && limiter.delay("a", limit, at: start) == nil)
    #expect(limiter.delay("a", limit, at: start) == .seconds(0.5))
    #expect(limiter.delay("a", limit, at: start + .milliseconds(499)) != nil)
    #expect(limiter.delay("a", limit, at: start + .milliseconds(500)) == nil)
    // However long the pause, no more than the burst.
    let later = start + .seconds(1_000)
    #expect((0..<3).map { _ in limiter.delay("a", limit, at: later) == nil } == [true, true, false])
    for number in 1..<RateLimiter.keys { _ = limiter.delay("k\(number)", limit, at: later) }
    // All places are taken by callers who have just asked: newcomers share one.
    #expect((0..<3).map { limiter.delay("new\($0)", limit, at: later) == nil } == [true, true, false])
    #expect(limiter.delay("k7", limit, at: later) == nil)
    // Their buckets are full again, and the places free.
    #expect(limiter.delay("new3", limit, at: later + .seconds(60)) == nil)
  }

  @Test func anAddressThatIsTooLongIsRefused() async throws {
    let bench = Bench { $0.uri = 200 }
    try await bench.run { client in
      try await client.get("/v1/stock?format=" + String(repeating: "x", count: 300)).expectFault(414)
      #expect(try await client.get("/v1/stock").status == 200)
    }
  }

  @Test(arguments: [
    "application/json; charset=utf-16", "application/json;charset=\"ISO-8859-1\"", "application/json2",
    "application/problem+json", "application/json, text/plain", " ",
  ])
  func onlyUTF8OfTheRightTypeIsRead(type: String) async throws {
    let bench = Bench()
    try await bench.run { client in
      try await client.send(.post, "/v1/interventions", "{\"action\":\"pause\"}", type: type).expectFault(415)
      try await client.send(.put, "/v1/velocity", "[]", type: type).expectFault(415)
    }
    #expect(bench.access.state.withLock { $0.submitted.isEmpty })
  }

  @Test func aCompressedBodyIsRefused() async throws {
    try await Bench().run { client in
      try await client.send(.post, "/v1/interventions", "{}", [.contentEncoding: "gzip"]).expectFault(415)
      let plain = try await client.send(
        .post, "/v1/interventions", "{\"action\":\"pause\"}", type: "application/json; charset=UTF-8")
      #expect(plain.status == 200)
    }
  }

  @Test func whatBreaksInsideStaysInside() async throws {
    let bench = Bench()
    bench.access.state.withLock { $0.breakdown = "no such table: secrets at /var/lib/drover/Journal.swift:12" }
    try await bench.run { client in
      for path in ["/v1/summary", "/v1/orders/A", "/v1/why/device/unit-1", "/metrics"] {
        let answer = try await client.get(path)
        try answer.expectFault(500)
        #expect(!answer.text.contains("secrets") && !answer.text.contains("/var"))
      }
    }
  }
}
