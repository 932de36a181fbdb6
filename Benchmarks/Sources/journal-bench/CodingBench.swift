import FloorCore
import FloorModel
import FloorStore

/// What the coder costs by itself.
enum CodingBench {
  static func run() throws {
    var workload = Workload()
    let entries = workload.entries(100_000)
    var encoded: [[UInt8]] = []
    encoded.reserveCapacity(entries.count)
    let clock = ContinuousClock()
    let encoding = try clock.measure { for entry in entries { encoded.append(try BinaryEncoder().encode(entry)) } }
    var equal = 0
    let decoding = try clock.measure {
      for (entry, bytes) in zip(entries, encoded) where try BinaryDecoder().decode(Entry.self, from: bytes) == entry {
        equal += 1
      }
    }
    precondition(equal == entries.count, "the coder does not give back what it was given")
    let bytes = encoded.reduce(0) { $0 + $1.count } / entries.count
    print(
      "coder: \(bytes) bytes an entry, \(encoding / entries.count) to encode, \(decoding / entries.count) to decode")
  }
}
