import Hummingbird

/// What travels with a request: who asks, and the connection, so that one that takes nothing in can be cut.
struct FloorContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  var caller = Caller(name: "", role: .viewer)
  let cut: @Sendable () -> Void

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    let channel = source.channel
    cut = { channel.close(mode: .all, promise: nil) }
  }
}
