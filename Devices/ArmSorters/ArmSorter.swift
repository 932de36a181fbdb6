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
      guard let chute = chutes(of: device, names).firstIndex(where: { $0.name == sorted.chute }) else {
        throw .unknownReference
      }
      return .sorted(parcel: sorted.parcel.id, chute: Int32(chute))
    case .sortRefused(let refused):
      return .sortRefused(parcel: refused.parcel.id, reason: refused.reason.failure)
    }
  }

  public static func work(_ work: Command.Work, for device: Device.ID, names: SiteNames) -> SortWork? {
    guard case .sort(let parcel, let chute) = work else { return nil }
    return .sort(
      SortHappening.Sorted(parcel: WireNumber(parcel), chute: chutes(of: device, names)[Int(chute)].name))
  }

  private static func chutes(of device: Device.ID, _ names: SiteNames) -> [Chute] {
    guard case .sorter(let place) = names.site.device(device).place else { return [] }
    return place.chutes
  }
}
