import CJournalLoop

/// Reads back what the journal has written.
enum PayloadReader {
  typealias Payload = (bytes: [UInt8], chain: Int64)

  private final class Collected { var payloads: [Payload] = [] }

  static func read(_ path: String) -> [Payload] {
    let collected = Collected()
    let context = Unmanaged.passUnretained(collected).toOpaque()
    let visit: c_payload_visitor = { context, bytes, size, chain in
      let collected = Unmanaged<Collected>.fromOpaque(context!).takeUnretainedValue()
      collected.payloads.append((Array(UnsafeBufferPointer(start: bytes, count: Int(size))), chain))
    }
    let code = withExtendedLifetime(collected) { c_payloads(path, visit, context) }
    precondition(code == 0, "reading the payloads failed with SQLite code \(code)")
    return collected.payloads
  }
}
