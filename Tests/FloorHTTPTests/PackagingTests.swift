import Cartons
import FloorCore
import FloorModel
import Foundation
import HTTPTypes
import Synchronization
import Testing

@testable import FloorHTTP

/// What products are sent in, over HTTP.
@Suite struct PackagingTests {
  private static let cup = StockKey(sku: ID(1), owner: ID(1), lot: 7)

  /// A floor on which one order of two cups was packed.
  private func bench() -> Bench {
    let request = CartonRequest(order: ID(0), units: [Self.cup, Self.cup])
    return bench(of: 2, Packager(site: TestFloor.site).answer(request))
  }

  /// A floor on which the packages of one order of cups were chosen.
  private func bench(of quantity: Int32, _ outcome: CartonOutcome) -> Bench {
    let bench = Bench()
    bench.access.state.withLock { state in
      let line = OrderLine(sku: ID(1), owner: ID(1), quantity: quantity)
      let request = OrderRequest(code: "S1", lines: [line], destination: "north", due: .zero + .hours(1))
      _ = state.floor.handle(.order(request), at: .zero)
      _ = state.floor.restart(at: .zero)
      _ = state.floor.handle(.tick, at: .zero + .seconds(6))
      func tell(_ device: Int, _ sequence: Int64, _ body: DeviceEvent.Body) {
        let event = DeviceEvent(device: ID(device), stream: 1, sequence: sequence, body: body)
        _ = state.floor.handle(.device(event), at: .zero + .seconds(7))
      }
      tell(2, 1, .picked(task: ID(0), bin: ID(1), quantity: quantity))
      tell(2, 2, .toteClosed(order: ID(0)))
      tell(4, 1, .toteArrived(order: ID(0)))
      _ = state.floor.handle(.cartonized(ID(0), outcome), at: .zero + .seconds(8))
    }
    return bench
  }

  @Test func aDecisionIsShownWithItsReasonsAndOverridden() async throws {
    try await bench().run { client in
      let path = "/v1/packaging/cup%2Cbig"
      let shown = try await client.get(path).json
      let decision = try #require((shown["decisions"] as? [[String: Any]])?.first)
      #expect(decision["quantity"] as? Int == 2 && decision["version"] as? Int == 1)
      #expect(decision["stands"] as? Bool == true && decision["box"] as? String == "S")
      #expect((decision["reasons"] as? [String])?.isEmpty == false)
      let body = "{\"quantity\": 2, \"kind\": \"carton\", \"box\": \"S\", \"reason\": \"broke twice\"}"
      #expect(try await client.send(.put, path, as: .viewer, body).status == 403)
      let changed = try await client.send(.put, path, as: .engineer, body).json
      #expect((changed["decisions"] as? [[String: Any]])?.first?["by"] as? String == "engineer-1")
      let history = try #require(changed["history"] as? [[String: Any]])
      #expect(history.map { $0["act"] as? String } == ["decided", "overridden"])
      #expect(history.last?["reason"] as? String == "broke twice")
      let none = "{\"quantity\": 3, \"kind\": \"carton\", \"reason\": \"x\"}"
      try await client.send(.put, path, as: .engineer, none).expectFault(409, saying: "nothing was decided")
      let bag = "{\"quantity\": 2, \"kind\": \"bag\", \"reason\": \"x\"}"
      try await client.send(.put, path, as: .engineer, bag).expectFault(409, saying: "no bag of this site")
      let sack = "{\"kind\": \"sack\", \"reason\": \"x\"}"
      try await client.send(.put, path, as: .engineer, sack).expectFault(422, saying: "no package sack")
      let mute = "{\"kind\": \"carton\", \"reason\": \"  \"}"
      try await client.send(.put, path, as: .engineer, mute).expectFault(422, saying: "reason")
      try await client.get("/v1/packaging/nothing").expectFault(404, saying: "nothing")
      let why = try await client.get("/v1/why/order/S1").text
      #expect(why.contains("by engineer-1 (broke twice)"))
    }
  }

  @Test func shipmentsAreToldAsTrainingReadsThem() async throws {
    try await bench().run { client in
      let body = "{\"returns\": [{\"sku\": \"cup,big\", \"order\": \"S1\", \"reason\": \"damaged\"}]}"
      _ = try await client.send(.post, "/v1/returns", as: .planner, body)
      let lines = try await client.get("/v1/packaging/shipments").text.split(separator: "\n")
      #expect(lines.count == 1)
      let told = try #require(
        try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
      #expect(told["sku"] as? String == "cup,big" && (told["size"] as? [Int])?.count == 3)
      let tally = try #require((told["shipments"] as? [[String: Any]])?.first)
      #expect(tally["kind"] as? String == "carton" && tally["damaged"] as? Double == 1)
    }
  }

  @Test func whatAPackStationFoundInAToteIsToldWithAMessage() async throws {
    let bench = bench()
    bench.access.state.withLock { state in
      let cup = StockKey(sku: ID(1), owner: ID(1), lot: 7)
      let body = DeviceEvent.Body.toteDiffers(parcel: ID(0), missing: [cup], strange: [])
      let event = DeviceEvent(device: ID(4), stream: 1, sequence: 2, body: body)
      _ = state.floor.handle(.device(event), at: .zero + .seconds(9))
    }
    try await bench.run { client in
      let rows = try #require(
        try JSONSerialization.jsonObject(with: Data(try await client.get("/v1/packaging/exceptions").text.utf8))
          as? [[String: Any]])
      #expect(rows.count == 1 && rows[0]["missing"] as? Int == 1 && rows[0]["sku"] as? String == "cup,big")
      #expect((rows[0]["message"] as? String)?.contains("1 × cup,big not in the tote") == true)
      // This site asks a person what becomes of the order.
      let open = try #require(try await client.get("/v1/reviews").json["open"] as? [[String: Any]])
      let question = try #require(open.first)
      #expect(question["subject"] as? String == "missing" && question["order"] as? String == "S1")
      #expect((question["reason"] as? String)?.contains("1 × cup,big not in the tote: a person says") == true)
      try await client.post("/v1/reviews/0", "{\"answer\": \"pass\"}").expectFault(
        422, saying: "about missing units")
      let answered = try await client.post("/v1/reviews/0", as: .operator, "{\"answer\": \"ship_rest\"}")
      #expect(answered.status == 200, "\(answered.text)")
      let order = try await client.get("/v1/orders/S1").json
      #expect((order["lines"] as? [[String: Any]])?.first?["quantity"] as? Int == 1)
    }
  }

  /// A person is asked where the choice may be dear; what they say is kept, applied, signed, and learned from.
  @Test func aPersonsAnswerToALowConfidenceDecisionIsKeptAndLearned() async throws {
    let profile = ProductProfile(TestFloor.site.skus[1])
    let careful = PackageChooser(
      model: .untrained(rankCount: 6), review: .init(askingCents: 0.000_001, shipmentsServed: 10))
    let options = [PackageOption(rank: 1, cents: 210), PackageOption(rank: 4, cents: 240)]
    let decision = try careful.decide(profile, among: options, damageCents: 2_000)
    #expect(decision.needsPerson && decision.confidence < 1)
    let made = MadeDecision(
      key: DecisionBook.Key(product: "cup,big"), decision: decision, profile: profile, fit: nil)
    let plan = ParcelPlan(box: ID(0), contents: [Self.cup], placements: [])
    let bench = bench(of: 1, .decided([made], [plan]))
    try await bench.run { client in
      let open = try #require(try await client.get("/v1/reviews").json["open"] as? [[String: Any]])
      #expect(open.first?["subject"] as? String == "package" && open.first?["quantity"] as? Int == 1)
      #expect(open.first?["packages"] as? [String] == ["mailer", "carton"])
      let path = "/v1/packaging/cup%2Cbig"
      let before = try #require((try await client.get(path).json["decisions"] as? [[String: Any]])?.first)
      let confidence = try #require(before["confidence"] as? Double)
      #expect(confidence < 1 && before["doubt_cents"] as? Double ?? 0 > 0, "the uncertainty is shown")
      let chances = try #require((before["options"] as? [[String: Any]])?.first)
      let (low, high) = (chances["damage_low"] as? Double ?? 1, chances["damage_high"] as? Double ?? 0)
      #expect(low < high)
      #expect((before["reasons"] as? [String])?.contains { $0.contains("may be wrong by") } == true)
      let body = "{\"answer\": \"use_package\", \"package\": \"carton\"}"
      #expect(try await client.post("/v1/reviews/0", as: .operator, body).status == 200)
      let after = try await client.get(path).json
      let stands = try #require((after["decisions"] as? [[String: Any]])?.first)
      #expect(stands["by"] as? String == "operator-1" && stands["kind"] as? String == "carton")
      #expect((after["history"] as? [[String: Any]])?.map { $0["act"] as? String } == ["decided", "overridden"])
      // Training takes the answer for shipments.
      let told = try await client.get("/v1/packaging/shipments").text
      let line = try JSONDecoder().decode(ShipmentLine.self, from: Data(told.utf8))
      #expect(line.sku == "cup,big" && line.shipments.map(\.kind) == ["carton"])
      #expect(line.shipments[0].shipped == 25)
    }
  }

  @Test func giftsAreOrderedWhereTheSiteWrapsThem() async throws {
    let body = """
      {"code": "G1", "destination": "north", "due_seconds": 9000,
        "lines": [{"sku": "tea", "quantity": 2, "gift": true}, {"sku": "cup,big", "owner": "globex", "quantity": 1}]}
      """
    try await Bench().run { client in
      #expect(try await client.post("/v1/orders", as: .planner, body).status == 200)
      let lines = try #require(try await client.get("/v1/orders/G1").json["lines"] as? [[String: Any]])
      #expect(lines.map { $0["gift"] as? Bool } == [true, nil])
    }
    var plain = TestFloor.site
    plain.packing.giftWrap = nil
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let order = try decoder.decode(OrderIn.self, from: Data(body.utf8))
    do {
      _ = try order.request(SiteIndex(plain), HTTPLimits())
      Issue.record("a gift was taken where none are wrapped")
    } catch {
      #expect(error.reason == "tea is to be a gift, and this site wraps none")
    }
  }

  @Test func anOrderSaysWhereThePicturesOfItsParcelsAre() async throws {
    try await bench().run { client in
      let parcels = try #require(try await client.get("/v1/orders/S1").json["parcels"] as? [[String: Any]])
      let path = try #require(parcels.first?["picture"] as? String)
      #expect(try await client.get(path.replacing("{step}", with: "1")).text.hasPrefix("<svg"))
    }
  }

  @Test func returnsAreTakenByReasonAndRefusedOneByOne() async throws {
    try await bench().run { client in
      let body = """
        {"returns": [{"sku": "cup,big", "order": "S1", "reason": "damaged"},
          {"sku": "cup,big", "kind": "carton", "reason": "late", "count": 2}, {"sku": "cup,big", "reason": "boredom"},
          {"sku": "tea", "order": "S1", "reason": "late"}, {"sku": "tea", "reason": "late"},
          {"sku": "cup,big", "order": "S9", "reason": "late"}, {"sku": "cup,big", "kind": "sack", "reason": "late"},
          {"sku": "cup,big", "kind": "bag", "reason": "late", "count": -4}, {"sku": "gone", "reason": "late"}]}
        """
      let answer = try await client.send(.post, "/v1/returns", as: .planner, body).json
      #expect(answer["accepted"] as? Int == 2)
      #expect((answer["refused"] as? [[String: Any]])?.compactMap { $0["line"] as? Int } == [2, 3, 4, 5, 6, 7, 8])
      let shown = try await client.get("/v1/packaging/cup%2Cbig").json
      #expect(shown["returns"] as? [String: Int] == ["damaged": 1, "late": 2])
      try await client.send(.post, "/v1/returns", as: .planner, "{\"returns\": []}").expectFault(422, saying: "1 to")
    }
  }

  @Test func fitAndMeasuresAndBoxesAreTold() async throws {
    let bench = bench()
    try await bench.run { client in
      let measures = "{\"length\": 100, \"width\": 100, \"height\": 160, \"mass\": 400}"
      let path = "/v1/packaging/cup%2Cbig"
      let measured = try await client.send(.post, path + "/measures", as: .operator, measures).json
      let decision = try #require((measured["decisions"] as? [[String: Any]])?.first)
      #expect(decision["stands"] as? Bool == false)
      #expect((decision["doubt"] as? String)?.contains("100 × 100 × 160") == true)
      let wrong = "{\"length\": 0, \"width\": 100, \"height\": 160, \"mass\": 400}"
      try await client.send(.post, path + "/measures", as: .operator, wrong).expectFault(422, saying: "length is 0")
      #expect(try await client.send(.put, "/v1/boxes/S", as: .operator, "{\"left\": 4}").status == 200)
      let boxes = try await client.get("/v1/boxes").text
      #expect(boxes.contains("\"left\":4") && boxes.contains("\"promised\":1"))
      try await client.send(.put, "/v1/boxes/S", as: .operator, "{\"left\": -4}").expectFault(422, saying: "-4")
      try await client.send(.put, "/v1/boxes/T", as: .operator, "{\"left\": 4}").expectFault(404, saying: "T")
      let fit = try await client.get("/v1/packaging/fit").json
      #expect((fit["boxes"] as? [[String: Any]])?.count == 1 && fit["to_measure"] as? [String] == [])
    }
  }

  @Test func aPictureShowsHowAParcelIsPackedStepByStep() async throws {
    try await bench().run { client in
      let pictures = try await [0, 1, 2].map { "/v1/parcels/p0/steps/\($0)" }.asyncMap { try await client.get($0) }
      for picture in pictures { #expect(picture.text.hasPrefix("<svg")) }
      #expect(pictures[1].header("Content-Type") == "image/svg+xml")
      #expect(Set(pictures.map(\.text)).count == 3)
      try await client.get("/v1/parcels/p9/steps/1").expectFault(404, saying: "p9")
      try await client.get("/v1/parcels/x/steps/1").expectFault(400, saying: "p12")
    }
  }
}

extension Array {
  fileprivate func asyncMap<T>(_ change: (Element) async throws -> T) async rethrows -> [T] {
    var changed: [T] = []
    for element in self { changed.append(try await change(element)) }
    return changed
  }
}
