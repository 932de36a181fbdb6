import Foundation
import Testing

@testable import FloorHTTP

/// Tokens, as they are stored and recognised.
@Suite struct TokenTests {
  private final class Place {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("tokens-\(UUID().uuidString)").path
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  private func hex(_ text: String) -> String { hex(Array(text.utf8)) }
  private func hex(_ bytes: [UInt8]) -> String {
    SHA256.hash(bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// FIPS 180-4's examples, and every way in which the padding can fall.
  @Test func theHashIsSHA256() {
    #expect(hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    let sums = [
      55: "e7313d333c272e639f790978283f9eb392e843d0f29b7016828bb1daa4aac70b",
      56: "4324d65f3c103567f5589c710bc08f8523f929a9272e3af36fc968e52abc6c27",
      63: "81c80242132f230c3bd41b3e63bbcff16107339549214a99614ff26664625055",
      64: "39e3d7b6b5d075d37d053ad89b24b41bef4f3c29760c84447cab3f3be1882241",
      65: "aacca6ff74fdbb296d165a45cecfa04e5127bc008770fbbdd48006f2d2fae95e",
      119: "9ce7368e4daf32341631b492e80359dc9f594b48453cd0dd5bf0b19279cc177e",
      120: "7836b787757e95e58b3ca5aec90b1b004e8deba1e50e9675af9cabf1a13a04b5",
      1_000: "1e9bc38cbf860b9ec31918b065f9b52476c549a782e0e7990bed8ce3868d2371",
    ]
    for (count, sum) in sums { #expect(hex((0..<count).map { UInt8(($0 * 7 + 3) % 256) }) == sum, "\(count)") }
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
