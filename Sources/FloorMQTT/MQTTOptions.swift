public import FloorModel

/// Everything that a client needs to know before it connects. Speaks MQTT 3.1.1.
public struct MQTTOptions: Sendable {
  /// An address, or a name that resolves to one. libmosquitto tries only the first address of a name.
  public var host: String
  public var port: UInt16
  /// Unique at the broker: a second client of the same name throws the first one out.
  public var clientID: String
  public var username: String?
  public var password: Secret?
  public var will: Will?
  /// At least five seconds, at most 18 hours; the broker fires the will after one and a half of it without a sign of life.
  public var keepAlive: Span = .seconds(15)
  /// False: the broker keeps subscriptions and queued messages of QoS 1 and 2 while we are away.
  public var cleanSession = true
  /// Without it a round trip of QoS 1 takes 44 ms instead of 80 µs (Nagle's algorithm against delayed acknowledgements).
  public var tcpNoDelay = true
  /// Messages handed to the connection and not yet acknowledged, at most.
  public var maxInflight = 100
  /// Messages accepted by `publish` and not yet delivered, at most; beyond it they are refused.
  public var outboxLimit = 10_000
  /// Bytes of one payload, at most.
  public var payloadLimit = 1 << 20
  /// Distinct topic filters, at most.
  public var subscriptionLimit = 1_000
  /// From the first packet to the broker's answer, at most.
  public var connectTimeout: Span = .seconds(10)
  public var firstRetry: Span = .milliseconds(100)
  public var longestRetry: Span = .seconds(10)
  /// Seeds the jitter of the retries, so that a run can be repeated. Give every client its own.
  public var retrySeed: UInt64
  public var tls: TLS?

  public init(host: String, port: UInt16, clientID: String, retrySeed: UInt64) {
    self.host = host
    self.port = port
    self.clientID = clientID
    self.retrySeed = retrySeed
  }

  /// What the broker publishes in our name when we vanish without saying goodbye.
  public struct Will: Sendable {
    public var topic: String
    public var payload: [UInt8]
    public var qos: QoS
    public var retain: Bool

    public init(topic: String, payload: [UInt8], qos: QoS, retain: Bool) {
      self.topic = topic
      self.payload = payload
      self.qos = qos
      self.retain = retain
    }
  }

  /// Files in PEM. The broker's certificate must name `host`; TLS 1.2 is the least that is spoken. A key with a passphrase
  /// cannot be used: there is nobody to ask.
  public struct TLS: Sendable {
    public var caFile: String
    /// The client's own certificate and key, where the broker asks for one: both or neither.
    public var certFile: String?
    public var keyFile: String?

    public init(caFile: String, certFile: String? = nil, keyFile: String? = nil) {
      self.caFile = caFile
      self.certFile = certFile
      self.keyFile = keyFile
    }
  }
}

/// What a client calls. All of it runs on the client's own thread, one call at a time.
///
/// While a handler runs, the client neither reads nor sends: a handler that takes longer than half the keep-alive loses the
/// connection. Hand the message to a ``Mailbox`` and return. A handler may call `publish` and `subscribe`. The client keeps
/// its handlers until it is gone, so capture it weakly or not at all.
public struct MQTTHandlers: Sendable {
  public var onState: @Sendable (MQTTState) -> Void
  /// The broker gets its acknowledgement only after this has returned.
  public var onMessage: @Sendable (MQTTMessage) -> Void
  public var onOutcome: @Sendable (PublishTicket, PublishOutcome) -> Void

  public init(
    onState: @escaping @Sendable (MQTTState) -> Void = { _ in },
    onMessage: @escaping @Sendable (MQTTMessage) -> Void = { _ in },
    onOutcome: @escaping @Sendable (PublishTicket, PublishOutcome) -> Void = { _, _ in }
  ) {
    self.onState = onState
    self.onMessage = onMessage
    self.onOutcome = onOutcome
  }
}
