import FloorModel
import Testing

@testable import FloorCore

@Suite struct DemandTests {
  @Test("eˣ is right to the last digits and at its ends")
  func exponential() {
    // From tables to 17 digits.
    for (x, value) in [
      (0.0, 1.0), (1, 2.7182818284590452), (-1, 0.36787944117144233), (10, 22026.465794806717),
      (-20, 2.0611536224385578e-9),
      (0.1, 1.1051709180756477), (-350.5, 6.022601013722827e-153),
    ] {
      #expect(abs(Exponential.exp(x) / value - 1) < 4e-15)
    }
    #expect(Exponential.exp(-1e9) == 0)
    #expect(Exponential.exp(1e9) == .infinity)
    #expect(Exponential.exp(.nan).isNaN)
  }

  @Test("with Poisson demand, one in ten times more is asked for before the cover is over", arguments: [0, 1, 4, 20])
  func poisson(stock: Int32) {
    let mean = DemandForecast.daysOfCover(stock: stock, mean: 2) * 2
    // P(demand ≤ stock) at that mean must be 90 %; the approximation is weakest for an empty shelf.
    var (term, sum) = (Exponential.exp(-mean), 0.0)
    for units in 0...stock {
      sum += term
      term *= mean / Double(units + 1)
    }
    #expect(abs(sum - 0.9) < 0.01)
  }

  @Test("more stock covers longer, more demand shorter, and a planner's wide quantile shorter still")
  func order() {
    let base = DemandForecast.daysOfCover(stock: 10, mean: 5)
    #expect(DemandForecast.daysOfCover(stock: 11, mean: 5) > base)
    #expect(DemandForecast.daysOfCover(stock: 10, mean: 6) < base)
    #expect(DemandForecast.daysOfCover(stock: 10, mean: 5, p90: 15) < base)
    #expect(DemandForecast.daysOfCover(stock: 10, mean: 0) == .infinity)
    #expect(DemandForecast.daysOfCover(stock: -3, mean: 1) == DemandForecast.daysOfCover(stock: 0, mean: 1))
  }

  @Test("the tracker comes to rest where one in ten lies above")
  func tracker() {
    var tracker = QuantileTracker(start: .minutes(5), step: .seconds(1))
    var state: UInt64 = 1
    for _ in 0..<20_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      tracker.observe(.milliseconds((Int64(state >> 44) * 1_000_000) >> 20))
    }
    // Uniform from 0 to 1,000 s.
    #expect(abs(tracker.p90.seconds - 900) < 60)
  }

  @Test("a tracked duration never falls below nothing")
  func floor() {
    var tracker = QuantileTracker(start: .seconds(1), step: .seconds(5))
    tracker.observe(.zero)
    #expect(tracker.p90 == .zero)
  }
}
