import FloorConfig
import FloorCore
import FloorHTTP
import FloorModel
import Foundation
import PlannerFeed
import Simulators
import Synchronization

/// HTTP requests, in memory: paths, queries, types and bodies of everything that can be written.
struct HTTPFuzz: FuzzTarget {
  private struct Sample {
    var method: String
    var path: String
    var type = "application/json"
    var body: String
  }

  private static let samples: [Sample] = [
    Sample(
      method: "POST", path: "/v1/orders",
      body:
        #"{"code":"A-1","destination":"north","due_seconds":7200,"lines":[{"sku":"tea","quantity":1,"owner":"acme"}]}"#),
    Sample(
      method: "POST", path: "/v1/orders",
      body: #"[{"code":"A-2","destination":"north","due_seconds":1,"lines":[]},{"code":"A-3","lines":[{"sku":"x"}]}]"#),
    Sample(method: "PUT", path: "/v1/velocity", body: #"[{"sku":"tea","units_per_day":5.5},{"sku":"cup"}]"#),
    Sample(method: "PUT", path: "/v1/velocity", type: "text/csv", body: "sku,units_per_day\ntea,5.5\n\"cup\",1\n"),
    Sample(method: "POST", path: "/v1/reviews/0", body: #"{"answer":"use_box","box":"S"}"#),
    Sample(
      method: "POST", path: "/v1/counts",
      body: #"{"bin":"A1-F1-1","lines":[{"sku":"tea","owner":"acme","lot":0,"quantity":3}],"reason":"scheduled"}"#),
    Sample(method: "POST", path: "/v1/velocity/restore", body: ""),
    Sample(method: "POST", path: "/v1/interventions", body: #"{"action":"withdraw","device":"du-1","alarm":7}"#),
    Sample(
      method: "POST", path: "/v1/webhooks",
      body:
        #"{"url":"https://planner.example/feed","as":"cloudevents","after":0,"secret":"0123456789abcdef0123456789"}"#),
    Sample(
      method: "POST", path: "/epcis/capture",
      body:
        #"{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"EPCISDocument","#
        + #""schemaVersion":"2.0","creationDate":"2026-01-01T00:00:00Z","epcisBody":{"eventList":[{"type":"ObjectEvent","#
        + #""eventTime":"2026-01-01T00:00:00Z","eventTimeZoneOffset":"+00:00","action":"OBSERVE","epcList":["urn:x:1"]}]}}"#
    ),
    Sample(method: "GET", path: "/v1/stock", body: ""),
    Sample(method: "GET", path: "/v1/orders/A-1", body: ""),
    Sample(method: "GET", path: "/v1/why/device/du-1", body: ""),
    Sample(method: "GET", path: "/v1/audit?before=3&limit=10", body: ""),
    Sample(method: "GET", path: "/v1/frames/P1/0", body: ""),
    Sample(method: "GET", path: "/v1/references/tea/0", body: ""),
    Sample(method: "GET", path: "/v1/counts?limit=10", body: ""),
    Sample(method: "GET", path: "/v1/velocity/achieved?flagged=true", body: ""),
  ]

  private static let token = "a-token-that-only-the-fuzzer-has"
  private let site: Site
  private let bodies: Mutator
  private let paths: Mutator
  private var access: FuzzAccess
  private var server: MemoryServer

  init(root: URL) throws {
    site = try SiteReader.read(path: root.appendingPathComponent("Config/sites/small.yaml").path)
    let words = site.skus.prefix(3).map(\.code) + site.devices.map(\.name)
    bodies = Mutator(samples: Self.samples.map { Array($0.body.utf8) }, words: words)
    paths = Mutator(
      samples: Self.samples.map { Array($0.path.utf8) }, words: words + ["%00", "%2e%2e", "?limit=", "%"])
    (access, server) = Self.serve(site)
  }

  private static func serve(_ site: Site) -> (FuzzAccess, MemoryServer) {
    let access = FuzzAccess(site: site)
    guard let token = AccessToken(name: "fuzz", role: .admin, token: token) else {
      preconditionFailure("the fuzzer's token is too short")
    }
    let names = FeedNames(site: site, clock: FeedClock(epoch: FeedTime(milliseconds: 1_772_360_130_000)))
    return (access, MemoryServer(names: names, access: access, tokens: [token]))
  }

  mutating func reset() { (access, server) = Self.serve(site) }

  mutating func feed(_ random: inout SeededGenerator) async throws -> FuzzVerdict {
    let number = bodies.pick(&random)
    let sample = Self.samples[number]
    let path = random.below(6) == 0 ? paths.input(from: number, &random) : Array(sample.path.utf8)
    let before = access.books
    let status = await server.answer(
      method: sample.method, path: String(decoding: path.prefix(8_192), as: UTF8.self),
      type: random.below(20) == 0 ? "text/plain; charset=\u{0}" : sample.type, token: Self.token,
      body: sample.method == "GET" ? [] : bodies.input(from: number, &random))
    if status == 500 { throw FuzzFailure(description: "\(sample.method) \(sample.path) ended in a fault of ours") }
    if status >= 400, access.books != before {
      throw FuzzFailure(description: "\(sample.method) \(sample.path) was refused with \(status) and changed the books")
    }
    return status < 400 ? .accepted : .refused
  }
}

/// A floor in memory, as the server sees one.
private final class FuzzAccess: FloorAccess {
  private struct State {
    var floor: Floor
    var now = Instant.zero
    var audit: Int64 = 0
  }

  private let state: Mutex<State>
  private let site: Site

  init(site: Site) {
    self.site = site
    state = Mutex(State(floor: Floor(site: site)))
  }

  var books: Books { state.withLock { $0.floor.books } }

  func read<T: Sendable>(_ body: @escaping @Sendable (borrowing Floor) -> T) async throws -> T {
    state.withLock { body($0.floor) }
  }

  func submit(_ events: [Event]) async throws(SubmitRefusal) {
    state.withLock { state in
      for event in events {
        state.now = state.now + .milliseconds(10)
        _ = state.floor.handle(event, at: state.now)
      }
    }
  }

  func binSnapshot() async throws -> BinSnapshot { BinSnapshot(offset: 0, rows: site.openingStock) }
  func changes(after offset: Int64, limit: Int) async throws -> ChangePage { .changes([]) }
  func waitForChange(after offset: Int64) async {}
  var feed: any FeedAccess { NoFeed() }
  func frame(plate: String, view: Int) async -> Frame? { nil }
  func reference(sku: String, view: Int) async -> Frame? { nil }
  var journalFault: String? { nil }
  func counters() -> [String: Double] { [:] }

  func beginAudit(_ record: AuditRecord) async throws -> Int64 {
    state.withLock { state in
      state.audit += 1
      return state.audit
    }
  }

  func endAudit(_ number: Int64, status: Int, before: String?, after: String?) async throws {}
  func auditTrail(before: Int64?, limit: Int) async throws -> [AuditRecord] { [] }
}

/// Takes what subscribers and standard clients send, and forgets it.
private struct NoFeed: FeedAccess {
  func webhooks() async throws -> [Webhook] { [] }
  func add(_ webhook: Webhook) async throws {}
  func remove(webhook id: String) async throws -> Bool { false }
  func note(webhook id: String, after: Int64, failures: Int, fault: String?) async throws {}
  func capture(_ events: [CapturedEvent]) async throws -> Int { events.count }
  func captured(after number: Int64, limit: Int) async throws -> [CapturedEvent] { [] }
}
