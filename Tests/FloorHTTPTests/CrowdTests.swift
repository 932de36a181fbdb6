import FloorModel
import Foundation
import Hummingbird
import PlannerFeed
import Synchronization
import Testing

@testable import FloorHTTP

/// Many planners at once, one of them asleep.
@Suite struct CrowdTests {
  /// A hundred streams over real sockets. One takes nothing in; the others miss nothing, and the floor never waits: it has
  /// told everything before the sleeper is even noticed.
  @Test(.timeLimit(.minutes(10))) func aStalledPlannerHoldsNobodyUp() async throws {
    let bench = Bench { $0.stall = .milliseconds(400) }
    let readers = 99
    let changes = 200
    try await LiveTests.serve(bench) { base in
      let port = UInt16(try #require(URL(string: base)?.port))
      let head = "GET /v1/stock/changes?limit=\(changes)&as=cloudevents HTTP/1.1\r\nHost: x\r\n"
      let request = head + "Authorization: Bearer \(Bench.token(.viewer))\r\nConnection: close\r\n\r\n"
      let sleeper = try PlainSocket(port: port, window: 2_048)
      // It asks for the feed without an end, and reads not one byte of it.
      sleeper.send(request.replacing("limit=\(changes)&", with: ""))
      let sockets = try (0..<readers).map { _ in try PlainSocket(port: port) }
      for socket in sockets { socket.send(request) }
      try await until { bench.server.traffic.streams > readers }
      for unit in 1...changes { bench.access.present("plate-\(unit)") }
      let expected = (1...changes).map { "id: \($0)" }
      for socket in sockets {
        let text = await socket.readToEnd()
        let lines = text.replacing("\r\n", with: "\n").split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("id: ") }.map { String($0) } == expected)
      }
      withExtendedLifetime(sleeper) {}
    }
    #expect(bench.server.traffic.gaps == 0)
  }
}
