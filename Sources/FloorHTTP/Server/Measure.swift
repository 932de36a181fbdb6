import Foundation

/// A number that a person may have mistyped, as it stood on the wire. Whether it is one, and within which bounds, is told with
/// its name: a decoder would only say that the body does not fit.
struct Measure: Decodable, Sendable {
  /// Nil: it is no whole number.
  let whole: Int64?
  /// As it was written, cut to what a sentence has room for.
  let text: String

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    whole = try? container.decode(Int64.self)
    if let whole {
      text = "\(whole)"
    } else if let number = try? container.decode(Double.self) {
      text = "\(number)"
    } else if let word = try? container.decode(String.self) {
      text = "'\(word.prefix(20))'"
    } else {
      text = (try? container.decode(Bool.self)).map { "\($0)" } ?? "no number that can be counted with"
    }
  }

  /// The number, if it is whole and within bounds.
  /// - Parameters:
  ///   - place: what it is called on the wire, as `items[0].mass`.
  ///   - what: what it measures, with an article.
  ///   - unit: with a space before it; empty for a count.
  func within(
    _ range: ClosedRange<Int32>, _ place: String, _ what: String, unit: String = ""
  ) throws(OutOfRange) -> Int32 {
    guard let whole, let number = Int32(exactly: whole), range.contains(number) else {
      throw OutOfRange(
        sentence:
          "\(place) is \(text): \(what) is a whole number from \(range.lowerBound) to \(range.upperBound)\(unit)")
    }
    return number
  }

  struct OutOfRange: Error {
    var sentence: String

    var fault: HTTPFault { .invalid(sentence, "correct it") }
  }
}
