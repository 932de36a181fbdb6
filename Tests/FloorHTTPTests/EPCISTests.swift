import FloorModel
import Foundation
import Hummingbird
import PlannerFeed
import Testing

@testable import FloorHTTP

/// A standard client pages through events and hands in its own.
@Suite struct EPCISTests {
  private func bench(_ units: Int, _ change: (inout HTTPLimits) -> Void = { _ in }) -> Bench {
    let bench = Bench(change)
    for unit in 0..<units { bench.access.present("plate-\(unit + 1)") }
    return bench
  }

  private func events(_ answer: Answer) throws -> [JSONValue] {
    let document = try JSONValue(json: Data(answer.text.utf8))
    return try #require(document["epcisBody"]?["queryResults"]?["resultsBody"]?["eventList"]?.list)
  }

  /// Follows `rel="next"` to the end.
  private func all(_ client: Client, _ path: String) async throws -> [JSONValue] {
    var next: String? = path
    var found: [JSONValue] = []
    while let path = next {
      let answer = try await client.get(path)
      #expect(answer.status == 200, "\(answer.text)")
      found += try events(answer)
      next = answer.header("Link").flatMap { $0.split(separator: ">").first.map { String($0.dropFirst()) } }
    }
    return found
  }

  private let counted: JSONValue = EPCISEvent.document(
    [
      EPCISEvent(
        .object(.observe, epcs: [], quantities: [.init(epcClass: "https://id.gs1.org/01/04006381333931", quantity: 4)]),
        time: FeedTime(milliseconds: 1_772_360_130_000), step: "cycle_counting"
      ).json
    ], created: FeedTime(milliseconds: 1_772_360_130_000))

  @Test(arguments: [1, 2, 5, 100])
  func pagesHoldEveryEventOnce(perPage: Int) async throws {
    try await bench(7) { $0.changesPage = 3 }.run { client in
      _ = try await client.post("/epcis/capture", counted.json)
      let found = try await all(client, "/epcis/events?perPage=\(perPage)")
      #expect(found.compactMap { $0["drover:sequence"]?.number } == [1, 2, 3, 4, 5, 6, 7])
      #expect(found.count == 8 && found.last?["bizStep"] == "cycle_counting")
      #expect(Set(found.map { $0["eventID"] }).count == 8)
    }
  }

  @Test func anAnswerIsAValidQueryDocument() async throws {
    try await bench(2).run { client in
      let answer = try await client.get("/epcis/events")
      #expect(answer.header("GS1-EPCIS-Version") == "2.0")
      let document = try JSONValue(json: Data(answer.text.utf8))
      #expect(EPCISValidator(checksDigits: true).faults(inDocument: document) == [])
    }
  }

  @Test func filtersAreThoseOfTheStandard() async throws {
    try await bench(5).run { client in
      _ = try await client.post("/epcis/capture", counted.json)
      func count(_ query: String) async throws -> Int { try await all(client, "/epcis/events?\(query)").count }
      #expect(try await count("EQ_bizStep=receiving") == 5)
      #expect(try await count("EQ_bizStep=https%3A%2F%2Fref.gs1.org%2Fcbv%2FBizStep-receiving%7Cpacking") == 5)
      #expect(try await count("EQ_bizStep=cycle_counting%7Creceiving&EQ_action=OBSERVE&eventType=ObjectEvent") == 6)
      #expect(try await count("EQ_action=DELETE") == 0)
      // Unit n came n seconds after the wall's 10:15:30.
      #expect(try await count("GE_eventTime=2026-03-01T10%3A15%3A33Z") == 3)
      #expect(
        try await count("GE_eventTime=2026-03-01T10%3A15%3A33Z&LT_eventTime=2026-03-01T11%3A15%3A35%2B01%3A00") == 2)
      #expect(try await count("MATCH_anyEPCClass=urn%3Aepc%3Aidpat%3Asgtin%3A4006381.033393.*") == 1)
      #expect(try await count("GT_quantity=1") == 1)
      let id = try #require(try events(await client.get("/epcis/events?perPage=1"))[0]["eventID"]?.text)
      let escaped = try #require(id.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
      #expect(try await count("EQ_eventID=\(escaped)") == 1)
    }
  }

  @Test(arguments: [
    "EQ_colour=red", "perPage=0", "perPage=1001", "perPage=x", "GE_eventTime=yesterday", "EQ_action=MOVE",
    "EQ_bizStep=",
    "nextPageToken=zzz", "nextPageToken=s-1", "GT_quantity=many", "EQ_action=ADD&EQ_action=DELETE",
  ])
  func aQueryThatCannotBeUnderstoodIsRefusedWithItsParameter(query: String) async throws {
    try await bench(1).run { client in
      let answer = try await client.get("/epcis/events?\(query)")
      try answer.expectFault(400, saying: "QueryParameterException: \(query.prefix { $0 != "=" })")
    }
  }

  @Test func theSameEventIsTakenInOnce() async throws {
    let bench = bench(0)
    try await bench.run { client in
      for new in [1, 0] {
        let answer = try await client.post("/epcis/capture", counted.json)
        #expect(answer.status == 202)
        #expect(try answer.json["events"] as? Int == 1 && answer.json["new"] as? Int == new)
      }
      // Told again as wrong, it is another thing to take in, under the same id.
      var event = EPCISEvent(
        .object(.observe, epcs: [], quantities: [.init(epcClass: "https://id.gs1.org/01/04006381333931", quantity: 4)]),
        time: FeedTime(milliseconds: 1_772_360_130_000), step: "cycle_counting")
      event = event.declaredWrong(at: event.time, because: .didNotOccur, correctedBy: [])
      _ = try await client.post("/epcis/capture", EPCISEvent.document([event.json], created: event.time).json)
      #expect(try await all(client, "/epcis/events").count == 2)
      #expect(
        try await all(client, "/epcis/events?EXISTS_errorDeclaration=true").map { $0["eventID"] } == [.text(event.id)])
    }
  }

  @Test func aDocumentWithOneFaultIsTakenInNotAtAll() async throws {
    let bench = bench(0)
    try await bench.run { client in
      let good = try #require(counted["epcisBody"]?["eventList"]?.list?.first)
      let bad: JSONValue = ["type": "ObjectEvent", "eventTime": "yesterday"]
      let document = EPCISEvent.document([good, bad], created: FeedTime(milliseconds: 0))
      try await client.post("/epcis/capture", document.json)
        .expectFault(400, saying: "ValidationException: eventList[1].eventTime")
      try await client.post("/epcis/capture", "{").expectFault(400)
      try await client.post("/epcis/capture", as: .viewer, counted.json).expectFault(403)
    }
    #expect(bench.access.memory.captured(after: 0, limit: 9).isEmpty)
  }
}
