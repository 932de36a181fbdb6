import FloorModel
import Foundation
import Testing

@testable import Cartons

@Suite struct ElementaryTests {
  @Test func theyAgreeWithTheMathematicsLibrary() {
    for step in -400...400 {
      let x = Double(step) * 0.37
      #expect(abs(Elementary.exp(x) / Foundation.exp(x) - 1) < 4e-16)
      let y = Foundation.exp(x / 3) * 1.234
      #expect(abs(Elementary.log(y) - Foundation.log(y)) <= 4e-16 * max(1, abs(Foundation.log(y))))
    }
  }

  @Test func theEndsStayFinite() {
    #expect(Elementary.exp(1e300).isFinite && Elementary.exp(-1e300) > 0)
    #expect(Elementary.exp(0) == 1 && Elementary.log(1) == 0)
    #expect(Elementary.logistic(-800) >= 0 && Elementary.logistic(800) == 1)
    #expect(Elementary.log(.leastNonzeroMagnitude) < -744)
  }

  @Test func softplusHasAnInverse() {
    for value in [1e-3, 0.1, 0.5, 2, 40] {
      #expect(abs(Elementary.softplus(Elementary.inverseSoftplus(value)) / value - 1) < 1e-9)
    }
  }
}
