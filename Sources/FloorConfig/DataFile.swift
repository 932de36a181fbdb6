import FloorModel
import Foundation

/// What a data file held: the good lines, and a reason for each line that was left out.
public struct DataFile<Item: Sendable>: Sendable {
  public var items: [Item] = []
  /// Where each item is written, index for index.
  public var marks: [SourceMark] = []
  /// Warnings, in the file's order.
  public var refused: [SiteFault] = []

  /// Turns every row into an item or into reasons.
  init(_ table: DataTable, item: (inout RowReader) -> Item?) {
    refused = table.faults
    for row in table.rows {
      var reader = RowReader(row: row, columns: table.columns, file: table.name)
      let item = item(&reader)
      if reader.faults.isEmpty, let item {
        items.append(item)
        marks.append(reader.mark)
      }
      refused += reader.faults
    }
    refused.sort { $0.mark < $1.mark }
  }
}

/// Takes typed values out of one row and writes down what is wrong with them.
struct RowReader {
  let row: DataRow
  let columns: [DataColumn]
  let file: String
  private(set) var faults: [SiteFault] = []

  init(row: DataRow, columns: [DataColumn], file: String) {
    self.row = row
    self.columns = columns
    self.file = file
  }

  var mark: SourceMark { SourceMark(file: file, line: row.line, column: 1) }

  private func field(_ name: String) -> DataRow.Field? {
    columns.firstIndex { $0.name == name }.flatMap { row.fields[$0] }
  }

  mutating func refuse(_ name: String, _ message: String, remedy: String) {
    let mark = SourceMark(file: file, line: row.line, column: field(name)?.column ?? 1)
    faults.append(SiteFault(.warning, at: mark, message + "; line left out", remedy: remedy))
  }

  mutating func text(_ name: String) -> String {
    (field(name)?.text ?? "").trimmingCharacters(in: .whitespaces)
  }

  /// A code or name that must not be empty and must be new in its file.
  mutating func key(_ name: String, seen: inout [String: Int]) -> String {
    let key = text(name)
    if key.isEmpty {
      refuse(name, "'\(name)' is empty", remedy: "give every line its own \(name)")
    } else if let first = seen[key] {
      refuse(name, "\(name) '\(key)' is already on line \(first)", remedy: "remove one of the two lines")
    } else {
      seen[key] = row.line
    }
    return key
  }

  mutating func integer(_ name: String, in range: ClosedRange<Int>, default fallback: Int? = nil) -> Int32 {
    let written = text(name)
    if written.isEmpty, let fallback { return Int32(fallback) }
    guard let value = Int(written), range.contains(value) else {
      refuse(
        name, "\(name) is '\(written)'",
        remedy: "write a whole number from \(range.lowerBound) to \(range.upperBound)")
      return 0
    }
    return Int32(value)
  }

  mutating func number(_ name: String, in range: ClosedRange<Double>) -> Double {
    let written = text(name)
    guard let value = Double(written), range.contains(value) else {
      refuse(name, "\(name) is '\(written)'", remedy: "write a number from \(range.lowerBound) to \(range.upperBound)")
      return 0
    }
    return value
  }

  mutating func flag(_ name: String) -> Bool { choice(name, [("true", true), ("false", false)], default: false) }

  /// One of a few cases, by its word.
  mutating func choice<Value: Worded>(
    _ name: String, among cases: [Value] = Array(Value.allCases), default fallback: Value
  ) -> Value {
    choice(name, cases.map { ($0.code, $0) }, default: fallback)
  }

  private mutating func choice<Value>(
    _ name: String, _ words: [(word: String, value: Value)], default fallback: Value
  ) -> Value {
    let written = text(name).lowercased()
    if written.isEmpty { return fallback }
    if let found = words.first(where: { $0.word == written }) { return found.value }
    refuse(name, "\(name) is '\(written)'", remedy: "write one of: \(words.map(\.word).joined(separator: ", "))")
    return fallback
  }

  mutating func size(_ prefix: String) -> Size3 {
    Size3(
      length: integer(prefix + "length_mm", in: GoodsLimits.side),
      width: integer(prefix + "width_mm", in: GoodsLimits.side),
      height: integer(prefix + "height_mm", in: GoodsLimits.side))
  }
}

/// What a thing on a fulfillment floor can measure and weigh; beyond it, someone mistook a unit.
enum GoodsLimits {
  /// Millimetres.
  static let side = 1...10_000
  /// Grams.
  static let mass = 1...2_000_000
  /// Units of one product in one bin.
  static let quantity = 1...1_000_000
  /// Units a day of one product.
  static let velocity = 0.0...10_000_000
}

/// Reads a whole file, or says why it cannot be.
func contents(ofFile path: String, askedFrom mark: SourceMark? = nil) throws(SiteFaults) -> Data {
  do {
    return try Data(contentsOf: URL(fileURLWithPath: path))
  } catch {
    let mark = mark ?? SourceMark(file: path, line: 1, column: 1)
    throw SiteFaults([
      SiteFault(
        at: mark, "cannot read '\(path)'",
        remedy: "check that the file exists and may be read; paths are relative to the file that names them")
    ])
  }
}
