import Devices

/// A station's commands: the open ones in order, and enough of the ended ones that none is done twice.
struct JobList<Work: StationPayload>: Sendable {
  /// Open commands at once; more are refused.
  static var mostOpen: Int { 64 }
  /// Ids of ended commands that are remembered.
  static var mostRemembered: Int { 4096 }
  /// Ended commands that the state still shows.
  static var mostShown: Int { 8 }

  struct Job: Sendable {
    var id: String
    var work: Work
    /// Tells its timer from those of other jobs.
    var serial: Int
  }

  private(set) var waiting: [Job] = []
  private(set) var running: [Job] = []
  private var shown: [StationAction] = []
  private var remembered: Set<String> = []
  /// `remembered` in order of age: a ring.
  private var ring: [String] = []
  private var ringHead = 0
  private var lastSerial = 0

  var isIdle: Bool { waiting.isEmpty && running.isEmpty }
  var isFull: Bool { waiting.count + running.count >= Self.mostOpen }

  /// Open, or ended for good.
  func knows(_ id: String) -> Bool {
    remembered.contains(id) || running.contains { $0.id == id } || waiting.contains { $0.id == id }
  }

  mutating func add(_ id: String, _ work: Work) {
    lastSerial += 1
    shown.removeAll { $0.commandID == id }
    waiting.append(Job(id: id, work: work, serial: lastSerial))
  }

  mutating func takeNext(limit: Int) -> Job? {
    guard running.count < limit, !waiting.isEmpty else { return nil }
    return waiting.removeFirst()
  }

  mutating func run(_ job: Job) { running.append(job) }

  mutating func takeRunning(serial: Int) -> Job? {
    guard let index = running.firstIndex(where: { $0.serial == serial }) else { return nil }
    return running.remove(at: index)
  }

  /// - Parameter isFinal: an event tells of it, so the same id is not tried again.
  mutating func end(_ id: String, _ status: StationAction.Status, reason: String?, isFinal: Bool) {
    shown.removeAll { $0.commandID == id }
    if shown.count == Self.mostShown { shown.removeFirst() }
    shown.append(StationAction(commandID: id, status: status, reason: reason))
    if isFinal { remember(id) }
  }

  /// Gives open commands up for good.
  mutating func void(where isVoid: (Work) -> Bool) {
    for job in running + waiting where isVoid(job.work) {
      end(job.id, .failed, reason: "given up with another", isFinal: true)
    }
    running.removeAll { isVoid($0.work) }
    waiting.removeAll { isVoid($0.work) }
  }

  /// After a power cut, what was begun is begun anew, before anything else.
  mutating func restartRunning() {
    waiting.insert(contentsOf: running, at: 0)
    running = []
  }

  var actions: [StationAction] {
    var actions: [StationAction] = []
    actions.reserveCapacity(running.count + waiting.count + shown.count)
    for job in running { actions.append(StationAction(commandID: job.id, status: .running)) }
    for job in waiting { actions.append(StationAction(commandID: job.id, status: .waiting)) }
    actions.append(contentsOf: shown)
    return actions
  }

  private mutating func remember(_ id: String) {
    guard remembered.insert(id).inserted else { return }
    guard ring.count == Self.mostRemembered else { return ring.append(id) }
    remembered.remove(ring[ringHead])
    ring[ringHead] = id
    ringHead = (ringHead + 1) % Self.mostRemembered
  }
}
