public import FloorModel

/// What stands on a parcel's label, and what a machine that handles it must know of it.
public struct ParcelLabel: Equatable, Sendable, Codable {
  public var destination: String
  /// When its truck leaves.
  public var due: Instant
  public var chuteClass: ChuteClass
  /// Outside: as planned before it is packed, as measured afterwards.
  public var size: Size3
  /// With its box: as reckoned before it is packed, as weighed afterwards.
  public var mass: Grams

  public init(destination: String, due: Instant, size: Size3, mass: Grams) {
    self.destination = destination
    self.due = due
    self.size = size
    self.mass = mass
    chuteClass = ChuteClass(size: size, mass: mass)
  }
}

/// How large a parcel is to a sorter: what one hand, two hands, or two people lift.
public enum ChuteClass: String, CaseIterable, Sendable, Codable {
  case small, medium, large

  public init(size: Size3, mass: Grams) {
    self =
      size.longest <= 300 && mass <= 2_000 ? .small : size.longest <= 600 && mass <= 10_000 ? .medium : .large
  }
}

extension Floor {
  func label(of id: Parcel.ID) -> ParcelLabel {
    let parcel = books.parcels[id.index]
    let request = books.orders[parcel.order.index].request
    let box = site.container(of: parcel.plan)
    // By the catalogue, whatever is measured meanwhile: the same command says the same whenever it is sent.
    let wraps = Int64(parcel.plan.gifts.count) * Int64(site.packing.giftWrap?.mass ?? 0)
    let reckoned = parcel.plan.contents.reduce(Int64(box.tare) + wraps) {
      $0 + Int64(site.skus[$1.sku.index].mass)
    }
    return ParcelLabel(
      destination: request.destination, due: request.due, size: parcel.measured ?? box.outer,
      mass: parcel.measured == nil ? Grams(clamping: reckoned) : parcel.mass)
  }

  /// Boxes that a station may take instead of a parcel's own: the plan lies in them as it does in that, and they protect as
  /// well; the smallest first. Whether there are any, the station sees: the same command says the same whenever it is sent.
  func alternatives(to id: Parcel.ID) -> [Box.ID] {
    let plan = books.parcels[id.index].plan
    guard plan.box != Box.own else { return [] }
    let own = site.boxes[plan.box.index]
    let refused = books.orders[books.parcels[id.index].order.index].refusedBoxes
    let fitting = site.boxes.indices.filter { index in
      let box = site.boxes[index]
      return index != plan.box.index && box.kind >= own.kind && box.maxLoad >= own.maxLoad
        && box.inner.length >= own.inner.length && box.inner.width >= own.inner.width
        && box.inner.height >= own.inner.height && !refused.contains(Box.ID(index))
    }
    let sorted = fitting.sorted {
      let (a, b) = (site.boxes[$0].inner.volume, site.boxes[$1].inner.volume)
      return a == b ? $0 < $1 : a < b
    }
    return sorted.prefix(Self.alternativesNamed).map { Box.ID($0) }
  }

  /// Other boxes that a pack command names.
  static let alternativesNamed = 3
}
