import FloorModel
import Foundation
import Testing

@testable import FloorMQTT

@Suite("A client and a broker with TLS", .enabled(if: Machine.hasBroker && Machine.has("openssl"), Machine.whyNoTLS))
struct TLSTests {
  /// A certificate authority and the broker's certificate for 127.0.0.1, made for one test.
  private final class Certificates {
    let directory = NSTemporaryDirectory() + "/drover-tls-\(UUID().uuidString)"

    init() throws {
      let attributes = [FileAttributeKey.posixPermissions: 0o700]
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: false, attributes: attributes)
      for name in ["ours", "other"] {
        try openssl(
          "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
          "-subj", "/CN=Drover test \(name)", "-addext", "subjectAltName=IP:127.0.0.1",
          "-keyout", "\(directory)/\(name).key", "-out", "\(directory)/\(name).pem")
      }
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private func openssl(_ arguments: String...) throws {
      try Child.run("openssl", package: "openssl", arguments)
    }
  }

  private func rig(_ certificates: Certificates) throws -> Rig {
    try Rig { options in
      let files = "\(certificates.directory)/ours"
      options.template.text += "\ncertfile \(files).pem\nkeyfile \(files).key\n"
    }
  }

  @Test("Messages longer than a TLS record arrive, many at once", arguments: QoS.allCases)
  func roundTrip(qos: QoS) throws {
    let certificates = try Certificates()
    let rig = try rig(certificates)
    let (client, transcript) = try rig.client("a", to: [.init("echo/#", qos)]) {
      $0.tls = .init(caFile: "\(certificates.directory)/ours.pem")
    }
    let n = 60
    for i in 0..<n {
      // Some fill many records, some share one with others.
      let payload = [UInt8](repeating: UInt8(i), count: i % 10 == 0 ? 100_000 : 10)
      try client.publish("echo/\(i)", payload: payload, qos: qos)
    }
    #expect(transcript.wait { $0.messages.count == n ? true : nil } == true, "\(transcript.messages.count)")
    #expect(transcript.topics == (0..<n).map { "echo/\($0)" })
    #expect(client.disconnect())
  }

  @Test("A broker whose certificate nobody vouches for gets no connection, and the reason is said")
  func unknownAuthority() throws {
    let certificates = try Certificates()
    let rig = try rig(certificates)
    var options = rig.options("a")
    options.tls = .init(caFile: "\(certificates.directory)/other.pem")
    let transcript = Transcript()
    let client = MQTTClient(options: options, handlers: transcript.handlers)
    client.connect()
    let reason = transcript.wait { lines in
      lines.states.lazy.compactMap { if case .disconnected(let reason) = $0 { reason } else { nil } }.first
    }
    #expect(reason == "A TLS error occurred.")
    #expect(!client.isConnected)
    client.abort()
  }
}
