import FloorConfig
import Foundation
import Testing

@Suite struct DaemonSettingsTests {
  private func read(_ json: String, mode: Int = 0o600) throws -> DaemonSettings {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("settings-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(
      FileManager.default.createFile(atPath: path, contents: Data(json.utf8), attributes: [.posixPermissions: mode]))
    return try DaemonSettings.read(path)
  }

  private func settings(_ broker: String = "\"host\": \"localhost\"", http: String = "") -> String {
    "{\"broker\": {\"port\": 1883, \(broker)}, \"httpPort\": 8080, \"tokensFile\": \"/t\"\(http)}"
  }

  @Test func aFileThatOthersCanReadIsRefused() throws {
    let good = settings("\"host\": \"127.0.0.1\", \"username\": \"droverd\", \"password\": \"x\"")
    #expect(try read(good).broker.password == "x")
    for mode in [0o640, 0o604, 0o644] {
      #expect(throws: SettingsFault.self) { try read(good, mode: mode) }
    }
  }

  @Test(arguments: ["broker.example", "10.0.0.7", "192.168.1.1", "127.0.0.1.example", "128.0.0.1", "::", "0.0.0.0", ""])
  func aBrokerElsewhereNeedsTLS(host: String) throws {
    let error = #expect(throws: SettingsFault.self) { try read(settings("\"host\": \"\(host)\"")) }
    #expect(error?.description.contains("needs TLS") == true)
    #expect(try read(settings("\"host\": \"\(host)\", \"ca\": \"/a.pem\"")).broker.ca == "/a.pem")
  }

  @Test(arguments: ["localhost", "127.0.0.1", "127.1.2.3", "::1"])
  func aBrokerOnThisMachineNeedsNone(host: String) throws {
    #expect(try read(settings("\"host\": \"\(host)\"")).broker.host == host)
  }

  @Test func halfAnIdentityIsRefused() {
    for half in [
      "\"ca\": \"a\", \"certificate\": \"b\"", "\"ca\": \"a\", \"key\": \"b\"",
      "\"certificate\": \"b\", \"key\": \"c\"",
    ] {
      #expect(throws: SettingsFault.self) { try read(settings("\"host\": \"localhost\", \(half)")) }
    }
  }

  @Test(arguments: ["0.0.0.0", "10.0.0.7", "drover.example", "::"])
  func httpElsewhereNeedsTLS(host: String) throws {
    let error = #expect(throws: SettingsFault.self) {
      try read(settings(http: ", \"http\": {\"host\": \"\(host)\"}"))
    }
    #expect(error?.description.contains("needs TLS") == true)
    let half = ", \"http\": {\"host\": \"\(host)\", \"certificate\": \"a\"}"
    #expect(throws: SettingsFault.self) { try read(settings(http: half)) }
    let whole = ", \"http\": {\"host\": \"\(host)\", \"certificate\": \"a\", \"key\": \"b\"}"
    #expect(try read(settings(http: whole)).http?.key == "b")
  }
}
