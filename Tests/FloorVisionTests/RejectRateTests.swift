import Testing
import TunnelScenes

@testable import VisionBench

@Suite struct RejectRateTests {
  /// Products whose good items score alike, from a seed; one of them may be odd.
  private func products(_ count: Int, odd: Bool = false) -> [RejectRate.Product] {
    var random = SceneRandom(9)
    return (0..<count).map { index in
      func scores() -> [Int32] { (0..<20).map { _ in odd && index == 3 ? 990 : Int32(random.below(900)) } }
      return RejectRate.Product(index: index, calibrating: scores(), tested: scores())
    }
  }

  @Test func `about one good item in a hundred is rejected where all products are alike, and the interval says so`()
    throws
  {
    for measure in [RejectRate.ofKnownProducts, RejectRate.ofNewProducts] {
      let rate = try #require(RejectRate(products(60), measure))
      #expect((0.5...1.5).contains(rate.percent))
      #expect(rate.interval.contains(rate.percent))
      #expect(rate.interval.upperBound - rate.interval.lowerBound < 1.5)
    }
  }

  @Test func `a product that the thresholds have never seen is tested without its own items`() throws {
    let goods = products(30, odd: true)
    let known = try #require(RejectRate.ofKnownProducts(goods))
    let new = try #require(RejectRate.ofNewProducts(goods))
    #expect(known < 1, "a thirtieth of all items lies beyond the hundredth that is rejected: the thresholds follow it")
    #expect(new > 3, "its forty items are a thirtieth of all")
  }

  @Test func `thresholds need ninety-nine good items`() {
    #expect(RejectRate(products(4), RejectRate.ofKnownProducts) == nil)
    #expect(RejectRate([], RejectRate.ofNewProducts) == nil)
  }
}
