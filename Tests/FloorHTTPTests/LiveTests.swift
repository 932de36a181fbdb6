import FloorCore
import Foundation
import FloorModel
import FoundationNetworking
import Synchronization
import Testing

@testable import FloorHTTP

/// Over a real socket.
@Suite struct LiveTests {
  /// Starts the server, runs the body with its address, and stops it.
  static func serve(_ bench: Bench, _ body: (String) async throws -> Void) async throws {
    let (ports, bound) = AsyncStream.makeStream(of: Int.self)
    let server = bench.server
    let running = Task { try await server.run { bound.yield($0) } }
    let port = await ports.first { _ in true }
    try await body("http://127.0.0.1:\(try #require(port))")
    running.cancel()
    // Cancelling ends it, open streams and all.
    _ = await running.result
  }

  private func request(_ address: String) throws -> URLRequest {
    var request = URLRequest(url: try #require(URL(string: address)))
    request.setValue("Bearer \(Bench.token(.viewer))", forHTTPHeaderField: "Authorization")
    return request
  }

  @Test func itBindsToAFreePortAndSaysWhich() async throws {
    try await Self.serve(Bench()) { base in
      let (data, response) = try await URLSession.shared.data(for: request(base + "/health"))
      #expect((response as? HTTPURLResponse)?.statusCode == 200)
      #expect(String(decoding: data, as: UTF8.self).contains("\"ok\""))
    }
  }

  @Test func aPortThatIsTakenIsAnError() async throws {
    let bench = Bench()
    try await Self.serve(bench) { base in
      let port = try #require(URL(string: base)?.port)
      let second = FloorHTTPServer(
        names: TestFloor.names, access: bench.access, at: .loopback(port: port), tokens: TokenShelf([]))
      await #expect(throws: (any Error).self) { try await second.run { _ in } }
    }
  }

  /// It asks for the whole feed and takes nothing in: it is cut, and holds no more than one write's memory until then.
  @Test(.timeLimit(.minutes(10))) func aClientThatTakesNothingInIsCut() async throws {
    let bench = Bench { $0.stall = .milliseconds(80) }
    bench.access.state.withLock { state in
      state.changes = (Int64(1)...20_000).map { number in
        let change = StockChange(
          sequence: number, key: StockKey(sku: ID(0)), quantity: 1, from: .bin(ID(0)), to: .bin(ID(1)))
        return ChangeRecord(change: change, at: .zero, device: TestFloor.pick)
      }
    }
    try await Self.serve(bench) { base in
      let socket = try PlainSocket(
        port: UInt16(try #require(URL(string: base)?.port)), window: 2_048)
      let token = Bench.token(.viewer)
      socket.send("GET /v1/stock/changes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n\r\n")
      try await until { bench.server.traffic.cut > 0 && bench.server.traffic.streams == 0 }
      withExtendedLifetime(socket) {}
    }
    #expect(bench.server.traffic.cut == 1)
  }

  @Test func aFeedThatIsOpenEndsWithTheServer() async throws {
    let bench = Bench()
    bench.access.present("p1")
    let traffic = bench.server.traffic
    try await Self.serve(bench) { base in
      let request = try request(base + "/v1/stock/changes")
      let reading = Task { try await URLSession.shared.data(for: request) }
      try await until { bench.access.signal.begun > 0 }
      #expect(traffic.streams == 1)
      reading.cancel()
    }
    try await until { traffic.streams == 0 }
    #expect(traffic.streams == 0)
  }
}
