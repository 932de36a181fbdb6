public import FloorCore
public import FloorModel
public import Foundation

/// All edge nodes of a site and the climate of all its bins: messages from the broker in, what is to be done out.
///
/// Reads no clock. Bins are named by metrics `Bins/<bin>/Temperature`, `…/Humidity` and `…/Weight` of a node, or by the
/// same names without the head on a device that is called as the bin is.
public struct SensorHub: Sendable {
  public enum Outcome: Equatable, Sendable {
    /// Ask the node to say everything again: publish the payload on the topic.
    case publish(topic: String, payload: Data)
    /// A bin's climate has left its limits; somebody should look.
    case alert(Bin.ID, celsius: Double)
    /// The goods in a bin are not to be sold.
    case hold(Bin.ID, ColdChain.Cause)
    case over(Bin.ID)
    /// Its mean kinetic temperature is what it may be again.
    case cool(Bin.ID)
    /// What a bin's content weighs.
    case weighed(Bin.ID, grams: Double)
    /// Nobody knows how warm the bins of a node are now.
    case lost(node: String)
    /// Its sensors speak again.
    case found(node: String)
    /// The message was not let in.
    case refused(RefusalReason)
  }

  /// What a bin's sensors said last.
  public struct Climate: Equatable, Sendable {
    /// Degrees Celsius, percent, grams.
    public var temperature: Double?
    public var humidity: Double?
    public var weight: Double?
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public var at: Int64 = 0
  }

  /// Nodes that are followed; a stranger that invents names fills no memory.
  public static let nodeLimit = 4_096
  /// Births of one node within `flapWindow` from which on its values are not believed: it flaps.
  public static let flapLimit = 6
  /// Milliseconds.
  public static let flapWindow: Int64 = 600_000
  /// Milliseconds after which a node that was asked for its birth is asked again: either message may have been lost.
  public static let patience: Int64 = 30_000
  public static let head = "spBv1.0"
  public static let maxBytes = 1 << 20

  private let group: String
  private let bins: [String: Bin.ID]
  private var nodes: [String: SparkplugNode] = [:]
  private var births: [String: [Int64]] = [:]
  /// When a node was told to be born again, and has not been since.
  private var asked: [String: Int64] = [:]
  /// Nodes and devices of which nobody knows how warm their bins are.
  private var gone: Set<String> = []
  private var chains: [Bin.ID: ColdChain] = [:]
  public private(set) var climates: [Bin.ID: Climate] = [:]

  /// The site's name is the group of its nodes.
  public init(site: Site) {
    group = site.name
    bins = Dictionary(site.bins.enumerated().map { ($1.name, ID($0)) }, uniquingKeysWith: { first, _ in first })
    for (index, bin) in site.bins.enumerated() {
      if let limits = ClimateLimits.of(bin.temperature) { chains[ID(index)] = ColdChain(limits: limits) }
    }
  }

  /// What to subscribe to.
  public static func filters(site: String) -> [String] {
    topics(of: "+", site: site)
  }

  /// What one node speaks on; of its devices, filters.
  public static func topics(of node: String, site: String) -> [String] {
    let own = ["NBIRTH", "NDATA", "NDEATH"].map { "\(head)/\(site)/\($0)/\(node)" }
    return own + ["DBIRTH", "DDATA", "DDEATH"].map { "\(head)/\(site)/\($0)/\(node)/+" }
  }

  /// Where a node is told to be born again; as a filter, all of them.
  public static func commands(site: String, to node: String = "+") -> String { "\(head)/\(site)/NCMD/\(node)" }

  /// - Parameter now: milliseconds since 1970-01-01T00:00:00Z, for values without a time of their own.
  public mutating func receive(topic: String, payload: Data, at now: Int64) -> [Outcome] {
    do throws(RefusalReason) {
      let parts = topic.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
      guard parts.count == 4 || parts.count == 5, parts[0] == Self.head, parts[1] == group,
        let kind = SparkplugNode.Kind(rawValue: parts[2]), (parts.count == 5) == (parts[2].first == "D")
      else { throw .unknownTopic }
      guard payload.count <= Self.maxBytes else { throw .tooLarge }
      guard nodes[parts[3]] != nil || nodes.count < Self.nodeLimit else { throw .unknownDevice }
      let message = try SparkplugPayload(payload)
      return follow(parts[3], kind, device: parts.count == 5 ? parts[4] : nil, message, at: now)
    } catch {
      return [.refused(error)]
    }
  }

  /// Time passes; call it every second.
  public mutating func tick(at now: Int64) -> [Outcome] {
    chains.keys.sorted().flatMap { bin in (chains[bin]?.tick(at: now) ?? []).map { Self.outcome($0, bin) } }
  }

  private mutating func follow(
    _ name: String, _ kind: SparkplugNode.Kind, device: String?, _ payload: SparkplugPayload, at now: Int64
  ) -> [Outcome] {
    switch nodes[name, default: SparkplugNode()].receive(kind, device: device, payload) {
    case .needsRebirth:
      if let last = asked[name], now - last < Self.patience { return [] }
      asked[name] = now
      return [rebirth(of: name, at: now)]
    case .died: return lose(name)
    case .deviceDied(let device): return lose("\(name)/\(device)")
    case .stale: return []
    case .values(let values):
      if kind == .nodeBirth {
        asked[name] = nil
        births[name, default: []].append(now)
        births[name]?.removeAll { $0 <= now - Self.flapWindow }
      }
      guard births[name, default: []].count < Self.flapLimit else { return [.refused(.impossible)] }
      return find(name, kind, device) + values.flatMap { take($0, sent: payload.timestamp, at: now) }
    }
  }

  private mutating func lose(_ name: String) -> [Outcome] {
    gone.insert(name)
    return [.lost(node: name)]
  }

  /// A birth says everything; of a node, of all its bins.
  private mutating func find(_ name: String, _ kind: SparkplugNode.Kind, _ device: String?) -> [Outcome] {
    guard kind == .nodeBirth || kind == .deviceBirth else { return [] }
    let known = device.map { "\(name)/\($0)" } ?? name
    return gone.remove(known) == nil ? [] : [.found(node: known)]
  }

  private func rebirth(of node: String, at now: Int64) -> Outcome {
    let metric = SparkplugPayload.Metric(name: "Node Control/Rebirth", datatype: 11, value: .bool(true))
    let payload = SparkplugPayload(timestamp: UInt64(max(now, 0)), sequence: nil, metrics: [metric])
    return .publish(topic: Self.commands(site: group, to: node), payload: payload.data)
  }

  private mutating func take(_ value: SparkplugNode.Named, sent: UInt64?, at now: Int64) -> [Outcome] {
    guard !value.metric.isHistorical, let number = value.metric.number, number.isFinite,
      let (bin, quantity) = address(of: value)
    else { return [] }
    let stated = (value.metric.timestamp ?? sent).map { Int64(clamping: $0) }
    // A clock that is wrong must not end an excursion early, nor begin one in the future.
    let time = stated.map { abs($0 - now) < Self.flapWindow ? $0 : now } ?? now
    climates[bin, default: Climate()].at = time
    switch quantity {
    case "Temperature":
      climates[bin]?.temperature = number
      return (chains[bin]?.receive(celsius: number, at: time) ?? []).map { Self.outcome($0, bin) }
    case "Humidity": climates[bin]?.humidity = number
    default:
      climates[bin]?.weight = number
      return [.weighed(bin, grams: number)]
    }
    return []
  }

  /// The bin and the quantity that a metric names; nil for what is not about bins.
  private func address(of value: SparkplugNode.Named) -> (Bin.ID, Substring)? {
    guard let slash = value.name.lastIndex(of: "/") else {
      guard let bin = value.device.flatMap({ bins[$0] }), Self.quantities.contains(value.name[...]) else { return nil }
      return (bin, value.name[...])
    }
    let quantity = value.name[value.name.index(after: slash)...]
    guard value.name.hasPrefix("Bins/"), Self.quantities.contains(quantity),
      let bin = bins[String(value.name[..<slash].dropFirst("Bins/".count))]
    else { return nil }
    return (bin, quantity)
  }

  private static let quantities: Set<Substring> = ["Temperature", "Humidity", "Weight"]

  private static func outcome(_ verdict: ColdChain.Verdict, _ bin: Bin.ID) -> Outcome {
    switch verdict {
    case .alert(let celsius): .alert(bin, celsius: celsius)
    case .hold(let cause): .hold(bin, cause)
    case .over: .over(bin)
    case .coolOnAverage: .cool(bin)
    }
  }
}
