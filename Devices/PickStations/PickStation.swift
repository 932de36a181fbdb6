public import FloorCore
public import FloorModel

/// Pick stations: take units out of the bins of the pod before them, into the totes of orders.
public enum PickStation: StationContract {
  public static let name = "pick-station"
  public static let role = Role.pick
  /// More than any bin holds: a larger number is a fault, not stock.
  static let mostUnits: Int32 = 100_000

  public static func body(
    of happening: PickHappening, from device: Device.ID, names: SiteNames
  ) throws(RefusalReason) -> DeviceEvent.Body {
    switch happening {
    case .picked(let picked):
      guard (0...mostUnits).contains(picked.quantity) else { throw .impossible }
      let bin = try names.bin(picked.bin)
      guard let isEmpty = picked.binEmpty else {
        return .picked(task: picked.task.id, bin: bin, quantity: picked.quantity)
      }
      return .zeroChecked(task: picked.task.id, bin: bin, quantity: picked.quantity, isEmpty: isEmpty)
    case .toteClosed(let closed): return .toteClosed(order: closed.order.id)
    }
  }

  public static func work(_ work: Command.Work, for device: Device.ID, names: SiteNames) -> PickWork? {
    switch work {
    case .pick(let task, let order, let key, let bin, let quantity, let isLast):
      .pick(
        PickWork.Pick(
          task: WireNumber(task), order: WireNumber(order), goods: names.goods(key),
          bin: names.site.bins[bin.index].name, quantity: quantity, zeroCheck: isLast ? true : nil))
    case .closeTote(let order, let destination):
      .closeTote(
        PickWork.CloseTote(order: WireNumber(order), destination: names.site.device(destination).name))
    case .route, .cancelRoute, .stop, .go, .report, .divert, .lineUp, .stow, .pack, .sort, .changeCart: nil
    }
  }
}
