import Hummingbird
import Testing

@testable import FloorHTTP

/// Who may do what.
@Suite struct AccessTests {
  /// Every route, with the least role that it is meant to need; a new route has to be entered here.
  private static let needs: [String: AccessRole?] = [
    "GET /health": nil, "GET /openapi.json": nil, "GET /": nil, "GET /app.css": nil, "GET /app.js": nil,
    "GET /base.js": nil, "GET /map.js": nil, "GET /paint.js": nil, "GET /panels.js": nil, "GET /parcels.js": nil,
    "GET /reviews.js": nil,
    "GET /metrics": .viewer, "GET /v1/site": .viewer, "GET /v1/view": .viewer, "GET /v1/view/stream": .viewer,
    "GET /v1/summary": .viewer, "GET /v1/why/order/{code}": .viewer, "GET /v1/why/task/{id}": .viewer,
    "GET /v1/why/device/{name}": .viewer, "GET /v1/why/unit/{plate}": .viewer, "GET /v1/stock": .viewer,
    "GET /v1/stock/changes": .viewer,
    "GET /v1/stock/reservations": .viewer, "GET /v1/stock/dispositions": .viewer, "GET /epcis/events": .viewer,
    "POST /epcis/capture": .planner, "GET /v1/webhooks": .planner, "POST /v1/webhooks": .planner,
    "DELETE /v1/webhooks/{id}": .planner,
    "GET /v1/references/{sku}/{view}": .viewer, "GET /v1/counts": .viewer, "PUT /v1/lots": .planner,
    "GET /v1/lots": .viewer, "GET /v1/tags": .viewer,
    "POST /v1/counts": .operator, "POST /v1/observations": .operator,
    "POST /v1/velocity/restore": .planner, "GET /v1/velocity/achieved": .viewer,
    "PUT /v1/velocity": .planner, "GET /v1/velocity": .viewer, "POST /v1/orders": .planner,
    "GET /v1/orders/{code}": .viewer, "GET /v1/reviews": .viewer, "POST /v1/reviews/{number}": .operator,
    "GET /v1/packaging/shipments": .viewer, "GET /v1/packaging/exceptions": .viewer,
    "GET /v1/packaging/fit": .viewer, "POST /v1/packaging/fit": .planner,
    "GET /v1/packaging/{sku}": .viewer, "PUT /v1/packaging/{sku}": .engineer,
    "POST /v1/packaging/{sku}/measures": .operator, "POST /v1/returns": .planner, "GET /v1/boxes": .viewer,
    "PUT /v1/boxes/{code}": .operator, "GET /v1/parcels/{number}/steps/{step}": .viewer,
    "GET /v1/audit": .admin, "GET /v1/frames/{plate}/{view}": .viewer, "POST /v1/interventions": .operator,
  ]

  @Test func everyRouteNeedsTheRoleItIsMeantTo() {
    let routes = Bench().server.routes
    var found: [String: AccessRole?] = [:]
    for route in routes { found["\(route.method.rawValue) \(route.path)"] = .some(route.role) }
    #expect(found == Self.needs)
  }

  @Test func everyRoleIsLetInWhereItMayBeAndNowhereElse() async throws {
    let bench = Bench()
    try await bench.run { client in
      for route in bench.server.routes where route.path != "/v1/view/stream" && route.path != "/v1/stock/changes" {
        let path = route.path.replacing("{code}", with: "x").replacing("{id}", with: "1").replacing("{name}", with: "x")
          .replacing("{number}", with: "1").replacing("{plate}", with: "x").replacing("{view}", with: "1")
        let body = route.method == .get ? nil : "{}"
        for role in AccessRole.allCases {
          let answer = try await client.send(route.method, path, as: role, body)
          let isLetIn = route.role.map { role.includes($0) } ?? true
          #expect((answer.status == 403) == !isLetIn, "\(role) \(route.method) \(path): \(answer.status)")
          #expect(answer.status != 401 && answer.status != 500)
        }
        let stranger = try await client.send(route.method, path, as: nil, body)
        #expect((stranger.status == 401) == (route.role != nil), "\(route.method) \(path): \(stranger.status)")
      }
    }
  }

  @Test(arguments: [
    "", "Bearer", "Bearer ", "Bearer token-of-a-test-admi", "Bearer token-of-a-test-adminn",
    "Bearer TOKEN-OF-A-TEST-ADMIN",
    "Basic dG9rZW46YWRtaW4=", "Bearer  token-of-a-test-admin", "token-of-a-test-admin",
  ])
  func whatIsNoTokenOpensNothing(field: String) async throws {
    try await Bench().run { client in
      let answer = try await client.get("/v1/site", as: nil, [.authorization: field])
      try answer.expectFault(401)
      #expect(answer.header("WWW-Authenticate") == "Bearer realm=\"drover\"")
    }
  }

  @Test func aForbiddenCallerIsToldWhichRoleItTakes() async throws {
    try await Bench().run { client in
      try await client.post("/v1/interventions", as: .viewer, "{\"action\":\"pause\"}")
        .expectFault(403, saying: "needs operator")
    }
  }

  @Test func tokensThatCanBeGuessedAreNotTaken() {
    #expect(AccessToken(name: "a", role: .admin, token: "short") == nil)
    #expect(AccessToken(name: "", role: .admin, token: "0123456789abcdef") == nil)
    #expect(AccessToken(name: "a", role: .admin, token: "0123456789abcdef") != nil)
  }

  @Test func comparingLooksAtEveryByteAndAtTheLength() {
    let secret = Array("0123456789abcdef".utf8)
    #expect(TokenBook.equal(secret, secret))
    #expect(!TokenBook.equal(secret, []))
    #expect(!TokenBook.equal(secret, Array(secret.dropLast())))
    #expect(!TokenBook.equal(secret, secret + [0]))
    #expect(!TokenBook.equal(secret + [0], secret))
    for index in secret.indices {
      var other = secret
      other[index] ^= 1
      #expect(!TokenBook.equal(secret, other))
    }
  }
}
