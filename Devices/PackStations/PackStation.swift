import Cartons
public import FloorCore
public import FloorModel

/// Pack stations: take an order's tote, fill the boxes that the floor has chosen, close, label and measure them.
public enum PackStation: StationContract {
  public static let name = "pack-station"
  public static let role = Role.pack
  /// No parcel is longer, in millimetres; a larger reading is a fault of the scanner.
  static let longestSide: Millimetres = 10_000
  /// Bytes of a label.
  static let longestPlate = 64
  /// No parcel weighs more, in grams.
  static let heaviest: Grams = 1_000_000

  public static func body(
    of happening: PackHappening, from device: Device.ID, names: SiteNames
  ) throws(RefusalReason) -> DeviceEvent.Body {
    switch happening {
    case .toteArrived(let arrived): return .toteArrived(order: arrived.order.id)
    case .packChecked(let checked):
      guard checked.units.count <= PackHappening.Checked.unitsAtOnce,
        checked.fill.map({ 0...longestSide ~= $0 }) ?? true
      else { throw .impossible }
      var units: [UnitCheck] = []
      for unit in checked.units { units.append(try check(of: unit, names)) }
      return .packChecked(parcel: checked.parcel.id, PackCheck(fill: checked.fill, units: units))
    case .packed(let packed):
      let size = packed.measured
      guard min(size.length, size.width, size.height) > 0, size.longest <= longestSide,
        (1...heaviest).contains(packed.mass)
      else { throw .impossible }
      return .packed(
        parcel: packed.parcel.id, box: try box(packed.box, names), measured: size, mass: packed.mass)
    case .packRefused(let refused):
      return .packRefused(parcel: refused.parcel.id, reason: refused.reason.failure)
    case .toteDiffers(let differs): return try body(of: differs, names)
    }
  }

  /// Without a box it is the container that the unit was made in.
  private static func box(_ code: String?, _ names: SiteNames) throws(RefusalReason) -> Box.ID {
    guard let code else { return Box.own }
    return try names.box(code)
  }

  private static func body(
    of differs: PackHappening.Differs, _ names: SiteNames
  ) throws(RefusalReason) -> DeviceEvent.Body {
    guard 1...PackHappening.Differs.unitsAtOnce ~= max(differs.missing.count, differs.strange.count) else {
      throw .impossible
    }
    var missing: [StockKey] = []
    for goods in differs.missing { missing.append(try names.key(goods)) }
    var strange: [StrangeUnit] = []
    for unit in differs.strange {
      guard 1...longestPlate ~= unit.plate.utf8.count else { throw .impossible }
      strange.append(StrangeUnit(plate: unit.plate, key: try names.key(unit.goods)))
    }
    return .toteDiffers(parcel: differs.parcel.id, missing: missing, strange: strange)
  }

  private static func check(
    of unit: PackHappening.Checked.Unit, _ names: SiteNames
  ) throws(RefusalReason) -> UnitCheck {
    guard let sku = names.skus[unit.sku] else { throw .unknownReference }
    if let size = unit.size {
      guard min(size.length, size.width, size.height) > 0, size.longest <= longestSide else { throw .impossible }
    }
    if let mass = unit.mass, !(1...heaviest).contains(mass) { throw .impossible }
    return UnitCheck(sku: sku, size: unit.size, mass: unit.mass)
  }

  public static func work(_ work: Command.Work, for device: Device.ID, names: SiteNames) -> PackOrder? {
    self.work(work, label: nil, names: names)
  }

  public static func work(of command: Command, names: SiteNames) -> PackOrder? {
    work(command.work, label: command.label.map { WireLabel($0) }, names: names)
  }

  private static func work(_ work: Command.Work, label: WireLabel?, names: SiteNames) -> PackOrder? {
    guard case .pack(let pack) = work else { return nil }
    // A person may have said "pack it as it comes": then there is no plan for how the units lie.
    let isPlanned = pack.placements.count == pack.contents.count
    let contents = pack.contents.indices.map { index in
      PackOrder.Unit(
        goods: names.goods(pack.contents[index]),
        position: isPlanned ? pack.placements[index].position : nil,
        size: isPlanned ? pack.placements[index].size : nil,
        gift: pack.gifts.contains(Int32(index)) ? true : nil, folded: pack.folded.contains(Int32(index)) ? true : nil)
    }
    return .pack(
      PackOrder.Pack(
        parcel: WireNumber(pack.parcel), order: WireNumber(pack.order),
        box: pack.box == Box.own ? nil : names.site.boxes[pack.box.index].code, contents: contents,
        package: pack.box == Box.own ? PackOrder.ownContainer : pack.kind?.code,
        alternatives: pack.alternatives.isEmpty ? nil : pack.alternatives.map { names.site.boxes[$0.index].code },
        label: label, picture: isPlanned ? "/v1/parcels/\(WireNumber(pack.parcel))/steps/{step}" : nil))
  }
}
