import FloorCore
import FloorModel
import Foundation
import Hummingbird
import PlannerFeed
import Synchronization
import Testing

@testable import FloorHTTP

/// The forms in which changes are told, and what of stock may be sold.
@Suite struct FeedFormTests {
  private func bench(_ units: Int, _ change: (inout HTTPLimits) -> Void = { _ in }) -> Bench {
    let bench = Bench(change)
    for unit in 0..<units { bench.access.present("plate-\(unit + 1)") }
    return bench
  }

  private func json(_ answer: Answer) throws -> JSONValue { try JSONValue(json: Data(answer.text.utf8)) }

  @Test func aBatchOfCloudEventsIsNegotiated() async throws {
    try await bench(3).run { client in
      let answer = try await client.get("/v1/stock/changes?after=1", [.accept: CloudEvent.batch])
      #expect(answer.header("Content-Type") == CloudEvent.batch && answer.header("Drover-Offset") == "3")
      let events = try #require(try json(answer).list).compactMap { CloudEvent(json: $0) }
      #expect(events.map(\.id) == ["2", "3"] && events.map(\.sequence) == [2, 3])
      #expect(events[0].source == "/sites/test/stock" && events[0].type == StockMove.type)
      #expect(events[0].time?.iso == "2026-03-01T10:15:32.000Z")
      #expect(events[0].recorded?.iso == "2026-03-01T10:15:32.005Z")
      try await client.get("/v1/stock/changes?as=epcis", [.accept: CloudEvent.batch]).expectFault(400)
    }
  }

  @Test(arguments: FeedForm.allCases)
  func everyFormCarriesTheSameChanges(form: FeedForm) async throws {
    try await bench(4).run { client in
      let path = "/v1/stock/changes?after=0&as=\(form.rawValue)"
      let answer = try await client.get(path, [.accept: "application/x-ndjson"])
      let lines = try answer.text.split(separator: "\n").map { try JSONValue(json: Data($0.utf8)) }
      let events = lines.map { form.isEnveloped ? $0["data"] ?? .null : $0 }
      let isEPCIS = form == .epcis || form == .epcisCloudevents
      #expect(events.map { $0[isEPCIS ? "drover:sequence" : "sequence"] } == [1, 2, 3, 4])
      if isEPCIS {
        for event in events { #expect(EPCISValidator().faults(in: event, prefixes: ["drover"]) == []) }
      }
      let stream = try await client.get(path + "&limit=4")
      #expect(stream.ids == [1, 2, 3, 4])
      #expect(stream.text.contains("data: \(lines[0].json)\n"))
    }
  }

  @Test func aLongPollAnswersWhenThereIsNews() async throws {
    let bench = bench(2)
    try await bench.run { client in
      async let answer = client.get("/v1/stock/changes?after=2&wait=60", [.accept: "application/x-ndjson"])
      try await until { bench.access.signal.begun > 0 }
      bench.access.present("late")
      let text = try await answer.text
      #expect(text.split(separator: "\n").count == 1 && text.contains("\"sequence\":3"))
      let poll: HTTPFields = [.accept: "application/x-ndjson"]
      // With something to tell it does not wait, and the wait is bounded.
      #expect(try await client.get("/v1/stock/changes?after=0&wait=60", poll).text.split(separator: "\n").count == 3)
      try await client.get("/v1/stock/changes?after=0&wait=61", poll).expectFault(400)
    }
  }

  @Test func aPollWithoutNewsEndsEmpty() async throws {
    try await bench(1).run { client in
      let answer = try await client.get("/v1/stock/changes?after=1&wait=1", [.accept: "application/x-ndjson"])
      #expect(answer.status == 200 && answer.text.isEmpty && answer.header("Drover-Offset") == "1")
    }
  }

  @Test func dispositionsCountEveryUnitOnce() async throws {
    let bench = bench(2)
    bench.access.askReview("plate-9")
    try await bench.run { client in
      let answer = try await json(client.get("/v1/stock/dispositions"))
      #expect(answer["offset"] == .integer(bench.access.state.withLock { $0.floor.books.ledger.lastChange }))
      let rows = try #require(answer["rows"]?.list)
      #expect(rows.map { $0["sku"] } == ["tea", "tea", "cup,big"])
      #expect(rows.map { $0["owner"] } == ["acme", "globex", "globex"])
      let sum = rows.reduce(0.0) { sum, row in
        sum + StockDisposition.allCases.reduce(0) { $0 + (row[$1.rawValue]?.number ?? 0) }
      }
      #expect(sum == 12 + 3 + 3)
    }
  }

  @Test func damagedAndHeldUnitsAreNotSellable() {
    var books = Books(site: TestFloor.site)
    let key = StockKey(sku: ID(0))
    for (step, plate) in ["a", "b"].enumerated() { books.hear(Int64(step + 1), .presented(plate: plate, key: key)) }
    _ = books.apply(.judged(ID(0), .reject, Inspection(findings: [])), at: .zero, site: TestFloor.site)
    for item in 0..<2 { _ = books.apply(.laneChosen(ID(item), .hold), at: .zero, site: TestFloor.site) }
    for (step, plate) in ["a", "b"].enumerated() { books.hear(Int64(step + 3), .diverted(plate: plate, lane: .hold)) }
    let row = DispositionSums(books).rows.first { $0.key == key }
    #expect(row?.units == [.sellable: 12, .held: 1, .damaged: 1])
  }

  @Test func unitsThatAreLookedAtAgainAreNotSellable() {
    var books = Books(site: TestFloor.site)
    let key = StockKey(sku: ID(0))
    books.hear(1, .presented(plate: "a", key: key))
    _ = books.apply(.judged(ID(0), .pass, Inspection(findings: [])), at: .zero, site: TestFloor.site)
    _ = books.apply(.laneChosen(ID(0), .stow(TestFloor.stow)), at: .zero, site: TestFloor.site)
    books.hear(2, .diverted(plate: "a", lane: .stow(TestFloor.stow)))
    #expect(DispositionSums(books).rows.first { $0.key == key }?.units == [.sellable: 13])
    _ = books.apply(.calledBack([ID(0)], reason: "dents"), at: .zero, site: TestFloor.site)
    #expect(DispositionSums(books).rows.first { $0.key == key }?.units == [.sellable: 12, .held: 1])
  }

  @Test func reservationsAreToldBesideStock() async throws {
    let bench = Bench()
    bench.access.state.withLock { state in
      let line = OrderLine(sku: ID(0), quantity: 5)
      let now = state.now
      _ = state.floor.handle(
        .order(OrderRequest(code: "A-1", lines: [line], destination: "north", due: now + .hours(2))), at: now)
      state.now = now + .seconds(1)
      for second in 1...5 { _ = state.floor.handle(.tick, at: now + .seconds(Double(second))) }
    }
    try await bench.run { client in
      let reserved = bench.access.state.withLock { state in
        state.floor.books.ledger.bins.joined().reduce(0) { $0 + Int($1.reserved) }
      }
      let rows = try #require(try await json(client.get("/v1/stock/reservations"))["rows"]?.list)
      #expect(rows.reduce(0) { $0 + Int($1["reserved"]?.number ?? 0) } == reserved)
      let stock = try #require(try await json(client.get("/v1/stock"))["rows"]?.list)
      #expect(stock.reduce(0) { $0 + Int($1["quantity"]?.number ?? 0) } == 15, "reserved units are still there")
    }
  }
}

extension Books {
  /// Takes an event of the tunnel.
  fileprivate mutating func hear(_ sequence: Int64, _ body: DeviceEvent.Body) {
    let event = DeviceEvent(device: TestFloor.tunnel, stream: 1, sequence: sequence, body: body)
    _ = apply(.device(event), at: .zero, site: TestFloor.site)
  }
}
