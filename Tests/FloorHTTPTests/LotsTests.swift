import FloorCore
import FloorModel
import Foundation
import HTTPTypes
import Synchronization
import Testing

@testable import FloorHTTP

/// Dates of lots in and out, and what portals found.
@Suite struct LotsTests {
  private func put(_ client: Client, _ body: String) async throws -> Answer {
    try await client.send(.put, "/v1/lots", as: .planner, body, type: "application/json")
  }

  @Test func goodLinesAreTakenAndBadOnesNamedWithLineAndReason() async throws {
    try await Bench().run { client in
      let answer = try await put(
        client,
        """
        [{"sku": "tea", "lot": 3, "expires": "2027-03-31"}, {"sku": "nothing", "lot": 1, "expires": "2027-03-31"},
         {"sku": "tea", "lot": 0, "expires": "2027-03-31"}, {"sku": "tea", "lot": 1, "expires": "soon"}, 7,
         {"sku": "tea", "lot": 1.5, "expires": "2027-03-31"}]
        """)
      #expect(try answer.status == 200 && answer.json["accepted"] as? Int == 1)
      let refused = try #require(try answer.json["refused"] as? [[String: Any]])
      #expect(
        refused.map { "\($0["line"] as? Int ?? 0): \($0["reason"] as? String ?? "")" } == [
          "2: unknown SKU", "3: lot is no whole number from 1 to 2147483647",
          "4: expires is no day: write it as 2027-03-31", "5: unknown SKU",
          "6: lot is no whole number from 1 to 2147483647",
        ])
      let rows = try #require(try await client.get("/v1/lots").json["rows"] as? [[String: Any]])
      #expect(
        rows.count == 1 && rows[0]["expires"] as? String == "2027-03-31" && rows[0]["is_expired"] as? Bool == false)
      #expect(try await put(client, "[{}]").status == 422)
      try await put(client, "{}").expectFault(400, saying: "")
    }
  }

  @Test func aLotMayNameItsSupplier() async throws {
    try await Bench().run { client in
      let answer = try await put(
        client,
        """
        [{"sku": "tea", "lot": 3, "expires": "2027-03-31", "supplier": "Acme Mills"},
         {"sku": "tea", "lot": 4, "expires": "2027-03-31", "supplier": ""},
         {"sku": "tea", "lot": 5, "expires": "2027-03-31", "supplier": 7},
         {"sku": "tea", "lot": 6, "expires": "2027-03-31", "supplier": null}]
        """)
      let refused = try #require(try answer.json["refused"] as? [[String: Any]])
      #expect(refused.map { $0["line"] as? Int } == [2, 3])
      #expect(
        refused.allSatisfy { $0["reason"] as? String == "supplier is no text of 1 to 80 bytes on one line" })
      let rows = try #require(try await client.get("/v1/lots").json["rows"] as? [[String: Any]])
      #expect(rows.map { $0["supplier"] as? String } == ["Acme Mills", nil])
    }
  }

  @Test func whatHasExpiredIsNoLongerSellable() async throws {
    let bench = Bench()
    let key = StockKey(sku: ID(0), lot: 3)
    bench.access.state.withLock { state in
      var site = state.floor.site
      site.openingStock = [StockLine(bin: ID(0), key: key, quantity: 4)]
      site.lots = [Lot(sku: ID(0), number: 3, expires: CalendarDay("2027-03-31")!)]
      state.floor = Floor(site: site)
      _ = state.floor.handle(.planning(.day(CalendarDay("2027-04-01")!), by: "calendar"), at: .zero)
    }
    try await bench.run { client in
      let rows = try #require(try await client.get("/v1/stock/dispositions").json["rows"] as? [[String: Any]])
      let row = try #require(rows.first { $0["lot"] as? Int == 3 })
      #expect(row["expired"] as? Int == 4 && row["sellable"] as? Int == 0)
      #expect(try await client.get("/v1/lots").json["today"] as? String == "2027-04-01")
    }
  }

  @Test func whatAPortalFoundIsTold() async throws {
    let bench = Bench()
    bench.access.state.withLock { state in
      let reading = TagReading(subject: .pod(ID(0)), counts: [], strangers: 2)
      var site = state.floor.site
      site.devices.append(Device(name: "gate", family: "rfid-portal", place: .portal(PortalPlace(before: ID(4)))))
      state.floor = Floor(site: site)
      let event = DeviceEvent(device: ID(site.devices.count - 1), stream: 1, sequence: 1, body: .tagsRead(reading))
      _ = state.floor.handle(.device(event), at: .zero)
    }
    try await bench.run { client in
      let answer = try await client.get("/v1/tags")
      let rows = try #require(try JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [[String: Any]])
      #expect(rows.count == 1 && rows[0]["found"] as? Int == 2 && rows[0]["sku"] == nil && rows[0]["pod"] != nil)
    }
  }
}
