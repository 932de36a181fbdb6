import Foundation
import Simulators
import Testing

@testable import drover_cli

/// Twenty thousand hostile inputs a family on every build; millions with `drover fuzz`.
@Suite("Fuzzing")
struct FuzzTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardized

  /// A site file takes a thousand times as long to read as a message, so fewer of them are read here.
  private static let inputs: [FuzzFamily: Int] = [
    .drive: 20_000, .stations: 20_000, .sensors: 20_000, .tables: 20_000, .http: 20_000, .site: 1_000,
  ]

  @Test(
    "no input of any family crashes, changes what it was refused for, or breaks the books",
    arguments: FuzzFamily.allCases)
  func families(family: FuzzFamily) async throws {
    let inputs = try #require(Self.inputs[family])
    let report = try await FuzzRun(family: family, seed: 20_261_121, inputs: inputs, root: Self.root).run()
    #expect(report.failure == nil)
    #expect(report.inputs == inputs && report.accepted + report.refused == inputs)
    // One that refuses or takes everything would test nothing.
    #expect(report.accepted > inputs / 100 && report.refused > inputs / 100, "\(report)")
    print("fuzz \(family.rawValue): \(inputs) inputs, \(report.refused) refused, \(report.seconds) s")
  }

  private struct Planted: FuzzTarget {
    var fed = 0
    mutating func reset() { fed = 0 }
    mutating func feed(_ random: inout SeededGenerator) throws -> FuzzVerdict {
      fed += 1
      if random.below(500) == 7 { throw FuzzFailure(description: "planted after \(fed)") }
      return .refused
    }
  }

  @Test("what must never happen ends the run, and is seen again from the beginning of its block")
  func planted() async throws {
    let run = FuzzRun(family: .drive, seed: 3, inputs: 20_000, root: Self.root)
    let first = try await run.run(on: Planted())
    let words = try #require(first.failure).split(separator: " ")
    let from = try #require(words.firstIndex(of: "--from").flatMap { Int(words[$0 + 1]) })
    var again = run
    again.from = from
    again.inputs = FuzzRun.block
    #expect(try await again.run(on: Planted()).failure == first.failure)
    #expect(from % FuzzRun.block == 0 && first.inputs < 20_000)
  }
}

@Suite("Mutator")
struct MutatorTests {
  private static let mutator = Mutator(
    samples: [Array(#"{"a":[1,2,{"b":"x"}],"c":null}"#.utf8), Array("a,b\n1,2\n".utf8)], words: ["P1"])

  private static func input(_ number: UInt64, seed: UInt64 = 1) -> [UInt8] {
    var random = SeededGenerator(seed: seed, stream: number)
    return mutator.input(from: mutator.pick(&random), &random)
  }

  @Test("the same seed and number make the same input, others make others")
  func repeats() {
    var seen: Set<[UInt8]> = []
    for number: UInt64 in 0..<500 {
      #expect(Self.input(number) == Self.input(number))
      seen.insert(Self.input(number))
    }
    #expect(seen.count > 350)
    #expect((0..<100).contains { Self.input($0) != Self.input($0, seed: 2) })
  }

  @Test("every kind of malice occurs")
  func kinds() {
    var (deep, doubled, notUTF8, huge, nan, word, wide) = (0, 0, 0, 0, 0, 0, 0)
    for number: UInt64 in 0..<20_000 {
      let bytes = Self.input(number)
      if bytes.count >= Mutator.hugeBytes {
        huge += 1
        continue
      }
      let text = String(decoding: bytes, as: UTF8.self)
      if String(bytes: bytes, encoding: .utf8) == nil { notUTF8 += 1 }
      if text.contains(String(repeating: "[", count: 513)) { deep += 1 }
      if text.components(separatedBy: "\"c\":").count > 2 { doubled += 1 }
      if text.contains("NaN") { nan += 1 }
      if text.contains("$SYS/") { word += 1 }
      if text.contains("9223372036854775808") { wide += 1 }
    }
    for (what, count) in [
      ("deep", deep), ("doubled", doubled), ("not UTF-8", notUTF8), ("huge", huge), ("NaN", nan), ("topic", word),
      ("number", wide),
    ] {
      #expect(count > 0, "\(what)")
    }
  }

  @Test("a tree is counted, found and changed by the same numbers")
  func tree() throws {
    let node = try #require(FuzzNode(json: Array(#"{"a":[1,2,{"b":"x"}],"c":null}"#.utf8)))
    #expect(node.count == 7)
    for number in 0..<7 {
      var changed = node
      changed.change(number) { $0 = .scalar(Array("@".utf8)) }
      var text: [UInt8] = []
      changed.write(to: &text)
      #expect(text.filter { $0 == UInt8(ascii: "@") }.count == 1 && changed.node(number)?.count == 1, "\(number)")
    }
    #expect(node.node(7) == nil)
  }
}
