/// Reads an EAN-13 from a profile across its bars by asking, digit by digit, which printed pattern fits best.
///
/// It needs no sharp edges: with 95 modules between the outer bars known in place, every digit's seven are compared with
/// all twenty ways to print a digit. A digit that two ways fit about equally well makes the whole code unread.
struct BarDecoder {
  /// Left odd patterns (ISO/IEC 15420), 1 for a bar. Even ones are the right ones read backwards, right ones the odd ones'
  /// complement.
  private static let odd: [[Double]] = [
    [0, 0, 0, 1, 1, 0, 1], [0, 0, 1, 1, 0, 0, 1], [0, 0, 1, 0, 0, 1, 1], [0, 1, 1, 1, 1, 0, 1], [0, 1, 0, 0, 0, 1, 1],
    [0, 1, 1, 0, 0, 0, 1], [0, 1, 0, 1, 1, 1, 1], [0, 1, 1, 1, 0, 1, 1], [0, 1, 1, 0, 1, 1, 1], [0, 0, 0, 1, 0, 1, 1],
  ]
  private static let right = odd.map { $0.map { 1 - $0 } }
  private static let even = right.map { Array($0.reversed()) }
  /// Which of the first six digits are even says the thirteenth; bit 5 is the first of them.
  private static let parities: [Int] = [0, 11, 13, 14, 19, 25, 28, 21, 22, 26]

  /// How much better the best pattern must fit than the next, in mean squared error of modules 0...1.
  private static let margin = 0.05
  /// Mean squared error of a pattern that still counts as fitting.
  private static let worst = 0.06
  private static let modules = 95
  /// Shares of a module's darkness that come from each neighbour: sharp, soft, blurred.
  private static let blurs = [0.06, 0.16, 0.25]

  /// Sum of the profile's values before each pixel.
  private let sums: [Double]

  init(_ profile: [Double]) {
    var sums = [0.0]
    sums.reserveCapacity(profile.count + 1)
    for value in profile { sums.append(sums[sums.count - 1] + value) }
    self.sums = sums
  }

  /// Tries ends of the outer bars near where the code was seen to be.
  ///
  /// - Parameters: ranges of pixels, the outer edge of the first and of the last bar.
  func read(left: ClosedRange<Double>, right: ClosedRange<Double>, step: Double) -> String? {
    var best: (error: Double, digits: String)?
    for x0 in edges(in: left, step: step, darker: true) {
      for x1 in edges(in: right, step: step, darker: false) where x1 - x0 > 1.1 * Double(BarDecoder.modules) {
        guard let levels = levels(from: x0, to: x1) else { continue }
        for blur in BarDecoder.blurs where BarDecoder.guardError(levels, blur) < BarDecoder.worst {
          guard let read = BarDecoder.digits(levels, blur), read.error < best?.error ?? 1 else { continue }
          best = read
        }
      }
    }
    return best?.digits
  }

  /// Where it turns darker, or brighter, most: the strongest few places, and half a step around each.
  private func edges(in range: ClosedRange<Double>, step: Double, darker: Bool) -> [Double] {
    let places = Array(stride(from: range.lowerBound, through: range.upperBound, by: step))
    let slopes = places.map { darker ? edge(at: $0) : -edge(at: $0) }
    guard let steepest = slopes.max(), steepest > 4, places.count > 2 else { return [] }
    let peaks = places.indices.dropFirst().dropLast().filter {
      slopes[$0] >= slopes[$0 - 1] && slopes[$0] > slopes[$0 + 1] && slopes[$0] > 0.3 * steepest
    }
    let strongest = peaks.sorted { slopes[$0] > slopes[$1] }.prefix(5)
    return strongest.flatMap { [places[$0], places[$0] - step * 0.7, places[$0] + step * 0.7] }
  }

  private func mean(_ from: Double, _ to: Double) -> Double { (sum(to) - sum(from)) / (to - from) }

  private func sum(_ x: Double) -> Double {
    let clamped = min(max(x, 0), Double(sums.count - 1))
    let whole = min(Int(clamped), sums.count - 2)
    return sums[whole] + (clamped - Double(whole)) * (sums[whole + 1] - sums[whole])
  }

  /// Positive where it turns dark to the right.
  private func edge(at x: Double) -> Double { mean(x - 1.5, x) - mean(x, x + 1.5) }

  /// Darkness of each module, 0 for paper and 1 for a bar; light and ink are those of the code itself.
  private func levels(from x0: Double, to x1: Double) -> [Double]? {
    let unit = (x1 - x0) / Double(BarDecoder.modules)
    let raw = (0..<BarDecoder.modules).map { mean(x0 + unit * (Double($0) + 0.15), x0 + unit * (Double($0) + 0.85)) }
    // Single bars and gaps are washed out by blur: the range is taken from the wide ones.
    let sorted = raw.sorted()
    let (ink, paper) = (sorted[8], sorted[BarDecoder.modules - 9])
    guard paper - ink > 12 else { return nil }
    return raw.map { min(1.2, max(-0.2, (paper - $0) / (paper - ink))) }
  }

  private static func guardError(_ levels: [Double], _ blur: Double) -> Double {
    let outer: [Double] = [1, 0, 1]
    let inner: [Double] = [0, 1, 0, 1, 0]
    return max(
      error(levels[0..<3], outer, blur), error(levels[92..<95], outer, blur), error(levels[45..<50], inner, blur))
  }

  private static func digits(_ levels: [Double], _ blur: Double) -> (error: Double, digits: String)? {
    var (digits, parity, total) = ([Int](), 0, 0.0)
    for place in 0..<12 {
      let from = place < 6 ? 3 + 7 * place : 50 + 7 * (place - 6)
      let seen = levels[from..<from + 7]
      let ways = place < 6 ? odd + even : right
      let errors = ways.map { error(seen, $0, blur) }
      guard let best = errors.indices.min(by: { errors[$0] < errors[$1] }), errors[best] < worst else { return nil }
      let next = errors.indices.filter { $0 != best }.map { errors[$0] }.min() ?? 1
      guard next - errors[best] > margin * (1 - 2 * blur) * (1 - 2 * blur) else { return nil }
      total += errors[best]
      digits.append(best % 10)
      if place < 6 { parity = parity << 1 | (best >= 10 ? 1 : 0) }
    }
    guard let first = parities.firstIndex(of: parity) else { return nil }
    let all = [first] + digits
    let sum = all.enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 1 : 3) }
    return sum % 10 == 0 ? (total / 12, all.map(String.init).joined()) : nil
  }

  /// Blur mixes a module with its neighbours: the pattern is compared as it would look so. What a digit starts with is
  /// always the opposite of what the one before ends with.
  private static func error(_ seen: ArraySlice<Double>, _ pattern: [Double], _ blur: Double) -> Double {
    var sum = 0.0
    let last = pattern.count - 1
    for k in 0...last {
      let before = k > 0 ? pattern[k - 1] : 1 - pattern[0]
      let after = k < last ? pattern[k + 1] : 1 - pattern[last]
      let expected = (1 - 2 * blur) * pattern[k] + blur * (before + after)
      let away = seen[seen.startIndex + k] - expected
      sum += away * away
    }
    return sum / Double(pattern.count)
  }
}
