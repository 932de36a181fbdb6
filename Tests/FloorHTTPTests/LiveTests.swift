import FloorCore
import Foundation
import FoundationNetworking
import Synchronization
import Testing

@testable import FloorHTTP

/// Over a real socket.
@Suite struct LiveTests {
  /// Starts the server, runs the body with its address, and stops it.
  private func serve(_ bench: Bench, _ body: (String) async throws -> Void) async throws {
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
    try await serve(Bench()) { base in
      let (data, response) = try await URLSession.shared.data(for: request(base + "/health"))
      #expect((response as? HTTPURLResponse)?.statusCode == 200)
      #expect(String(decoding: data, as: UTF8.self).contains("\"ok\""))
    }
  }

  @Test func aPortThatIsTakenIsAnError() async throws {
    let bench = Bench()
    try await serve(bench) { base in
      let port = try #require(URL(string: base)?.port)
      let second = FloorHTTPServer(site: TestFloor.site, access: bench.access, port: port, tokens: [])
      await #expect(throws: (any Error).self) { try await second.run { _ in } }
    }
  }

  @Test func aFeedThatIsOpenEndsWithTheServer() async throws {
    let bench = Bench()
    bench.access.present("p1")
    let traffic = bench.server.traffic
    try await serve(bench) { base in
      let request = try request(base + "/v1/stock/changes")
      let reading = Task { try await URLSession.shared.data(for: request) }
      while traffic.streams == 0 { await Task.yield() }
      while bench.access.signal.waiting == 0 { await Task.yield() }
      reading.cancel()
    }
    while traffic.streams > 0 { await Task.yield() }
    #expect(traffic.streams == 0)
  }
}
