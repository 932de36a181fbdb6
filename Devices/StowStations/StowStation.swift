public import FloorCore
public import FloorModel

/// Stow stations: put inbound units from a tote into the bins of the pod that stands before them.
public enum StowStation: StationContract {
  public static let name = "stow-station"
  public static let role = Role.stow

  public static func body(
    of happening: StowHappening, from device: Device.ID, names: SiteNames
  ) throws(RefusalReason) -> DeviceEvent.Body {
    switch happening {
    case .stowed(let stowed): .stowed(task: stowed.task.id, bin: try names.bin(stowed.bin))
    case .stowRefused(let refused): .stowRefused(task: refused.task.id, reason: refused.reason.failure)
    }
  }

  public static func work(_ work: Command.Work, for device: Device.ID, names: SiteNames) -> StowWork? {
    guard case .stow(let task, let plate, let key, let bin) = work else { return nil }
    return .stow(
      StowWork.Stow(
        task: WireNumber(task), plate: plate, goods: names.goods(key), bin: names.site.bins[bin.index].name))
  }
}
