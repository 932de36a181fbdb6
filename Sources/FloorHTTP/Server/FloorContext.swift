import Hummingbird
import NIOCore

/// What travels with a request: who asks, and the connection, so that one that takes nothing in can be cut.
struct FloorContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  var caller = Caller(name: "", role: .viewer)
  /// The address of whoever asks.
  let peer: String
  /// What a write tells of itself.
  let audit = AuditNote()
  let cut: @Sendable () -> Void

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    let channel = source.channel
    peer = channel.remoteAddress?.ipAddress ?? "unknown"
    cut = { channel.close(mode: .all, promise: nil) }
  }

  /// Of a request that came over no connection.
  init(coreContext: CoreRequestContextStorage) {
    self.coreContext = coreContext
    peer = "memory"
    cut = {}
  }
}
