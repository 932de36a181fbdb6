import Cartons

/// Every bound of the server, with its unit.
public struct HTTPLimits: Sendable {
  /// How long a request waits for the floor's answer.
  public var readDeadline = Duration.seconds(5)
  /// How long a request waits until what it sent is durable.
  public var submitDeadline = Duration.seconds(10)
  /// Between two signs of life on an event stream without news.
  public var heartbeat = Duration.seconds(10)
  /// A client that takes in nothing for this long is cut off.
  public var stall = Duration.seconds(20)
  /// Between two pictures of the floor on the dashboard's stream; all dashboards share one picture.
  public var viewInterval = Duration.milliseconds(500)
  /// Seconds that a client has for its headers, and may wait between two requests.
  public var idleSeconds: Int64 = 30
  /// From the headers to the end of the body; a client that takes longer is cut.
  public var bodyDeadline = Duration.seconds(30)
  /// Bytes of one header's name and value.
  public var headerField = 8 << 10
  /// Bytes of all headers.
  public var headers = 16 << 10
  public var headerCount = 64
  /// Bytes of path and query.
  public var uri = 4 << 10
  /// What one token may ask.
  var callerRate = RateLimit(perSecond: 200, burst: 1_000)
  /// What one address may ask without a valid token.
  var strangerRate = RateLimit(perSecond: 20, burst: 200)
  /// Notes in one answer of the audit trail.
  public var auditPage = 1_000
  /// Connections at once; others wait.
  public var connections = 512
  /// Event streams open at once.
  public var streams = 256
  /// Stock changes read at once from the journal for one reader.
  public var changesPage = 500
  /// Stock changes in one NDJSON answer at most.
  public var changesAnswer = 10_000
  /// Seconds that a long poll waits at most.
  public var longestPollSeconds: Int64 = 60
  /// Changes that one EPCIS query looks through; it goes on with the next page.
  public var epcisScan = 20_000
  /// Bytes of a captured EPCIS document, and events in it.
  public var captureBody = 8 << 20
  public var captureEvents = 5_000
  /// Subscriptions to the feed.
  public var webhooks = 32
  /// Bytes of a velocity upload.
  public var velocityBody = 8 << 20
  /// Bytes of any other request body.
  public var body = 1 << 20
  /// Orders in one request.
  public var orders = 1_000
  /// Lines in one request about returns.
  public var returns = 1_000
  /// Lines of one order.
  public var orderLines = 200
  /// Units of one order, as many as a pack station can be told how to pack.
  public var orderUnits = Cartonizer.itemLimit
  /// Things in one question about how they would be packed.
  public var fitUnits = Cartonizer.itemLimit
  /// Bytes of an order's code.
  public var orderCode = 64
  /// Units a day that are believed of one SKU.
  public var unitsPerDay = 1e7
  /// Refused lines listed in an answer; the rest is only counted.
  public var refusalsListed = 1_000

  public init() {}
}
