public import FloorCore
public import FloorModel

/// Bin cameras: they look at the bins of every pod that passes a cell. They are told nothing.
public enum BinCamera: StationContract {
  public static let name = "bin-camera"
  public static let role = Role.watch
  public static let frameChannel = "frame"

  public static var ownInbound: [Channel] {
    [Channel(frameChannel, BinFrame.self, qos: 1, maxBytes: 2 * 1024 * 1024)]
  }

  public static func body(
    of happening: BinCameraHappening, from device: Device.ID, names: SiteNames
  ) throws(RefusalReason) -> DeviceEvent.Body {
    switch happening {
    case .podSeen(let seen):
      guard let pod = names.pods[seen.pod] else { throw .unknownReference }
      return .podSeen(pod)
    }
  }

  public static func work(_ work: Command.Work, for device: Device.ID, names: SiteNames) -> NoWork? { nil }

  /// Frames go to the daemon's vision shell, which takes them from the channel itself; here they are only checked.
  public static func admit(
    _ body: any WireBody, on channel: String, from device: Device.ID, names: SiteNames
  ) throws(RefusalReason) -> [Event] {
    guard channel == frameChannel, let frame = body as? BinFrame else { throw .unknownTopic }
    guard names.bins[frame.bin] != nil else { throw .unknownReference }
    guard !frame.data.isEmpty else { throw .impossible }
    return []
  }
}
