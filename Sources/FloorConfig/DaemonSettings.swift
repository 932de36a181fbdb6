import Foundation

/// What a daemon must know that is not in the site file: where the broker is, and the secrets. A JSON file that only its
/// owner can read, so that no secret is ever on a command line or in an environment.
public struct DaemonSettings: Codable, Sendable {
  /// Where the broker is, and how the daemon shows who it is: by a certificate, or by a name and a password.
  public struct Broker: Codable, Sendable {
    public var host: String
    public var port: UInt16
    public var username: String?
    public var password: String?
    /// File with the certificate of the broker's authority; nil: no TLS, and then the broker is on this machine.
    public var ca: String?
    /// File with the daemon's own certificate, and the file with its key.
    public var certificate: String?
    public var key: String?
    /// The authority's list of whom it has issued certificates to, to warn before one ends; nil: only those of the daemon
    /// and of the authority are watched.
    public var certificateIndex: String?

    public init(
      host: String, port: UInt16, username: String? = nil, password: String? = nil, ca: String? = nil,
      certificate: String? = nil, key: String? = nil, certificateIndex: String? = nil
    ) {
      self.host = host
      self.port = port
      self.username = username
      self.password = password
      self.ca = ca
      self.certificate = certificate
      self.key = key
      self.certificateIndex = certificateIndex
    }

    /// What is wrong with it, in a sentence; nil: nothing.
    public var fault: String? {
      if ca == nil, !Host.isLoopback(host) {
        return "the broker at \(host) is not on this machine, so it needs TLS: name its authority in broker.ca"
      }
      if (certificate == nil) != (key == nil) { return "broker.certificate and broker.key go together" }
      if certificate != nil, ca == nil { return "broker.certificate needs broker.ca" }
      return nil
    }
  }

  /// Where HTTP is served, when not on this machine alone.
  public struct HTTP: Codable, Sendable {
    /// An address or a name of this machine; 0.0.0.0: all of them.
    public var host: String
    /// Files in PEM. Elsewhere than on this machine nothing is served without.
    public var certificate: String?
    public var key: String?

    public init(host: String, certificate: String? = nil, key: String? = nil) {
      self.host = host
      self.certificate = certificate
      self.key = key
    }

    /// What is wrong with it, in a sentence; nil: nothing.
    public var fault: String? {
      if (certificate == nil) != (key == nil) { return "http.certificate and http.key go together" }
      if certificate == nil, !Host.isLoopback(host) {
        return "HTTP on \(host) is not for this machine alone, so it needs TLS: name http.certificate and http.key"
      }
      return nil
    }
  }

  /// How much of what reached the floor is kept for a replay.
  public struct Recorder: Codable, Sendable, Equatable {
    public var isOn: Bool
    /// All files together, in MiB.
    public var megabytes: Int
    /// Floor hours.
    public var hours: Double

    public init(isOn: Bool = true, megabytes: Int = 2_048, hours: Double = 72) {
      self.isOn = isOn
      self.megabytes = megabytes
      self.hours = hours
    }

    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      self.init(
        isOn: try container.decodeIfPresent(Bool.self, forKey: .isOn) ?? true,
        megabytes: try container.decodeIfPresent(Int.self, forKey: .megabytes) ?? 2_048,
        hours: try container.decodeIfPresent(Double.self, forKey: .hours) ?? 72)
      guard (16...1_048_576).contains(megabytes), hours > 0, hours <= 24 * 366 else {
        throw SettingsFault(
          description: "recorder: megabytes takes 16 to 1048576, hours takes more than 0 and at most 8784")
      }
    }
  }

  public var broker: Broker
  public var httpPort: Int
  /// Nil: this machine alone.
  public var http: HTTP?
  /// File with the hashes of the tokens that open the HTTP interface; see `drover token`.
  public var tokensFile: String
  /// GS1's prefix of the company, 6 to 12 digits, under which feeds name places, totes and parcels; nil: the prefix that GS1
  /// keeps for demonstrations.
  public var gs1CompanyPrefix: String?
  /// Journal entries from one snapshot of the books to the next; a restart replays at most about as many.
  public var snapshotEvery: Int64
  public var recorder: Recorder
  /// File with the damage model that packages are chosen by; nil: as if nothing had been shipped yet.
  public var damageModel: String?

  /// - Precondition: `snapshotEvery` is positive.
  public init(
    broker: Broker, httpPort: Int, tokensFile: String, http: HTTP? = nil, snapshotEvery: Int64 = 100_000,
    recorder: Recorder = Recorder(), damageModel: String? = nil
  ) {
    precondition(snapshotEvery > 0, "entries from one snapshot to the next")
    self.broker = broker
    self.httpPort = httpPort
    self.tokensFile = tokensFile
    self.http = http
    self.snapshotEvery = snapshotEvery
    self.recorder = recorder
    self.damageModel = damageModel
  }

  /// What may be left out of the file has a default.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let snapshotEvery = try container.decodeIfPresent(Int64.self, forKey: .snapshotEvery) ?? 100_000
    guard snapshotEvery > 0 else {
      throw SettingsFault(description: "snapshotEvery is \(snapshotEvery); write a number of entries above 0")
    }
    self.init(
      broker: try container.decode(Broker.self, forKey: .broker),
      httpPort: try container.decode(Int.self, forKey: .httpPort),
      tokensFile: try container.decode(String.self, forKey: .tokensFile),
      http: try container.decodeIfPresent(HTTP.self, forKey: .http), snapshotEvery: snapshotEvery,
      recorder: try container.decodeIfPresent(Recorder.self, forKey: .recorder) ?? Recorder(),
      damageModel: try container.decodeIfPresent(String.self, forKey: .damageModel))
  }

  /// - Throws: `SettingsFault` when others can read the file or it asks for what is not safe; what the file system or JSON says otherwise.
  public static func read(_ path: String) throws -> DaemonSettings {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    if let mode = attributes[.posixPermissions] as? Int, mode & 0o077 != 0 {
      throw SettingsFault(description: "\(path) can be read by others; run: chmod 600 \(path)")
    }
    let settings = try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    if let fault = settings.broker.fault ?? settings.http?.fault {
      throw SettingsFault(description: "\(path): \(fault)")
    }
    return settings
  }

  /// Writes the file so that nobody else can ever have read it.
  public func write(to path: String) throws {
    let data = try JSONEncoder().encode(self)
    guard FileManager.default.createFile(atPath: path, contents: data, attributes: [.posixPermissions: 0o600]) else {
      throw SettingsFault(description: "\(path) cannot be written; is its directory there, and yours?")
    }
  }
}

/// Where a host name leads.
public enum Host {
  /// Whether only this machine can be reached or can reach it under that name. A name that is not known for it is another
  /// machine's.
  public static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { $0.count <= 3 && UInt8($0) != nil }
  }
}

/// Settings that a daemon must not run with.
public struct SettingsFault: Error, CustomStringConvertible {
  public var description: String

  public init(description: String) { self.description = description }
}
