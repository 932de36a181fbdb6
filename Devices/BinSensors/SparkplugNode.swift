/// The host's end of the conversation with one Sparkplug B edge node: who was born, in which order its messages come, and what
/// the aliases of its birth stand for (Sparkplug 3.0, chapter 5).
public struct SparkplugNode: Equatable, Sendable {
  /// The message types of a node and its devices.
  public enum Kind: String, Sendable {
    case nodeBirth = "NBIRTH"
    case nodeData = "NDATA"
    case nodeDeath = "NDEATH"
    case deviceBirth = "DBIRTH"
    case deviceData = "DDATA"
    case deviceDeath = "DDEATH"
  }

  /// What a message comes to.
  public enum Outcome: Equatable, Sendable {
    /// Values by the full names of their metrics.
    case values([Named])
    /// Nothing that it said holds any longer.
    case died
    /// One of its devices is gone.
    case deviceDied(String)
    /// It cannot be understood until it says everything again: ask it to.
    case needsRebirth(Reason)
    /// The last will of an earlier session, which came late.
    case stale
  }

  public enum Reason: Equatable, Sendable {
    case notBorn
    /// A message is missing between two.
    case gap(expected: UInt8, found: UInt64?)
    case unknownAlias(UInt64)
  }

  /// A value with its name spelled out.
  public struct Named: Equatable, Sendable {
    /// The device, for values of devices.
    public var device: String?
    public var name: String
    public var metric: SparkplugPayload.Metric
  }

  private enum Life: Equatable, Sendable {
    case unborn
    /// `birth` tells one session's death from another's.
    case alive(birth: UInt64?, next: UInt8)
  }

  private struct Meaning: Equatable, Sendable {
    var device: String?
    var name: String
    var datatype: UInt32?
  }

  private var life = Life.unborn
  private var meanings: [UInt64: Meaning] = [:]
  public init() {}

  public var isAlive: Bool { life != .unborn }

  public mutating func receive(_ kind: Kind, device: String?, _ payload: SparkplugPayload) -> Outcome {
    switch kind {
    case .nodeDeath: return die(payload)
    case .nodeBirth: return beBorn(payload)
    case .nodeData, .deviceBirth, .deviceData, .deviceDeath: break
    }
    guard case .alive(let birth, let next) = life else { return .needsRebirth(.notBorn) }
    guard payload.sequence == UInt64(next) else {
      life = .unborn
      return .needsRebirth(.gap(expected: next, found: payload.sequence))
    }
    life = .alive(birth: birth, next: next &+ 1)
    switch kind {
    case .deviceDeath: return device.map { .deviceDied($0) } ?? .values([])
    case .deviceBirth: remember(payload, of: device)
    case .nodeData, .deviceData, .nodeBirth, .nodeDeath: break
    }
    return values(payload, of: device)
  }

  private mutating func beBorn(_ payload: SparkplugPayload) -> Outcome {
    // A birth begins to count; one that does not is of a session that we have not understood.
    guard payload.sequence == 0 else { return .needsRebirth(.gap(expected: 0, found: payload.sequence)) }
    life = .alive(birth: Self.birthNumber(payload), next: 1)
    meanings = [:]
    remember(payload, of: nil)
    return values(payload, of: nil)
  }

  /// A last will is written when its session begins, and may come when the next has begun already.
  private mutating func die(_ payload: SparkplugPayload) -> Outcome {
    if case .alive(let birth?, _) = life, let died = Self.birthNumber(payload), died != birth { return .stale }
    life = .unborn
    return .died
  }

  private static func birthNumber(_ payload: SparkplugPayload) -> UInt64? {
    payload.metrics.first { $0.name == "bdSeq" }.flatMap {
      if case .unsigned(let number) = $0.value { number } else { nil }
    }
  }

  private mutating func remember(_ payload: SparkplugPayload, of device: String?) {
    for metric in payload.metrics {
      guard let alias = metric.alias, let name = metric.name else { continue }
      meanings[alias] = Meaning(device: device, name: name, datatype: metric.datatype)
    }
  }

  private mutating func values(_ payload: SparkplugPayload, of device: String?) -> Outcome {
    var values: [Named] = []
    for var metric in payload.metrics {
      if let name = metric.name {
        values.append(Named(device: device, name: name, metric: metric))
        continue
      }
      guard let alias = metric.alias, let meaning = meanings[alias] else {
        life = .unborn
        return .needsRebirth(.unknownAlias(metric.alias ?? 0))
      }
      metric.datatype = metric.datatype ?? meaning.datatype
      values.append(Named(device: meaning.device ?? device, name: meaning.name, metric: metric))
    }
    return .values(values)
  }
}
