import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
public import PlannerFeed

/// The floor over HTTP: for people (a dashboard), for planners (velocity in, a stock feed out) and for customers'
/// systems (orders).
///
/// It binds to this machine alone, or speaks TLS.
public struct FloorHTTPServer: Sendable {
  private let address: HTTPAddress
  let routes: [Route]
  private let door: Door
  private let access: any FloorAccess
  let traffic: Traffic
  private let limits: HTTPLimits

  /// - Parameters:
  ///   - names: the site, and what its things are called in feeds.
  ///   - tokens: who may do what; without any, only the open paths answer.
  public init(
    names: FeedNames, access: any FloorAccess, at address: HTTPAddress, tokens: TokenShelf,
    limits: HTTPLimits = HTTPLimits()
  ) {
    self.address = address
    self.limits = limits
    self.access = access
    door = Door(tokens: tokens, limiter: RateLimiter(), limits: limits)
    let traffic = Traffic()
    self.traffic = traffic
    routes =
      Desk(
        index: SiteIndex(names.site), access: access, limits: limits, traffic: traffic,
        views: ViewCache(access: access, limits: limits), names: names
      ).routes
  }

  /// Serves until the task is cancelled.
  /// - Parameter onBound: called once, with the port.
  /// - Throws: when the port is taken, or `ServerFault` when certificate or key cannot be used.
  public func run(onBound: @escaping @Sendable (Int) -> Void) async throws {
    try await application(onBound: onBound).run()
  }

  func application(
    onBound: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws -> Application<RouterResponder<FloorContext>> {
    var logger = Logger(label: "drover.http")
    logger.logLevel = .error
    var server = HTTPServerBuilder.http1(configuration: channel)
    if let tls = try address.tlsConfiguration() { server = try .tls(server, tlsConfiguration: tls) }
    return Application(
      router: router, server: server,
      configuration: ApplicationConfiguration(
        address: .hostname(address.host, port: address.port),
        availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: logger)),
      onServerRunning: { channel in onBound(channel.localAddress?.port ?? 0) }, logger: logger)
  }

  /// A client that is idle in the middle of its headers or between two requests is cut, and so is one that takes too long
  /// over a body; one that only listens is not.
  private var channel: HTTP1Channel.Configuration {
    let (limits, traffic) = (limits, traffic)
    return HTTP1Channel.Configuration(
      additionalChannelHandlers: [
        SlowClientHandler(limit: TimeAmount(limits.bodyDeadline), onCut: { traffic.slowCut() })
      ],
      idleTimeout: .seconds(limits.idleSeconds),
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: limits.headerField, maxHeaderListSize: limits.headers,
        maxHeaderFieldCount: limits.headerCount))
  }

  var router: Router<FloorContext> {
    let router = Router(context: FloorContext.self)
    router.add(
      middleware: AnswerMiddleware(
        routes: routes, traffic: traffic, door: door, limits: limits, isSecured: address.isSecured))
    for route in routes {
      let group = router.group().add(middleware: DoorMiddleware(door: door, role: route.role))
      let way = route.method == .get ? group : group.add(middleware: AuditMiddleware(access: access))
      way.on(RouterPath(route.path), method: route.method, use: route.answer)
    }
    return router
  }
}

extension Desk {
  /// Everything that can be asked.
  var routes: [Route] {
    healthRoutes + floorRoutes + stockRoutes + epcisRoutes + webhookRoutes + planningRoutes + countRoutes + lotRoutes
      + orderRoutes + personRoutes + packagingRoutes + auditRoutes + pageRoutes
  }
}
