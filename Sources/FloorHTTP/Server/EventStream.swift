import Hummingbird
import Synchronization

/// Writes an endless answer, and cuts a client that takes nothing in. Nothing is buffered for a slow client beyond what
/// one write holds: what it reads next is made when it has taken in what came before.
final class EventStream: Sendable {
  private let limits: HTTPLimits
  private let traffic: Traffic
  private let cut: @Sendable () -> Void
  private let writingSince = Mutex<ContinuousClock.Instant?>(nil)

  init(limits: HTTPLimits, traffic: Traffic, cut: @escaping @Sendable () -> Void) {
    self.limits = limits
    self.traffic = traffic
    self.cut = cut
  }

  typealias Writer = any ResponseBodyWriter

  func write(_ text: String, to writer: inout Writer) async throws {
    writingSince.withLock { $0 = .now }
    defer { writingSince.withLock { $0 = nil } }
    try await writer.write(ByteBuffer(string: text))
  }

  /// The answer whose body `make` writes.
  /// - Throws: `HTTPFault` 503 when too many streams are open.
  func response(_ make: @escaping @Sendable (EventStream, inout Writer) async throws -> Void) throws -> Response {
    guard traffic.streams < limits.streams else {
      throw HTTPFault.unavailable(
        "\(limits.streams) event streams are open, no more are served", "close one, or poll instead", retry: 10)
    }
    let body = ResponseBody { writer in
      self.traffic.streamOpened()
      defer { self.traffic.streamClosed() }
      let watch = Task { try await self.watch() }
      defer { watch.cancel() }
      do {
        try await make(self, &writer)
      } catch is CancellationError {
        // The daemon stops, or the client has gone.
      }
      try await writer.finish(nil)
    }
    return Response(
      status: .ok,
      headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .init("X-Accel-Buffering")!: "no"],
      body: body)
  }

  private func watch() async throws {
    while true {
      try await Task.sleep(for: limits.stall / 4)
      let since = writingSince.withLock { $0 }
      guard let since, since.duration(to: .now) > limits.stall else { continue }
      traffic.streamCut()
      return cut()
    }
  }
}
