import FloorModel
import Foundation

/// A snapshot as a file of its own. In the journal's file it would hold up every append while it is written.
///
/// Magic, layout, site, entry, stock change, instant, the journal's link at that entry, format and length of the payload, the
/// payload, and a checksum over all of it; numbers little-endian.
struct SnapshotFile {
  static let magic = Array("DROVSNP1".utf8)
  /// Bytes before the payload.
  static let headerSize = 8 + 7 * 8
  static let checksumSize = 8

  var snapshot: Snapshot
  var site: UInt64
  /// The journal's checksum at the snapshot's entry: ties it to one history.
  var chain: UInt64

  var sink: ByteSink {
    let sink = ByteSink(capacity: Self.headerSize + snapshot.payload.count + Self.checksumSize)
    Self.magic.withUnsafeBytes { sink.append(contentsOf: $0) }
    for number in [
      site, UInt64(bitPattern: snapshot.number), UInt64(bitPattern: snapshot.sequence),
      UInt64(bitPattern: snapshot.at.milliseconds), chain, UInt64(snapshot.format), UInt64(snapshot.payload.count),
    ] { sink.append(fixed: number) }
    snapshot.payload.withUnsafeBytes { sink.append(contentsOf: $0) }
    var sum = Checksum()
    sum.add(sink.bytes)
    sink.append(fixed: sum.value)
    return sink
  }
}

extension SnapshotFile {
  static func read(_ path: String) -> Result<SnapshotFile, SnapshotFault> {
    guard let data = FileManager.default.contents(atPath: path) else {
      return .failure(SnapshotFault("it cannot be read"))
    }
    return data.withUnsafeBytes { read($0) }
  }

  private static func read(_ bytes: UnsafeRawBufferPointer) -> Result<SnapshotFile, SnapshotFault> {
    guard bytes.count >= headerSize + checksumSize, Array(bytes[..<8]) == magic else {
      return .failure(SnapshotFault("it is no snapshot"))
    }
    func number(_ position: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 + position * 8, as: UInt64.self))
    }
    let end = bytes.count - checksumSize
    var sum = Checksum()
    sum.add(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
    let stored = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: end, as: UInt64.self))
    guard sum.value == stored, number(6) == UInt64(end - headerSize) else {
      return .failure(SnapshotFault("it is damaged: its checksum is wrong"))
    }
    let snapshot = Snapshot(
      number: Int64(bitPattern: number(1)), sequence: Int64(bitPattern: number(2)),
      at: Instant(milliseconds: Int64(bitPattern: number(3))), format: Int(truncatingIfNeeded: number(5)),
      payload: Array(bytes[headerSize..<end]))
    return .success(SnapshotFile(snapshot: snapshot, site: number(0), chain: number(4)))
  }
}
