import FloorCore
import FloorModel
import Foundation
import Hummingbird
import Synchronization
import Testing

@testable import FloorHTTP

/// Velocity in.
@Suite struct PlanningTests {
  private func put(_ client: Client, _ body: String, type: String = "text/csv") async throws -> Answer {
    try await client.send(.put, "/v1/velocity", as: .planner, body, type: type)
  }

  @Test func goodLinesAreTakenAndBadOnesNamedWithLineAndReason() async throws {
    let bench = Bench()
    let csv = """
      sku,units_per_day
      tea,12.5
      nothing,3
      "cup,big",-1
      "cup,big",nan
      "cup,big",inf
      "cup,big",20000000
      tea,3
      "cup,big"
      "cup,big",x

      "cup,big",7
      """
    try await bench.run { client in
      let answer = try await put(client, csv)
      #expect(answer.status == 200)
      #expect(try answer.json["accepted"] as? Int == 2 && answer.json["refused_count"] as? Int == 8)
      let refused = try #require(try answer.json["refused"] as? [[String: Any]])
      let lines = refused.map { "\($0["line"] as? Int ?? 0): \($0["reason"] as? String ?? "")" }
      #expect(
        lines == [
          "3: unknown SKU", "4: units_per_day is negative", "5: units_per_day is no number: nan",
          "6: units_per_day is more than 10000000", "7: units_per_day is more than 10000000",
          "8: is in line 2 already", "9: has 1 fields instead of 2", "10: units_per_day is no number: x",
        ])
    }
    let velocity = bench.access.state.withLock { $0.floor.books.velocity }
    #expect(velocity == [12.5, 7])
  }

  @Test func aListWorksAsWell() async throws {
    let bench = Bench()
    try await bench.run { client in
      let body = """
        [{"sku": "tea", "units_per_day": 4}, {"sku": "cup,big"}, {"units_per_day": 1}, 7,
         {"sku": "cup,big", "units_per_day": "1"}, {"sku": "cup,big", "units_per_day": 0}]
        """
      let answer = try await put(client, body, type: "application/json; charset=utf-8")
      #expect(try answer.json["accepted"] as? Int == 2)
      let refused = try #require(try answer.json["refused"] as? [[String: Any]])
      #expect(refused.compactMap { $0["line"] as? Int } == [2, 3, 4, 5])
    }
    #expect(bench.access.state.withLock { $0.floor.books.velocity } == [4, 0])
  }

  @Test func whatGoesInComesOut() async throws {
    try await Bench().run { client in
      let csv = "sku,units_per_day\ntea,1.0\n\"cup,big\",2.0\n"
      #expect(try await client.get("/v1/velocity?format=csv").text == csv)
      #expect(try await put(client, "\u{FEFF}" + csv.replacing("\n", with: "\r\n")).json["accepted"] as? Int == 2)
      let text = try await client.get("/v1/velocity").text
      #expect(
        text
          == "[{\"sku\":\"tea\",\"source\":\"planner\",\"units_per_day\":1},"
          + "{\"sku\":\"cup,big\",\"source\":\"planner\",\"units_per_day\":2}]")
    }
  }

  @Test func whatCannotBeReadChangesNothing() async throws {
    let bench = Bench()
    try await bench.run { client in
      try await put(client, "tea,1\n").expectFault(400, saying: "first line")
      try await put(client, "").expectFault(400)
      try await put(client, "{", type: "application/json").expectFault(400, saying: "no JSON list")
      try await put(client, "{}", type: "application/json").expectFault(400)
      try await put(client, "sku,units_per_day", type: "text/plain").expectFault(415)
      #expect(try await put(client, "sku,units_per_day\nx,1\n").status == 422)
      try await put(client, "sku,units_per_day\n").expectFault(400, saying: "names no SKU")
      try await put(client, "[]", type: "application/json").expectFault(400, saying: "names no SKU")
    }
    #expect(bench.access.state.withLock { $0.submitted.isEmpty })
  }

  @Test func refusalsListedAreLimitedAndAllAreCounted() async throws {
    try await Bench { $0.refusalsListed = 2 }.run { client in
      let answer = try await put(client, "sku,units_per_day\na,1\nb,1\nc,1\nd,1\ntea,1\n")
      #expect(try answer.json["refused_count"] as? Int == 4)
      #expect(try (answer.json["refused"] as? [Any])?.count == 2)
    }
  }

  @Test func fieldsMayBeQuoted() {
    #expect(VelocityUpload.fields(of: "a, b ,\"c,\"\"d\"\"\",") == ["a", "b", "c,\"d\"", ""])
  }
}
