import FloorCore
import FloorModel
import Foundation
import Hummingbird
import PlannerFeed
import Synchronization
import Testing

@testable import FloorHTTP

/// Planners' stock: no gap, no repeat, whatever happens in between.
@Suite struct FeedTests {
  private static let lastID = HTTPFields.Element.Name("Last-Event-ID")!
  private static let lines: HTTPFields = [.accept: "application/x-ndjson"]

  private func bench(_ units: Int, _ change: (inout HTTPLimits) -> Void = { _ in }) -> Bench {
    let bench = Bench(change)
    for unit in 0..<units { bench.access.present("plate-\(unit + 1)") }
    return bench
  }

  @Test func theSnapshotNamesBinsAndTheOffsetFromWhichToGoOn() async throws {
    try await bench(3).run { client in
      let answer = try await client.get("/v1/stock")
      #expect(try answer.json["offset"] as? Int == 3)
      #expect(answer.header("Drover-Offset") == "3")
      let rows = try #require(try answer.json["rows"] as? [[String: Any]])
      #expect(rows.count == 2)
      #expect(rows[1]["bin"] as? String == "pod-1/b" && rows[1]["sku"] as? String == "cup,big")
      #expect(rows[1]["owner"] as? String == "globex" && rows[1]["lot"] as? Int == 7)
      let csv = try await client.get("/v1/stock?format=csv")
      #expect(
        csv.text
          == "bin,pod,sku,owner,lot,quantity\npod-1/a,pod-1,tea,acme,0,12\npod-1/b,pod-1,\"cup,big\",globex,7,3\n")
      #expect(csv.header("Drover-Offset") == "3")
      let lines = try await client.get("/v1/stock?format=ndjson")
      #expect(lines.header("Content-Type") == "application/x-ndjson" && lines.header("Drover-Offset") == "3")
      #expect(lines.text.split(separator: "\n").count == 2)
      try await client.get("/v1/stock?format=xml").expectFault(400)
    }
  }

  @Test func aChangeNamesWhatMovedAndWhoConfirmedIt() async throws {
    try await bench(1).run { client in
      let text = try await client.get("/v1/stock/changes?limit=1").text
      #expect(text.hasPrefix("retry: 2000\n\nid: 1\nevent: change\ndata: {"))
      let data = try #require(text.split(separator: "\n").first { $0.hasPrefix("data: ") }).dropFirst(6)
      let change = try #require(try JSONSerialization.jsonObject(with: Data(data.utf8)) as? [String: Any])
      #expect(change["sequence"] as? Int == 1 && change["device"] as? String == "tunnel-1")
      #expect(change["sku"] as? String == "tea" && change["owner"] as? String == "globex")
      #expect((change["from"] as? [String: Any])?["kind"] as? String == "outside")
      #expect(change["to"] as? [String: String] == ["kind": "tunnel", "name": "tunnel-1"])
    }
  }

  /// Read in pieces of any size, from wherever the last piece ended: every change once, in order.
  @Test(arguments: [1, 2, 3, 7, 50])
  func resumingMissesAndRepeatsNothing(piece: Int) async throws {
    try await bench(23) { $0.changesPage = 4 }.run { client in
      var seen: [Int] = []
      while seen.count < 23 {
        let limit = min(piece, 23 - seen.count)
        let field: HTTPFields = seen.last.map { [Self.lastID: "\($0)"] } ?? [:]
        // The header goes before the address, which a browser cannot change when it reconnects.
        let answer = try await client.get("/v1/stock/changes?after=0&limit=\(limit)", field)
        #expect(answer.header("Content-Type") == "text/event-stream")
        seen += answer.ids
      }
      #expect(seen == Array(1...23))
    }
  }

  @Test func aReaderThatWaitsGetsWhatComes() async throws {
    let bench = bench(2)
    try await bench.run { client in
      async let answer = client.get("/v1/stock/changes?after=1&limit=4")
      try await until { bench.access.signal.begun > 0 }
      for plate in ["x", "y", "z"] { bench.access.present(plate) }
      let ids = try await answer.ids
      #expect(ids == [2, 3, 4, 5])
    }
  }

  @Test func aQuietFeedShowsThatItLives() async throws {
    let bench = bench(1) { $0.heartbeat = .milliseconds(5) }
    try await bench.run { client in
      async let answer = client.get("/v1/stock/changes?after=0&limit=2")
      // At the third wait a heartbeat has been written.
      try await until { bench.access.signal.begun > 2 }
      bench.access.present("late")
      let text = try await answer.text
      #expect(text.contains("\n: still here\n") && text.contains("id: 2\n"))
    }
  }

  @Test func whatIsGoneIsToldWithTheWayBack() async throws {
    let bench = bench(9)
    bench.access.state.withLock { $0.forgotten = 5 }
    try await bench.run { client in
      for accept in [[:], Self.lines] {
        let answer = try await client.get("/v1/stock/changes?after=3", accept)
        try answer.expectFault(410, saying: "before 6")
        #expect(try answer.json["snapshot"] as? String == "/v1/stock" && answer.json["first"] as? Int == 6)
      }
      #expect(try await client.get("/v1/stock/changes?after=5&limit=4").ids == [6, 7, 8, 9])
    }
  }

  @Test func aReaderFromTheFutureIsToldSo() async throws {
    try await bench(2).run { client in
      let answer = try await client.get("/v1/stock/changes", [Self.lastID: "3"])
      try answer.expectFault(409, saying: "the last change is 2")
      #expect(try answer.json["last"] as? Int == 2)
    }
  }

  /// Its place is trimmed away while it reads: it is told where the gap is, and the stream ends.
  @Test func aReaderThatIsTooSlowGetsAnExplicitGap() async throws {
    let bench = bench(3) { $0.heartbeat = .milliseconds(5) }
    try await bench.run { client in
      async let answer = client.get("/v1/stock/changes?after=0")
      try await until { bench.access.signal.begun > 0 }
      bench.access.state.withLock { $0.forgotten = 100 }
      let text = try await answer.text
      #expect(text.contains("id: 3\n") && !text.contains("id: 4\n"))
      let last = try #require(text.components(separatedBy: "event: gap\ndata: ").last)
      let gap = try #require(try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
      #expect(gap["snapshot"] as? String == "/v1/stock" && gap["first"] as? Int == 101)
    }
    #expect(bench.server.traffic.gaps == 1 && bench.server.traffic.streams == 0)
  }

  @Test func linesEndAndSayFromWhereToGoOn() async throws {
    try await bench(7) { $0.changesPage = 2 }.run { client in
      var after = "0"
      var seen: [Int] = []
      for expected in [3, 3, 1, 0] {
        let answer = try await client.get("/v1/stock/changes?after=\(after)&limit=3", Self.lines)
        #expect(answer.header("Content-Type") == "application/x-ndjson")
        let rows = try answer.text.split(separator: "\n").map {
          try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(rows.count == expected)
        seen += rows.compactMap { $0["sequence"] as? Int }
        after = try #require(answer.header("Drover-Offset"))
      }
      #expect(seen == Array(1...7))
    }
  }

  @Test(arguments: [
    "after=-1", "after=x", "after=9223372036854775808", "limit=0", "limit=10001", "limit=1.5", "after=",
  ])
  func offsetsAndLimitsAreChecked(query: String) async throws {
    try await bench(1).run { client in
      try await client.get("/v1/stock/changes?\(query)").expectFault(400)
    }
  }

  @Test func anUnknownTypeIsNotServed() async throws {
    try await bench(1).run { client in
      try await client.get("/v1/stock/changes", [.accept: "image/png"]).expectFault(406)
      try await client.get("/v1/stock/changes", [Self.lastID: "abc"]).expectFault(400)
    }
  }

  @Test func thereIsALimitToStreams() async throws {
    let bench = bench(1) { $0.streams = 1 }
    bench.server.traffic.streamOpened()
    try await bench.run { client in
      try await client.get("/v1/stock/changes?limit=1").expectFault(503, saying: "1 event streams")
      try await client.get("/v1/view/stream").expectFault(503)
    }
  }

  @Test func placesOfOrdersAreNamedByTheirCode() throws {
    var floor = Floor(site: TestFloor.site)
    let line = OrderLine(sku: ID(0), quantity: 1)
    _ = floor.handle(
      .order(OrderRequest(code: "A-1", lines: [line], destination: "north", due: .zero)), at: .zero)
    let record = ChangeRecord(
      change: StockChange(
        sequence: 1, key: StockKey(sku: ID(0)), quantity: 1, from: .bin(ID(0)), to: .orderTote(ID(0))),
      at: .zero, device: TestFloor.pick)
    #expect(OrderCodes.areNeeded(for: [record.change]))
    let codes = OrderCodes(for: [record.change], in: floor)
    let wire = StockMove(change: record.change, at: .zero, device: TestFloor.pick, codes: codes).json(TestFloor.names)
    #expect(wire["to"] == ["kind": "order_tote", "name": "A-1"])
    #expect(wire["from"] == ["kind": "bin", "name": "pod-1/a", "pod": "pod-1"])
  }
}
