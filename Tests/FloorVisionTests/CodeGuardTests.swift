import Testing

@testable import FloorVision
@testable import TunnelScenes

/// Two decoders must read a code that is not the product's own: a tear across the bars once made one code of another.
@Suite struct CodeGuardTests {
  private static let (own, other) = ("4006381333931", "5901234123457")

  /// A code's bars, blurred along them as by a lens; `unit` pixels a module.
  private func bars(_ digits: String, unit: Int, blur: Double) throws -> Picture {
    let modules = try #require(BarcodePrint.modules(digits))
    let quiet = 14 * unit
    let row = (0..<95 * unit + 2 * quiet).map { x -> UInt8 in
      let module = (x - quiet) / unit
      return x >= quiet && module < 95 && modules[module] ? 25 : 230
    }
    let rows = (0..<120).flatMap { y in (20..<100).contains(y) ? row : row.map { _ in 230 } }
    let sharp = try Picture.mask(rows, width: row.count, height: 120)
    return blur > 0 ? try sharp.blurred(blur) : sharp
  }

  @Test func `another product's code is believed when it is plain`() throws {
    #expect(Barcode.digits(in: try bars(Self.other, unit: 3, blur: 0), expected: Self.own) == Self.other)
  }

  @Test func `a code that our own decoder reads alone is believed of its own product only`() throws {
    let picture = try bars(Self.other, unit: 3, blur: 3)
    #expect(Barcode.digits(in: picture, expected: Self.other) == Self.other)
    #expect(Barcode.digits(in: picture, expected: Self.own) == nil)
  }
}
