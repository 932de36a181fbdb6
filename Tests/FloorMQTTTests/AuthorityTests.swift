import FloorModel
import Foundation
import Glibc
import Testing

@testable import FloorMQTT

@Suite("The site's authority", .enabled(if: Machine.has("openssl"), "no openssl on this machine"))
struct AuthorityTests {
  /// A directory that is gone with the test.
  private final class Place {
    let path = NSTemporaryDirectory() + "/drover-authority-\(UUID().uuidString)"
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  @Test("Whoever is enrolled has a key and a certificate, private files both, until the day that was said")
  func enrol() throws {
    let place = Place()
    let authority = try SiteAuthority(directory: place.path, site: "test")
    let before = Int64(time(nil))
    try authority.enrol(["unit-1", "unit-2"], days: 30)
    let issued = try authority.certificates()
    #expect(issued.map(\.name) == ["unit-1", "unit-2"])
    for certificate in issued {
      #expect((before + 30 * 86_400...Int64(time(nil)) + 30 * 86_400).contains(certificate.expires))
      #expect(!certificate.isRevoked)
      let files = authority.files(of: certificate.name)
      // The file and the index tell the same.
      #expect(IssuedCertificate.expiry(ofFile: files.certificate) == certificate.expires)
      var info = stat()
      #expect(stat(files.key, &info) == 0 && info.st_mode & 0o077 == 0)
      #expect(try String(contentsOfFile: files.key, encoding: .utf8).contains("PRIVATE KEY"))
    }
    let mode = try FileManager.default.attributesOfItem(atPath: place.path)[.posixPermissions] as? Int
    #expect(mode == 0o700)
    #expect(IssuedCertificate.expiry(ofFile: authority.certificate)! > before + 3_600 * 86_400)
  }

  @Test("An authority that is opened again is the same, and a renewal stands beside what it renews")
  func reopened() throws {
    let place = Place()
    try SiteAuthority(directory: place.path, site: "test").enrol(["unit-1"])
    let text = try String(contentsOfFile: place.path + "/authority.pem", encoding: .utf8)
    let again = try SiteAuthority(directory: place.path, site: "test")
    #expect(try String(contentsOfFile: again.certificate, encoding: .utf8) == text)
    try again.enrol(["unit-1"])
    let issued = try again.certificates()
    #expect(issued.count == 2 && Set(issued.map(\.serial)).count == 2 && !issued.contains(where: \.isRevoked))
    #expect(try again.revoke("unit-1") == 2)
    #expect(try again.certificates().allSatisfy(\.isRevoked))
    #expect(try again.revoke("unit-1") == 0)
    #expect(!FileManager.default.fileExists(atPath: again.files(of: "unit-1").key))
  }

  @Test(
    "A name that would mean something else in a path, a subject or an access list is refused",
    arguments: [
      "", "a/b", "a b", "../x", ".x", "-x", "a=b", "a\nb", "a+CN=b", "ä", "a%b", String(repeating: "n", count: 65),
    ])
  func names(name: String) throws {
    let place = Place()
    let authority = try SiteAuthority(directory: place.path, site: "test")
    #expect(throws: BrokerError.self) { try authority.enrol([name]) }
    // What a host is called may be longer.
    let host = name + String(repeating: "n", count: name.count < 65 ? 0 : 200)
    #expect(throws: BrokerError.self) { try authority.enrol(["broker"], for: .server(hosts: [host])) }
    #expect(try authority.certificates() == [])
  }

  @Test("A directory that others can look into is refused")
  func open() throws {
    let place = Place()
    try FileManager.default.createDirectory(
      atPath: place.path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o750])
    let error = #expect(throws: BrokerError.self) { _ = try SiteAuthority(directory: place.path, site: "test") }
    #expect("\(error.map { "\($0)" } ?? "")".contains("chmod 700"))
    #expect(throws: BrokerError.self) { _ = try SiteAuthority(directory: place.path + "/a$b", site: "test") }
  }

  @Test("Dates are read in both forms, and nothing else is")
  func dates() {
    #expect(IssuedCertificate.seconds("700101000000Z") == 0)
    #expect(IssuedCertificate.seconds("491231235959Z") == 2_524_607_999)
    #expect(IssuedCertificate.seconds("20500101000000Z") == 2_524_608_000)
    #expect(IssuedCertificate.text(of: 2_524_608_000) == "20500101000000Z")
    for bad in ["", "Z", "20501301000000Z", "2050010100000Z", "700101000000", "70010100000xZ", "٧٠٠١٠١٠٠٠٠٠٠Z"] {
      #expect(IssuedCertificate.seconds(Substring(bad)) == nil, "\(bad)")
    }
  }

  @Test("Bytes that are no certificate have no date, however they are cut or changed")
  func damaged() throws {
    let place = Place()
    let authority = try SiteAuthority(directory: place.path, site: "test")
    let text = try String(contentsOfFile: authority.certificate, encoding: .utf8)
    let body = text.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
    let bytes = [UInt8](try #require(Data(base64Encoded: body)))
    let good = try #require(IssuedCertificate.expiry(of: bytes))
    #expect(good == IssuedCertificate.expiry(ofFile: authority.certificate))
    for length in 0..<120 { #expect(IssuedCertificate.expiry(of: Array(bytes.prefix(length))) == nil) }
    for at in 0..<min(bytes.count, 200) {
      for value: UInt8 in [0x00, 0x30, 0x7F, 0x80, 0x84, 0xFF] {
        var changed = bytes
        changed[at] = value
        _ = IssuedCertificate.expiry(of: changed)
      }
    }
    #expect(IssuedCertificate.expiry(ofFile: "/nowhere") == nil)
  }
}
