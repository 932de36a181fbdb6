/// Cases that each have one word: the same in files, on the wire and in requests.
public protocol Worded: CaseIterable, Equatable, Sendable {
  var code: String { get }
}

extension Worded {
  public init?(code: String) {
    guard let found = Self.allCases.first(where: { $0.code == code }) else { return nil }
    self = found
  }

  /// The words of all cases, for people who have used another.
  public static var codes: String { allCases.map(\.code).joined(separator: ", ") }
}
