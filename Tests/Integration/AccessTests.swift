import FloorConfig
import FloorCore
import FloorModel
import Foundation
import Testing

@testable import droverd

/// `drover device`, run as a site engineer runs it, and the daemon's eye on what it has issued.
@Suite("device", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "no openssl here"))
struct DeviceCommandTests {
  private final class Place {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("access-\(UUID().uuidString)").path
    deinit { try? FileManager.default.removeItem(atPath: path) }
    func read(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }
  }

  private static let site = "Config/sites/small.yaml"

  private func run(_ place: Place, _ words: String...) throws -> Up.Outcome {
    try Up.run(["device", words[0], "--site", Self.site, "--authority", place.path] + words.dropFirst())
  }

  @Test("enrolled, a device has its files and its topics; revoked, it has neither")
  func enrolAndRevoke() throws {
    let place = Place()
    let enrolled = try run(place, "enrol", "stow-1", "--days", "10", "--host", "broker.example")
    #expect(enrolled.status == 0, "\(enrolled.text)")
    #expect(enrolled.text.contains("holders/stow-1.key"))
    let acl = try place.read("broker/acl")
    #expect(acl.contains("user stow-1\ntopic write fc/v1/") && acl.contains("user droverd\n"))
    // Whoever has no certificate has no topics.
    #expect(!acl.contains("user pick-1"))
    let settings = try place.read("broker/certificates.conf")
    for line in ["require_certificate true", "use_identity_as_username true", "allow_anonymous false"] {
      #expect(settings.contains(line))
    }
    // The broker's machine gets no key but the broker's own.
    let given = try FileManager.default.contentsOfDirectory(atPath: place.path + "/broker").sorted()
    #expect(given == ["acl", "authority.pem", "broker.key", "broker.pem", "certificates.conf", "crl.pem"])
    #expect(!enrolled.text.contains("PRIVATE KEY"))

    let list = try place.read("broker/crl.pem")
    let revoked = try run(place, "revoke", "stow-1")
    #expect(revoked.status == 0, "\(revoked.text)")
    #expect(try !place.read("broker/acl").contains("user stow-1"))
    #expect(try place.read("broker/crl.pem") != list)
    #expect(try run(place, "revoke", "stow-1").status == 2)
    // A server's certificate is in nobody's access list.
    #expect(try run(place, "enrol", "https", "--host", "drover.example").status == 0)
    #expect(try !place.read("broker/acl").contains("user https"))
    let all = try Up.run(["device", "list", "--authority", place.path]).text
    #expect(all.contains("stow-1\trevoked\t") && all.contains("droverd\tgood\t") && all.contains("broker\tgood\t"))
  }

  @Test("planners and sensors' edge nodes are enrolled, too, and have the topics that are theirs")
  func others() throws {
    let place = Place()
    let enrolled = try run(place, "enrol", "planner", "sensor-gate")
    #expect(enrolled.status == 0, "\(enrolled.text)")
    let acl = try place.read("broker/acl")
    let rules = Dictionary(
      acl.split(separator: "user ").map { part in
        (String(part.prefix { $0 != "\n" }), part.split(separator: "\n").dropFirst().map { String($0) })
      }, uniquingKeysWith: { first, _ in first })
    #expect(
      rules["planner"]?.filter { $0.hasPrefix("topic") } == [
        "topic write fc/v1/small/velocity", "topic read fc/v1/small/velocity/answer",
        "topic read fc/v1/small/velocity/achieved", "topic read fc/v1/small/stock/#",
        "topic read fc/v1/small/feed/changes",
      ])
    let sensor = try #require(rules["sensor-gate"])
    #expect(sensor.contains("topic write spBv1.0/small/NBIRTH/sensor-gate"))
    #expect(sensor.contains("topic read spBv1.0/small/NCMD/sensor-gate"))
    #expect(sensor.filter { $0.hasPrefix("topic") }.allSatisfy { $0.contains("/sensor-gate") })
    #expect(try run(place, "revoke", "sensor-gate").status == 0)
    #expect(try !place.read("broker/acl").contains("sensor-gate"))
  }

  @Test("nobody is enrolled whom the site does not have")
  func stranger() throws {
    let place = Place()
    let refused = try run(place, "enrol", "nobody-9")
    #expect(refused.status == 2 && refused.text.contains("no device of"))
    #expect(try place.read("index.txt") == "")
  }

  @Test("a token is shown once, stored as a hash, and ended at once")
  func tokens() throws {
    let place = Place()
    let file = place.path + ".json"
    defer { try? FileManager.default.removeItem(atPath: file) }
    let made = try Up.run(["token", "create", "anna", "--role", "planner", "--days", "7", "--file", file])
    #expect(made.status == 0 && made.text.hasPrefix("drv_"), "\(made.text)")
    let stored = try String(contentsOfFile: file, encoding: .utf8)
    #expect(stored.contains("anna") && !stored.contains(made.text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(try Up.run(["token", "create", "anna", "--role", "viewer", "--file", file]).status == 2)
    #expect(try Up.run(["token", "create", "bert", "--role", "king", "--file", file]).status != 0)
    #expect(try Up.run(["token", "list", "--file", file]).text.hasPrefix("anna\tplanner\tgood\t"))
    #expect(try Up.run(["token", "revoke", "anna", "--file", file]).status == 0)
    #expect(try Up.run(["token", "list", "--file", file]).text == "")
    #expect(try Up.run(["token", "revoke", "anna", "--file", file]).status == 2)
  }

  @Test("the daemon sees which certificates end soon, of whomever they are")
  func watch() throws {
    let place = Place()
    #expect(try run(place, "enrol", "stow-1", "pick-1", "--days", "20").status == 0)
    let site = try SiteReader.read(path: Up.root.appendingPathComponent(Self.site).path)
    let watch = CertificateWatch(
      .init(
        host: "localhost", port: 1, ca: place.path + "/authority.pem", certificate: place.path + "/holders/droverd.pem",
        key: "", certificateIndex: place.path + "/index.txt"), site: site)
    let now = Int64(Date().timeIntervalSince1970)
    let index = try #require(site.devices.firstIndex { $0.name == "stow-1" })
    let stow = CertificateHolder.device(Device.ID(index))
    func state(_ holder: CertificateHolder, at time: Int64) -> CertificateState? {
      watch.look(at: time) { Issue.record("\($0)") }.last { $0.0 == holder }?.1
    }
    #expect(state(stow, at: now) == .expiring)
    #expect(state(stow, at: now + 21 * 86_400) == .expired)
    #expect(state(.broker, at: now + 21 * 86_400) == .expired)
    #expect(state(.daemon, at: now) == .expiring)
    #expect(state(.authority, at: now) == .good)
    // A renewal ends the warning, and whoever is revoked is not waited for.
    #expect(try run(place, "enrol", "stow-1", "--days", "300").status == 0)
    #expect(state(stow, at: now) == .good)
    #expect(try run(place, "revoke", "stow-1").status == 0)
    #expect(state(stow, at: now) == nil)
  }
}
