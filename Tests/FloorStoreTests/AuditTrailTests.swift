import Foundation
import GRDB
import Testing

@testable import FloorStore

@Suite struct AuditTrailTests {
  private final class Place {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("audit-\(UUID().uuidString)").path
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  private func note(_ number: Int) -> AuditTrail.Note {
    AuditTrail.Note(at: Int64(number) * 10, who: "anna", role: "planner", peer: "127.0.0.1", what: "PUT /v1/velocity")
  }

  @Test func notesAreThereAgainAfterARestart() async throws {
    let place = try Place()
    let trail = try AuditTrail(directory: place.path)
    #expect(try await trail.begin(note(1)) == 1)
    #expect(try await trail.begin(note(2)) == 2)
    try await trail.end(1, status: 200, before: "{\"a\":1}", after: "{\"a\":2}")
    try trail.close()
    let again = try AuditTrail(directory: place.path)
    var first = note(1)
    (first.number, first.status, first.before, first.after) = (1, 200, "{\"a\":1}", "{\"a\":2}")
    var second = note(2)
    second.number = 2
    // The second has no end: the daemon did not live to note it.
    #expect(try await again.notes(limit: 10) == [second, first])
    #expect(try await again.notes(before: 2, limit: 10) == [first])
    #expect(try await again.begin(note(3)) == 3)
    #expect(try await again.notes(limit: 1).map(\.number) == [3])
  }

  @Test func anEndIsNotedOnce() async throws {
    let place = try Place()
    let trail = try AuditTrail(directory: place.path)
    let number = try await trail.begin(note(1))
    try await trail.end(number, status: 200, before: nil, after: "1")
    try await trail.end(number, status: 500, before: nil, after: "2")
    #expect(try await trail.notes(limit: 1).map(\.status) == [200])
    #expect(try await trail.notes(limit: 1).map(\.after) == ["1"])
  }

  @Test func theOldestGoWhenThereAreTooMany() async throws {
    let place = try Place()
    let trail = try AuditTrail(directory: place.path, limit: 10)
    for number in 1...40 { _ = try await trail.begin(note(number)) }
    #expect(try await trail.notes(limit: 100).map(\.number) == Array((31...40).reversed()))
  }

  @Test func itsFileIsPrivateAndOneOfANewerDroverIsRefused() async throws {
    let place = try Place()
    let trail = try AuditTrail(directory: place.path)
    _ = try await trail.begin(note(1))
    let files = try FileManager.default.contentsOfDirectory(atPath: place.path).filter { $0.hasPrefix("audit") }
    #expect(files.contains("audit.sqlite"))
    for file in files {
      let mode = try FileManager.default.attributesOfItem(atPath: "\(place.path)/\(file)")[.posixPermissions] as? Int
      #expect(mode == 0o600, "\(file)")
    }
    try trail.close()
    let queue = try DatabaseQueue(path: place.path + "/audit.sqlite")
    try await queue.write { try $0.execute(sql: "PRAGMA user_version = 2") }
    try queue.close()
    #expect(throws: AuditFault.self) { try AuditTrail(directory: place.path) }
  }
}
