internal import Foundation
internal import Glibc

/// The certificate authority of one site: it says who is who at the broker, and who no longer is.
///
/// All its work is done by Debian's `openssl`, in a directory that nobody but its owner can look into, with the files that
/// `openssl ca` keeps everywhere: whoever knows them can carry on by hand. Keys are P-256; a machine's certificate is good
/// for a client only and the broker's for a server only, so that no machine can pose as the broker.
///
/// Secrets stay in files of mode 0600: none is on a command line, in an environment or in a log.
public struct SiteAuthority: Sendable {
  /// What a certificate is good for.
  public enum Purpose: Equatable, Sendable {
    /// Connecting to the broker.
    case client
    /// Being connected to, under these names and addresses.
    case server(hosts: [String])
  }

  /// Days for which the authority's own certificate and its list of the revoked are good. mosquitto refuses everybody when
  /// the list is out of date, so it lives as long as the authority.
  static let authorityDays = 3_650
  /// Requests signed by one run of `openssl`, at most: a command line has an end.
  static let batch = 500
  /// Bytes of a name at most: X.520's bound on a common name.
  static let longestName = 64

  public let directory: String

  public var certificate: String { directory + "/authority.pem" }
  /// The list of revoked certificates, for the broker.
  public var revoked: String { directory + "/crl.pem" }
  /// Who has a certificate and until when: names and dates, no secret.
  public var index: String { directory + "/index.txt" }
  private var key: String { directory + "/authority.key" }
  private var configuration: String { directory + "/openssl.cnf" }
  private var issued: String { directory + "/issued" }
  private var requests: String { directory + "/requests" }

  /// Opens the authority of a directory, or founds one there.
  /// - Parameter site: goes into the authority's name.
  /// - Throws: `BrokerError` when the directory or its name cannot be used, or `openssl` fails.
  public init(directory: String, site: String) throws(BrokerError) {
    self.directory = URL(fileURLWithPath: directory).standardizedFileURL.path
    try Self.check(name: site)
    guard !self.directory.contains(where: { "$\\\"'#".contains($0) || $0.isNewline }) else {
      throw .badFile(path: directory, reason: "openssl's settings cannot name it; choose one without $ \\ \" ' #")
    }
    for place in [self.directory, issued, requests, self.directory + "/holders"] { try Self.makePrivate(place) }
    try locked { () throws(BrokerError) in
      guard !FileManager.default.fileExists(atPath: certificate) else { return }
      try found(site)
    }
  }

  /// The certificate of somebody enrolled, and the key to it.
  public func files(of name: String) -> (certificate: String, key: String) {
    ("\(directory)/holders/\(name).pem", "\(directory)/holders/\(name).key")
  }

  /// Issues a new key and certificate to each; an earlier one stays good until it expires or is revoked.
  /// - Parameter days: for which they are good, from now.
  public func enrol(_ names: [String], for purpose: Purpose = .client, days: Int = 365) throws(BrokerError) {
    for name in names { try Self.check(name: name) }
    if case .server(let hosts) = purpose { for host in hosts { try Self.check(host: host) } }
    try locked { () throws(BrokerError) in
      try writeConfiguration(purpose)
      try makeKeys(names)
      for start in stride(from: 0, to: names.count, by: Self.batch) {
        try sign(names[start..<min(start + Self.batch, names.count)], days)
      }
    }
  }

  /// Ends every certificate of that name. The broker heeds it once it has been told to read its files again (SIGHUP).
  /// - Returns: how many were ended; 0: there was none.
  @discardableResult
  public func revoke(_ name: String) throws(BrokerError) -> Int {
    try locked { () throws(BrokerError) in
      let standing = try certificates().filter { $0.name == name && !$0.isRevoked }
      try writeConfiguration(.client)
      for entry in standing {
        try openssl("ca", "-config", configuration, "-revoke", "\(issued)/\(entry.serial).pem")
      }
      if !standing.isEmpty { try listRevoked(by: certificate) }
      let files = files(of: name)
      for path in [files.certificate, files.key] { unlink(path) }
      return standing.count
    }
  }

  /// Every certificate ever issued, oldest first.
  public func certificates() throws(BrokerError) -> [IssuedCertificate] {
    try IssuedCertificate.read(index: index)
  }

  // MARK: - Steps

  private func found(_ site: String) throws(BrokerError) {
    try writeConfiguration(.client)
    try write("", to: index)
    // A renewal has the same name as what it renews.
    try write("unique_subject = no\n", to: index + ".attr")
    try openssl(
      "req", "-x509", "-config", configuration, "-extensions", "authority", "-newkey", "ec", "-pkeyopt",
      "ec_paramgen_curve:prime256v1", "-nodes", "-days", "\(Self.authorityDays)", "-subj", "/CN=Drover \(site)",
      "-keyout", key, "-out", certificate + ".new")
    try listRevoked(by: certificate + ".new")
    // Last, for with it the authority is there.
    try rename(certificate + ".new", certificate)
  }

  /// Starting a process takes longer than its work, so all processors do it.
  private func makeKeys(_ names: [String]) throws(BrokerError) {
    let failure = Guarded<BrokerError?>(nil)
    DispatchQueue.concurrentPerform(iterations: names.count) { number in
      let name = names[number]
      guard failure.with({ $0 == nil }) else { return }
      do throws(BrokerError) {
        try openssl(
          "req", "-new", "-config", configuration, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
          "-nodes", "-subj", "/CN=\(name)", "-keyout", "\(requests)/\(name).key", "-out", "\(requests)/\(name).csr")
      } catch {
        failure.with { $0 = error }
      }
    }
    if let failure = failure.with({ $0 }) { throw failure }
  }

  private func sign(_ names: ArraySlice<String>, _ days: Int) throws(BrokerError) {
    let end = time(nil) + days * 86_400
    try openssl(
      ["ca", "-batch", "-notext", "-config", configuration, "-enddate", IssuedCertificate.text(of: Int64(end))]
        + ["-infiles"] + names.map { "\(requests)/\($0).csr" })
    var newest: [String: String] = [:]
    for entry in try certificates() { newest[entry.name] = entry.serial }
    for name in names {
      guard let serial = newest[name] else { throw .badCertificate(name: name, reason: "openssl did not issue it") }
      let files = files(of: name)
      unlink("\(requests)/\(name).csr")
      unlink(files.certificate)
      try rename("\(requests)/\(name).key", files.key)
      guard link("\(issued)/\(serial).pem", files.certificate) == 0 else {
        throw .badFile(path: files.certificate, reason: String(cString: strerror(errno)))
      }
    }
  }

  private func listRevoked(by certificate: String) throws(BrokerError) {
    try openssl("ca", "-config", configuration, "-cert", certificate, "-gencrl", "-out", revoked + ".new")
    try rename(revoked + ".new", revoked)
  }

  private func openssl(_ arguments: String...) throws(BrokerError) { try openssl(arguments) }

  private func openssl(_ arguments: [String]) throws(BrokerError) {
    try Child.run("openssl", package: "openssl", arguments)
  }

  private func writeConfiguration(_ purpose: Purpose) throws(BrokerError) {
    var usage = "extendedKeyUsage = clientAuth"
    if case .server(let hosts) = purpose {
      let names = hosts.map { ($0.allSatisfy { $0.isHexDigit || $0 == "." || $0 == ":" } ? "IP:" : "DNS:") + $0 }
      usage = "extendedKeyUsage = serverAuth\nsubjectAltName = \(names.joined(separator: ", "))"
    }
    try write(Self.settings(directory: directory, usage: usage), to: configuration)
  }
}
