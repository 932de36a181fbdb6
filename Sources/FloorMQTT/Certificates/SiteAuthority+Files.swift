internal import Foundation
internal import Glibc

extension SiteAuthority {
  /// What the site's broker needs, and nothing else: to be copied to its machine.
  public var brokerDirectory: String { directory + "/broker" }

  /// Writes `brokerDirectory`: the broker's key and certificate, the authority's certificate, the list of the revoked, the
  /// access list, and `certificates.conf`, the lines that mosquitto has to include.
  /// - Parameters:
  ///   - users: who may do what; those without a certificate that is still good are left out.
  ///   - broker: the name under which the broker is enrolled.
  public func writeBrokerFiles(
    users: [BrokerUser], template: BrokerTemplate, broker: String
  ) throws(BrokerError) {
    try Self.makePrivate(brokerDirectory)
    let known = Set(try certificates().filter { !$0.isRevoked }.map(\.name))
    try locked { () throws(BrokerError) in
      let own = files(of: broker)
      let copies = [
        (certificate, "authority.pem"), (revoked, "crl.pem"), (own.certificate, "broker.pem"), (own.key, "broker.key"),
      ]
      for (path, name) in copies {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
          throw .badFile(path: path, reason: "it cannot be read; is the broker enrolled?")
        }
        try write(text, to: "\(brokerDirectory)/\(name)")
      }
      let acl = "\(brokerDirectory)/acl"
      try write(try BrokerFiles.accessList(of: users.filter { known.contains($0.name) }), to: acl)
      let identity = try template.identity(
        authority: "\(brokerDirectory)/authority.pem", certificate: "\(brokerDirectory)/broker.pem",
        key: "\(brokerDirectory)/broker.key", revoked: "\(brokerDirectory)/crl.pem")
      try write("allow_anonymous false\nacl_file \(acl)\n\(identity)", to: "\(brokerDirectory)/certificates.conf")
    }
  }

  /// Letters, digits, `.`, `-` and `_` alone: a name stands in a certificate, an access list, a path and a topic.
  static func check(name: String) throws(BrokerError) {
    guard !name.isEmpty, name.utf8.count <= longestName, !name.hasPrefix("."), !name.hasPrefix("-"),
      name.utf8.allSatisfy(isPlain)
    else {
      throw .badCertificate(
        name: name,
        reason: "a name in a certificate has 1 to \(longestName) letters, digits, dots, hyphens, underscores")
    }
  }

  static func check(host: String) throws(BrokerError) {
    guard !host.isEmpty, host.utf8.count <= 253, !host.hasPrefix("."), !host.hasPrefix("-"),
      host.utf8.allSatisfy({ isPlain($0) || $0 == UInt8(ascii: ":") })
    else { throw .badCertificate(name: host, reason: "that is neither a host's name nor its address") }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// One command at a time, whichever process it is in.
  func locked<Result>(_ body: () throws(BrokerError) -> Result) throws(BrokerError) -> Result {
    let path = directory + "/lock"
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0, flock(file, LOCK_EX) == 0 else {
      throw .badFile(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(file) }
    return try body()
  }

  static func makePrivate(_ path: String) throws(BrokerError) {
    guard mkdir(path, 0o700) != 0 else { return }
    var info = stat()
    guard errno == EEXIST, stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else {
      throw .badFile(path: path, reason: String(cString: strerror(errno)))
    }
    guard info.st_mode & 0o077 == 0 else {
      throw .badFile(path: path, reason: "others can look into it; run: chmod 700 \(path)")
    }
  }

  func write(_ text: String, to path: String) throws(BrokerError) {
    try BrokerFiles.write(text, to: path)
  }

  func rename(_ old: String, _ new: String) throws(BrokerError) {
    guard Glibc.rename(old, new) == 0 else {
      throw .badFile(path: new, reason: String(cString: strerror(errno)))
    }
  }

  /// The text of `openssl.cnf`. Nothing of what a request asks for gets into a certificate but its name.
  static func settings(directory: String, usage: String) -> String {
    """
    [req]
    distinguished_name = nobody
    [nobody]
    [ca]
    default_ca = site
    [site]
    database = \(directory)/index.txt
    new_certs_dir = \(directory)/issued
    certificate = \(directory)/authority.pem
    private_key = \(directory)/authority.key
    rand_serial = yes
    default_md = sha256
    default_crl_days = \(authorityDays)
    policy = name_only
    copy_extensions = none
    x509_extensions = holder
    [name_only]
    commonName = supplied
    [authority]
    basicConstraints = critical, CA:TRUE, pathlen:0
    keyUsage = critical, keyCertSign, cRLSign
    subjectKeyIdentifier = hash
    [holder]
    basicConstraints = critical, CA:FALSE
    keyUsage = critical, digitalSignature
    \(usage)

    """
  }
}
