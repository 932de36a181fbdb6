public import FloorCore
public import FloorModel

/// Inspection tunnels: present inbound units to cameras, then send each down the lane that the floor chooses.
public enum Tunnel: StationContract {
  public static let name = "tunnel"
  public static let role = Role.inspect
  public static let frameChannel = "frame"

  public static let dockChannel = "dock"

  public static var ownInbound: [Channel] {
    [
      Channel(frameChannel, TunnelFrame.self, qos: 1, maxBytes: 2 * 1024 * 1024),
      Channel(dockChannel, TunnelDock.self, qos: 0, isTelemetry: true),
    ]
  }

  public static func body(
    of happening: TunnelHappening, from device: Device.ID, names: SiteNames
  ) throws(RefusalReason) -> DeviceEvent.Body {
    switch happening {
    case .presented(let presented):
      let plate = try names.plate(presented.plate)
      let key = try names.key(presented.goods)
      // A date that is none, or of no lot, would be stock that nobody takes out of sale in time.
      if presented.expires != nil, lot(presented, key) == nil { throw .impossible }
      guard let supplier = presented.supplier else { return .presented(plate: plate, key: key) }
      guard Lot.isSupplier(supplier) else { throw .impossible }
      return .presentedFrom(supplier: supplier, plate: plate, key: key)
    case .diverted(let diverted):
      return .diverted(plate: try names.plate(diverted.plate), lane: try diverted.lane.lane(names))
    }
  }

  /// What a label says of its lot is known before the unit is.
  public static func labels(of happening: TunnelHappening, names: SiteNames) -> [Planning] {
    guard case .presented(let presented) = happening, let key = try? names.key(presented.goods),
      let lot = lot(presented, key)
    else { return [] }
    return [.lotRead(lot)]
  }

  private static func lot(_ presented: TunnelHappening.Presented, _ key: StockKey) -> Lot? {
    guard key.lot > 0, let day = presented.expires.flatMap({ CalendarDay($0) }) else { return nil }
    return Lot(sku: key.sku, number: key.lot, expires: day)
  }

  public static func work(_ work: Command.Work, for device: Device.ID, names: SiteNames) -> TunnelWork? {
    switch work {
    case .divert(let plate, let lane): .divert(plate: plate, lane: WireLane(lane, names))
    case .lineUp(let plates): .lineUp(plates: plates)
    case .route, .cancelRoute, .stop, .go, .report, .stow, .pick, .closeTote, .pack, .sort, .changeCart: nil
    }
  }

  /// Frames go to the daemon's vision shell, which takes them from the channel itself; here they are only checked.
  public static func admit(
    _ body: any WireBody, on channel: String, from device: Device.ID, names: SiteNames
  ) throws(RefusalReason) -> [Event] {
    if let dock = body as? TunnelDock { return [.dock(device, try dock.units(names))] }
    guard channel == frameChannel, let frame = body as? TunnelFrame else { throw .unknownTopic }
    guard case .tunnel(let place) = names.site.device(device).place else { throw .impossible }
    _ = try names.plate(frame.plate)
    guard frame.view >= 0, frame.view < place.cameras, !frame.data.isEmpty else { throw .impossible }
    return []
  }
}
