import FloorCore
import FloorModel
import StoreSamples
import Testing

@testable import FloorStore

@Suite struct CoderTests {
  private func returns<T: Codable & Equatable>(_ value: T) throws -> Bool {
    try BinaryDecoder().decode(T.self, from: BinaryEncoder().encode(value)) == value
  }

  @Test func plainValuesComeBack() throws {
    struct All: Codable, Equatable {
      var bool = true
      var text = "Zürich ☃"
      var double = -0.1
      var float: Float = 1e-30
      var int8 = Int8.min
      var int16 = Int16.min
      var int32 = Int32.max
      var int64 = Int64.min
      var int = Int.max
      var uint8 = UInt8.max
      var uint16 = UInt16.max
      var uint32 = UInt32.max
      var uint64 = UInt64.max
      var uint = UInt.max
      var some: Int32? = -1
      var none: String?
      var nested: [[Int?]] = [[1, nil], [], [nil]]
      var byName: [String: [Int]] = ["a": [1], "": [], "☃": [2, 3]]
      var byNumber: [Int: String] = [1: "x", -5: "y"]
      var byID: [FloorModel.ID<Bin>: Size3] = [FloorModel.ID(4): Size3(length: 1, width: 2, height: 3)]
    }
    #expect(try returns(All()))
    #expect(try returns([Double.infinity, -0.0, .leastNonzeroMagnitude]))
    #expect(try returns(Array(0..<70_000)), "a collection beyond the short count")
    #expect(try returns(Array(repeating: "x", count: 254)))
    #expect(try returns(Array(repeating: "x", count: 255)))
    #expect(try returns(Set([1, 2, 3])))
    #expect(try returns([Int?]()))
    #expect(try returns(Lane.returned(from: ID(3))))
  }

  /// Exhaustive on purpose: a new case does not compile here until `SampleEntries` has it.
  private func kind(of record: Record) -> Int {
    switch record {
    case .device: 0
    case .order: 1
    case .velocity: 2
    case .review: 3
    case .intervention: 4
    case .podLifted: 5
    case .podSet: 6
    case .judged: 7
    case .laneChosen: 8
    case .stowPlanned: 9
    case .orderReleased: 10
    case .picksReplaced: 11
    case .toteRouted: 12
    case .cartonsChosen: 13
    case .cartonsNotFound: 14
    case .orderShorted: 15
    case .chuteChosen: 16
    case .unitLost: 17
    case .unitFound: 18
    case .picksMoved: 19
    case .stowsRecalled: 20
    case .planning: 21
    case .packagesDecided: 22
    case .cartonsRefused: 23
    case .calledBack: 24
    }
  }

  private func kind(of body: DeviceEvent.Body) -> Int {
    switch body {
    case .presented: 0
    case .diverted: 1
    case .stowed: 2
    case .stowRefused: 3
    case .picked: 4
    case .toteClosed: 5
    case .toteArrived: 6
    case .packed: 7
    case .packRefused: 8
    case .inducted: 9
    case .sorted: 10
    case .sortRefused: 11
    case .invalid: 12
    case .zeroChecked: 13
    case .tagsRead: 14
    case .packChecked: 15
    case .cartChanged: 16
    case .toteDiffers: 17
    case .podSeen: 18
    case .presentedFrom: 19
    }
  }

  private func kind(of event: Event) -> Int {
    switch event {
    case .tick: 0
    case .device: 1
    case .drive: 2
    case .station: 3
    case .connection: 4
    case .inspected: 5
    case .cartonized: 6
    case .order: 7
    case .velocity: 8
    case .review: 9
    case .intervention: 10
    case .refused: 11
    case .journal: 12
    case .certificate: 13
    case .planning: 14
    case .camera: 15
    case .dock: 16
    case .climate: 17
    }
  }

  @Test(arguments: 0..<SampleEntries.recordKinds) func everyRecordComesBack(kind: Int) throws {
    var samples = SampleEntries(seed: 100 + UInt64(kind))
    for _ in 0..<60 {
      let record = samples.record(kind)
      try #require(self.kind(of: record) == kind)
      try #require(try returns(record), "\(record)")
    }
  }

  @Test(arguments: 0..<SampleEntries.interventionKinds) func everyInterventionComesBack(kind: Int) throws {
    var samples = SampleEntries(seed: 150 + UInt64(kind))
    for _ in 0..<20 {
      let record = Record.intervention(samples.intervention(kind), by: "ann")
      try #require(try returns(record), "\(record)")
    }
  }

  @Test(arguments: 0..<SampleEntries.eventBodyKinds) func everyDeviceEventComesBack(kind: Int) throws {
    var samples = SampleEntries(seed: 200 + UInt64(kind))
    for _ in 0..<60 {
      let event = samples.deviceEvent(kind)
      try #require(self.kind(of: event.body) == kind)
      try #require(try returns(event), "\(event)")
    }
  }

  @Test(arguments: 0..<SampleEntries.eventKinds) func everyEventIsWrittenAndReadAlikeBothWays(kind: Int) throws {
    var samples = SampleEntries(seed: 300 + UInt64(kind))
    for _ in 0..<60 {
      let event = samples.event(kind)
      try #require(self.kind(of: event) == kind)
      try #require(try returns(event), "\(event)")
      let sink = ByteSink()
      try BinaryEncoding(sink).write(event)
      try #require(try sink.array == BinaryEncoder().encode(event))
      try #require(try sink.array.withUnsafeBytes { try BinaryDecoding($0).readEvent() } == event)
    }
  }

  @Test func afterAFieldHasBeenAppendedOldBytesStillRead() throws {
    struct Old: Codable { var a = 1, b = "x" }
    struct New: Codable {
      var a: Int
      var b: String
      var c: Int?
    }
    let new = try BinaryDecoder().decode([New].self, from: BinaryEncoder().encode([Old(), Old()]))
    #expect(new.map(\.b) == ["x", "x"])
    #expect(new.map(\.c) == [nil, nil])
  }

  /// Damaged bytes give an error or another value; they never crash or ask for memory without end.
  @Test func damagedBytesNeverCrash() throws {
    var samples = SampleEntries(seed: 400)
    for _ in 0..<300 {
      let entry = samples.next()
      let bytes = try BinaryEncoder().encode(entry)
      for length in bytes.indices {
        #expect(throws: (any Error).self) { try BinaryDecoder().decode(Entry.self, from: Array(bytes[..<length])) }
      }
      for position in bytes.indices {
        var damaged = bytes
        damaged[position] ^= UInt8(1 + samples.below(255))
        _ = try? BinaryDecoder().decode(Entry.self, from: damaged)
        damaged.withUnsafeBytes { _ = try? EntryCoding.read(number: 1, at: .zero, from: $0) }
      }
    }
  }

  @Test func aLotsSupplierComesBackAndALotWithoutOneIsWrittenAsItWas() throws {
    let lot = Lot(sku: ID(3), number: 7, expires: CalendarDay(number: 20_000), supplier: "Acme Mills")
    var plain = lot
    plain.supplier = nil
    let bytes = try BinaryEncoder().encode(lot)
    #expect(try BinaryDecoder().decode(Lot.self, from: bytes) == lot)
    let shorter = try BinaryEncoder().encode(plain)
    #expect(shorter.first == 3, "three fields, as before there were suppliers")
    #expect(try BinaryDecoder().decode(Lot.self, from: shorter) == plain)
  }

  @Test func whatChecksSayComesBackAndWhatHadNoneIsWrittenAsItWas() throws {
    var samples = SampleEntries(seed: 500)
    for _ in 0..<100 {
      let checked = samples.checkedInspection()
      let bytes = try BinaryEncoder().encode(checked)
      #expect(try BinaryDecoder().decode(Inspection.self, from: bytes) == checked)
      var plain = checked
      plain.checks = nil
      let shorter = try BinaryEncoder().encode(plain)
      #expect(shorter.count < bytes.count && shorter.first == 3, "three fields")
      #expect(try BinaryDecoder().decode(Inspection.self, from: shorter) == plain)
    }
  }

  /// Files of this layout are out there. If this fails, journals cannot be read any more: raise `EntryCoding.format`
  /// (and `SegmentHeader.format`), and keep reading the old one.
  @Test func theLayoutIsWhatItWas() throws {
    let key = StockKey(sku: ID(300), owner: ID(1), lot: -1)
    let event = DeviceEvent(
      device: ID(5), stream: 9, sequence: 2, body: .picked(task: ID(3), bin: ID(64), quantity: 2))
    let change = StockChange(sequence: 1, key: key, quantity: 2, from: .bin(ID(64)), to: .orderTote(ID(0)))
    let bytes = try BinaryEncoder().encode(Record.device(event)) + BinaryEncoder().encode([change])
    #expect(bytes == Self.pinned)
    var samples = SampleEntries(seed: 500)
    let sink = ByteSink()
    for entry in samples.next(500) { try EntryCoding.write(entry, to: BinaryEncoding(sink)) }
    // Kinds that came later must leave the earlier ones as they were.
    for kind in 0..<13 { try BinaryEncoding(sink).write(samples.event(kind)) }
    var sum = Checksum()
    sink.array.withUnsafeBytes { sum.add($0) }
    #expect(sum.value == 7_793_222_141_332_386_488)
  }

  private static let pinned: [UInt8] =
    [1, 6] + Array("device".utf8) + [1, 4, 10, 18, 4, 1, 6] + Array("picked".utf8) + [3, 6, 128, 1, 4]
    + [1, 5, 2, 3, 216, 4, 2, 1, 4, 1, 3] + Array("bin".utf8) + [1, 128, 1, 1, 9] + Array("orderTote".utf8) + [1, 0]
}
