import FloorCore
import FloorModel
import Foundation
import HTTPTypes
import Synchronization
import Testing

@testable import FloorHTTP

/// Counts in, and velocity sets by version.
@Suite struct CountsTests {
  private func post(_ client: Client, _ body: String) async throws -> Answer {
    try await client.send(.post, "/v1/counts", as: .operator, body, type: "application/json")
  }

  @Test func aCountIsBlindAndRepeatedAndCorrects() async throws {
    let bench = Bench()
    let bin = TestFloor.site.bins[0].name
    try await bench.run { client in
      let list = try await client.get("/v1/counts?limit=3")
      #expect(list.status == 200 && !list.text.contains("quantity"))
      let body = "{\"bin\": \"\(bin)\", \"lines\": [{\"sku\": \"tea\", \"quantity\": 9}], \"reason\": \"scheduled\"}"
      #expect(try await post(client, body).json["outcome"] as? String == "recount")
      #expect(try await post(client, body).json["outcome"] as? String == "corrected")
      #expect(try await post(client, body).json["outcome"] as? String == "agrees")
    }
  }

  @Test func aRepeatedRequestIsNoSecondCount() async throws {
    let bin = TestFloor.site.bins[0].name
    try await Bench().run { client in
      func body(_ id: String) -> String {
        "{\"bin\": \"\(bin)\", \"lines\": [{\"sku\": \"tea\", \"quantity\": 9}], "
          + "\"reason\": \"scheduled\", \"id\": \"\(id)\"}"
      }
      for _ in 0..<2 { #expect(try await post(client, body("a")).json["outcome"] as? String == "recount") }
      #expect(try await post(client, body("b")).json["outcome"] as? String == "corrected")
      try await post(client, body("")).expectFault(422, saying: "id")
      try await post(client, body(String(repeating: "x", count: 65))).expectFault(422, saying: "id")
    }
  }

  @Test func aGreatDifferenceNeedsASecondPerson() async throws {
    let bin = TestFloor.site.bins[0].name
    try await Bench().run { client in
      let body = "{\"bin\": \"\(bin)\", \"lines\": [{\"sku\": \"tea\", \"quantity\": 1}], \"reason\": \"scheduled\"}"
      let first = try await post(client, body).json
      #expect(first["outcome"] as? String == "recount" && first["needs_second_person"] as? Bool == true)
      try await post(client, body).expectFault(409, saying: "")
      let other = try await client.send(.post, "/v1/counts", as: .admin, body, type: "application/json")
      #expect(try other.json["outcome"] as? String == "corrected")
    }
  }

  @Test func whatCannotBeIsRefusedWithAReason() async throws {
    try await Bench().run { client in
      let bin = TestFloor.site.bins[0].name
      func body(_ bin: String, _ sku: String, _ quantity: Int, _ reason: String = "scheduled") -> String {
        "{\"bin\": \"\(bin)\", \"lines\": [{\"sku\": \"\(sku)\", \"quantity\": \(quantity)}], \"reason\": \"\(reason)\"}"
      }
      try await post(client, body("nowhere", "tea", 1)).expectFault(422, saying: "no bin")
      try await post(client, body(bin, "nothing", 1)).expectFault(422, saying: "no SKU")
      try await post(client, body(bin, "tea", 1, "boredom")).expectFault(422, saying: "no reason")
      try await post(client, body(bin, "tea", -1)).expectFault(409, saying: "cannot be counted")
      try await post(client, body(bin, "tea", 100_000)).expectFault(409, saying: "of bin")
    }
  }

  @Test func whatACameraSeesIsEvidenceAndPhantomStockIsNotOffered() async throws {
    let bin = TestFloor.site.bins[1].name
    try await Bench().run { client in
      func see(_ sku: String, _ quantity: Int, _ trust: Double) async throws -> Answer {
        try await client.send(
          .post, "/v1/observations", as: .operator,
          "{\"bin\": \"\(bin)\", \"sku\": \"\(sku)\", \"owner\": \"globex\", \"lot\": 7, "
            + "\"quantity\": \(quantity), \"trust\": \(trust)}", type: "application/json")
      }
      let right = try await see("cup,big", 3, 0.9).json
      #expect(try #require(right["wrong"] as? Double) < 0.02 && right["available"] as? Int == 3)
      // It has only been seen: nobody has counted, so it comes back as it went.
      for _ in 0..<2 { _ = try await see("cup,big", 0, 1) }
      let gone = try await see("cup,big", 0, 1).json
      #expect(try #require(gone["empty"] as? Double) > 0.5 && gone["available"] as? Int == 0)
      for _ in 0..<3 { _ = try await see("cup,big", 3, 1) }
      #expect(try await see("cup,big", 3, 1).json["available"] as? Int == 3)
      try await see("cup,big", 3, 1.5).expectFault(422, saying: "no probability")
      try await see("nothing", 3, 0.5).expectFault(422, saying: "no SKU")
      #expect(try await see("cup,big", -1, 0.5).status == 409)
    }
  }

  @Test func aVelocitySetFollowsAVersionAndCanBeTakenBack() async throws {
    let bench = Bench()
    try await bench.run { client in
      func put(_ query: String, _ rate: Int) async throws -> Answer {
        try await client.send(
          .put, "/v1/velocity?" + query, as: .planner, "sku,units_per_day,p90\ntea,\(rate),\(rate + 5)\n",
          type: "text/csv")
      }
      #expect(try await put("follows=0&as_of=2026-01-02T00:00:00Z", 5).json["version"] as? Int == 1)
      try await put("follows=0", 6).expectFault(409, saying: "version 1")
      try await put("as_of=2026-01-01T00:00:00Z", 6).expectFault(409, saying: "earlier")
      try await put("as_of=yesterday", 6).expectFault(400, saying: "as_of")
      try await put("extent=half", 6).expectFault(400, saying: "extent")
      #expect(try await put("extent=whole", 7).json["version"] as? Int == 2)
      #expect(try await client.send(.post, "/v1/velocity/restore", as: .planner, "", type: "text/plain").status == 200)
      #expect(try await client.get("/v1/velocity/achieved").status == 200)
    }
    #expect(bench.access.state.withLock { $0.floor.books.velocity }[0] == 5)
    #expect(bench.access.state.withLock { $0.floor.books.velocities.current.lines[0]?.p90 } == 10)
  }

  @Test func whatALineMaySayBeyondItsRateIsChecked() async throws {
    try await Bench().run { client in
      let csv = """
        sku,units_per_day,p90,hourly,horizon_days
        tea,5,4,,
        tea,5,,1;2,
        tea,5,,,-1
        tea,5,x,,
        """
      let answer = try await client.send(.put, "/v1/velocity", as: .planner, csv, type: "text/csv")
      #expect(answer.status == 422)
      let refused = try #require(try answer.json["refused"] as? [[String: Any]])
      #expect(
        refused.compactMap { $0["reason"] as? String } == [
          "p90 is below units_per_day, or no number", "hourly is not 24 shares from 0 to 1",
          "horizon_days is not above 0 and up to 3650", "p90 is no number: x",
        ])
    }
  }
}
