public import FloorCore
public import FloorModel

/// Robotic arms that put parcels into the chutes of carriers' routes.
public enum ArmSorter: StationContract {
  public static let name = "arm-sorter"
  public static let role = Role.sort

  public static func body(
    of happening: SortHappening, from device: Device.ID, names: SiteNames
  ) throws(RefusalReason) -> DeviceEvent.Body {
    switch happening {
    case .inducted(let inducted): return .inducted(parcel: inducted.parcel.id)
    case .sorted(let sorted):
      return .sorted(parcel: sorted.parcel.id, chute: try chute(sorted.chute, of: device, names))
    case .sortRefused(let refused):
      return .sortRefused(parcel: refused.parcel.id, reason: refused.reason.failure)
    case .cartChanged(let cart): return .cartChanged(chute: try chute(cart.chute, of: device, names))
    }
  }

  public static func work(_ work: Command.Work, for device: Device.ID, names: SiteNames) -> SortWork? {
    self.work(work, label: nil, for: device, names: names)
  }

  public static func work(of command: Command, names: SiteNames) -> SortWork? {
    work(command.work, label: command.label.map { WireLabel($0) }, for: command.device, names: names)
  }

  private static func work(
    _ work: Command.Work, label: WireLabel?, for device: Device.ID, names: SiteNames
  ) -> SortWork? {
    switch work {
    case .sort(let parcel, let chute):
      .sort(
        SortWork.Sort(parcel: WireNumber(parcel), chute: chutes(of: device, names)[Int(chute)].name, label: label))
    case .changeCart(let chute):
      .changeCart(SortHappening.Cart(chute: chutes(of: device, names)[Int(chute)].name))
    case .route, .cancelRoute, .stop, .go, .report, .divert, .lineUp, .stow, .pick, .closeTote, .pack: nil
    }
  }

  private static func chute(
    _ name: String, of device: Device.ID, _ names: SiteNames
  ) throws(RefusalReason) -> Int32 {
    guard let chute = chutes(of: device, names).firstIndex(where: { $0.name == name }) else {
      throw .unknownReference
    }
    return Int32(chute)
  }

  private static func chutes(of device: Device.ID, _ names: SiteNames) -> [Chute] {
    guard case .sorter(let place) = names.site.device(device).place else { return [] }
    return place.chutes
  }
}
