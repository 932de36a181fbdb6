internal import FloorModel
internal import Foundation
internal import Glibc

/// A program that runs as our child and does not outlive us.
///
/// `setpriv --pdeathsig KILL` asks the kernel to kill it when its parent dies, even by `kill -9`. To the kernel, the parent
/// is the *thread* that started the child, and threads of a pool come and go: so each child has a thread of its own, which
/// starts it, waits for it, and ends with it.
final class Child: Sendable {
  enum Status: Equatable {
    case starting
    case running(pid_t)
    case failed(errno: Int32)
    /// As `waitpid` reports it.
    case ended(Int32)
  }

  private let status = Guarded(Status.starting)

  /// - Parameter outcry: the file to which the program's error output goes.
  init(program: String, arguments: [String], outcry: String) {
    let status = status
    let keeper = Thread {
      switch Self.spawn(program, arguments, outcry) {
      case .failure(let error): status.with { $0 = .failed(errno: error.code.rawValue) }
      case .success(let pid):
        status.with { $0 = .running(pid) }
        status.wake()
        // Looks first and collects later, so that the pid cannot have become somebody else's while it is still shown.
        var info = siginfo_t()
        while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        status.with { status in
          var code: Int32 = 0
          while waitpid(pid, &code, 0) < 0, errno == EINTR {}
          status = .ended(code)
        }
      }
      status.wake()
    }
    keeper.name = "keeper of \((program as NSString).lastPathComponent)"
    keeper.start()
  }

  var pid: pid_t? {
    status.with { if case .running(let pid) = $0 { pid } else { nil } }
  }

  /// Nil while it starts or runs.
  var ending: Status? {
    status.with { Self.ending($0) }
  }

  func waitUntilEnded(upTo limit: Span) -> Status? {
    status.wait(upTo: limit) { Self.ending($0) }
  }

  /// Sends a signal, unless the child has ended.
  func signal(_ number: Int32) {
    status.with { if case .running(let pid) = $0 { _ = kill(pid, number) } }
  }

  /// Asks it to end, and after `patience` makes it.
  func stop(patience: Span) {
    _ = status.wait(upTo: patience) { $0 == .starting ? nil : true }
    signal(SIGTERM)
    if waitUntilEnded(upTo: patience) == nil {
      signal(SIGKILL)
      _ = waitUntilEnded(upTo: patience)
    }
  }

  /// Runs a program to its end.
  static func run(_ name: String, package: String, _ arguments: [String]) throws(BrokerError) {
    let path = try find(name, package: package)
    let outcry = NSTemporaryDirectory() + "/drover-\(UUID().uuidString)"
    defer { unlink(outcry) }
    let child = Child(program: path, arguments: arguments, outcry: outcry)
    let ending = child.waitUntilEnded(upTo: .seconds(60))
    guard ending != .ended(0) else { return }
    child.stop(patience: .seconds(1))
    let text = (try? String(contentsOfFile: outcry, encoding: .utf8)) ?? ""
    throw .failed(program: name, reason: text.isEmpty ? "\(ending.map { "\($0)" } ?? "still runs")" : text)
  }

  /// Where a program lies. System programs are often not on the path of an ordinary user.
  static func find(_ name: String, package: String) throws(BrokerError) -> String {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let places =
      path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin"]
    guard let place = places.first(where: { access("\($0)/\(name)", X_OK) == 0 }) else {
      throw .missingProgram(name: name, package: package)
    }
    return "\(place)/\(name)"
  }

  private static func ending(_ status: Status) -> Status? {
    switch status {
    case .starting, .running: nil
    case .failed, .ended: status
    }
  }

  private static func spawn(_ program: String, _ arguments: [String], _ outcry: String) -> Result<pid_t, POSIXError> {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, outcry, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    // libmosquitto's sockets survive an exec. A broker that inherits a client's socket keeps the connection of that
    // client open after the client has dropped it, and the will is never published.
    _ = closeFrom?(&actions, 3)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    // A group of its own: Ctrl-C in a terminal is for us, and we stop the broker last.
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var pid: pid_t = 0
    let error = posix_spawn(&pid, program, &actions, &attributes, words, environ)
    return error == 0 ? .success(pid) : .failure(POSIXError(POSIXErrorCode(rawValue: error) ?? .EINVAL))
  }
}

/// glibc's `posix_spawn_file_actions_addclosefrom_np`, which Swift's view of glibc leaves out.
private let closeFrom: CloseFrom? = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np").map {
  unsafeBitCast($0, to: CloseFrom.self)
}

private typealias CloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
