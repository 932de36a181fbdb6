import Foundation
import GRDB
import Testing

/// The commands that check, keep and run again what a daemon has written, on what a daemon has written.
@Suite("records", .serialized)
struct RecordsTests {
  private let orders = 40

  /// A daemon that has taken orders and ended, with a snapshot after each ten.
  private func finished() async throws -> Daemon {
    let daemon = try Daemon(snapshotEvery: 10)
    try await daemon.start()
    for number in 0..<orders { try #require(try await daemon.order("order-\(number)-end") == 200) }
    #expect(daemon.end(by: SIGTERM) == 0)
    return daemon
  }

  /// Spoils one entry behind the journal's back.
  private func damage(_ daemon: Daemon, entry: Int) throws {
    let queue = try DatabaseQueue(path: daemon.data + "/floor.sqlite")
    try queue.write { db in
      try db.execute(
        sql: "UPDATE journal SET payload = zeroblob(length(payload)) WHERE number = ?", arguments: [entry])
    }
    try queue.close()
  }

  @Test("verify, backup while the daemon runs, and restore")
  func backup() async throws {
    let daemon = try Daemon()
    try await daemon.start()
    for number in 0..<6 { try #require(try await daemon.order("S\(number)") == 200) }
    let copy = daemon.data + "-backup.sqlite"
    let other = try Daemon()
    let made = try Tool.run(["backup", daemon.data, copy])
    #expect(made.status == 0 && made.output.contains("all entries up to"), "\(made.output)")
    #expect(try Tool.run(["backup", daemon.data, copy]).status == 2, "nothing is overwritten")
    #expect(try await daemon.order("S6") == 200)
    let verdict = try Tool.run(["journal", "verify", daemon.data])
    #expect(verdict.status == 0 && verdict.output.contains("entries, all whole"), "\(verdict.output)")
    daemon.end(by: SIGKILL)

    let restored = try Tool.run(["restore", copy, other.data])
    #expect(restored.status == 0 && restored.output.contains("restored up to entry"), "\(restored.output)")
    #expect(try Tool.run(["restore", copy, other.data]).status == 2, "nothing is overwritten")
    try await other.start()
    #expect(try await other.get("/v1/orders/S5").status == 200)
    #expect(try await other.get("/v1/orders/S6").status == 404)
    other.end(by: SIGTERM)
    try FileManager.default.removeItem(atPath: copy)
  }

  @Test("a damaged middle is named and refused, and bridged by a snapshot without losing an order")
  func repair() async throws {
    let daemon = try await finished()
    try damage(daemon, entry: 5)
    let verdict = try Tool.run(["journal", "verify", daemon.data])
    #expect(verdict.status == 1 && verdict.output.contains("damaged at entry 5"), "\(verdict.output)")
    #expect(verdict.output.contains("drover journal repair"), "\(verdict.output)")
    let plan = try Tool.run(["journal", "repair", daemon.data])
    #expect(plan.status == 1 && plan.output.contains("Nothing has been changed"), "\(plan.output)")
    #expect(plan.output.contains("--from-snapshot") && !plan.output.contains("--accept-loss"), "\(plan.output)")
    let repaired = try Tool.run(["journal", "repair", daemon.data, "--from-snapshot"])
    #expect(
      repaired.status == 0 && repaired.output.contains("Repaired: the journal ends with entry"), "\(repaired.output)")
    #expect(try Tool.run(["journal", "verify", daemon.data]).status == 0)
    try await daemon.start()
    for number in 0..<orders { #expect(try await daemon.get("/v1/orders/order-\(number)-end").status == 200) }
    #expect(try await daemon.order("one-more") == 200)
    daemon.end(by: SIGTERM)
  }

  @Test("without a snapshot behind the damage, what is lost is named, and lost only when told so")
  func loss() async throws {
    let daemon = try await finished()
    try FileManager.default.removeItem(atPath: daemon.data + "/snapshots")
    try damage(daemon, entry: 31)
    let plan = try Tool.run(["journal", "repair", daemon.data, "--from-snapshot"])
    #expect(
      plan.status == 2 && plan.output.contains("LOST with all that they led to: entries 31 to "), "\(plan.output)")
    await #expect(throws: Daemon.Ended.self, "a daemon does not start from it") { try await daemon.start() }
    #expect(daemon.said.contains("damaged at entry 31"), "\(daemon.said)")
    #expect(try Tool.run(["journal", "repair", daemon.data, "--accept-loss"]).status == 0)
    try await daemon.start()
    #expect(try await daemon.get("/v1/orders/order-0-end").status == 200)
    #expect(try await daemon.get("/v1/orders/order-39-end").status == 404)
    daemon.end(by: SIGTERM)
  }

  @Test("bits turned at random offsets: every answer is a sentence and a status, never a crash", arguments: 0..<10)
  func anywhere(seed: Int) async throws {
    let daemon = try await RecordsTests.whole.daemon()
    let copy = FileManager.default.temporaryDirectory.appendingPathComponent("damaged-\(UUID().uuidString)")
    try FileManager.default.copyItem(atPath: daemon.data, toPath: copy.path)
    defer { try? FileManager.default.removeItem(at: copy) }
    let path = copy.appendingPathComponent("floor.sqlite")
    var file = try Data(contentsOf: path)
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1
    for _ in 0..<3 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      file[Int((state >> 20) % UInt64(file.count))] ^= UInt8(1 << (state >> 61))
    }
    try file.write(to: path)
    for command in [["journal", "verify"], ["journal", "repair"]] {
      let answer = try Tool.run(command + [copy.path])
      #expect([0, 1, 2].contains(answer.status) && !answer.output.isEmpty, "seed \(seed): \(command) \(answer)")
    }
  }

  /// One finished daemon for all seeds.
  private actor Whole {
    private var made: Daemon?

    func daemon() async throws -> Daemon {
      if let made { return made }
      let daemon = try await RecordsTests().finished()
      made = daemon
      return daemon
    }
  }

  private static let whole = Whole()

  @Test("an export holds all that someone else needs to run it again to the same effects")
  func export() async throws {
    let daemon = try await finished()
    let file = daemon.data + "-run.tar"
    defer { try? FileManager.default.removeItem(atPath: file) }
    let packed = try Tool.run(["export", daemon.data, "--site", Daemon.site, "--out", file])
    #expect(packed.status == 0, "\(packed.output)")
    #expect(try Tool.run(["export", daemon.data, "--site", "Config/sites/demo.yaml", "--out", file + "2"]).status == 2)
    let replayed = try Tool.run(["replay", file])
    #expect(replayed.status == 0 && replayed.output.contains("The same effects as recorded"), "\(replayed.output)")
    #expect(replayed.output.contains("journal entries are the same"), "\(replayed.output)")
    // What comes from outside is looked at before it is believed.
    try Data("not a tar at all, but long enough to be looked at \(String(repeating: ".", count: 600))".utf8)
      .write(to: URL(fileURLWithPath: file))
    let refused = try Tool.run(["replay", file])
    #expect(refused.status == 2 && refused.output.contains("no export of Drover"), "\(refused.output)")
  }
}
