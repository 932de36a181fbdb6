import Devices
import FloorCore
import FloorModel

/// Invents what a station could not truly say: work on bins that it did not serve, counts that cannot be, parcels that it
/// never had. Nothing of it may be believed.
struct Liar {
  let site: Site
  let books: Books
  var dice: SeededGenerator

  mutating func untruth(of device: Device.ID, names: SiteNames) -> (any StationPayload)? {
    switch site.devices[device.index].role {
    case .drive: nil
    case .pick: untruePick(at: device)
    case .stow: untrueStow(at: device)
    case .inspect: untrueDivert(at: device)
    case .pack: untruePack()
    case .sort: untrueSort(at: device)
    case .watch: nil
    case .portal:
      PortalHappening.tagsRead(PortalHappening.TagsRead(order: WireNumber(ID(books.orders.count + 7)), tags: []))
    }
  }

  private mutating func bin() -> String { site.bins[dice.below(site.bins.count)].name }

  private mutating func task(_ isSuitable: (WorkTask) -> Bool) -> WorkTask.ID {
    let suitable = books.tasks.indices.filter { isSuitable(books.tasks[$0]) }
    return WorkTask.ID(suitable.isEmpty ? books.tasks.count + 7 : suitable[dice.below(suitable.count)])
  }

  private mutating func untruePick(at device: Device.ID) -> PickHappening {
    switch dice.below(4) {
    case 0:
      // The wrong bin.
      let task = task { $0.stage == .open && $0.station == device }
      var bin = bin()
      if books.tasks.indices.contains(task.index), site.bins[books.tasks[task.index].bin.index].name == bin {
        bin = "?"
      }
      return .picked(PickHappening.Picked(task: WireNumber(task), bin: bin, quantity: 1))
    case 1:
      // More than were asked for, or fewer than none.
      let task = task { $0.stage == .open && $0.station == device }
      guard books.tasks.indices.contains(task.index) else { return toteOfNobody() }
      let asked = books.tasks[task.index]
      let count = dice.chance(0.5) ? asked.quantity + 1 + Int32(dice.below(500)) : -1 - Int32(dice.below(5))
      return .picked(
        PickHappening.Picked(task: WireNumber(task), bin: site.bins[asked.bin.index].name, quantity: count))
    case 2:
      // What another station is to do, or what is done.
      let task = task { $0.stage == .done || $0.station != device }
      return .picked(PickHappening.Picked(task: WireNumber(task), bin: bin(), quantity: 1))
    default: return toteOfNobody()
    }
  }

  private mutating func toteOfNobody() -> PickHappening {
    let waiting = books.orders.indices.filter {
      switch books.orders[$0].stage {
      case .waiting, .picking: true
      case .toteClosing, .toteMoving, .packing, .packReview, .sorting, .shipped: false
      }
    }
    let order = waiting.isEmpty ? books.orders.count + 3 : waiting[dice.below(waiting.count)]
    return .toteClosed(PickHappening.ToteClosed(order: WireNumber(Order.ID(order))))
  }

  private mutating func untrueStow(at device: Device.ID) -> StowHappening {
    switch dice.below(3) {
    case 0:
      // A bin of a pod that is not there.
      let task = task { $0.stage == .open && $0.station == device }
      guard books.tasks.indices.contains(task.index) else { break }
      let pod = site.bins[books.tasks[task.index].bin.index].pod
      let others = site.bins.indices.filter { site.bins[$0].pod != pod }
      guard !others.isEmpty else { break }
      let bin = site.bins[others[dice.below(others.count)]].name
      return .stowed(StowHappening.Stowed(task: WireNumber(task), bin: bin))
    case 1:
      let task = task {
        if case .pick = $0.kind { true } else { $0.stage != .open || $0.station != device }
      }
      return .stowRefused(StowHappening.Refused(task: WireNumber(task), reason: .doesNotFit))
    default: break
    }
    let task = task {
      if case .pick = $0.kind { true } else { $0.stage != .open || $0.station != device }
    }
    return .stowed(StowHappening.Stowed(task: WireNumber(task), bin: bin()))
  }

  private mutating func untrueDivert(at device: Device.ID) -> TunnelHappening {
    let known = books.items.indices.filter {
      switch books.items[$0].stage {
      case .inTote, .stowing, .stowed: true
      case .presented, .diverting, .held: false
      }
    }
    let plate = known.isEmpty ? "nobody's" : books.items[known[dice.below(known.count)]].plate
    return .diverted(TunnelHappening.Diverted(plate: plate, lane: WireLane(to: .hold)))
  }

  private mutating func untruePack() -> PackHappening {
    let packed = books.parcels.indices.filter {
      if case .planned = books.parcels[$0].stage { false } else { true }
    }
    let parcel = Parcel.ID(packed.isEmpty ? books.parcels.count + 3 : packed[dice.below(packed.count)])
    let box = site.boxes[dice.below(site.boxes.count)]
    switch dice.below(3) {
    case 0: return .packRefused(PackHappening.Refused(parcel: WireNumber(parcel), reason: .boxMissing))
    case 1:
      let away = books.orders.indices.filter {
        switch books.orders[$0].stage {
        case .waiting, .picking: true
        case .toteClosing, .toteMoving, .packing, .packReview, .sorting, .shipped: false
        }
      }
      let order = away.isEmpty ? books.orders.count + 3 : away[dice.below(away.count)]
      return .toteArrived(PackHappening.ToteArrived(order: WireNumber(Order.ID(order))))
    default:
      return .packed(
        PackHappening.Packed(parcel: WireNumber(parcel), box: box.code, measured: box.outer, mass: box.tare + 1))
    }
  }

  private mutating func untrueSort(at device: Device.ID) -> SortHappening? {
    guard case .sorter(let place) = site.devices[device.index].place, !place.chutes.isEmpty else { return nil }
    let away = books.parcels.indices.filter {
      switch books.parcels[$0].stage {
      case .planned, .cancelled, .closed, .inChute: true
      case .inducted, .sorting: false
      }
    }
    let parcel = Parcel.ID(away.isEmpty ? books.parcels.count + 3 : away[dice.below(away.count)])
    let chute = place.chutes[dice.below(place.chutes.count)].name
    guard dice.chance(0.5) else {
      return .sortRefused(SortHappening.Refused(parcel: WireNumber(parcel), reason: .dropped))
    }
    return .sorted(SortHappening.Sorted(parcel: WireNumber(parcel), chute: chute))
  }
}
