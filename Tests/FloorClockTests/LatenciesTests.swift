import FloorClock
import Testing

@Suite("Latencies")
struct LatenciesTests {
  @Test(
    "quantiles are right to 6 %, whatever the magnitude", arguments: [1, 1_000, 1_000_000, 30_000_000_000] as [UInt64])
  func quantiles(scale: UInt64) {
    var latencies = Latencies()
    for step in 1...1_000 { latencies.note(nanoseconds: UInt64(step) * scale) }
    #expect(latencies.count == 1_000)
    for share in [0.01, 0.5, 0.9, 0.99, 1] {
      let exact = share * 1_000 * Double(scale) / 1e9
      #expect(abs(latencies.quantile(share) - exact) <= exact * 0.06 + 1e-9, "\(share)")
    }
  }

  @Test("nothing and the largest are borne")
  func extremes() {
    var latencies = Latencies()
    #expect(latencies.quantile(0.5) == 0)
    latencies.note(nanoseconds: 0)
    #expect(latencies.quantile(0.99) < 1e-8)
    latencies.note(nanoseconds: .max)
    #expect(latencies.quantile(1) > 1e10)
  }
}
