import Foundation

/// One line of a data file, its fields in the order of the columns that were asked for.
struct DataRow {
  struct Field {
    var text: String
    /// Where it starts in its line, from 1.
    var column: Int
  }

  var line: Int
  var fields: [Field?]
}

/// A column of a data file.
struct DataColumn {
  var name: String
  var isRequired = true
}

/// Reads CSV (RFC 4180: quotes, doubled quotes, line breaks in quotes) and NDJSON into rows of the same shape.
///
/// A line that cannot be read is reported and skipped. Only a header without the required columns refuses the whole
/// file.
struct DataTable {
  /// Bytes in one line or record; a quote that is never closed must not swallow a large file unnoticed.
  static let recordLimit = 64 * 1024

  private(set) var rows: [DataRow] = []
  private(set) var faults: [SiteFault] = []
  let columns: [DataColumn]
  let name: String

  /// - Parameters:
  ///   - name: the file as messages call it. Ending in `.ndjson` or `.jsonl` means NDJSON, anything else CSV.
  init(_ data: Data, name: String, columns: [DataColumn]) throws(SiteFaults) {
    self.columns = columns
    self.name = name
    var bytes = Array(data)
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes.removeFirst(3) }
    if name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl") {
      readNDJSON(bytes)
    } else {
      try readCSV(bytes)
    }
  }

  private mutating func skip(_ line: Int, _ message: String, remedy: String, column: Int = 1) {
    let mark = SourceMark(file: name, line: line, column: column)
    faults.append(SiteFault(.warning, at: mark, message + "; line left out", remedy: remedy))
  }

  // MARK: - CSV

  private mutating func readCSV(_ bytes: [UInt8]) throws(SiteFaults) {
    var scanner = CSVScanner(bytes: bytes)
    guard case .record(let line, let header)? = scanner.next() else {
      throw SiteFaults([headerFault(1, "the file has no header line, or none that can be read")])
    }
    let order = try positions(of: header, line: line)
    while let record = scanner.next() {
      switch record {
      case .record(_, let fields) where fields.count == 1 && fields[0].text.isEmpty:
        continue
      case .record(let line, let fields) where fields.count != header.count:
        skip(
          line, "the line has \(fields.count) fields, the header has \(header.count)",
          remedy: "put fields that contain commas into double quotes")
      case .record(let line, let fields):
        rows.append(DataRow(line: line, fields: order.map { $0.map { fields[$0] } }))
      case .broken(let line, let reason):
        skip(line, reason, remedy: "close the quote, and double quotes within quotes: \"\"")
      }
    }
  }

  private func headerFault(_ line: Int, _ message: String) -> SiteFault {
    SiteFault(
      .error, at: SourceMark(file: name, line: line, column: 1), message,
      remedy: "the first line must name the columns: \(columns.map(\.name).joined(separator: ","))")
  }

  /// For each wanted column, which field of a line holds it.
  private mutating func positions(of header: [DataRow.Field], line: Int) throws(SiteFaults) -> [Int?] {
    let names = header.map { $0.text.trimmingCharacters(in: .whitespaces).lowercased() }
    var errors: [SiteFault] = []
    var places: [String: Int] = [:]
    for (index, column) in names.enumerated() {
      let mark = SourceMark(file: name, line: line, column: header[index].column)
      if places[column] != nil {
        let what = "column \(Names.quoted(column)) is there twice"
        errors.append(SiteFault(.error, at: mark, what, remedy: "remove one"))
        continue
      }
      places[column] = index
      if !columns.contains(where: { $0.name == column }) {
        let remedy = Names.suggestion(
          for: column, among: columns.map(\.name), otherwise: "it is not read; remove it to silence this")
        faults.append(SiteFault(.warning, at: mark, "unknown column \(Names.quoted(column))", remedy: remedy))
      }
    }
    for column in columns where column.isRequired && places[column.name] == nil {
      errors.append(headerFault(line, "column '\(column.name)' is missing"))
    }
    if !errors.isEmpty { throw SiteFaults(errors) }
    return columns.map { places[$0.name] }
  }

  // MARK: - NDJSON

  private enum JSONScalar: Decodable {
    case text(String)
    case null

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let flag = try? container.decode(Bool.self) {
        self = .text(flag ? "true" : "false")
      } else if let whole = try? container.decode(Int.self) {
        self = .text(String(whole))
      } else if let number = try? container.decode(Double.self) {
        self = .text(String(number))
      } else {
        self = .text(try container.decode(String.self))
      }
    }
  }

  private mutating func readNDJSON(_ bytes: [UInt8]) {
    let decoder = JSONDecoder()
    for (index, slice) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      guard slice.contains(where: { $0 > 32 }) else { continue }
      let line = index + 1
      guard slice.count <= Self.recordLimit else {
        skip(line, "the line has \(slice.count) bytes", remedy: "write at most \(Self.recordLimit) bytes a line")
        continue
      }
      guard let object = try? decoder.decode([String: JSONScalar].self, from: Data(slice)) else {
        skip(
          line, "not a JSON object of plain values", remedy: "write one object a line, without lists or objects in it")
        continue
      }
      let unknown = object.keys.filter { key in !columns.contains { $0.name == key } }.sorted()
      if let key = unknown.first {
        let otherwise = "known are: \(columns.map(\.name).joined(separator: ", "))"
        skip(
          line, "unknown key \(Names.quoted(key))",
          remedy: Names.suggestion(for: key, among: columns.map(\.name), otherwise: otherwise))
        continue
      }
      if let column = columns.first(where: { $0.isRequired && object[$0.name] == nil }) {
        skip(line, "'\(column.name)' is missing", remedy: "add it")
        continue
      }
      let fields = columns.map { column -> DataRow.Field? in
        guard case .text(let text)? = object[column.name] else { return nil }
        return DataRow.Field(text: text, column: 1)
      }
      rows.append(DataRow(line: line, fields: fields))
    }
  }
}

/// Cuts CSV bytes into records, one at a time.
private struct CSVScanner {
  enum Record {
    case record(line: Int, [DataRow.Field])
    case broken(line: Int, String)
  }

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> Record? {
    guard position < bytes.count else { return nil }
    let (start, firstLine) = (position, line)
    var fields: [DataRow.Field] = []
    while true {
      let column = position - start + 1
      guard let text = field(since: start) else {
        recover(from: start, line: firstLine)
        return .broken(
          line: firstLine,
          "a quoted field is not closed properly, or the line has more than \(DataTable.recordLimit) bytes")
      }
      fields.append(DataRow.Field(text: text, column: column))
      guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else { break }
      position += 1
    }
    endLine()
    return .record(line: firstLine, fields)
  }

  /// One field, up to the comma or line end after it; nil when its quotes are wrong.
  private mutating func field(since start: Int) -> String? {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
      let from = position
      while position < bytes.count, ![UInt8(ascii: ","), 10, 13].contains(bytes[position]) { position += 1 }
      guard position - start <= DataTable.recordLimit else { return nil }
      return String(decoding: bytes[from..<position], as: UTF8.self)
    }
    position += 1
    var text: [UInt8] = []
    while position < bytes.count, position - start <= DataTable.recordLimit {
      let byte = bytes[position]
      position += 1
      if byte != UInt8(ascii: "\"") {
        if byte == 10 { line += 1 }
        text.append(byte)
      } else if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
        text.append(byte)
        position += 1
      } else {
        let isEnd = position == bytes.count || [UInt8(ascii: ","), 10, 13].contains(bytes[position])
        return isEnd ? String(decoding: text, as: UTF8.self) : nil
      }
    }
    return nil
  }

  private mutating func endLine() {
    if position < bytes.count, bytes[position] == 13 { position += 1 }
    if position < bytes.count, bytes[position] == 10 { position += 1 }
    line += 1
  }

  /// After a broken record, goes on with the line below the one on which it began.
  private mutating func recover(from start: Int, line first: Int) {
    position = start
    line = first
    while position < bytes.count, bytes[position] != 10 { position += 1 }
    endLine()
  }
}
