import FloorCore
import FloorModel
import Foundation
import Synchronization
import Testing

@testable import FloorHTTP

/// What operators decide.
@Suite struct PeopleTests {
  @Test func aReviewShowsWhatAPersonNeeds() async throws {
    let bench = Bench()
    bench.access.askReview("p/1")
    try await bench.run { client in
      let open = try #require(try await client.get("/v1/reviews").json["open"] as? [[String: Any]])
      #expect(open.count == 1)
      #expect(open[0]["plate"] as? String == "p/1" && open[0]["sku_name"] as? String == "Tea")
      #expect(open[0]["frames"] as? [String] == ["/v1/frames/p%2F1/0", "/v1/frames/p%2F1/1"])
      #expect((open[0]["references"] as? [String])?.count == 2)
      let finding = try #require((open[0]["findings"] as? [[String: Any]])?.first)
      #expect(finding["kind"] as? String == "dent" && finding["probability"] as? Double == 0.6)
      #expect(finding["view"] as? Int == 1 && finding["region"] as? [Int] == [1, 2, 3, 4])
      let checks = try #require(open[0]["checks"] as? [[String: Any]])
      #expect(checks.map { $0["check"] as? String } == ["shade", "dimensions"], "the oddest first")
      #expect(checks[0]["oddness"] as? Double == 2.1 && checks[0]["region"] as? [Int] == [1, 2, 3, 4])
      #expect(checks[0]["p"] == nil, "nothing is known of good units yet")
    }
  }

  @Test func anAnswerIsTakenOnceInTheNameOfItsToken() async throws {
    let bench = Bench()
    bench.access.askReview("p1")
    try await bench.run { client in
      let answer = try await client.post("/v1/reviews/0", as: .operator, "{\"answer\": \"pass\"}")
      #expect(try answer.json["by"] as? String == "operator-1")
      try await client.post("/v1/reviews/0", "{\"answer\": \"reject\"}").expectFault(409, saying: "answered already")
      #expect(try await client.get("/v1/reviews").text == "{\"open\":[]}")
    }
    #expect(bench.access.state.withLock { $0.floor.books.reviews[0].answer } == .pass)
    #expect(bench.access.state.withLock { $0.submitted.last } == .review(ID(0), .pass, by: "operator-1"))
  }

  @Test func aReviewerNamesWhatIsWrong() async throws {
    let bench = Bench()
    bench.access.askReview("p1")
    try await bench.run { client in
      for kind in ["", ", \"kind\": \"rust\"", ", \"kind\": \"noReference\""] {
        try await client.post("/v1/reviews/0", "{\"answer\": \"relabel\"\(kind)}")
          .expectFault(422, saying: "what is wrong")
      }
      let answer = try await client.post(
        "/v1/reviews/0", as: .operator, "{\"answer\": \"relabel\", \"kind\": \"openFlap\"}")
      #expect(answer.status == 200, "\(answer.text)")
    }
    #expect(bench.access.state.withLock { $0.submitted.last } == .review(ID(0), .relabel(.openFlap), by: "operator-1"))
  }

  @Test func aReferenceIsShownForProductsOfTheSiteAlone() async throws {
    let bench = Bench()
    bench.access.askReview("p1")
    bench.access.state.withLock { $0.frame = Frame(data: [0xFF, 0xD8], type: "image/jpeg") }
    try await bench.run { client in
      let open = try #require(try await client.get("/v1/reviews").json["open"] as? [[String: Any]])
      let path = try #require((open[0]["references"] as? [String])?.first)
      #expect(try await client.get(path).status == 200)
      try await client.get("/v1/references/..%2F..%2Fetc/0").expectFault(404)
      try await client.get("\(path)x").expectFault(400)
    }
    #expect(bench.access.state.withLock { $0.framesAsked.count } == 1)
  }

  @Test(arguments: [
    ("/v1/reviews/0", "{\"answer\": \"perhaps\"}", 422), ("/v1/reviews/0", "{\"answer\": \"use_box\"}", 422),
    ("/v1/reviews/0", "{\"answer\": \"use_box\", \"box\": \"XXL\"}", 422),
    ("/v1/reviews/0", "{\"answer\": \"use_box\", \"box\": \"S\"}", 422), ("/v1/reviews/0", "{}", 400),
    ("/v1/reviews/1", "{\"answer\": \"pass\"}", 404), ("/v1/reviews/-1", "{\"answer\": \"pass\"}", 400),
    ("/v1/reviews/x", "{\"answer\": \"pass\"}", 400), ("/v1/interventions", "{\"action\": \"dance\"}", 422),
    ("/v1/interventions", "{\"action\": \"withdraw\"}", 422),
    ("/v1/interventions", "{\"action\": \"withdraw_now\", \"device\": \"unit-1\"}", 422),
    ("/v1/interventions", "{\"action\": \"stop\", \"device\": \"stow-1\"}", 422),
    ("/v1/interventions", "{\"action\": \"close_zone\"}", 422),
    (
      "/v1/interventions",
      "{\"action\": \"close_zone\", \"zone\": {\"x\": 0, \"y\": 0, \"width\": 999, \"height\": 1}}", 422
    ),
    ("/v1/interventions", "{\"action\": \"withdraw\", \"device\": \"nobody\"}", 404),
    ("/v1/interventions", "{\"action\": \"acknowledge_alarm\"}", 422),
    ("/v1/interventions", "{\"action\": \"hold_bin\"}", 422),
    ("/v1/interventions", "{\"action\": \"release_bin\", \"bin\": \"nowhere\"}", 404),
    ("/v1/interventions", "{\"action\": \"acknowledge_alarm\", \"alarm\": 99}", 404),
    ("/v1/interventions", "{\"action\": 1}", 400), ("/v1/interventions", "[]", 400),
  ])
  func whatMakesNoSenseReachesNoFloor(path: String, body: String, status: Int) async throws {
    let bench = Bench()
    bench.access.askReview("p1")
    let before = bench.access.state.withLock { $0.submitted.count }
    try await bench.run { client in try await client.post(path, body).expectFault(status) }
    #expect(bench.access.state.withLock { $0.submitted.count } == before)
  }

  @Test func interventionsAreDone() async throws {
    let bench = Bench()
    bench.access.handle(.connection(TestFloor.stow, .offline))
    try await bench.run { client in
      func intervene(_ body: String) async throws {
        let answer = try await client.post("/v1/interventions", as: .operator, body)
        #expect(answer.status == 200, "\(answer.text)")
      }
      try await intervene("{\"action\": \"pause\"}")
      #expect(try await client.get("/health").json["paused"] as? Bool == true)
      try await intervene("{\"action\": \"resume\"}")
      #expect(try await client.get("/v1/summary").json["paused"] as? Bool == false)
      try await intervene("{\"action\": \"withdraw\", \"device\": \"unit-1\"}")
      #expect(bench.access.state.withLock { $0.floor.books.withdrawn[0] })
      try await intervene("{\"action\": \"restore\", \"device\": \"unit-1\"}")
      try await intervene("{\"action\": \"stop_all\"}")
      #expect(bench.access.state.withLock { $0.floor.books.fleet.isStopped })
      try await intervene("{\"action\": \"resume\"}")
      try await intervene("{\"action\": \"stop\", \"device\": \"unit-1\"}")
      #expect(bench.access.state.withLock { $0.floor.books.fleet.stopped[0] })
      try await intervene("{\"action\": \"go\", \"device\": \"unit-1\"}")
      try await intervene("{\"action\": \"withdraw_now\", \"device\": \"unit-1\", \"confirm\": true}")
      #expect(bench.access.state.withLock { $0.floor.books.fleet.withdrawnNow[0] })
      try await intervene("{\"action\": \"declare_clear\", \"device\": \"unit-1\", \"confirm\": true}")
      try await intervene("{\"action\": \"restore\", \"device\": \"unit-1\"}")
      let zone = "\"zone\": {\"x\": 0, \"y\": 0, \"width\": 1, \"height\": 1}"
      for action in ["stop_zone", "go_zone", "close_zone"] {
        try await intervene("{\"action\": \"\(action)\", \(zone)}")
      }
      #expect(bench.access.state.withLock { $0.floor.books.fleet.closedZones.count } == 1)
      try await client.post("/v1/interventions", as: .operator, "{\"action\": \"close_zone\", \(zone)}").expectFault(
        409)
      try await intervene("{\"action\": \"open_zone\", \(zone)}")
      #expect(bench.access.state.withLock { !$0.floor.books.withdrawn[0] })
      let number = try #require(bench.access.state.withLock { $0.floor.alarms.standing.first?.number })
      try await intervene("{\"action\": \"acknowledge_alarm\", \"alarm\": \(number)}")
      #expect(bench.access.state.withLock { $0.floor.alarms.standing.first?.acknowledgedBy } == "operator-1")
    }
  }

  @Test func aFrameIsServedOnlyForAUnitThatIsKnown() async throws {
    let bench = Bench()
    bench.access.present("p1")
    bench.access.state.withLock { $0.frame = Frame(data: [1, 2, 3], type: "image/png") }
    try await bench.run { client in
      let answer = try await client.get("/v1/frames/p1/0")
      #expect(answer.status == 200 && answer.text == "\u{1}\u{2}\u{3}")
      #expect(answer.header("Content-Type") == "image/png")
      for path in ["p2/0", "..%2F..%2Fetc%2Fpasswd/0", "p1%00/0"] {
        let answer = try await client.get("/v1/frames/\(path)")
        #expect([400, 404].contains(answer.status), "\(path)")
      }
      for view in ["-1", "64", "x", "0.0"] { try await client.get("/v1/frames/p1/\(view)").expectFault(400) }
    }
    #expect(bench.access.state.withLock { $0.framesAsked } == ["p1"])
  }

  @Test func aFrameOfAnotherTypeIsNotServed() async throws {
    let bench = Bench()
    bench.access.present("p1")
    bench.access.state.withLock { $0.frame = Frame(data: Array("<script>".utf8), type: "text/html") }
    try await bench.run { client in try await client.get("/v1/frames/p1/0").expectFault(404) }
  }
}
