import FloorCore
import FloorModel
import FloorStore
import Foundation
import StoreSamples
import Testing

@Suite struct FlightRecorderTests {
  let directory: TemporaryDirectory
  private let all = (from: Instant(milliseconds: 0), until: Instant(milliseconds: .max))

  init() throws { directory = try TemporaryDirectory() }

  private func batches(_ count: Int, seed: UInt64 = 1, from start: Int64 = 0) -> [[Recorded]] {
    var samples = SampleEntries(seed: seed)
    return (0..<Int64(count)).map { batch in
      (0..<Int64(SampleEntries.eventKinds)).map { kind in
        Recorded(at: Instant(milliseconds: start + batch * 100 + kind), event: samples.event(Int(kind)))
      }
    }
  }

  private var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: directory.file("recorder")).sorted() }
  }

  @Test func everyEventComesBackWithItsInstant() throws {
    let batches = batches(40)
    let recorder = try FlightRecorder(directory: directory.path, site: site)
    for batch in batches { try recorder.record(batch) }
    let recording = recorder.read(from: all.from, until: all.until)
    #expect(Array(recording) == batches.flatMap { $0 })
    #expect(recording.notes.isEmpty)
    let part = recorder.read(from: Instant(milliseconds: 1_005), until: Instant(milliseconds: 1_203))
    #expect(Array(part) == batches.flatMap { $0 }.filter { (1_005...1_203).contains($0.at.milliseconds) })
  }

  @Test func theOldestSegmentsGoWhenAllAreTooLarge() throws {
    let bounds = FlightRecorder.Bounds(bytes: 60_000, segmentBytes: 10_000)
    let recorder = try FlightRecorder(directory: directory.path, site: site, bounds: bounds)
    let batches = batches(300)
    for batch in batches {
      try recorder.record(batch)
      #expect(recorder.size <= bounds.bytes)
    }
    let kept = Array(recorder.read(from: all.from, until: all.until))
    #expect(kept.count > 100)
    #expect(kept == Array(batches.flatMap { $0 }.suffix(kept.count)), "what is kept is the end, without a hole")
    #expect(try files.first != "000001.rec")
  }

  @Test func oldSegmentsGoAfterARestartToo() throws {
    let bounds = FlightRecorder.Bounds(bytes: 1 << 20, age: .seconds(10), segmentBytes: 1_000)
    for batch in batches(3) {
      try FlightRecorder(directory: directory.path, site: site, bounds: bounds).record(batch)
    }
    #expect(try files == ["000001.rec", "000002.rec", "000003.rec"])
    let recorder = try FlightRecorder(directory: directory.path, site: site, bounds: bounds)
    try recorder.record(batches(1, from: 10_150)[0])
    #expect(try files == ["000003.rec", "000004.rec"], "the one whose last event is ten seconds old may stay")
  }

  @Test func aTornEndLosesOnlyTheTornBatch() throws {
    let batches = batches(4)
    for pair in [batches[0...1], batches[2...3]] {
      let recorder = try FlightRecorder(directory: directory.path, site: site)
      for batch in pair { try recorder.record(batch) }
    }
    let first = directory.file("recorder/000001.rec")
    let whole = try Data(contentsOf: URL(fileURLWithPath: first))
    for cut in [1, 10, 200] {
      try whole.dropLast(cut).write(to: URL(fileURLWithPath: first))
      let recording = Recording(directory: directory.path, site: site, from: all.from, until: all.until)
      #expect(Array(recording) == batches[0] + batches[2] + batches[3])
      #expect(recording.notes.count == 1)
      #expect(recording.notes.first?.contains("000001.rec: its last") == true)
    }
    var damaged = whole
    damaged[damaged.count - 5] ^= 0x40
    try damaged.write(to: URL(fileURLWithPath: first))
    let recording = Recording(directory: directory.path, site: site, from: all.from, until: all.until)
    #expect(Array(recording) == batches[0] + batches[2] + batches[3])
    #expect(recording.notes.first?.contains("is damaged") == true)
  }

  @Test func strangersAreNotedAndPassedOver() throws {
    let batches = batches(2)
    try FlightRecorder(directory: directory.path, site: site).record(batches[0])
    try FlightRecorder(directory: directory.path, site: 42).record(batches[1])
    try Data("not a segment".utf8).write(to: URL(fileURLWithPath: directory.file("recorder/000003.rec")))
    let recording = Recording(directory: directory.path, site: site, from: all.from, until: all.until)
    #expect(Array(recording) == batches[0])
    #expect(recording.notes.count == 2)
    #expect(recording.notes.contains { $0.contains("belongs to the site with fingerprint 2a") })
    #expect(recording.notes.contains { $0.contains("000003.rec is not a segment") })
  }
}
