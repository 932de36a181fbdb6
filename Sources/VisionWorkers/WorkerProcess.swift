import Foundation
import Glibc

/// Why a worker gave no answer.
enum WorkerFault: Error, Equatable {
  /// It could not be started; what the system said.
  case notStarted(Int32)
  /// It closed its end: it has crashed or was killed.
  case ended
  /// The time was over.
  case late
  /// It wrote what is no reply.
  case babble
}

/// One worker: a child process, and the socket that is its standard input and output.
///
/// Used by one thread alone, its lane's: the one that started it.
final class WorkerProcess {
  let pid: pid_t
  private let socket: Int32
  private var unread = Data()
  private(set) var requests = 0

  /// - Throws: `WorkerFault.notStarted`.
  init(program: String, arguments: [String]) throws {
    var ends: [Int32] = [-1, -1]
    // Both ends close on exec: a worker must not hold another one's socket open.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw WorkerFault.notStarted(errno) }
    defer { close(ends[1]) }
    do {
      pid = try Self.spawn(program, arguments, ends[1])
    } catch {
      close(ends[0])
      throw error
    }
    socket = ends[0]
    _ = fcntl(socket, F_SETFL, O_NONBLOCK)
  }

  deinit {
    kill(pid, SIGKILL)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    close(socket)
  }

  private static func spawn(_ program: String, _ arguments: [String], _ end: Int32) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // A copy does not close on exec. Standard error stays ours: what a worker complains of belongs in the daemon's log.
    posix_spawn_file_actions_adddup2(&actions, end, 0)
    posix_spawn_file_actions_adddup2(&actions, end, 1)
    _ = closeFrom?(&actions, 3)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    // The runtime's crash reports take seconds, and say nothing that a retry does not.
    var environment: [UnsafeMutablePointer<CChar>?] = ProcessInfo.processInfo.environment
      .merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }.sorted { $0.key < $1.key }
      .map { strdup("\($0.key)=\($0.value)") }
    environment.append(nil)
    defer { for word in environment { free(word) } }
    var pid: pid_t = 0
    let error = posix_spawn(&pid, program, &actions, &attributes, words, environment)
    guard error == 0 else { throw WorkerFault.notStarted(error) }
    return pid
  }

  // MARK: Talking

  /// Writes a request whole. The worker reads it or the deadline passes.
  ///
  /// - Throws: `WorkerFault.ended`, `.late`.
  func send(_ request: WorkerRequest, _ files: [[UInt8]], by deadline: Deadline) throws {
    requests += 1
    try write([UInt8](WorkerLine.encode(request)), by: deadline)
    for file in files { try write(file, by: deadline) }
  }

  private func write(_ bytes: [UInt8], by deadline: Deadline) throws {
    var done = 0
    while done < bytes.count {
      let sent = bytes.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress! + done, bytes.count - done, Int32(MSG_NOSIGNAL))
      }
      if sent > 0 {
        done += sent
      } else if errno == EAGAIN {
        try wait(for: Int16(POLLOUT), by: deadline)
      } else if errno != EINTR {
        throw WorkerFault.ended
      }
    }
  }

  /// The next line that the worker writes.
  ///
  /// - Throws: `WorkerFault.ended`, `.late`, `.babble`.
  func reply(by deadline: Deadline) throws -> WorkerReply {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if let end = unread.firstIndex(of: 10) {
        let line = Data(unread[unread.startIndex..<end])
        unread = Data(unread[(end + 1)...])
        guard let reply = try? WorkerLine.decode(WorkerReply.self, line) else { throw WorkerFault.babble }
        return reply
      }
      guard unread.count <= WorkerLine.limit else { throw WorkerFault.babble }
      let count = recv(socket, &buffer, buffer.count, 0)
      if count > 0 {
        unread.append(contentsOf: buffer[..<count])
      } else if count == 0 {
        throw WorkerFault.ended
      } else if errno == EAGAIN {
        try wait(for: Int16(POLLIN), by: deadline)
      } else if errno != EINTR {
        throw WorkerFault.ended
      }
    }
  }

  private func wait(for events: Int16, by deadline: Deadline) throws {
    var place = pollfd(fd: socket, events: events, revents: 0)
    let milliseconds = deadline.millisecondsLeft
    guard milliseconds > 0 else { throw WorkerFault.late }
    _ = poll(&place, 1, milliseconds)
  }
}

/// A point of real time that work must not go beyond.
struct Deadline {
  private let end: ContinuousClock.Instant

  init(seconds: Double) { end = .now + .seconds(seconds) }

  /// Rounded up, so that nobody polls through the last millisecond.
  var millisecondsLeft: Int32 {
    let left = ContinuousClock.now.duration(to: end)
    guard left > .zero else { return 0 }
    return Int32(clamping: Int64(left / .milliseconds(1)) + 1)
  }
}

/// glibc's `posix_spawn_file_actions_addclosefrom_np`, which Swift's view of glibc leaves out.
private let closeFrom: CloseFrom? = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np").map {
  unsafeBitCast($0, to: CloseFrom.self)
}

private typealias CloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
