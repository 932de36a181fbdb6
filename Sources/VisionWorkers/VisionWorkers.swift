import FloorCore
import Foundation
import Glibc
import Synchronization

/// Worker processes that look at units: they may crash, hang or leak, and the daemon goes on.
///
/// Each worker has a thread here, its lane, that hands it one unit at a time and waits. A worker that dies or takes too
/// long is killed and replaced, and the unit looked at once more; after a second failure a person gets it.
public final class VisionWorkers: Sendable {
  /// How to start a worker.
  public struct Command: Sendable {
    public var program: String
    public var arguments: [String]

    public init(program: String, arguments: [String]) {
      self.program = program
      self.arguments = arguments
    }

    /// The program `drover-vision` in a directory, reading golden references from another.
    public static func worker(in directory: String, references: String, limits: WorkerLimits) -> Command {
      Command(
        program: "\(directory)/drover-vision",
        arguments: ["--references", references, "--megabytes", "\(limits.addressMegabytes)"])
    }

    /// Has a worker read all that it reads at its start.
    ///
    /// - Returns: what it cannot use, in its own words; nil: nothing. Nil, too, where the worker takes more than a minute.
    public func complaint() -> String? {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = arguments + ["--check"]
      let errors = Pipe()
      (process.standardInput, process.standardOutput, process.standardError) = (
        FileHandle.nullDevice, FileHandle.nullDevice, errors
      )
      do { try process.run() } catch { return "\(program) cannot be started: \(error.localizedDescription)" }
      let pid = process.processIdentifier
      let watchdog = DispatchWorkItem { kill(pid, SIGKILL) }
      DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(60), execute: watchdog)
      let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      watchdog.cancel()
      guard process.terminationReason == .exit, process.terminationStatus != 0 else { return nil }
      return said.trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }

  /// What is said of a unit that no worker could judge.
  public static let unjudged = VisionAnswer(
    Inspection(findings: [Finding(kind: .unreadableFrame, permille: 1000)]))

  private let shared: Shared

  /// Starts the lanes; each starts its worker when the first unit comes.
  ///
  /// - Parameter log: told in a sentence what became of a worker.
  public init(
    _ command: Command, lanes: Int = 1, limits: WorkerLimits = WorkerLimits(),
    log: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    precondition(lanes > 0, "somebody must look")
    shared = Shared(backlog: limits.backlog)
    for number in 0..<lanes {
      let lane = WorkerLane(command, limits: limits, shared: shared, log: log)
      let thread = Thread { lane.run() }
      thread.name = "vision lane \(number)"
      thread.start()
    }
  }

  /// - Parameter answer: called once, on a lane's thread, or at once where too many units wait already.
  public func inspect(_ task: VisionTask, then answer: @escaping @Sendable (VisionAnswer) -> Void) {
    if !shared.add(Shared.Job(task: task, answer: answer)) { answer(Self.unjudged) }
  }

  public var counters: WorkerCounters { shared.counters }
  /// Process ids of the workers that run now.
  public var processes: [Int32] { shared.processes }

  /// Ends the lanes and kills their workers; what waits or is being looked at is answered as unjudged.
  public func stop() { shared.close() }
}

/// What lanes share: the queue, and the counts.
final class Shared: Sendable {
  struct Job: Sendable {
    var task: VisionTask
    var answer: @Sendable (VisionAnswer) -> Void
  }

  private struct Line {
    var jobs: [Job] = []
    var isClosed = false
  }

  private struct Running {
    var processes: Set<Int32> = []
    var isClosed = false
  }

  private let backlog: Int
  private let line = Mutex(Line())
  private let count = Mutex(WorkerCounters())
  private let waiting = DispatchSemaphore(value: 0)
  private let running = Mutex(Running())

  init(backlog: Int) { self.backlog = backlog }

  var counters: WorkerCounters { count.withLock { $0 } }
  func note(_ change: (inout WorkerCounters) -> Void) { count.withLock { change(&$0) } }

  func add(_ job: Job) -> Bool {
    let isTaken = line.withLock { line in
      guard !line.isClosed, line.jobs.count < backlog else { return false }
      line.jobs.append(job)
      return true
    }
    if isTaken { waiting.signal() } else { note { $0.givenUp += 1 } }
    return isTaken
  }

  /// The next job, when there is one; nil when all is over.
  func next() -> Job? {
    waiting.wait()
    return line.withLock { $0.isClosed || $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
  }

  func close() {
    let left = line.withLock { line in
      line.isClosed = true
      defer { line.jobs = [] }
      return line.jobs
    }
    for job in left { job.answer(VisionWorkers.unjudged) }
    running.withLock { running in
      running.isClosed = true
      for process in running.processes { kill(process, SIGKILL) }
    }
    // Each lane that wakes passes it on to the next.
    waiting.signal()
  }

  func passOn() { waiting.signal() }

  // MARK: Processes

  var processes: [Int32] { running.withLock { $0.processes.sorted() } }

  /// False when all is over, and the process is to be ended.
  func register(_ process: Int32) -> Bool {
    running.withLock { running in
      if !running.isClosed { running.processes.insert(process) }
      return !running.isClosed
    }
  }

  func unregister(_ process: Int32) { _ = running.withLock { $0.processes.remove(process) } }
}
