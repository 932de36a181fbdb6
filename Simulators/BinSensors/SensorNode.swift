import Devices
public import Foundation

/// The twin of a Sparkplug edge node with thermometers in bins: it is born, tells what has changed, and is born again when it
/// is told to.
public struct SensorNode: Sendable {
  /// A message and its topic.
  public struct Message: Equatable, Sendable {
    public var topic: String
    public var payload: Data
  }

  private let group: String
  private let name: String
  private let bins: [String]
  private var temperatures: [Double]
  private var sequence: UInt8 = 0
  private var births: UInt64 = 0

  /// - Parameter bins: names of the bins that it has a thermometer in.
  public init(group: String, name: String, bins: [String], celsius: Double) {
    self.group = group
    self.name = name
    self.bins = bins
    temperatures = bins.map { _ in celsius }
  }

  private func message(_ kind: String, _ payload: SparkplugPayload) -> Message {
    Message(topic: "\(SensorHub.head)/\(group)/\(kind)/\(name)", payload: payload.data)
  }

  private var birthNumber: SparkplugPayload.Metric {
    SparkplugPayload.Metric(name: "bdSeq", datatype: 8, value: .unsigned(births))
  }

  /// A new session: its last will, which the broker keeps, and its birth.
  public mutating func connect(at now: Int64) -> (will: Message, birth: Message) {
    births += 1
    let will = message("NDEATH", SparkplugPayload(timestamp: nil, sequence: nil, metrics: [birthNumber]))
    return (will, birth(at: now))
  }

  private mutating func birth(at now: Int64) -> Message {
    sequence = 0
    let control = SparkplugPayload.Metric(name: "Node Control/Rebirth", datatype: 11, value: .bool(false))
    let values = bins.indices.map {
      SparkplugPayload.Metric(
        name: "Bins/\(bins[$0])/Temperature", alias: UInt64($0), timestamp: UInt64(now), datatype: 10,
        value: .double(temperatures[$0]))
    }
    return message(
      "NBIRTH", SparkplugPayload(timestamp: UInt64(now), sequence: 0, metrics: [birthNumber, control] + values))
  }

  /// A bin is so warm now. By alias alone: the birth said what it stands for.
  public mutating func tell(_ bin: Int, celsius: Double, at now: Int64) -> Message {
    temperatures[bin] = celsius
    sequence &+= 1
    let metric = SparkplugPayload.Metric(alias: UInt64(bin), timestamp: UInt64(now), value: .double(celsius))
    return message(
      "NDATA", SparkplugPayload(timestamp: UInt64(now), sequence: UInt64(sequence), metrics: [metric]))
  }

  /// What it says to a message on its command topic; nil when that is not for it.
  public mutating func receive(topic: String, payload: Data, at now: Int64) -> Message? {
    guard topic == "\(SensorHub.head)/\(group)/NCMD/\(name)", let message = try? SparkplugPayload(payload),
      message.metrics.contains(where: { $0.name == "Node Control/Rebirth" && $0.value == .bool(true) })
    else { return nil }
    return birth(at: now)
  }
}
