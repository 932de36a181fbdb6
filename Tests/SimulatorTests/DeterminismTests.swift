import FloorCore
import FloorModel
import Foundation
import Simulators
import Testing

@Suite("Determinism")
struct DeterminismTests {
  @Test("the same seed twice is the same shift; another seed is another")
  func seeds() throws {
    let site = try Package.site("small")
    let first = try VirtualShift.run(site, seed: 7, .minutes(40))
    let second = try VirtualShift.run(site, seed: 7, .minutes(40))
    let other = try VirtualShift.run(site, seed: 8, .minutes(40))
    #expect(first.hash == second.hash)
    #expect(first.floor.books == second.floor.books)
    #expect(first.hash != other.hash)
  }

  @Test("faults and restarts are drawn from the seed, too")
  func faults() throws {
    let site = try Package.site("small")
    let hashes = try (0..<2).map { _ in
      try VirtualShift.run(site, seed: 7, .minutes(30)) {
        $0.link.loss = 0.02
        $0.link.repetition = 0.02
        $0.link.jitter = .milliseconds(200)
        $0.restartAt = [.seconds(700)]
      }.hash
    }
    #expect(hashes[0] == hashes[1])
  }

  @Test("messages as bytes make no difference", arguments: [("small", 60.0), ("demo", 10)])
  func wire(site: String, minutes: Double) throws {
    let site = try Package.site(site)
    let typed = try VirtualShift.run(site, seed: 3, .minutes(minutes))
    let wired = try VirtualShift.run(site, seed: 3, .minutes(minutes)) { $0.isWired = true }
    #expect(typed.hash == wired.hash)
    expectSound(wired, "wired")
  }

  @Test("two processes run the same shift, and a third over bytes")
  func processes() throws {
    let arguments = ["shift", "Config/sites/small.yaml", "--hours", "1", "--seed", "7", "--json"]
    let runs = try [arguments, arguments, arguments + ["--wire"]].map { try CommandLineTool.run($0) }
    let hashes = try runs.map { try #require($0.json["trace_hash"] as? String) }
    #expect(hashes[0] == hashes[1] && hashes[0] == hashes[2])
    let here = try VirtualShift.run(Package.site("small"), seed: 7, .hours(1))
    #expect(hashes[0] == here.hash.description, "and so does this one")
  }
}
