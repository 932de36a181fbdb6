import NIOCore
import NIOHTTPTypes

/// Closes a connection whose client takes too long over one request, however busily it dribbles: between two bytes it is
/// never idle, and so no idle timer sees it.
final class SlowClientHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart

  private let limit: TimeAmount
  private let onCut: @Sendable () -> Void
  private var deadline: Scheduled<Void>?

  /// - Parameter limit: from the end of the headers to the end of the body.
  init(limit: TimeAmount, onCut: @escaping @Sendable () -> Void) {
    self.limit = limit
    self.onCut = onCut
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head: arm(context.channel)
    case .body: break
    case .end: disarm()
    }
    context.fireChannelRead(data)
  }

  func channelInactive(context: ChannelHandlerContext) {
    disarm()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { disarm() }

  private func arm(_ channel: any Channel) {
    disarm()
    let onCut = onCut
    deadline = channel.eventLoop.scheduleTask(in: limit) {
      onCut()
      channel.close(mode: .all, promise: nil)
    }
  }

  private func disarm() {
    deadline?.cancel()
    deadline = nil
  }
}
