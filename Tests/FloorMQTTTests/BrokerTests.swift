import FloorModel
import Foundation
import Glibc
import Testing

@testable import FloorMQTT

@Suite("The private broker", .enabled(if: Machine.hasBroker, Machine.whyNot))
struct BrokerTests {
  @Test("Its directory and files are private, its passwords hashed, its settings those of the template")
  func files() throws {
    let rig = try Rig()
    let directory = rig.broker.directory
    #expect(try mode(directory) == 0o700)
    for name in ["mosquitto.conf", "passwords", "acl", "mosquitto.log", "stderr"] {
      #expect(try mode("\(directory)/\(name)") == 0o600, "\(name)")
      let text = try String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)
      #expect(!text.contains(rig.users[0].password.reveal()), "\(name)")
    }
    let configuration = try String(contentsOfFile: "\(directory)/mosquitto.conf", encoding: .utf8)
    let lines = configuration.split(separator: "\n")
    for line in [
      "listener \(rig.broker.port) 127.0.0.1", "allow_anonymous false", "set_tcp_nodelay true",
      "max_packet_size 2097152",
      "max_queued_messages 10000", "user root",
    ] {
      #expect(lines.contains(Substring(line)), "\(line)")
    }
  }

  @Test("Stopped, it leaves neither a process nor a directory")
  func stop() throws {
    let rig = try Rig()
    let pid = try #require(rig.broker.pid)
    #expect(isAlive(pid))
    rig.broker.stop()
    #expect(!isAlive(pid))
    #expect(rig.broker.pid == nil)
    #expect(!FileManager.default.fileExists(atPath: rig.broker.directory))
    rig.broker.stop()
  }

  @Test("Let go of, it stops too")
  func forgotten() throws {
    var broker: PrivateBroker? = try PrivateBroker(Rig.options([Rig.everything]))
    let (pid, directory) = try (#require(broker?.pid), #require(broker?.directory))
    broker = nil
    #expect(!isAlive(pid))
    #expect(!FileManager.default.fileExists(atPath: directory))
  }

  @Test("Killed and restarted, it listens on the same port")
  func restart() throws {
    let rig = try Rig()
    let first = try #require(rig.broker.pid)
    kill(first, SIGKILL)
    try rig.broker.restart()
    let second = try #require(rig.broker.pid)
    #expect(second != first)
    let (client, _) = try rig.client("a")
    #expect(client.disconnect())
  }

  @Test("A clean restart keeps retained messages")
  func retained() throws {
    let rig = try Rig()
    let (writer, _) = try rig.client("writer")
    try writer.publish("bin/1", payload: [4], qos: .atLeastOnce, retain: true)
    #expect(writer.disconnect())
    try rig.broker.restart()
    let (reader, transcript) = try rig.client("reader", to: [.init("bin/#", .atLeastOnce)])
    #expect(transcript.waitForMessage(on: "bin/1")?.payload == [4])
    reader.disconnect()
  }

  @Test("It inherits none of our open files, so that a connection dropped here is dropped")
  func inheritsNothing() throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    let ours = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(ends[0])")
    let rig = try Rig()
    let directory = "/proc/\(try #require(rig.broker.pid))/fd"
    let theirs = try FileManager.default.contentsOfDirectory(atPath: directory).compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "\(directory)/\($0)")
    }
    #expect(theirs.contains { $0.hasSuffix("/stderr") })
    #expect(!theirs.contains(ours))
  }

  @Test("kill -9 of its parent takes it along")
  func parentKilled() async throws {
    let result = await #expect(processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]) {
      let broker = try PrivateBroker(Rig.options([Rig.everything]))
      print("broker \(broker.pid ?? 0) \(broker.directory)")
      fflush(nil)
      kill(getpid(), SIGKILL)
    }
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    let line = try #require(output.split(separator: "\n").first { $0.hasPrefix("broker ") }, "\(output)")
    let words = line.split(separator: " ")
    let pid = try #require(pid_t(words[1]))
    // The kernel sends the signal when the parent has gone, and we may be faster than the signal.
    for _ in 0..<2_000 where isAlive(pid) { usleep(10_000) }
    #expect(!isAlive(pid))
    try? FileManager.default.removeItem(atPath: String(words[2]))
  }

  @Test("A broker that ends at once says why, and leaves nothing behind")
  func endsEarly() throws {
    let parent = NSTemporaryDirectory() + "/drover-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: parent) }
    var options = try Rig.options([Rig.everything])
    options.parent = parent
    options.template.text += "\nno_such_setting true\n"
    let error = #expect(throws: BrokerError.self) { _ = try PrivateBroker(options) }
    guard case .endedEarly(let text)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(text.contains("no_such_setting"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: parent).isEmpty)
  }

  @Test("A packet beyond the limit ends its sender's connection, not the broker")
  func oversize() throws {
    let rig = try Rig()
    let (client, transcript) = try rig.client("a") { $0.payloadLimit = 8 << 20 }
    try client.publish("x", payload: .init(repeating: 0, count: 3 << 20), qos: .atMostOnce)
    #expect(transcript.waitUntilConnected(times: 2))
    #expect(client.disconnect())
  }

  private func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? NSNumber).intValue
  }

  /// A process that has ended and that nobody has collected yet counts as gone.
  private func isAlive(_ pid: pid_t) -> Bool {
    guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
    return stat.split(separator: ")").last?.split(separator: " ").first != "Z"
  }
}
