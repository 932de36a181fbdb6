internal import CMosquitto
internal import Foundation
internal import Glibc

/// The private directory of a broker: nobody but its owner can look into it (0700), or into its files (0600).
struct BrokerFiles: Sendable {
  let directory: String

  var configuration: String { directory + "/mosquitto.conf" }
  var passwords: String { directory + "/passwords" }
  var accessList: String { directory + "/acl" }
  var log: String { directory + "/mosquitto.log" }
  /// What the broker writes before it has opened its log.
  var outcry: String { directory + "/stderr" }

  /// Makes a directory of a new name below `parent`.
  init(in parent: String) throws(BrokerError) {
    var name = Array((parent + "/drover-broker.XXXXXX").utf8CString)
    guard mkdtemp(&name) != nil else {
      throw .badFile(path: parent, reason: String(cString: strerror(errno)))
    }
    directory = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: directory)
  }

  /// Writes the passwords, hashed, unless everybody has a certificate, and the access list.
  func write(users: [BrokerUser], withPasswords: Bool) throws(BrokerError) {
    if withPasswords { try write(passwordsOf: users) }
    try Self.write(try Self.accessList(of: users), to: accessList)
  }

  private func write(passwordsOf users: [BrokerUser]) throws(BrokerError) {
    for user in users {
      try Self.check(user)
      guard Self.isPlain(user.password.reveal()) else {
        throw .badUser(name: user.name, reason: "a password has no spaces and is not empty")
      }
    }
    let lines = users.map { "\($0.name):\($0.password.reveal())\n" }
    try Self.write(lines.joined(), to: passwords)
    // In a file and not as an argument, because everybody can read a program's arguments.
    if !users.isEmpty { try Child.run("mosquitto_passwd", package: "mosquitto", ["-U", passwords]) }
    guard chmod(passwords, 0o600) == 0 else {
      throw .badFile(path: passwords, reason: String(cString: strerror(errno)))
    }
  }

  /// Writes a file that is private from its first byte on.
  static func write(_ text: String, to path: String) throws(BrokerError) {
    unlink(path)
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .badFile(path: path, reason: String(cString: strerror(errno))) }
    do {
      let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
      try handle.write(contentsOf: Data(text.utf8))
      try handle.close()
    } catch {
      throw .badFile(path: path, reason: "\(error)")
    }
  }

  /// The end of what the broker wrote, for a person to read.
  func lastWords() -> String {
    let texts = [outcry, log].compactMap { try? String(contentsOfFile: $0, encoding: .utf8) }
    let lines = texts.flatMap { $0.split(separator: "\n") }
    return lines.isEmpty ? "it wrote nothing" : lines.suffix(8).joined(separator: "; ")
  }

  /// What each may do, in mosquitto's words.
  static func accessList(of users: [BrokerUser]) throws(BrokerError) -> String {
    var names: Set<String> = []
    for user in users {
      try check(user)
      // Two sections of one name would add up to one user with the rights of both.
      guard names.insert(user.name).inserted else { throw .badUser(name: user.name, reason: "there are two of them") }
    }
    return users.map { user in
      let rules = user.allow.map { "topic \($0.access.rawValue) \($0.pattern)\n" }
      return "user \(user.name)\n" + rules.joined()
    }.joined(separator: "\n")
  }

  private static func check(_ user: BrokerUser) throws(BrokerError) {
    guard isPlain(user.name), !user.name.contains(":"), !user.name.hasPrefix("#") else {
      throw .badUser(name: user.name, reason: "a name has no spaces, no colon and no # in front")
    }
    for rule in user.allow {
      guard !rule.pattern.isEmpty, rule.pattern.unicodeScalars.allSatisfy({ $0.value >= 0x20 }),
        !rule.pattern.hasPrefix(" "),
        !rule.pattern.hasSuffix(" "), mosquitto_sub_topic_check(rule.pattern) == MOSQ_ERR_SUCCESS.code
      else { throw .badUser(name: user.name, reason: "“\(rule.pattern)” is no topic filter") }
    }
  }

  private static func isPlain(_ text: String) -> Bool {
    !text.isEmpty && text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7f }
  }
}
