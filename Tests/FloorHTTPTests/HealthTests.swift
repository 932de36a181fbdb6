import FloorCore
import Foundation
import Synchronization
import Testing

@testable import FloorHTTP

@Suite struct HealthTests {
  @Test func aFloorThatWorksIsWell() async throws {
    try await Bench().run { client in
      let answer = try await client.get("/health", as: nil)
      #expect(answer.status == 200)
      let health = try answer.json
      #expect(health["status"] as? String == "ok" && health["paused"] as? Bool == false)
      #expect(health["journal_fault"] == nil)
    }
  }

  @Test func aJournalThatCannotBeWrittenIsToldWithItsReason() async throws {
    let bench = Bench()
    bench.access.state.withLock { $0.fault = "no space left" }
    try await bench.run { client in
      let answer = try await client.get("/health", as: nil)
      #expect(answer.status == 503)
      #expect(try answer.json["status"] as? String == "not_accepting")
      #expect(try answer.json["journal_fault"] as? String == "no space left")
      #expect(try await client.get("/v1/summary").json["journal_fault"] as? String == "no space left")
    }
  }

  @Test func aFloorThatDoesNotAnswerHangsNobody() async throws {
    let bench = Bench()
    bench.access.state.withLock { $0.isSilent = true }
    try await bench.run { client in
      #expect(try await client.get("/health", as: nil).json["status"] as? String == "silent")
      for path in ["/v1/view", "/v1/summary", "/v1/reviews", "/v1/velocity", "/v1/orders/x", "/metrics"] {
        let answer = try await client.get(path)
        try answer.expectFault(503, saying: "does not answer")
        #expect(answer.header("Retry-After") != nil)
      }
      // What never changes needs no floor.
      #expect(try await client.get("/v1/site").status == 200)
    }
  }

  @Test(arguments: [
    (SubmitRefusal.busy, "inbox is full"), (.journalFault("disk full"), "disk full"), (.stopping, "is stopping"),
  ])
  func whatIsNotTakenInIsSaidToBeNotTakenIn(refusal: SubmitRefusal, words: String) async throws {
    let bench = Bench()
    bench.access.state.withLock { $0.refusal = refusal }
    try await bench.run { client in
      let answer = try await client.post("/v1/interventions", "{\"action\":\"pause\"}")
      try answer.expectFault(503, saying: words)
      #expect(answer.header("Retry-After") != nil)
    }
  }

  @Test func metricsAreWhatPrometheusReads() async throws {
    let bench = Bench()
    bench.access.present("plate-1")
    bench.access.handle(.connection(TestFloor.stow, .offline))
    try await bench.run { client in
      let answer = try await client.get("/metrics")
      #expect(answer.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
      let lines = answer.text.split(separator: "\n")
      #expect(lines.contains("drover_units_inbound_total 1"))
      #expect(lines.contains("drover_stock_balances 1"))
      #expect(lines.contains("drover_alarms{severity=\"urgent\"} 1"))
      #expect(lines.contains("drover_refused_total{reason=\"malformed\"} 0"))
      #expect(lines.contains("drover_broker_sent_total 41.5"))
      #expect(lines.contains("# TYPE drover_broker_sent_total counter"))
      let sample = /[a-z_:][a-z0-9_:]*(\{[a-z_]+="[^"\n]*"\})? -?[0-9.e+]+/
      for line in lines where !line.hasPrefix("#") {
        #expect(line.wholeMatch(of: sample) != nil, "\(line)")
      }
      let types = lines.filter { $0.hasPrefix("# TYPE") }
      #expect(Set(types).count == types.count)
    }
  }

  @Test func aLabelCannotBreakItsLine() {
    var page = MetricsPage()
    page.add("drover_test", "", by: "name") { [("a\"b\\c\nd", 2)] }
    #expect(page.text == "# TYPE drover_test gauge\ndrover_test{name=\"a\\\"b\\\\c\\nd\"} 2\n")
  }
}
