internal import CMosquitto
public import FloorModel
internal import Foundation

/// A client of an MQTT 3.1.1 broker that stays connected by itself.
///
/// One thread of its own does everything with the connection; the methods only leave word for it, so they return at once
/// and may be called from any thread. Letting go of the last reference aborts the connection.
///
/// ```swift
/// let inbox = Mailbox<MQTTMessage>(limit: 10_000)
/// let client = MQTTClient(
///   options: MQTTOptions(host: "127.0.0.1", port: 1883, clientID: "drover", retrySeed: 1),
///   handlers: MQTTHandlers(onMessage: { inbox.push($0, as: .essential, waitingUpTo: .seconds(5)) }))
/// try client.subscribe([MQTTSubscription("floor/+/state", .atLeastOnce)])
/// client.connect()
/// ```
public final class MQTTClient: Sendable {
  // The thread holds the core, not the client, so that a forgotten client goes away and takes its thread with it.
  private let core: MQTTCore

  public init(options: MQTTOptions, handlers: MQTTHandlers) {
    core = MQTTCore(options: options, handlers: handlers)
  }

  deinit {
    core.ask(.abort)
  }

  /// Starts connecting and returns. Does nothing while the client runs already.
  public func connect() {
    core.start()
  }

  /// Wants messages that match the filters, now and after every reconnect. A filter given before gets the new quality.
  public func subscribe(_ subscriptions: [MQTTSubscription]) throws(SubscribeRefusal) {
    for subscription in subscriptions
    where subscription.filter.isEmpty || mosquitto_sub_topic_check(subscription.filter) != MOSQ_ERR_SUCCESS.code {
      throw .badFilter(subscription.filter)
    }
    try core.subscribe(subscriptions)
  }

  /// Accepts a message for sending. `MQTTHandlers.onOutcome` tells later what became of it.
  @discardableResult
  public func publish(
    _ topic: String, payload: [UInt8], qos: QoS, retain: Bool = false
  ) throws(PublishRefusal) -> PublishTicket {
    try core.publish(topic, payload, qos, retain: retain)
  }

  /// Sends what has been accepted, for at most `draining`, says goodbye to the broker, so that the will is not published,
  /// and waits until the client has stopped (except in a handler, where it cannot). Without a connection it does not wait
  /// for one.
  ///
  /// - Returns: whether everything accepted was delivered.
  @discardableResult
  public func disconnect(draining: Span = .seconds(2)) -> Bool {
    core.ask(.leave(deadline: Monotonic.milliseconds() + draining.milliseconds))
    return core.waitUntilStopped(upTo: draining + MQTTLoop.goodbyeLimit + MQTTCore.stopLimit)
  }

  /// Drops the connection without a goodbye, as a crash would: the broker publishes the will. Waits as `disconnect` does.
  public func abort() {
    core.ask(.abort)
    _ = core.waitUntilStopped(upTo: MQTTCore.stopLimit)
  }

  public var counters: MQTTCounters { core.state.with { $0.counters } }

  public var isConnected: Bool { core.state.with { $0.isConnected } }

  /// The connection's socket has Nagle's algorithm switched off; nil without a connection.
  var isNoDelaySet: Bool? { core.isNoDelaySet() }
}
