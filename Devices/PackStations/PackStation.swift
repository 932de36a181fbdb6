import Cartons
public import FloorCore
public import FloorModel

/// Pack stations: take an order's tote, fill the boxes that the floor has chosen, close, label and measure them.
public enum PackStation: StationContract {
  public static let name = "pack-station"
  public static let role = Role.pack
  /// No parcel is longer, in millimetres; a larger reading is a fault of the scanner.
  static let longestSide: Millimetres = 10_000
  /// No parcel weighs more, in grams.
  static let heaviest: Grams = 1_000_000

  public static func body(
    of happening: PackHappening, from device: Device.ID, names: SiteNames
  ) throws(RefusalReason) -> DeviceEvent.Body {
    switch happening {
    case .toteArrived(let arrived): return .toteArrived(order: arrived.order.id)
    case .packed(let packed):
      let size = packed.measured
      guard min(size.length, size.width, size.height) > 0, size.longest <= longestSide,
        (1...heaviest).contains(packed.mass)
      else { throw .impossible }
      return .packed(
        parcel: packed.parcel.id, box: try names.box(packed.box), measured: size, mass: packed.mass)
    case .packRefused(let refused):
      return .packRefused(parcel: refused.parcel.id, reason: refused.reason.failure)
    }
  }

  public static func work(_ work: Command.Work, for device: Device.ID, names: SiteNames) -> PackOrder? {
    guard case .pack(let pack) = work else { return nil }
    // A person may have said "pack it as it comes": then there is no plan for how the units lie.
    let isPlanned = pack.placements.count == pack.contents.count
    let contents = pack.contents.indices.map { index in
      PackOrder.Unit(
        goods: names.goods(pack.contents[index]),
        position: isPlanned ? pack.placements[index].position : nil,
        size: isPlanned ? pack.placements[index].size : nil)
    }
    return .pack(
      PackOrder.Pack(
        parcel: WireNumber(pack.parcel), order: WireNumber(pack.order),
        box: names.site.boxes[pack.box.index].code, contents: contents))
  }
}
