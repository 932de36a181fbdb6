import Hummingbird
import HummingbirdCore
import Logging
public import PlannerFeed

/// The floor over HTTP: for people (a dashboard), for planners (velocity in, a stock feed out) and for customers'
/// systems (orders).
///
/// It binds to this machine alone. Who is to reach it from elsewhere puts a proxy with TLS in front.
public struct FloorHTTPServer: Sendable {
  private let port: Int
  let routes: [Route]
  private let book: TokenBook
  let traffic: Traffic
  private let limits: HTTPLimits

  /// - Parameters:
  ///   - names: the site, and what its things are called in feeds.
  ///   - port: 0: any that is free.
  ///   - tokens: who may do what; without any, only the open paths answer.
  public init(
    names: FeedNames, access: any FloorAccess, port: Int, tokens: [AccessToken], limits: HTTPLimits = HTTPLimits()
  ) {
    self.port = port
    self.limits = limits
    book = TokenBook(tokens: tokens)
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
  /// - Throws: when the port is taken.
  public func run(onBound: @escaping @Sendable (Int) -> Void) async throws {
    try await application(onBound: onBound).run()
  }

  func application(
    onBound: @escaping @Sendable (Int) -> Void = { _ in }
  ) -> Application<RouterResponder<FloorContext>> {
    var logger = Logger(label: "drover.http")
    logger.logLevel = .error
    return Application(
      router: router,
      // A client that never ends its request is cut; one that only listens is not.
      server: .http1(configuration: HTTP1Channel.Configuration(idleTimeout: .seconds(limits.idleSeconds))),
      configuration: ApplicationConfiguration(
        address: .hostname("127.0.0.1", port: port),
        availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: logger)),
      onServerRunning: { channel in onBound(channel.localAddress?.port ?? 0) }, logger: logger)
  }

  private var router: Router<FloorContext> {
    let router = Router(context: FloorContext.self)
    router.add(middleware: AnswerMiddleware(routes: routes, traffic: traffic))
    for route in routes {
      guard let role = route.role else {
        router.on(RouterPath(route.path), method: route.method, use: route.answer)
        continue
      }
      router.group().add(middleware: DoorMiddleware(book: book, role: role))
        .on(RouterPath(route.path), method: route.method, use: route.answer)
    }
    return router
  }
}

extension Desk {
  /// Everything that can be asked.
  var routes: [Route] {
    healthRoutes + floorRoutes + stockRoutes + epcisRoutes + webhookRoutes + planningRoutes + countRoutes + orderRoutes
      + personRoutes + packagingRoutes
      + pageRoutes
  }
}
