import FloorCore
import FloorModel
import Foundation

/// One worker at a time, and the thread that hands it units.
final class WorkerLane: @unchecked Sendable {
  // Only the lane's own thread touches what follows.
  private let command: VisionWorkers.Command
  private let limits: WorkerLimits
  private let shared: Shared
  private let log: @Sendable (String) -> Void
  private var worker: WorkerProcess?
  private var nextID = 1
  private var failedStarts = 0
  private var notBefore = Deadline(seconds: 0)

  /// The longest pause between two starts is this many times the shortest.
  private static let patience = 5

  init(
    _ command: VisionWorkers.Command, limits: WorkerLimits, shared: Shared, log: @escaping @Sendable (String) -> Void
  ) {
    self.command = command
    self.limits = limits
    self.shared = shared
    self.log = log
  }

  func run() {
    while let job = shared.next() { job.answer(judge(job.task)) }
    retire()
    shared.passOn()
  }

  /// Twice at most: what kills two workers would kill a third.
  private func judge(_ task: VisionTask) -> VisionAnswer {
    for attempt in 0..<2 {
      do {
        let answer = try attemptTo(judge: task)
        shared.note { $0.inspected += 1 }
        recycle()
        return answer
      } catch {
        retire()
        shared.note { counters in
          switch error as? WorkerFault {
          case .late: counters.hung += 1
          case .ended, .babble: counters.crashed += 1
          case .notStarted, nil: break
          }
          if attempt == 0 { counters.retried += 1 }
        }
        log(
          "a vision worker \(Self.sentence(error)) on a \(task.things == nil ? "unit" : "bin") of \(task.sku.code)"
            + (attempt == 0 ? "; once more" : ""))
      }
    }
    shared.note { $0.givenUp += 1 }
    return VisionWorkers.unjudged
  }

  private static func sentence(_ error: any Error) -> String {
    switch error as? WorkerFault {
    case .late: "took too long and was killed"
    case .ended: "died"
    case .babble: "wrote what is no reply"
    case .notStarted(let code): "could not be started (\(String(cString: strerror(code))))"
    case nil: "failed (\(error))"
    }
  }

  private func attemptTo(judge task: VisionTask) throws -> VisionAnswer {
    let worker = try readyWorker()
    let id = nextID
    nextID += 1
    let announced = task.frames.map { WorkerRequest.Announced(view: $0.view, bytes: $0.file.count) }
    let seconds = limits.frameSeconds * Double(max(1, task.frames.count))
    var deadline = Deadline(seconds: seconds)
    try worker.send(
      WorkerRequest(id: id, sku: task.sku, frames: announced, station: task.station, things: task.things),
      task.frames.map(\.file), by: deadline)
    var isExtended = false
    while true {
      switch try worker.reply(by: deadline) {
      case .ready: throw WorkerFault.babble
      case .enrolling(let number):
        guard number == id, !isExtended else { throw WorkerFault.babble }
        isExtended = true
        deadline = Deadline(seconds: seconds + limits.enrolSeconds)
      case .inspected(let number, let answer, let megabytes):
        guard number == id else { throw WorkerFault.babble }
        heldMegabytes = megabytes
        return answer
      }
    }
  }

  private var heldMegabytes = 0

  /// The worker, started if there is none.
  private func readyWorker() throws -> WorkerProcess {
    if let worker { return worker }
    // A worker that cannot even start must not hold up the units: they go to people until the pause is over.
    guard notBefore.millisecondsLeft == 0 else { throw WorkerFault.notStarted(EAGAIN) }
    do {
      let started = try WorkerProcess(program: command.program, arguments: command.arguments)
      guard shared.register(started.pid) else { throw WorkerFault.ended }
      worker = started
      shared.note { $0.started += 1 }
      guard try started.reply(by: Deadline(seconds: limits.startSeconds)) == .ready else { throw WorkerFault.babble }
      failedStarts = 0
      return started
    } catch {
      retire()
      notBefore = Deadline(seconds: limits.restartSeconds * Double(1 << min(failedStarts, Self.patience)))
      failedStarts += 1
      throw error
    }
  }

  private func retire() {
    // First out of the list and then collected: nobody may kill a process that has got its number since.
    if let worker { shared.unregister(worker.pid) }
    worker = nil
  }

  private func recycle() {
    guard let worker, heldMegabytes > limits.recycleMegabytes || worker.requests >= limits.requestsPerWorker else {
      return
    }
    shared.note { $0.recycled += 1 }
    log("a vision worker that held \(heldMegabytes) MB after \(worker.requests) units is replaced")
    retire()
  }
}
