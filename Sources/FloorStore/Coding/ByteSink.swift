/// A growing run of bytes that the coder writes into; reused from value to value, so that a batch costs few
/// allocations.
final class ByteSink {
  private var storage: UnsafeMutableRawPointer
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int = 4096) {
    self.capacity = capacity
    storage = .allocate(byteCount: capacity, alignment: 16)
  }

  deinit { storage.deallocate() }

  /// A copy of what has been written.
  var array: [UInt8] { [UInt8](bytes) }

  /// What has been written. Valid until the next write, and only while someone holds the sink.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: storage, count: count) }

  func removeAll() { count = 0 }

  func truncate(to newCount: Int) {
    precondition(newCount <= count, "a sink is only ever cut shorter")
    count = newCount
  }

  @inline(__always)
  private func reserve(_ more: Int) {
    if count + more > capacity { grow(more) }
  }

  private func grow(_ more: Int) {
    let larger = max(capacity * 2, count + more)
    let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
    moved.copyMemory(from: storage, byteCount: count)
    storage.deallocate()
    storage = moved
    capacity = larger
  }

  @inline(__always)
  func append(_ byte: UInt8) {
    reserve(1)
    storage.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
  }

  /// Little-endian, eight bytes.
  func append(fixed value: UInt64) {
    reserve(8)
    storage.storeBytes(of: value.littleEndian, toByteOffset: count, as: UInt64.self)
    count += 8
  }

  /// Little-endian, four bytes.
  func append(fixed value: UInt32) {
    reserve(4)
    storage.storeBytes(of: value.littleEndian, toByteOffset: count, as: UInt32.self)
    count += 4
  }

  /// Seven bits a byte, the lowest first (LEB128): small numbers, which most are, take one byte.
  @inline(__always)
  func append(varint value: UInt64) {
    reserve(10)
    var rest = value
    while rest >= 0x80 {
      storage.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: count, as: UInt8.self)
      count += 1
      rest >>= 7
    }
    storage.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: count, as: UInt8.self)
    count += 1
  }

  /// Zigzag, so that small negative numbers are short too.
  @inline(__always)
  func append(signed value: Int64) {
    append(varint: UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  /// Length in bytes, then UTF-8.
  func append(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      append(varint: UInt64(utf8.count))
      append(contentsOf: UnsafeRawBufferPointer(utf8))
    }
  }

  func append(contentsOf bytes: UnsafeRawBufferPointer) {
    guard let from = bytes.baseAddress, !bytes.isEmpty else { return }
    reserve(bytes.count)
    (storage + count).copyMemory(from: from, byteCount: bytes.count)
    count += bytes.count
  }

  func byte(at offset: Int) -> UInt8 { storage.load(fromByteOffset: offset, as: UInt8.self) }

  func replace(_ byte: UInt8, at offset: Int) {
    precondition(offset < count, "only written bytes are replaced")
    storage.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
  }

  /// Writes a little-endian number over eight bytes that are already there.
  func replace(fixed value: UInt64, at offset: Int) {
    precondition(offset + 8 <= count, "only written bytes are replaced")
    storage.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt64.self)
  }

  /// Writes a little-endian number over four bytes that are already there.
  func replace(fixed value: UInt32, at offset: Int) {
    precondition(offset + 4 <= count, "only written bytes are replaced")
    storage.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self)
  }

  /// Makes room for `gap` bytes at `offset` by moving what follows.
  func open(gap: Int, at offset: Int) {
    reserve(gap)
    let from = storage + offset
    (from + gap).copyMemory(from: from, byteCount: count - offset)
    count += gap
  }
}
