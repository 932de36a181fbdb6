import Foundation
import Hummingbird
import Testing

@testable import FloorHTTP

/// The OpenAPI document and the page.
@Suite struct InterfaceTests {
  private func document() throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(OpenAPI.document)) as? [String: Any])
  }

  /// Per schema: members that it tells of, and those that an answer must have.
  private func schemas() throws -> [String: (told: Set<String>, needed: Set<String>)] {
    let components = try document()["components"] as? [String: Any]
    let schemas = try #require(components?["schemas"] as? [String: [String: Any]])
    return schemas.mapValues {
      (told: Set(($0["properties"] as? [String: Any] ?? [:]).keys), needed: Set($0["required"] as? [String] ?? []))
    }
  }

  @Test func everyRouteIsInTheDocumentAndNothingElse() throws {
    let paths = try #require(try document()["paths"] as? [String: [String: Any]])
    let told = Set(paths.flatMap { path, methods in methods.keys.map { "\($0) \(path)" } })
    let served = Set(Bench().server.routes.map { "\($0.method.rawValue.lowercased()) \($0.path)" })
    #expect(told == served)
  }

  @Test func theDocumentTellsEveryRoutesRoleAndParameters() throws {
    let paths = try #require(try document()["paths"] as? [String: [String: [String: Any]]])
    for route in Bench().server.routes {
      let operation = try #require(paths[route.path]?[route.method.rawValue.lowercased()])
      #expect(operation["x-role"] as? String == route.role?.rawValue, "\(route.path)")
      let parameters = operation["parameters"] as? [[String: Any]] ?? []
      let inPath = Set(parameters.filter { $0["in"] as? String == "path" }.compactMap { $0["name"] as? String })
      let braces = Set(
        route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) })
      #expect(inPath == braces, "\(route.path)")
    }
  }

  @Test func everyReferenceOfTheDocumentLeadsSomewhere() throws {
    let document = try document()
    var references: Set<String> = []
    func collect(_ value: Any) {
      if let object = value as? [String: Any] {
        if let reference = object["$ref"] as? String { references.insert(reference) }
        object.values.forEach(collect)
      }
      (value as? [Any])?.forEach(collect)
    }
    collect(document)
    #expect(references.count > 10)
    for reference in references {
      var place: Any? = document
      for step in reference.dropFirst(2).split(separator: "/") { place = (place as? [String: Any])?[String(step)] }
      #expect(place != nil, "\(reference)")
    }
  }

  @Test func anAnswerHasTheMembersThatTheDocumentPromises() async throws {
    let bench = Bench()
    bench.access.askReview("plate-1")
    let schemas = try schemas()
    let answers = [
      "View": "/v1/view", "Site": "/v1/site", "Summary": "/v1/summary", "Stock": "/v1/stock", "Health": "/health",
    ]
    try await bench.run { client in
      for (schema, path) in answers {
        let (told, needed) = try #require(schemas[schema])
        let given = Set(try await client.get(path).json.keys)
        #expect(given.isSubset(of: told) && needed.isSubset(of: given), "\(schema): \(given.symmetricDifference(told))")
      }
      _ = try await client.post("/v1/interventions", "{\"action\":\"pause\"}")
      let audit = Set(try await client.get("/v1/audit", as: .admin).json.keys)
      #expect(audit.isSubset(of: schemas["Audit"]?.told ?? []) && audit.contains("entries"))
      let numbers = try #require(try await client.get("/v1/summary").json["numbers"] as? [String: Any])
      let (told, needed) = try #require(schemas["Numbers"])
      #expect(needed.isSubset(of: numbers.keys) && told.isSuperset(of: numbers.keys))
    }
  }

  @Test func thePageComesWithoutATokenAndLoadsNothingFromElsewhere() async throws {
    try await Bench().run { client in
      let page = try await client.get("/", as: nil)
      #expect(page.status == 200 && page.header("Content-Type") == "text/html; charset=utf-8")
      let policy = try #require(page.header("Content-Security-Policy"))
      #expect(policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"))
      #expect(page.header("X-Content-Type-Options") == "nosniff")
      for path in [
        "/", "/app.css", "/app.js", "/base.js", "/map.js", "/paint.js", "/panels.js", "/parcels.js", "/reviews.js",
      ] {
        let text = try await client.get(path, as: nil).text.replacing("http://www.w3.org/2000/svg", with: "")
        #expect(!text.contains("http://") && !text.contains("https://"), "\(path)")
        // Text becomes nodes, never markup.
        for banned in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
          #expect(!text.contains(banned), "\(path) has \(banned)")
        }
      }
    }
  }

  @Test func everyImportOfTheScriptsIsServed() async throws {
    let bench = Bench()
    let paths = Set(bench.server.routes.map(\.path))
    try await bench.run { client in
      for path in paths where path.hasSuffix(".js") {
        let text = try await client.get(path, as: nil).text
        for match in text.matches(of: /from "([^"]+)"/) { #expect(paths.contains(String(match.1)), "\(match.1)") }
      }
    }
  }
}
