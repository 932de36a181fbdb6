import FloorCore
import FloorModel
import HTTPTypes
import Synchronization
import Testing

@testable import FloorHTTP

/// How things would be packed, asked over HTTP, and what cannot be.
@Suite struct FitTests {
  /// A shirt that folds into the mailer, and a drill in its own case.
  private static let site: Site = {
    var site = TestFloor.site
    site.skus += [
      SKU(
        code: "shirt", name: "Shirt", size: Size3(length: 280, width: 200, height: 20), mass: 200,
        folded: Size3(length: 140, width: 200, height: 40)),
      SKU(
        code: "drill", name: "Drill", size: Size3(length: 400, width: 300, height: 120), mass: 2_400, shipsAsIs: true),
    ]
    site.velocity += [1, 1]
    site.packing.keepsApart = [ClassPair("acid", "base")]
    return site
  }()

  private func parcels(_ response: Answer) throws -> [[String: Any]] {
    try #require(try response.json["parcels"] as? [[String: Any]])
  }

  @Test func itemsAreAnsweredWithTheirPlacesAndWhatSendingThemCosts() async throws {
    try await Bench(site: Self.site).run { client in
      let answer = try await client.post(
        "/v1/packaging/fit",
        #"{"items": [{"sku": "tea", "quantity": 2, "gift": true}, {"size": [50, 40, 30], "mass": 90}]}"#)
      #expect(answer.status == 200, "\(answer.text)")
      let parcel = try #require(try parcels(answer).first)
      #expect(
        try parcels(answer).count == 1 && parcel["box"] as? String == "S" && parcel["kind"] as? String == "carton")
      let contents = try #require(parcel["contents"] as? [[String: Any]])
      #expect(contents.compactMap { $0["item"] as? Int }.sorted() == [0, 0, 1])
      for place in contents {
        let isGift = place["item"] as? Int == 0
        #expect((place["size"] as? [Int])?.sorted() == (isGift ? [64, 84, 124] : [30, 40, 50]))
        #expect(place["gift"] as? Bool == (isGift ? true : nil))
      }
      // The box, two units in paper, and one of 90 g; by volume 250 × 190 × 140 mm are 1.33 kg, billed as 1.4.
      #expect(parcel["mass"] as? Int == 120 + 2 * 290 + 90 && parcel["billed_mass"] as? Int == 1_400)
      #expect(parcel["material_cents"] as? Double == 40 && parcel["shipping_cents"] as? Double == 180 + 84)
      let whole = try answer.json
      #expect(whole["cents"] as? Double == 304 && whole["objective"] as? String == "cost")
      #expect(whole["proven"] as? Bool == true)
    }
  }

  @Test func whatFoldsIsFoldedAndWhatHasItsOwnContainerTakesNoBox() async throws {
    try await Bench(site: Self.site).run { client in
      let answer = try await client.post(
        "/v1/packaging/fit", #"{"items": [{"sku": "shirt"}, {"sku": "drill"}]}"#)
      let parcels = try parcels(answer)
      #expect(parcels.map { $0["kind"] as? String } == ["own", "carton"] && parcels[0]["box"] == nil)
      let shirt = try #require((parcels[1]["contents"] as? [[String: Any]])?.first)
      #expect(shirt["folded"] as? Bool == true && shirt["sku"] as? String == "shirt")
      let apart = try await client.post(
        "/v1/packaging/fit",
        #"{"items": [{"size": [9, 9, 9], "mass": 9, "hazard": "acid"}, {"size": [9, 9, 9], "mass": 9, "hazard": "base"}]}"#
      )
      #expect(try self.parcels(apart).count == 2)
      let cold = try await client.post(
        "/v1/packaging/fit",
        #"{"items": [{"size": [9, 9, 9], "mass": 9, "temperature": "frozen"}, {"size": [9, 9, 9], "mass": 9}]}"#)
      #expect(try self.parcels(cold).count == 2)
    }
  }

  /// A measure that cannot be, and what is said of it.
  private static let impossible: [(item: String, sentence: String)] = [
    (#"{"size": [0, 40, 30], "mass": 90}"#, "items[0].size[0] is 0: a side is a whole number from 1 to 20000 mm"),
    (#"{"size": [50, -40, 30], "mass": 90}"#, "items[0].size[1] is -40: a side is a whole number from 1 to 20000 mm"),
    (#"{"size": [50, 40, 20001], "mass": 90}"#, "items[0].size[2] is 20001: a side"),
    (#"{"size": [50, 40, 1e300], "mass": 90}"#, "items[0].size[2] is 1e+300: a side"),
    (#"{"size": [50, 40, 1e999], "mass": 90}"#, "number"),
    (#"{"size": [50, 40, 0.5], "mass": 90}"#, "items[0].size[2] is 0.5: a side is a whole number"),
    (#"{"size": [50, 40, "NaN"], "mass": 90}"#, "items[0].size[2] is 'NaN': a side is a whole number"),
    (#"{"size": [50, 40, NaN], "mass": 90}"#, "no JSON (which knows neither NaN nor Infinity)"),
    (#"{"size": [50, 40, -Infinity], "mass": 90}"#, "no JSON (which knows neither NaN nor Infinity)"),
    (#"{"size": [50, 40, null], "mass": 90}"#, "size"),
    (#"{"size": [50, 40], "mass": 90}"#, "items[0].size has 2 sides: length, width and height are needed"),
    (#"{"size": [50, 40, 30], "mass": 0}"#, "items[0].mass is 0: a mass is a whole number from 1 to 10000000 g"),
    (#"{"size": [50, 40, 30], "mass": 90000000000000000000}"#, "items[0].mass is 9e+19: a mass is"),
    (#"{"size": [50, 40, 30]}"#, "items[0] needs a 'sku', or a 'size' of three sides and a 'mass'"),
    (#"{"size": [50, 40, 30], "mass": 9, "folded": [0, 1, 1]}"#, "items[0].folded[0] is 0: a side"),
    (
      #"{"size": [50, 40, 30], "mass": 9, "max_on_top": -1}"#,
      "items[0].max_on_top is -1: a load is a whole number from 0"
    ),
    (#"{"size": [50, 40, 30], "mass": 9, "temperature": "hot"}"#, "one of ambient, chilled, frozen"),
    (#"{"sku": "tea", "quantity": 0}"#, "items[0].quantity is 0: a quantity is a whole number from 1 to 1000"),
    (#"{"sku": "tea", "quantity": 10000}"#, "items[0].quantity is 10000: a quantity is a whole number from 1 to 1000"),
    (#"{"sku": "gold"}"#, "items[0]: there is no SKU gold"),
    (#"{"sku": "tea", "mass": 1}"#, "items[0] names a SKU and measures"),
  ]

  @Test(arguments: Self.impossible)
  func whatCannotBeIsRefusedWithItsPlaceAndItsBounds(item: String, sentence: String) async throws {
    try await Bench(site: Self.site).run { client in
      let answer = try await client.post("/v1/packaging/fit", "{\"items\": [\(item)]}")
      #expect([400, 422].contains(answer.status))
      #expect(try (answer.json["error"] as? String)?.contains(sentence) == true, "\(answer.text)")
    }
  }

  @Test func tooManyItemsNoneAndBoxesThatAreNotThere() async throws {
    try await Bench(site: Self.site).run { client in
      let path = "/v1/packaging/fit"
      let many = Array(repeating: #"{"size": [9, 9, 9], "mass": 9}"#, count: 10_000).joined(separator: ",")
      try await client.post(path, "{\"items\": [\(many)]}")
        .expectFault(422, saying: "a request has 1 to 1000 items, this has 10000: split it")
      try await client.post(path, #"{"items": []}"#).expectFault(422, saying: "this has 0")
      let tea = #"{"items": [{"sku": "tea"}]"#
      try await client.post(path, tea + #", "boxes": ["X9"]}"#).expectFault(422, saying: "there is no box X9")
      try await client.post(path, tea + #", "boxes": []}"#)
        .expectFault(422, saying: "the box catalogue is empty: add a box")
      try await client.post(path, tea + #", "kind": "sack"}"#).expectFault(422, saying: "there is no package sack")
      try await client.post(path, #"{"items": [{"size": [500, 9, 9], "mass": 9}]}"#)
        .expectFault(
          422,
          saying:
            "no package holds items[0]: its longest side 500 mm exceeds the 240 mm inside S, the longest box that "
            + "may hold its 9 g")
      try await client.post(path, "{").expectFault(400, saying: "no JSON")
      #expect(try await client.send(.post, path, as: .viewer, tea + "}").status == 403)
    }
  }

  @Test func aSiteWithoutBoxesSaysSo() async throws {
    var empty = Self.site
    empty.boxes = []
    try await Bench(site: empty).run { client in
      try await client.post("/v1/packaging/fit", #"{"items": [{"sku": "tea"}]}"#)
        .expectFault(422, saying: "the box catalogue is empty: add a box")
      let own = try await client.post("/v1/packaging/fit", #"{"items": [{"sku": "drill"}]}"#)
      #expect(try parcels(own).map { $0["kind"] as? String } == ["own"])
    }
  }

  // MARK: Orders

  @Test(
    arguments: [
      ("0", "lines[0].quantity is 0: a quantity is a whole number from 1 to 1000"), ("-3", "is -3"), ("1.5", "is 1.5"),
      ("1e12", "is 1000000000000"), ("3000000000", "is 3000000000"), ("1e300", "is 1e+300"), ("\"NaN\"", "is 'NaN'"),
      ("10000", "is 10000"),
    ])
  func anOrderOfAnImpossibleQuantityIsRefusedByItself(quantity: String, sentence: String) async throws {
    let good = #"{"code": "G", "destination": "north", "due_seconds": 9, "lines": [{"sku": "tea", "quantity": 1}]}"#
    let bad = good.replacing("\"G\"", with: "\"B\"").replacing(": 1}", with: ": \(quantity)}")
    try await Bench().run { client in
      let answer = try await client.post("/v1/orders", "[\(bad), \(good)]")
      let results = try #require(try answer.json["results"] as? [[String: Any]])
      #expect(results.map { $0["result"] as? String } == ["refused", "accepted"])
      #expect((results[0]["reason"] as? String)?.contains(sentence) == true, "\(answer.text)")
    }
  }

  @Test func anOrderOfMoreUnitsThanCanBePackedIsRefusedBeforeTheyArePicked() async throws {
    let lines = Array(repeating: #"{"sku": "tea", "quantity": 1000}"#, count: 10).joined(separator: ",")
    try await Bench().run { client in
      let order = #"{"code": "B", "destination": "north", "due_seconds": 9, "lines": [LINES]}"#
      let answer = try await client.post("/v1/orders", order.replacing("LINES", with: lines))
      #expect(answer.status == 422)
      #expect(answer.text.contains("an order has 1 to 1000 units, this has 10000: split it"))
      let nan = order.replacing("LINES", with: #"{"sku": "tea", "quantity": NaN}"#)
      try await client.post("/v1/orders", nan).expectFault(400, saying: "NaN")
    }
  }

  @Test func anOrderAsksForGiftWrapAsAWholeOrLineByLine() async throws {
    let bench = Bench()
    let order =
      #"{"code": "G", "destination": "north", "due_seconds": 9, "gift": true, "lines": [{"sku": "tea", "quantity": 1}, "#
      + #"{"sku": "tea", "quantity": 2, "gift": false}]}"#
    try await bench.run { client in
      #expect(try await client.post("/v1/orders", order).status == 200)
      let lines = try #require(try await client.get("/v1/orders/G").json["lines"] as? [[String: Any]])
      #expect(lines.map { $0["gift"] as? Bool } == [true, nil])
    }
    #expect(bench.access.state.withLock { $0.floor.books.orders[0].request.lines.map(\.isGift) } == [true, false])
  }

  // MARK: Measures and boxes

  @Test func measuresAndCountsSayTheirBounds() async throws {
    try await Bench().run { client in
      let path = "/v1/packaging/tea/measures"
      let body = #"{"length": 80, "width": 60, "height": 120, "mass": 250}"#
      #expect(try await client.send(.post, path, as: .operator, body).status == 200)
      for (bad, sentence) in [
        ("-80", "length is -80: a side is a whole number from 1 to 20000 mm"), ("1e9", "length is 1000000000"),
        ("\"NaN\"", "length is 'NaN'"),
      ] {
        let wrong = body.replacing(": 80", with: ": \(bad)")
        try await client.send(.post, path, as: .operator, wrong).expectFault(422, saying: sentence)
      }
      try await client.send(.put, "/v1/boxes/S", as: .operator, #"{"left": -1}"#)
        .expectFault(422, saying: "left is -1: a count of boxes is a whole number from 0 to 10000000")
      try await client.send(.put, "/v1/boxes/X", as: .operator, #"{"left": 1}"#).expectFault(404, saying: "box X")
    }
  }
}
