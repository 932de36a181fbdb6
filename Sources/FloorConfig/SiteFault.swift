/// A place in a file that a person wrote.
public struct SourceMark: Hashable, Comparable, Sendable, Codable {
  /// The file as it should be shown: its path as it was asked for.
  public var file: String
  /// From 1.
  public var line: Int
  /// From 1, counted in Unicode scalars.
  public var column: Int

  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  public static func < (a: Self, b: Self) -> Bool {
    (a.file, a.line, a.column) < (b.file, b.line, b.column)
  }
}

/// One thing that is wrong with a site, where it is written, and what to do about it.
public struct SiteFault: Hashable, Sendable, Codable, CustomStringConvertible {
  public enum Severity: String, Sendable, Codable {
    /// The site cannot be run.
    case error
    /// A line of a data file was left out, or something is likely to be a mistake; the rest of the site stands.
    case warning
  }

  public var severity: Severity
  public var mark: SourceMark
  /// What is wrong, with the value that was found.
  public var message: String
  /// What a person can do about it.
  public var remedy: String

  public init(_ severity: Severity = .error, at mark: SourceMark, _ message: String, remedy: String) {
    self.severity = severity
    self.mark = mark
    self.message = message
    self.remedy = remedy
  }

  public var file: String { mark.file }
  public var line: Int { mark.line }
  public var column: Int { mark.column }

  public var description: String {
    "\(file):\(line):\(column): \(severity == .warning ? "warning: " : "")\(message); \(remedy)"
  }
}

/// All faults of a site, in the order in which they are written.
public struct SiteFaults: Error, Hashable, Sendable, CustomStringConvertible {
  public var faults: [SiteFault]

  public init(_ faults: [SiteFault]) { self.faults = faults }

  public var description: String { faults.render() }
}

extension Array where Element == SiteFault {
  /// One line a fault, as compilers and editors expect it, and a last line that counts them.
  public func render() -> String {
    guard !isEmpty else { return "no faults" }
    let errors = count { $0.severity == .error }
    let counts = [(errors, "error"), (count - errors, "warning")]
      .filter { $0.0 > 0 }
      .map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
    return (map(\.description) + [counts.joined(separator: ", ")]).joined(separator: "\n")
  }

  /// Whether anything in it keeps the site from running.
  var hasErrors: Bool { contains { $0.severity == .error } }
}

/// Collects faults while a site is read, so that a person sees all of them at once.
final class FaultLog {
  private(set) var faults: [SiteFault] = []
  /// Data files that the site file names.
  var files: [String] = []

  func error(_ mark: SourceMark, _ message: String, remedy: String) {
    faults.append(SiteFault(.error, at: mark, message, remedy: remedy))
  }

  func add(_ more: [SiteFault]) { faults += more }

  var hasErrors: Bool { faults.hasErrors }

  /// Whether `work` added an error.
  func reports(_ work: () -> Void) -> Bool {
    let before = faults.count
    work()
    return faults[before...].contains { $0.severity == .error }
  }

  /// Without repeats, by file, line and column.
  var sorted: [SiteFault] {
    var seen = Set<SiteFault>()
    return faults.filter { seen.insert($0).inserted }.enumerated()
      .sorted { ($0.element.mark, $0.offset) < ($1.element.mark, $1.offset) }
      .map(\.element)
  }
}
