import FloorCore
import Foundation
import Hummingbird
import Synchronization
import Testing

@testable import FloorHTTP

/// Every write leaves a note: who, when, what, and what was so before and after.
@Suite struct AuditTests {
  private func entries(_ client: Client, _ query: String = "") async throws -> [[String: Any]] {
    try #require(try await client.get("/v1/audit\(query)", as: .admin).json["entries"] as? [[String: Any]])
  }

  @Test func anInterventionIsNotedWithWhatItChanged() async throws {
    try await Bench().run { client in
      let start = Date()
      #expect(try await client.post("/v1/interventions", as: .operator, "{\"action\":\"pause\"}").status == 200)
      let body = "{\"action\":\"withdraw\",\"device\":\"unit-1\"}"
      #expect(try await client.post("/v1/interventions", as: .engineer, body).status == 200)
      let all = try await entries(client)
      #expect(all.map { $0["who"] as? String } == ["engineer-1", "operator-1"])
      #expect(all.map { $0["role"] as? String } == ["engineer", "operator"])
      #expect(all.allSatisfy { $0["what"] as? String == "POST /v1/interventions" && $0["status"] as? Int == 200 })
      #expect((all[1]["before"] as? [String: Bool]) == ["paused": false, "stopped": false])
      #expect((all[1]["after"] as? [String: Bool]) == ["paused": true, "stopped": false])
      #expect((all[0]["before"] as? [String: Any])?["withdrawn"] as? Bool == false)
      #expect((all[0]["after"] as? [String: Any])?["withdrawn"] as? Bool == true)
      #expect((all[0]["after"] as? [String: Any])?["device"] as? String == "unit-1")
      let at = try Date(
        all[1]["at"] as? String ?? "", strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
      #expect(at >= start.addingTimeInterval(-1) && at <= Date().addingTimeInterval(1))
    }
  }

  @Test func velocityOrdersAndReviewsAreNoted() async throws {
    let bench = Bench()
    bench.access.askReview("plate-1")
    try await bench.run { client in
      let csv = "sku,units_per_day\ntea,5.5\n"
      #expect(try await client.send(.put, "/v1/velocity", as: .planner, csv, type: "text/csv").status == 200)
      let order =
        "{\"code\":\"A-1\",\"destination\":\"north\",\"due_seconds\":100,\"lines\":[{\"sku\":\"tea\",\"quantity\":1}]}"
      #expect(try await client.post("/v1/orders", as: .planner, order).status == 200)
      #expect(try await client.post("/v1/reviews/0", as: .operator, "{\"answer\":\"pass\"}").status == 200)
      let all = try await entries(client)
      #expect(all.map { $0["what"] as? String } == ["POST /v1/reviews/0", "POST /v1/orders", "PUT /v1/velocity"])
      #expect((all[0]["after"] as? [String: Any])?["answer"] as? String == "pass")
      let result = ((all[1]["after"] as? [String: Any])?["results"] as? [[String: Any]])?.first
      #expect(result?["code"] as? String == "A-1" && result?["result"] as? String == "accepted")
      func velocity(_ side: String) -> Double? {
        (((all[2][side] as? [String: Any])?["lines"] as? [[String: Any]])?.first)?["units_per_day"] as? Double
      }
      #expect(velocity("before") == 1 && velocity("after") == 5.5)
    }
  }

  @Test func aWriteThatIsRefusedIsNotedToo() async throws {
    try await Bench().run { client in
      #expect(try await client.post("/v1/interventions", as: .operator, "{\"action\":\"dance\"}").status == 422)
      let all = try await entries(client)
      #expect(all.count == 1 && all[0]["status"] as? Int == 422 && all[0]["after"] == nil)
    }
  }

  @Test func whatCannotBeNotedIsNotDone() async throws {
    let bench = Bench()
    bench.access.state.withLock { $0.isAuditFull = true }
    try await bench.run { client in
      try await client.post("/v1/interventions", "{\"action\":\"pause\"}").expectFault(503, saying: "audit trail")
      try await client.send(.put, "/v1/velocity", "[]").expectFault(503)
    }
    #expect(bench.access.state.withLock { $0.submitted.isEmpty })
  }

  @Test func readingLeavesNoNoteAndTheTrailIsReadInPages() async throws {
    try await Bench().run { client in
      for _ in 0..<5 { _ = try await client.post("/v1/interventions", "{\"action\":\"pause\"}") }
      _ = try await client.get("/v1/stock")
      let page = try await client.get("/v1/audit?limit=2", as: .admin).json
      #expect((page["entries"] as? [[String: Any]])?.compactMap { $0["number"] as? Int } == [5, 4])
      #expect(page["next"] as? Int == 4)
      #expect(try await entries(client, "?before=4&limit=100").compactMap { $0["number"] as? Int } == [3, 2, 1])
      for query in ["?limit=0", "?limit=1001", "?before=x", "?before=0"] {
        try await client.get("/v1/audit\(query)", as: .admin).expectFault(400)
      }
      try await client.get("/v1/audit", as: .engineer).expectFault(403, saying: "needs admin")
    }
  }

  @Test func aNoteIsNoLongerThanItMayBe() {
    let note = AuditNote()
    note.after(["text": String(repeating: "x", count: 20_000)])
    #expect(note.texts.after == "{\"omitted_bytes\":20011}" && note.texts.before == nil)
  }
}
