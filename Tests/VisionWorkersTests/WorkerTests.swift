import COpenCV
import FloorCore
import FloorModel
import FloorVision
import Foundation
import Testing
import TunnelScenes
import VisionWorkers

/// Vision may crash, hang or leak; the process that asks it must not notice more than a second look.
@Suite("Vision workers", .serialized)
struct WorkerTests {
  private static let sku = SKU(
    code: "oats", name: "Oat flakes", size: Size3(length: 190, width: 130, height: 60), mass: 500, gtin: "4006381333931"
  )

  private let place = WorkerPlace()

  private func frame(_ seed: UInt64 = 5, _ defect: SceneDefect? = nil) throws -> VisionTask {
    let file = try TunnelScene.render(sku: Self.sku, seed: seed, defect: defect)
    return VisionTask(sku: Self.sku, frames: [ViewFrame(view: 0, file: file)])
  }

  @Test("a worker sees what the inspector sees")
  func sees() throws {
    try place.enrol(Self.sku)
    let workers = place.workers()
    defer { workers.stop() }
    let good = workers.judge(try frame())
    #expect(good.against < 400 && !good.isIncomplete, "\(good)")
    let stained = workers.judge(try frame(6, SceneDefect(.stain, severity: 0.9)))
    #expect(stained.against > 850, "\(stained)")
    #expect(workers.counters.inspected == 2 && workers.counters.started == 1)
  }

  @Test("a product without golden frames is for a person")
  func unknown() throws {
    let workers = place.workers()
    defer { workers.stop() }
    let inspection = workers.judge(try frame())
    #expect(inspection.findings.map(\.kind) == [.noReference])
    #expect(inspection.isIncomplete && inspection.against == 0)
  }

  @Test("a worker killed in the middle of a frame is replaced, and the frame looked at again")
  func killed() throws {
    try place.enrol(Self.sku)
    let workers = place.workers()
    defer { workers.stop() }
    _ = workers.judge(try frame())
    let first = try #require(workers.processes.first)
    // Stopped, it takes the frame and does not answer: then it is in the middle of it for certain.
    kill(first, SIGSTOP)
    let answer = Answer()
    workers.inspect(try frame(7)) { answer.put($0) }
    Thread.sleep(forTimeInterval: 0.05)
    kill(first, SIGKILL)
    let inspection = try #require(answer.wait())
    #expect(inspection.against < 400 && !inspection.isIncomplete, "\(inspection)")
    let counters = workers.counters
    #expect(counters.crashed == 1 && counters.retried == 1 && counters.givenUp == 0 && counters.started == 2)
    #expect(workers.processes != [first])
  }

  @Test("a frame that hangs two workers goes to a person, and the next unit is judged")
  func hangs() throws {
    // A worker that answers nothing while a file lies there: the frame that hangs.
    let hang = place.directory.appendingPathComponent("hang").path
    try Data().write(to: URL(fileURLWithPath: hang))
    var limits = WorkerLimits()
    limits.frameSeconds = 0.3
    limits.enrolSeconds = 0
    let workers = place.workers(
      script: "if [ -e '\(hang)' ]; then echo '{\"ready\":{}}'; exec sleep 1000; fi", limits: limits)
    defer { workers.stop() }
    #expect(workers.judge(try frame()) == VisionWorkers.unjudged)
    let counters = workers.counters
    #expect(counters.hung == 2 && counters.retried == 1 && counters.givenUp == 1)
    try FileManager.default.removeItem(atPath: hang)
    #expect(workers.judge(try frame()).findings.map(\.kind) == [.noReference])
    #expect(workers.counters.started == 3)
  }

  @Test("a worker that writes nonsense is replaced")
  func babbles() throws {
    let workers = place.workers(script: "echo '{\"ready\":{}}'; echo rubbish; exec sleep 1000")
    defer { workers.stop() }
    #expect(workers.judge(try frame()) == VisionWorkers.unjudged)
    #expect(workers.counters.crashed == 2)
  }

  @Test("what a worker cannot use is said in words before the first unit comes")
  func complains() throws {
    let command = VisionWorkers.Command.worker(
      in: WorkerPlace.products, references: place.references.place.path, limits: WorkerLimits())
    #expect(command.complaint() == nil)
    try Data([1, 2, 3]).write(to: place.references.place.appendingPathComponent("pair.onnx"))
    #expect(command.complaint()?.contains("pair.onnx is no ONNX model") == true)
    #expect(VisionWorkers.Command(program: "/nowhere/drover-vision", arguments: []).complaint() != nil)
  }

  @Test("a worker that cannot start sends units to people, and is not started again for each of them")
  func notStarted() throws {
    var limits = WorkerLimits()
    limits.restartSeconds = 1000
    let workers = place.workers(script: "exit 3", limits: limits)
    defer { workers.stop() }
    for _ in 0..<3 { #expect(workers.judge(try frame()) == VisionWorkers.unjudged) }
    #expect(workers.counters.started == 1 && workers.counters.givenUp == 3)
  }

  @Test("a worker that holds too much memory is replaced between two units")
  func leaks() throws {
    var limits = WorkerLimits()
    limits.recycleMegabytes = 1
    let workers = place.workers(limits: limits)
    defer { workers.stop() }
    _ = workers.judge(try frame())
    _ = workers.judge(try frame())
    #expect(workers.counters.recycled >= 1 && workers.counters.crashed == 0 && workers.counters.inspected == 2)
  }

  @Test("a picture that needs more memory than a worker may take hurts nobody")
  func memory() throws {
    try place.enrol(Self.sku)
    var limits = WorkerLimits()
    // Enough to start and to look at a frame of the tunnel's, too little for twenty million pixels.
    limits.addressMegabytes = 600
    let workers = place.workers(limits: limits)
    defer { workers.stop() }
    let bomb = VisionTask(sku: Self.sku, frames: [ViewFrame(view: 0, file: Bomb.jpeg())])
    let inspection = workers.judge(bomb)
    #expect(inspection.findings.map(\.kind) == [.unreadableFrame], "\(inspection)")
    let next = workers.judge(try frame())
    #expect(next.against < 400 && !next.isIncomplete, "\(next)")
  }

  @Test("what waits beyond the limit goes to people at once, and what waits at the end is answered")
  func backlog() throws {
    var limits = WorkerLimits()
    limits.backlog = 2
    let workers = place.workers(script: "echo '{\"ready\":{}}'; exec sleep 1000", limits: limits)
    let answers = (0..<5).map { _ in Answer() }
    for answer in answers { workers.inspect(try frame()) { answer.put($0) } }
    // One is with the worker at most, two wait: two of the five at least are answered without anybody's doing.
    #expect(answers.count { $0.now != nil } >= 2)
    workers.stop()
    for answer in answers { #expect(answer.wait() == VisionWorkers.unjudged) }
  }
}

/// Where an answer arrives.
final class Answer: @unchecked Sendable {
  private let condition = NSCondition()
  private var value: VisionAnswer?

  func put(_ answer: VisionAnswer) {
    condition.withLock {
      value = answer
      condition.broadcast()
    }
  }

  var now: VisionAnswer? { condition.withLock { value } }

  func wait() -> VisionAnswer? {
    condition.lock()
    defer { condition.unlock() }
    let end = Date().addingTimeInterval(120)
    while value == nil, condition.wait(until: end) {}
    return value
  }
}

extension VisionWorkers {
  func judge(_ task: VisionTask) -> VisionAnswer? {
    let answer = Answer()
    inspect(task) { answer.put($0) }
    return answer.wait()
  }
}

extension VisionAnswer? {
  var against: Int32 { self?.inspection.against ?? -1 }
  var isIncomplete: Bool { self?.inspection.isIncomplete ?? true }
  var findings: [Finding] { self?.inspection.findings ?? [] }
}

extension VisionAnswer {
  var against: Int32 { inspection.against }
  var isIncomplete: Bool { inspection.isIncomplete }
}

/// A picture of one colour: small as a file, large in memory, and within the tunnel's limits.
private enum Bomb {
  static func jpeg() -> [UInt8] {
    var image: OpaquePointer?
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    guard ocv_new(5400, 4400, 3, OCV_U8, &image) == OCV_OK, ocv_encode(image, 50, &bytes, &count) == OCV_OK else {
      return []
    }
    defer {
      ocv_free(image)
      ocv_release(bytes)
    }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }
}
