import FloorCore
import Foundation
import Hummingbird
import Synchronization
import Testing

@testable import FloorHTTP

/// Requests that mean harm, or were made by a broken program.
@Suite struct HostileTests {
  @Test func aBodyThatIsTooLargeIsNotRead() async throws {
    let bench = Bench {
      $0.body = 1_000; $0.velocityBody = 2_000
    }
    let large = String(repeating: " ", count: 1_001)
    try await bench.run { client in
      for path in ["/v1/orders", "/v1/interventions", "/v1/reviews/0"] {
        try await client.post(path, large).expectFault(413)
      }
      let csv = "sku,units_per_day\n" + String(repeating: "tea,1\n", count: 400)
      try await client.send(.put, "/v1/velocity", csv, type: "text/csv").expectFault(413)
      // One that lies about its length is counted all the same.
      try await client.send(.post, "/v1/orders", large, [.contentLength: "2"]).expectFault(413)
    }
  }

  @Test(arguments: ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data", nil])
  func otherTypesAreRefused(type: String?) async throws {
    let bench = Bench()
    try await bench.run { client in
      for path in ["/v1/orders", "/v1/interventions", "/v1/reviews/0"] {
        try await client.send(.post, path, "{\"action\": \"pause\"}", type: type).expectFault(415)
      }
    }
    #expect(bench.access.state.withLock { $0.submitted.isEmpty })
  }

  @Test(arguments: [
    "/../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/app.js/../../secret", "//etc/passwd",
    "/v1", "/v1/", "/v2/stock", "/v1/stock/../../x", "/.git/config", "/v1/orders", "/v1/orders/", "/v1/frames/a/b/c",
  ])
  func pathsLeadNowhereElse(path: String) async throws {
    try await Bench().run { client in
      let answer = try await client.get(path)
      #expect([404, 405].contains(answer.status), "\(answer.status) \(answer.text)")
      try answer.expectFault(answer.status)
    }
  }

  @Test func otherMethodsAreNamed() async throws {
    try await Bench().run { client in
      let answer = try await client.send(.delete, "/v1/velocity", nil)
      try answer.expectFault(405)
      #expect(answer.header("Allow") == "PUT, GET")
      try await client.send(.post, "/v1/view", "{}").expectFault(405)
      try await client.send(.put, "/v1/orders/A", "{}").expectFault(405)
    }
  }

  @Test func deepAndOddJSONBreaksNothing() async throws {
    try await Bench().run { client in
      let bodies = [
        String(repeating: "[", count: 5_000), String(repeating: "{\"a\":", count: 5_000), "\u{0}", "\"\\ud800\"",
        "{\"action\": \"pause\", \"action\": 7, ", "NaN", "[1e999]",
      ]
      for body in bodies {
        let answer = try await client.post("/v1/interventions", body)
        try answer.expectFault(400)
        let velocity = try await client.send(.put, "/v1/velocity", body)
        #expect([200, 400, 422].contains(velocity.status))
      }
    }
  }

  @Test func whatIsNotUTF8IsRefused() async throws {
    #expect(throws: HTTPFault.self) {
      try VelocityUpload(csv: Data([0xFF, 0xFE, 0x41]), index: SiteIndex(TestFloor.site), limits: HTTPLimits())
    }
  }

  @Test func namesFromOutsideComeBackAsText() async throws {
    try await Bench().run { client in
      let answer = try await client.get("/v1/why/device/%3Cscript%3E")
      try answer.expectFault(404)
      #expect(answer.header("Content-Type") == "application/json")
    }
  }
}
