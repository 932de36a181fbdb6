import FloorCore
import FloorModel
import Foundation
import Synchronization
import Testing

@testable import FloorHTTP

@Suite struct OrderTests {
  private static func order(
    _ code: String, sku: String = "tea", quantity: String = "2", destination: String = "north", due: String = "3600",
    rest: String = ""
  ) -> String {
    """
    {"code": "\(code)", "destination": "\(destination)", "due_seconds": \(due),
     "lines": [{"sku": "\(sku)", "quantity": \(quantity)\(rest)}]}
    """
  }

  private func results(_ answer: Answer) throws -> [String] {
    let results = try #require(try answer.json["results"] as? [[String: Any]], "\(answer.text)")
    return results.map { "\($0["code"] ?? "") \($0["result"] ?? "") \($0["reason"] ?? "")" }
  }

  @Test func anOrderIsTakenOnceHoweverOftenItIsSent() async throws {
    let bench = Bench()
    try await bench.run { client in
      #expect(try results(await client.post("/v1/orders", Self.order("A-1"))) == ["A-1 accepted "])
      let again = try await client.post("/v1/orders", Self.order("A-1"))
      #expect(try results(again) == ["A-1 duplicate it was accepted before; nothing has changed"])
      let other = try await client.post("/v1/orders", Self.order("A-1", quantity: "3"))
      #expect(other.status == 422)
      #expect(try results(other) == ["A-1 refused another order has this code"])
    }
    #expect(bench.access.state.withLock { $0.floor.books.orders.count } == 1)
  }

  @Test func everyOrderOfAListIsAnswered() async throws {
    let bench = Bench()
    let list = [
      Self.order("A"), Self.order("A"), Self.order("B", sku: "gold"), Self.order("C", destination: "moon"),
      Self.order("D", quantity: "0"), Self.order("E", rest: ", \"owner\": \"nobody\""), Self.order("F", due: "-1"),
      Self.order("G H"), Self.order("I", rest: ", \"owner\": \"globex\""),
    ]
    try await bench.run { client in
      let answer = try await client.post("/v1/orders", "[\(list.joined(separator: ","))]")
      #expect(
        try results(answer) == [
          "A accepted ", "A duplicate it was accepted before; nothing has changed", "B refused unknown SKU gold",
          "C refused no chute serves destination moon",
          "D refused lines[0].quantity is 0: a quantity is a whole number from 1 to 1000",
          "E refused unknown owner nobody", "F refused due_seconds is not from 0 to 10000000000",
          "G H refused a code has 1 to 64 bytes, without spaces or control characters", "I accepted ",
        ])
    }
    let orders = bench.access.state.withLock { $0.floor.books.orders }
    #expect(orders.map(\.request.code) == ["A", "I"])
    #expect(orders[1].request.lines[0].owner == ID(1))
    #expect(orders[0].request.due == Instant(milliseconds: 3_600_000))
  }

  @Test func anOrderCanBeLookedUpByItsCode() async throws {
    try await Bench().run { client in
      _ = try await client.post("/v1/orders", Self.order("Ä/1 %".replacing(" ", with: "_")))
      let answer = try await client.get("/v1/orders/%C3%84%2F1_%25")
      #expect(try answer.json["code"] as? String == "Ä/1_%" && answer.json["stage"] as? String == "waiting")
      let lines = try #require(try answer.json["lines"] as? [[String: Any]])
      #expect(lines[0]["sku"] as? String == "tea" && lines[0]["owner"] as? String == "acme")
      #expect(lines[0]["quantity"] as? Int == 2 && lines[0]["picked"] as? Int == 0)
      try await client.get("/v1/orders/none").expectFault(404, saying: "order none")
    }
  }

  @Test func whyIsAnswered() async throws {
    let bench = Bench()
    try await bench.run { client in
      _ = try await client.post("/v1/orders", Self.order("A", quantity: "13"))
      let why = try await client.get("/v1/why/order/A").json
      #expect(why["state"] as? String == "waiting")
      #expect((why["reasons"] as? [String])?.first?.contains("needs 13 of tea, 12 are sellable") == true)
      #expect((why["priority"] as? [Any])?.isEmpty == false)
      try await client.get("/v1/why/order/B").expectFault(404)
      try await client.get("/v1/why/task/0").expectFault(404)
      for id in ["x", "-1", "99999999999", "1.0"] { try await client.get("/v1/why/task/\(id)").expectFault(400) }
      #expect(try await client.get("/v1/why/device/unit-1").json["state"] as? String == "unheard")
      #expect(try await client.get("/v1/why/device/pick-1").json["reasons"] as? [String] != nil)
      let dock = [DockUnit(plate: "LP1", key: StockKey(sku: ID(0))), DockUnit(plate: "LP2", key: StockKey(sku: ID(0)))]
      bench.access.state.withLock { state in
        let tunnel = state.floor.site.devices(.inspect)[0]
        _ = state.floor.handle(.dock(tunnel, dock), at: state.floor.now)
      }
      let unit = try await client.get("/v1/why/unit/LP2").json
      #expect((unit["state"] as? String)?.hasPrefix("waits in front of ") == true)
      #expect(unit["reasons"] as? [String] == ["1 of the 2 units that wait there go before it"])
      #expect((unit["priority"] as? [[String: Any]])?.compactMap { $0["name"] as? String }.contains("velocity") == true)
      try await client.get("/v1/why/unit/LP3").expectFault(404, saying: "inbound unit LP3")
      try await client.get("/v1/why/device/nobody").expectFault(404, saying: "device nobody")
    }
  }

  @Test(arguments: [
    ("{", 400), ("", 400), ("[]", 422), ("7", 400), ("null", 400), ("{\"code\": 7}", 400),
    ("{\"code\": \"A\", \"destination\": \"north\", \"due_seconds\": \"soon\", \"lines\": []}", 400),
    ("{\"code\": \"A\", \"destination\": \"north\", \"due_seconds\": 1e400, \"lines\": []}", 400),
    ("[{\"code\": \"A\"}]", 400),
  ])
  func whatDoesNotFitIsRefusedWithItsPlace(body: String, status: Int) async throws {
    let bench = Bench()
    try await bench.run { client in try await client.post("/v1/orders", body).expectFault(status) }
    #expect(bench.access.state.withLock { $0.submitted.isEmpty })
  }

  @Test func theFaultNamesTheMember() async throws {
    try await Bench().run { client in
      try await client.post("/v1/orders", "[{\"code\": \"A\"}]").expectFault(400, saying: "[0].destination is missing")
      let late = "[{\"code\": \"A\", \"destination\": \"north\", \"due_seconds\": \"x\", \"lines\": []}]"
      try await client.post("/v1/orders", late).expectFault(400, saying: "[0].due_seconds is no number")
      try await client.post("/v1/orders", "7").expectFault(400, saying: "the top is no object")
    }
  }

  @Test func aRequestHasALimitOfOrdersAndLines() async throws {
    try await Bench {
      $0.orders = 2; $0.orderLines = 1
    }.run { client in
      let three = (1...3).map { Self.order("A\($0)") }.joined(separator: ",")
      try await client.post("/v1/orders", "[\(three)]").expectFault(422, saying: "1 to 2 orders")
      let line = "{\"sku\": \"tea\", \"quantity\": 1}"
      let long = "{\"code\": \"A\", \"destination\": \"north\", \"due_seconds\": 1, \"lines\": [\(line), \(line)]}"
      #expect(try results(await client.post("/v1/orders", long)) == ["A refused an order has 1 to 1 lines, this has 2"])
    }
  }
}
