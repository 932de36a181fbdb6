public import FloorModel
internal import Foundation
internal import Glibc

/// A mosquitto of our own: on this machine only, on a free port, with its own users, gone when we are gone.
///
/// For demonstrations, single-machine sites and tests of faults. Even `kill -9` of this process takes the broker along,
/// but then its private directory stays behind in `parent`.
public final class PrivateBroker: Sendable {
  public struct Options: Sendable {
    public var template: BrokerTemplate
    public var users: [BrokerUser]
    /// How users show who they are.
    public var identity = Identity.passwords
    /// The directory in which the private directory is made.
    public var parent: String
    /// Bytes of one MQTT packet, at most.
    public var maxPacketBytes = 2 << 20
    /// Messages that wait for one client, at most.
    public var maxQueuedMessages = 10_000
    /// From the start to the first accepted connection, at most.
    public var readyTimeout: Span = .seconds(10)
    /// From asking mosquitto to end to making it, at most.
    public var stopPatience: Span = .seconds(3)

    public init(template: BrokerTemplate, users: [BrokerUser], parent: String) {
      self.template = template
      self.users = users
      self.parent = parent
    }
  }

  /// What a broker takes for a proof of who somebody is.
  public enum Identity: Sendable {
    /// The user's password, over a plain connection.
    case passwords
    /// A certificate of this authority in the user's name, over TLS; the broker's own is the one of `broker`.
    case certificates(SiteAuthority, broker: String)
  }

  /// Another program may take the free port between our looking and the broker's listening, so often at most.
  private static let portAttempts = 5

  private struct State {
    var child: Child?
    var isStopped = false
  }

  public let host = "127.0.0.1"
  public let port: UInt16
  private let options: Options
  private let files: BrokerFiles
  private let state = Guarded(State())

  /// Starts the broker and returns when it accepts connections. Blocks for some ten milliseconds.
  public init(_ options: Options) throws(BrokerError) {
    self.options = options
    _ = try Self.programs()
    let files = try BrokerFiles(in: options.parent)
    do {
      try files.write(users: options.users, withPasswords: options.hasPasswords)
      var attempt = 1
      while true {
        do throws(BrokerError) {
          let port = try Self.freePort()
          let child = try Self.start(port: port, options, files)
          self.port = port
          self.files = files
          state.with { $0.child = child }
          return
        } catch .endedEarly(let text) where text.contains("Address already in use") && attempt < Self.portAttempts {
          attempt += 1
        }
      }
    } catch {
      files.remove()
      throw error
    }
  }

  deinit {
    stop()
  }

  /// The broker's process, while it runs.
  public var pid: Int32? { state.with { $0.child }?.pid }

  /// The private directory, while the broker has not been stopped.
  public var directory: String { files.directory }

  /// What the broker wrote last, for a person to read.
  public var lastWords: String { files.lastWords() }

  /// Ends the broker and removes its directory. A second call does nothing.
  public func stop() {
    let child = state.with { state -> Child? in
      defer { state = State(child: nil, isStopped: true) }
      return state.child
    }
    child?.stop(patience: options.stopPatience)
    files.remove()
  }

  /// Kills the broker as a power failure would: it saves nothing. Returns when it is gone.
  public func kill() {
    let child = state.with { $0.child }
    child?.signal(SIGKILL)
    _ = child?.waitUntilEnded(upTo: options.stopPatience)
  }

  /// Starts the broker again on the same port with what it had saved, after ending it if it still runs.
  public func restart() throws(BrokerError) {
    state.with { $0.child }?.stop(patience: options.stopPatience)
    let isStopped = state.with { $0.isStopped }
    precondition(!isStopped, "a private broker that was stopped has lost its directory; make a new one")
    let child = try Self.start(port: port, options, files)
    state.with { $0.child = child }
  }

  /// Takes other users, and has the broker read its files again, with the list of revoked certificates. Whoever is
  /// connected and no longer among them stays connected, but may say and hear nothing.
  public func reload(users: [BrokerUser]) throws(BrokerError) {
    try files.write(users: users, withPasswords: options.hasPasswords)
    state.with { $0.child }?.signal(SIGHUP)
  }

  private static func programs() throws(BrokerError) -> (setpriv: String, mosquitto: String) {
    (
      try Child.find("setpriv", package: "util-linux"),
      try Child.find("mosquitto", package: "mosquitto")
    )
  }

  private static func start(
    port: UInt16, _ options: Options, _ files: BrokerFiles
  ) throws(BrokerError) -> Child {
    try BrokerFiles.write(try options.configuration(port: port, files), to: files.configuration)
    // Made by us, so that they are private from the start and hold the words of this run only.
    try BrokerFiles.write("", to: files.log)
    try BrokerFiles.write("", to: files.outcry)
    let programs = try programs()
    let child = Child(
      program: programs.setpriv,
      arguments: ["--pdeathsig", "KILL", "--", programs.mosquitto, "-c", files.configuration], outcry: files.outcry)
    try waitUntilReady(child, port, options, files)
    return child
  }

  private static func waitUntilReady(
    _ child: Child, _ port: UInt16, _ options: Options, _ files: BrokerFiles
  ) throws(BrokerError) {
    let deadline = Monotonic.milliseconds() + options.readyTimeout.milliseconds
    while Monotonic.milliseconds() < deadline {
      if let ending = child.waitUntilEnded(upTo: .milliseconds(5)) {
        if case .failed(let error) = ending {
          throw .failed(program: "setpriv", reason: String(cString: strerror(error)))
        }
        throw .endedEarly(text: files.lastWords())
      }
      // Its log first: on the port alone, another program could be answering.
      let log = (try? String(contentsOfFile: files.log, encoding: .utf8)) ?? ""
      if log.contains(" running"), accepts(port) { return }
    }
    child.stop(patience: options.stopPatience)
    throw .notReady(text: files.lastWords())
  }

  private static func freePort() throws(BrokerError) -> UInt16 {
    let port = onLoopback(0) { file, address, size -> UInt16? in
      guard bind(file, address, size) == 0 else { return nil }
      var bound = sockaddr_in()
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let code = withUnsafeMutableBytes(of: &bound) { bytes in
        getsockname(file, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, &length)
      }
      return code == 0 ? UInt16(bigEndian: bound.sin_port) : nil
    }
    guard let port else { throw .failed(program: "bind", reason: String(cString: strerror(errno))) }
    return port
  }

  private static func accepts(_ port: UInt16) -> Bool {
    onLoopback(port) { file, address, size in connect(file, address, size) == 0 ? true : nil } ?? false
  }

  private static func onLoopback<Result>(
    _ port: UInt16, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Result?
  ) -> Result? {
    let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}

extension PrivateBroker.Options {
  var hasPasswords: Bool {
    if case .passwords = identity { true } else { false }
  }

  /// The text of the broker's settings.
  func configuration(port: UInt16, _ files: BrokerFiles) throws(BrokerError) -> String {
    let common = try BrokerTemplate.fill(
      template.text,
      [
        ("port", "\(port)"),
        ("aclFile", files.accessList),
        ("directory", files.directory),
        ("logFile", files.log),
        ("maxPacketBytes", "\(maxPacketBytes)"),
        ("maxQueuedMessages", "\(maxQueuedMessages)"),
      ])
    switch identity {
    case .passwords:
      return common + (try BrokerTemplate.fill(template.passwords, [("passwordFile", files.passwords)]))
    case .certificates(let authority, let broker):
      let own = authority.files(of: broker)
      return common
        + (try template.identity(
          authority: authority.certificate, certificate: own.certificate, key: own.key, revoked: authority.revoked))
    }
  }
}
