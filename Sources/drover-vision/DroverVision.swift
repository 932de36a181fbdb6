import ArgumentParser
import FloorClock
import FloorCore
import FloorModel
import FloorVision
import Foundation
import Glibc
import VisionWorkers

/// A worker of the daemon's: reads units on standard input, writes findings on standard output. It may die of what it reads.
@main
struct DroverVision: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drover-vision", abstract: "Looks at frames for droverd, which starts it.")

  @Option(help: "Directory of tunnel.json and golden frames.")
  var references: String

  @Option(help: "Address space, megabytes.")
  var megabytes = WorkerLimits().addressMegabytes

  @Flag(help: "Read all that a worker reads at its start, and end: says whether it can be used.")
  var check = false

  func validate() throws {
    guard (64...1 << 20).contains(megabytes) else { throw ValidationError("--megabytes takes 64 to 1048576.") }
  }

  func run() throws {
    Signals.endWithParent()
    let space = rlimit(rlim_cur: rlim_t(megabytes) << 20, rlim_max: rlim_t(megabytes) << 20)
    // A dump of what killed it would hold customers' goods, and fill the disk when frames come that kill.
    let nothing = rlimit(rlim_cur: 0, rlim_max: 0)
    for (resource, value) in [(RLIMIT_AS, space), (RLIMIT_CORE, nothing)] {
      var value = value
      guard setrlimit(__rlimit_resource_t(resource.rawValue), &value) == 0 else {
        complain("cannot limit itself: \(String(cString: strerror(errno)))")
        throw ExitCode(2)
      }
    }
    do {
      var desk = try Desk(ReferenceDirectory(references))
      if !check { try desk.work() }
    } catch {
      complain("\(error)")
      throw ExitCode(2)
    }
  }

  private func complain(_ text: String) {
    FileHandle.standardError.write(Data("drover-vision: \(text)\n".utf8))
  }
}

/// Takes requests one after the other.
private struct Desk {
  private let references: ReferenceDirectory
  private let inspector: Inspector
  private var input = Input()
  private var watch: CameraWatch
  private var isWatchKept: Bool
  /// By product: the golden frames that it was learnt from.
  private var learnt: [String: [[String]]] = [:]
  private let counter: BinCounter?

  init(_ references: ReferenceDirectory) throws {
    self.references = references
    watch = CameraWatch(from: references)
    isWatchKept = watch.isLearnt
    let file = references.place.appendingPathComponent(TrainedJudge.fileName)
    let isTrained = FileManager.default.fileExists(atPath: file.path)
    let bins = references.place.appendingPathComponent(BinCounter.fileName)
    counter = FileManager.default.fileExists(atPath: bins.path) ? try BinCounter(contentsOf: bins) : nil
    let model = references.place.appendingPathComponent(PairNetwork.fileName)
    let hasModel = FileManager.default.fileExists(atPath: model.path)
    inspector = Inspector(
      tunnel: try references.tunnel(), judge: isTrained ? try TrainedJudge(contentsOf: file) : nil,
      network: hasModel ? try PairNetwork(contentsOf: model) : nil)
  }

  mutating func work() throws {
    try reply(.ready)
    while let line = try input.line() {
      let request = try WorkerLine.decode(WorkerRequest.self, line)
      let files = try request.frames.map { (view: $0.view, file: try input.bytes($0.bytes)) }
      let answer: VisionAnswer
      if let things = request.things {
        answer = count(files, things)
      } else {
        try enrol(request)
        answer = look(at: files, request)
      }
      try reply(.inspected(id: request.id, answer: answer, megabytes: residentMegabytes))
    }
  }

  /// How many units a bin's picture shows; a picture that cannot be read says nothing, and so does a site without `bins.json`.
  private func count(_ files: [(view: Int, file: [UInt8])], _ things: [SKU]) -> VisionAnswer {
    let estimate = files.first.flatMap { counter?.estimate($0.file, things: things) }
    return VisionAnswer(Inspection(findings: []), permille: estimate?.permille)
  }

  /// Learns a product when its first unit comes, and again when golden frames were added since.
  private mutating func enrol(_ request: WorkerRequest) throws {
    let code = request.sku.code
    let frames = references.frameNames(of: code)
    guard frames != learnt[code] else { return }
    try reply(.enrolling(id: request.id))
    for odd in inspector.enrol(request.sku, from: references).doubted {
      FileHandle.standardError.write(
        Data(
          "drover-vision: \(odd.name) of \(code), view \(odd.view), is unlike its other golden frames: put aside\n".utf8
        ))
    }
    learnt[code] = references.frameNames(of: code)
  }

  private mutating func look(at files: [(view: Int, file: [UInt8])], _ request: WorkerRequest) -> VisionAnswer {
    var conditions: [(view: Int, condition: CameraCondition)] = []
    let inspection = inspector.inspect(views: files, as: request.sku) { conditions.append(($0, $1)) }
    let reports = conditions.map { view, condition in
      CameraReport(view: view, faults: watch.saw(condition, by: "\(request.station)/\(view)"))
    }
    if watch.isLearnt != isWatchKept {
      isWatchKept = watch.isLearnt
      // Without the file, cameras are learnt anew after a restart: worth no more than a try.
      try? watch.write(to: references)
    }
    return VisionAnswer(inspection, cameras: reports)
  }

  private func reply(_ reply: WorkerReply) throws {
    FileHandle.standardOutput.write(try WorkerLine.encode(reply))
  }

  private var residentMegabytes: Int {
    let words = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
    let pages = words.count > 1 ? Int(words[1]) ?? 0 : 0
    return (pages * Int(sysconf(Int32(_SC_PAGESIZE)))) >> 20
  }
}

/// Standard input, in lines and in counted bytes.
private struct Input {
  enum Fault: Error {
    /// It ended in the middle of a request.
    case cut
    /// A line or a file beyond the limits.
    case tooLong
  }

  private var unread: [UInt8] = []

  /// Nil where the input ends between two requests.
  mutating func line() throws -> Data? {
    var searched = 0
    while true {
      if let end = unread[searched...].firstIndex(of: 10) {
        defer { unread.removeFirst(end + 1) }
        return Data(unread[..<end])
      }
      guard unread.count <= WorkerLine.limit else { throw Fault.tooLong }
      searched = unread.count
      if !fill() {
        if unread.isEmpty { return nil }
        throw Fault.cut
      }
    }
  }

  mutating func bytes(_ count: Int) throws -> [UInt8] {
    guard (0...WorkerLine.filesLimit).contains(count) else { throw Fault.tooLong }
    while unread.count < count {
      guard fill() else { throw Fault.cut }
    }
    defer { unread.removeFirst(count) }
    return Array(unread[..<count])
  }

  private mutating func fill() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(0, &buffer, buffer.count)
      if count > 0 {
        unread.append(contentsOf: buffer[..<count])
        return true
      }
      if count == 0 || errno != EINTR { return false }
    }
  }
}
