/// What MQTT promises about one message.
public enum QoS: Int32, Sendable, Comparable, CaseIterable {
  case atMostOnce = 0
  case atLeastOnce = 1
  case exactlyOnce = 2

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A message as the broker delivered it.
///
/// It does not carry MQTT's duplicate flag: libmosquitto does not hand it on, and the standard forbids to infer anything
/// from it. Whoever must not handle a message twice needs a number in the payload.
public struct MQTTMessage: Sendable, Equatable {
  public var topic: String
  public var payload: [UInt8]
  public var qos: QoS
  /// The broker had kept it for us since before we subscribed.
  public var retained: Bool

  public init(topic: String, payload: [UInt8], qos: QoS, retained: Bool) {
    self.topic = topic
    self.payload = payload
    self.qos = qos
    self.retained = retained
  }
}

/// One subscription: a topic filter and the highest quality of service in which its messages should come.
public struct MQTTSubscription: Sendable, Equatable {
  public var filter: String
  public var qos: QoS

  public init(_ filter: String, _ qos: QoS) {
    self.filter = filter
    self.qos = qos
  }
}

/// Names one accepted publish, so that its outcome can be told.
public struct PublishTicket: Hashable, Sendable {
  public let number: UInt64
}

/// What became of an accepted publish.
public enum PublishOutcome: Sendable, Equatable {
  /// The broker has taken it (QoS 1 and 2), or it has been written to the socket (QoS 0, which promises no more). It says
  /// nothing about subscribers: a publish that the broker's access list forbids is delivered too, and dropped there.
  case delivered
  /// It will not be sent any more.
  case lost(reason: String)
}

/// Why a publish was not accepted. Nothing of it was sent.
public enum PublishRefusal: Error, Sendable, Equatable {
  /// `limit` messages wait or are unacknowledged; try again when some of them have been delivered.
  case outboxFull(limit: Int)
  /// QoS 0 while there is no connection: it could only be lost. Try again when connected.
  case notConnected
  /// Longer than `limit` bytes. Trying again does not help.
  case payloadTooLong(bytes: Int, limit: Int)
  /// Empty, too long, or with a wildcard or a zero in it. Trying again does not help.
  case badTopic(String)
  /// The client is not running: not yet connected, or disconnected, or aborted.
  case stopped
}

/// Why a subscription was not accepted. None of the subscriptions in the call was.
public enum SubscribeRefusal: Error, Sendable, Equatable {
  /// Not a valid topic filter.
  case badFilter(String)
  /// More than `limit` filters on one client.
  case tooMany(limit: Int)
}

/// Where the connection stands.
public enum MQTTState: Sendable, Equatable {
  /// Attempt number `attempt` since the last connection, from 1.
  case connecting(attempt: Int)
  /// The broker has accepted us and answered every subscription, all of which were sent (again). Retained messages may
  /// have come before.
  case connected(sessionPresent: Bool)
  /// The connection was lost or could not be made; the client tries again by itself.
  case disconnected(reason: String)
  /// The broker answered and said no (wrong password, no right to connect); the client goes on asking, at its slowest pace.
  case refused(reason: String)
  /// The broker refused to subscribe us to one filter; the connection stays.
  case subscriptionRefused(filter: String)
  /// The client has stopped: `disconnect`, `abort`, its last reference gone, or options that libmosquitto cannot work with.
  case stopped(reason: String)
}

/// What a client has done so far. Bytes are payload bytes.
public struct MQTTCounters: Sendable, Equatable {
  /// Publishes handed to the connection.
  public var sent = 0
  /// Publishes of QoS 1 and 2 that the broker acknowledged, and of QoS 0 that were written.
  public var delivered = 0
  /// Accepted publishes that will never be sent.
  public var lost = 0
  /// Publishes that were not accepted.
  public var refused = 0
  public var received = 0
  /// Connections beyond the first.
  public var reconnects = 0
  public var bytesSent = 0
  public var bytesReceived = 0

  public init() {}
}
