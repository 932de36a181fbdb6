import GRDB
import GRDBSQLite

/// A prepared statement that is run again and again with other values.
///
/// Through GRDB's raw handle: its own statements check and convert each argument, which at a thousand inserts a commit
/// costs more than SQLite's work. Belongs to one connection and must be finalized before that is closed.
final class Statement {
  private let handle: OpaquePointer
  private let connection: OpaquePointer

  init(_ sql: String, on db: Database) throws {
    guard let connection = db.sqliteConnection else { preconditionFailure("the connection is closed") }
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else { throw Self.error(connection) }
    handle = prepared
    self.connection = connection
  }

  func finalize() { sqlite3_finalize(handle) }

  @inline(__always)
  func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(handle, index, value) }

  @inline(__always)
  func bind(_ index: Int32, _ value: Int32) { sqlite3_bind_int64(handle, index, Int64(value)) }

  @inline(__always)
  func bind(_ index: Int32, _ value: Int32?) {
    if let value { bind(index, value) } else { sqlite3_bind_null(handle, index) }
  }

  /// - Parameter bytes: must stay where they are until `run` returns.
  @inline(__always)
  func bind(_ index: Int32, _ bytes: UnsafeRawBufferPointer) {
    sqlite3_bind_blob64(handle, index, bytes.baseAddress, UInt64(bytes.count), nil)
  }

  func bind(_ index: Int32, _ text: String) {
    var text = text
    let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    text.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) {
        _ = sqlite3_bind_text(handle, index, $0.baseAddress, Int32($0.count), transient)
      }
    }
  }

  /// Runs a statement that gives no rows.
  @inline(__always)
  func run() throws {
    let code = sqlite3_step(handle)
    guard code == SQLITE_DONE else {
      let error = Self.error(connection)
      sqlite3_reset(handle)
      throw error
    }
    sqlite3_reset(handle)
  }

  /// Steps to the next row; false behind the last one, and then the statement is ready to be bound again.
  func next() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      sqlite3_reset(handle)
      return false
    default:
      let error = Self.error(connection)
      sqlite3_reset(handle)
      throw error
    }
  }

  func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func int32(_ column: Int32) -> Int32 { Int32(truncatingIfNeeded: sqlite3_column_int64(handle, column)) }

  func optional(_ column: Int32) -> Int32? {
    sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : int32(column)
  }

  /// Valid until the next step.
  func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
    let start = sqlite3_column_blob(handle, column)
    return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
  }

  private static func error(_ connection: OpaquePointer) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
      message: String(cString: sqlite3_errmsg(connection)))
  }
}
