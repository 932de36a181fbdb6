import FloorMQTT
import Foundation
import Synchronization

/// Device message in, event out: to a crowd of readers, while one of them sleeps.
struct FeedBench {
  var daemon: String
  var readers: Int
  /// Units presented a second.
  var rate: Int
  var seconds: Int

  func run() throws {
    let floor = try FloorProcesses(daemon: daemon)
    defer { floor.end() }
    let client = try connected(to: floor)
    let echo = try roundTrips(client)
    print(String(format: "bare broker, QoS 1, 512 B, there and back: p50 %.0f µs, p99 %.0f µs", echo.p50, echo.p99))
    let sleeper = try Reader(port: floor.httpPort, isAsleep: true)
    let crowd = try (1..<readers).map { _ in try Reader(port: floor.httpPort, isAsleep: false) }
    usleep(2_000_000)
    let sent = try present(client)
    waitFor(crowd, events: sent.count)
    report(crowd, sent: sent, echo: echo)
    sleeper.close()
    for reader in crowd { reader.close() }
    client.disconnect()
  }

  private static let echoTopic = "bench/echo"
  private static let echoes = 500

  private struct Figures {
    var p50 = 0.0
    var p99 = 0.0
    var most = 0.0

    /// - Parameter spans: nanoseconds; the figures are microseconds.
    init(_ spans: [UInt64]) {
      let sorted = spans.sorted()
      guard let last = sorted.last else { return }
      p50 = Double(sorted[sorted.count / 2]) / 1_000
      p99 = Double(sorted[sorted.count * 99 / 100]) / 1_000
      most = Double(last) / 1_000
    }
  }

  /// What has come back, and when.
  private static let returned = Mutex<[UInt64]>([])

  private func connected(to floor: FloorProcesses) throws -> MQTTClient {
    let client = MQTTClient(
      options: MQTTOptions(host: "127.0.0.1", port: floor.brokerPort, clientID: "feed-bench", retrySeed: 1),
      handlers: MQTTHandlers(onMessage: { message in
        if message.topic == Self.echoTopic { Self.returned.withLock { $0.append(monotonic()) } }
      }))
    try client.subscribe([MQTTSubscription(Self.echoTopic, .atLeastOnce)])
    client.connect()
    for _ in 0..<200 where !client.isConnected { usleep(50_000) }
    guard client.isConnected else { throw BenchFault("no connection to the broker") }
    usleep(500_000)
    return client
  }

  /// One message after the other through the broker.
  private func roundTrips(_ client: MQTTClient) throws -> Figures {
    var spans: [UInt64] = []
    let payload = [UInt8](repeating: 120, count: 512)
    for number in 0..<Self.echoes {
      let start = monotonic()
      try client.publish(Self.echoTopic, payload: payload, qos: .atLeastOnce)
      while Self.returned.withLock({ $0.count }) <= number { usleep(20) }
      spans.append(Self.returned.withLock { $0[number] } - start)
    }
    return Figures(spans)
  }

  /// - Returns: when each unit's message was handed over.
  private func present(_ client: MQTTClient) throws -> [UInt64] {
    var sent: [UInt64] = []
    let start = monotonic()
    for number in 1...(rate * seconds) {
      let due = start + UInt64(number) * 1_000_000_000 / UInt64(rate)
      let now = monotonic()
      if due > now { usleep(UInt32((due - now) / 1_000)) }
      let event =
        "{\"headerId\":\(number),\"version\":\"1.0.0\",\"stream\":1,\"sequence\":\(number),\"type\":\"presented\","
        + "\"plate\":\"L\(number)\",\"goods\":{\"sku\":\"TEA\",\"lot\":0}}"
      sent.append(monotonic())
      try client.publish(
        "fc/v1/\(FloorProcesses.site)/tunnel/\(FloorProcesses.tunnel)/event", payload: Array(event.utf8),
        qos: .atLeastOnce)
    }
    return sent
  }

  private func waitFor(_ crowd: [Reader], events: Int) {
    for _ in 0..<300 {
      if crowd.allSatisfy({ reader in reader.state.withLock { $0.arrivals.count >= events } }) { return }
      usleep(100_000)
    }
  }

  private func report(_ crowd: [Reader], sent: [UInt64], echo: Figures) {
    var spans: [UInt64] = []
    var (events, holes, gaps, last) = (0, 0, 0, sent[0])
    for reader in crowd {
      let state = reader.state.withLock { $0 }
      for (arrival, start) in zip(state.arrivals, sent) where arrival > start { spans.append(arrival - start) }
      events += state.arrivals.count
      holes += state.holes
      gaps += state.gaps
      last = max(last, state.arrivals.last ?? last)
    }
    let figures = Figures(spans)
    let took = Double(last - sent[0]) / 1e9
    print("\(readers) readers, one of them asleep; \(sent.count) units at \(rate) a second")
    print(
      String(
        format: "  events out: %d of %d, %.0f a second in all; holes %d, gap events to the awake %d", events,
        sent.count * crowd.count, Double(events) / took, holes, gaps))
    print(
      String(
        format: "  message in to event out: p50 %.1f ms, p99 %.1f ms, most %.1f ms", figures.p50 / 1_000,
        figures.p99 / 1_000, figures.most / 1_000))
    print(
      String(
        format: "  as a ratio to the bare broker: p50 %.0f, p99 %.0f", figures.p50 / max(1, echo.p50),
        figures.p99 / max(1, echo.p99)))
  }
}
