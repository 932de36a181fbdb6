import FloorModel
import Foundation
import Testing

@testable import FloorMQTT

@Suite("Parts of the MQTT shell")
struct PartsTests {
  @Test("Retries double up to the longest, within the upper half of each step, and the same for the same seed")
  func backoff() {
    func waits(_ seed: UInt64) -> [Int64] {
      var backoff = Backoff(first: .milliseconds(100), longest: .seconds(1), seed: seed)
      return (0..<8).map { _ in backoff.next().milliseconds }
    }
    for seed in 0..<200 as Range<UInt64> {
      for (wait, step) in zip(waits(seed), [100, 200, 400, 800, 1_000, 1_000, 1_000, 1_000]) {
        #expect(wait >= Int64(step / 2) && wait <= Int64(step))
      }
    }
    #expect(waits(1) == waits(1))
    #expect(waits(1) != waits(2))
    var backoff = Backoff(first: .milliseconds(100), longest: .seconds(1), seed: 1)
    for _ in 0..<9 { _ = backoff.next() }
    backoff.reset()
    #expect(backoff.next() <= .milliseconds(100))
  }

  @Test("The outbox hands over in order, within the window, and refuses beyond its limit")
  func outbox() throws {
    var outbox = Outbox(limit: 4)
    let tickets = try (0..<4).map { try outbox.accept("t\($0)", [], .atLeastOnce, retain: false) }
    #expect(throws: PublishRefusal.outboxFull(limit: 4)) { try outbox.accept("t", [], .atMostOnce, retain: false) }
    #expect(outbox.handOver(window: 3).map(\.ticket) == Array(tickets[..<3]))
    #expect(outbox.handOver(window: 3).isEmpty)
    #expect(throws: PublishRefusal.outboxFull(limit: 4)) { try outbox.accept("t", [], .atMostOnce, retain: false) }
    outbox.settle(2)
    let late = try outbox.accept("t", [], .atMostOnce, retain: false)
    #expect(outbox.handOver(window: 2).map(\.ticket) == [tickets[3]])
    #expect(outbox.dropUnpromised().map(\.ticket) == [late])
    outbox.settle(2)
    #expect(outbox.isEmpty)
  }

  @Test("A lost connection costs the waiting messages of QoS 0, and no others")
  func unpromised() throws {
    var outbox = Outbox(limit: 9)
    for qos in [QoS.atMostOnce, .atLeastOnce, .atMostOnce, .exactlyOnce] {
      _ = try outbox.accept("\(qos)", [], qos, retain: false)
    }
    #expect(outbox.dropUnpromised().count == 2)
    #expect(outbox.dropAll().map(\.qos) == [.atLeastOnce, .exactlyOnce])
    #expect(outbox.isEmpty)
  }

  @Test("A secret is long, never the same, and does not print itself")
  func secret() {
    let secrets = (0..<50).map { _ in Secret.random() }
    #expect(Set(secrets.map { $0.reveal() }).count == 50)
    for secret in secrets {
      #expect(secret.reveal().count == 40)
      var dumped = ""
      dump(BrokerUser(name: "a", password: secret, allow: []), to: &dumped)
      for text in ["\(secret)", String(reflecting: secret), dumped] { #expect(!text.contains(secret.reveal())) }
    }
  }

  @Test("A template with a missing or an unknown word is refused")
  func template() throws {
    let text = "listener {{port}} # {{port}}\n"
    #expect(try BrokerTemplate.fill(text, [("port", "7")]) == "listener 7 # 7\n")
    #expect(throws: BrokerError.badTemplate(reason: "nobody knows {{port}} # {{port}}")) {
      try BrokerTemplate.fill(text, [])
    }
    #expect(throws: BrokerError.badTemplate(reason: "{{x}} is missing")) {
      try BrokerTemplate.fill(text, [("x", "1"), ("port", "7")])
    }
    #expect(throws: BrokerError.badTemplate(reason: "a line break in port")) {
      try BrokerTemplate.fill(text, [("port", "7\nuser a")])
    }
    #expect(throws: BrokerError.missingTemplate(from: "/")) { try BrokerTemplate.find(from: URL(fileURLWithPath: "/")) }
  }

  @Test("The access list names each user with their topics")
  func accessList() throws {
    let users = [
      BrokerUser(name: "daemon", allow: [.init("state/#", .read), .init("command/+", .write)]),
      BrokerUser(name: "d1", allow: [.init("both", .readwrite)]),
    ]
    #expect(
      try BrokerFiles.accessList(of: users) == """
        user daemon
        topic read state/#
        topic write command/+

        user d1
        topic readwrite both

        """)
    // Two sections of one name would be one user with the rights of both.
    let twins = [users[1], BrokerUser(name: "d1", allow: [.init("more", .read)])]
    #expect(throws: BrokerError.badUser(name: "d1", reason: "there are two of them")) {
      try BrokerFiles.accessList(of: twins)
    }
  }

  @Test(
    "A user that would change the meaning of the broker's files is refused",
    .enabled(if: Machine.hasBroker, Machine.whyNot),
    arguments: [
      ("a:b", "secret", "t"), ("", "secret", "t"), ("a\nuser root", "secret", "t"), ("#a", "secret", "t"),
      ("a", "", "t"), ("a", "x\nb:y", "t"), ("a", "secret", "t\nuser b"), ("a", "secret", "bad#"), ("a", "secret", ""),
    ])
  func badUser(name: String, password: String, pattern: String) throws {
    let user = BrokerUser(name: name, password: Secret(password), allow: [.init(pattern, .read)])
    let error = #expect(throws: BrokerError.self) { _ = try PrivateBroker(Rig.options([user])) }
    guard case .badUser(name, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
