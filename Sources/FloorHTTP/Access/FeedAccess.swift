public import PlannerFeed

/// What the server may do to the daemon's memory for planners: subscriptions, and events that others have told.
public protocol FeedAccess: Sendable {
  /// All subscriptions, by id.
  func webhooks() async throws -> [Webhook]
  /// Adds one; returns when that is durable.
  func add(_ webhook: Webhook) async throws
  /// - Returns: whether there was one.
  func remove(webhook id: String) async throws -> Bool
  /// Notes how a call went.
  func note(webhook id: String, after: Int64, failures: Int, fault: String?) async throws
  /// Takes others' events in, all or none, each id once; returns when that is durable.
  /// - Returns: how many were new.
  func capture(_ events: [CapturedEvent]) async throws -> Int
  /// Up to `limit` captured events behind a number.
  func captured(after number: Int64, limit: Int) async throws -> [CapturedEvent]
}

/// Somebody who wants to be called with what happens.
public struct Webhook: Equatable, Sendable {
  public var id: String
  public var url: String
  /// Known to the subscriber and to us: calls are signed with it.
  public var secret: String
  public var form: FeedForm
  /// The last change that it has confirmed.
  public var after: Int64
  /// Calls that failed since the last one that did not.
  public var failures: Int
  public var lastFault: String?

  public init(
    id: String, url: String, secret: String, form: FeedForm, after: Int64, failures: Int = 0, lastFault: String? = nil
  ) {
    self.id = id
    self.url = url
    self.secret = secret
    self.form = form
    self.after = after
    self.failures = failures
    self.lastFault = lastFault
  }
}

/// How a change is told.
public enum FeedForm: String, CaseIterable, Sendable {
  /// Drover's own JSON.
  case changes
  /// The same in a CloudEvents envelope.
  case cloudevents
  /// An EPCIS 2.0 event.
  case epcis
  /// An EPCIS 2.0 event in a CloudEvents envelope.
  case epcisCloudevents = "epcis-cloudevents"

  func json(_ move: StockMove, _ names: FeedNames) -> JSONValue {
    switch self {
    case .changes: move.json(names)
    case .cloudevents: move.cloudEvent(names).json
    case .epcis: move.epcis(names).json
    case .epcisCloudevents: move.epcisCloudEvent(names).json
    }
  }

  var isEnveloped: Bool { self == .cloudevents || self == .epcisCloudevents }
}

/// An event that somebody else told.
public struct CapturedEvent: Equatable, Sendable {
  /// 1, 2, 3 … in the order in which they came; 0 before that.
  public var number: Int64
  public var id: String
  public var event: JSONValue

  public init(number: Int64, id: String, event: JSONValue) {
    self.number = number
    self.id = id
    self.event = event
  }
}
