import Foundation
import Testing

@testable import FloorHTTP

/// Tokens, as they are stored and recognised.
@Suite struct TokenTests {
  private final class Place {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("tokens-\(UUID().uuidString)").path
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  @Test func whatIsStoredOpensNothing() throws {
    let place = Place()
    var file = TokenFile()
    let token = try file.create(name: "anna", role: .planner, now: 100, expires: 200)
    #expect(token.hasPrefix("drv_") && token.utf8.count == 68)
    try file.write(to: place.path)
    let text = try String(contentsOfFile: place.path, encoding: .utf8)
    #expect(!text.contains(token) && !text.contains(token.dropFirst(4)))
    let mode = try FileManager.default.attributesOfItem(atPath: place.path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let shelf = try TokenShelf(path: place.path)
    guard case .caller(let caller) = shelf.book().verdict(presenting: token[...], at: 150) else {
      Issue.record("the token is not known")
      return
    }
    #expect(caller.name == "anna" && caller.role == .planner)
    let hash = Substring(try #require(TokenFile.read(place.path).tokens.first?.sha256))
    guard case .unknown = shelf.book().verdict(presenting: hash, at: 150) else {
      Issue.record("the hash itself opens the door")
      return
    }
  }

  @Test func aTokenEndsWhenItIsSaidTo() throws {
    let token = try #require(AccessToken(name: "a", role: .admin, token: "0123456789abcdef", expires: 200))
    let book = TokenBook(tokens: [token])
    guard case .caller = book.verdict(presenting: "0123456789abcdef", at: 199),
      case .expired = book.verdict(presenting: "0123456789abcdef", at: 200),
      case .unknown = book.verdict(presenting: "0123456789abcdeg", at: 199)
    else {
      Issue.record("a token's end is not heeded")
      return
    }
  }

  @Test func anExpiredTokenIsToldApartFromAGuess() async throws {
    let bench = Bench(expires: 1)
    try await bench.run { client in
      let answer = try await client.get("/v1/site")
      try answer.expectFault(401, saying: "expired")
      #expect(answer.header("WWW-Authenticate")?.contains("invalid_token") == true)
    }
  }

  @Test func aRevokedTokenOpensNothingOnceTheFileIsReadAgain() throws {
    let place = Place()
    var file = TokenFile()
    let anna = try file.create(name: "anna", role: .viewer, now: 0, expires: nil)
    let bert = try file.create(name: "bert", role: .viewer, now: 0, expires: nil)
    try file.write(to: place.path)
    let shelf = try TokenShelf(path: place.path)
    func isKnown(_ token: String, at now: ContinuousClock.Instant) -> Bool {
      if case .caller = shelf.book(at: now).verdict(presenting: token[...], at: 1) { true } else { false }
    }
    #expect(isKnown(anna, at: .now) && isKnown(bert, at: .now))
    #expect(file.revoke(name: "anna") && !file.revoke(name: "anna"))
    try file.write(to: place.path)
    let later = ContinuousClock.now + .seconds(5)
    #expect(!isKnown(anna, at: later) && isKnown(bert, at: later))
    // A file that is gone, or that others can read, opens the door to nobody.
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: place.path)
    try file.write(to: place.path)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: place.path)
    #expect(!isKnown(bert, at: later + .seconds(5)))
    try FileManager.default.removeItem(atPath: place.path)
    #expect(!isKnown(bert, at: later + .seconds(10)))
  }

  @Test func aFileThatWasTamperedWithIsRefused() throws {
    let place = Place()
    var file = TokenFile()
    _ = try file.create(name: "anna", role: .viewer, now: 0, expires: nil)
    try file.write(to: place.path)
    let good = try String(contentsOfFile: place.path, encoding: .utf8)
    let damaged = [
      good.replacing("viewer", with: "king"), good.replacing("anna", with: "a\\nb"), String(good.dropLast(5)), "[]", "",
      good.replacing(/"sha256" : "[0-9a-f]{2}/, with: "\"sha256\" : \""),
    ]
    for text in damaged {
      try Data(text.utf8).write(to: URL(fileURLWithPath: place.path))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: place.path)
      #expect(throws: (any Error).self, "\(text)") { try TokenShelf(path: place.path) }
    }
  }

  @Test func namesAreUniqueAndHarmless() throws {
    var file = TokenFile()
    _ = try file.create(name: "anna@site", role: .viewer, now: 0, expires: nil)
    for name in ["anna@site", "", "a b", "a\nb", "<b>", String(repeating: "a", count: 65)] {
      #expect(throws: TokenFault.self) { try file.create(name: name, role: .viewer, now: 0, expires: nil) }
    }
  }

  @Test func rolesIncludeWhatTheyAreMeantTo() {
    let includes: [AccessRole: Set<AccessRole>] = [
      .viewer: [.viewer], .operator: [.viewer, .operator], .planner: [.viewer, .planner],
      .engineer: [.viewer, .operator, .planner, .engineer], .admin: Set(AccessRole.allCases),
    ]
    for role in AccessRole.allCases {
      #expect(Set(AccessRole.allCases.filter { role.includes($0) }) == includes[role], "\(role)")
    }
  }
}
