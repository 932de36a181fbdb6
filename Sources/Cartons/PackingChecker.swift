public import FloorModel

/// One thing wrong with a packing plan.
public enum PackingFault: Hashable, Sendable {
  /// The parcel names a box that the catalogue does not have.
  case unknownBox(parcel: Int)
  /// A parcel with nothing in it.
  case emptyParcel(parcel: Int)
  /// The placement names an item that was not asked for.
  case unknownItem(parcel: Int, item: Int)
  /// The item lies in no parcel.
  case missing(item: Int)
  /// The item lies in more than one place.
  case repeated(item: Int)
  /// The extents are not the item's sides in any turn.
  case wrongSides(parcel: Int, item: Int)
  /// An item that must stand this way up lies on its side.
  case notUpright(parcel: Int, item: Int)
  /// It sticks out of the box.
  case outside(parcel: Int, item: Int)
  /// Two items share volume.
  case overlap(parcel: Int, first: Int, second: Int)
  /// Something lies above a fragile item.
  case aboveFragile(parcel: Int, fragile: Int, above: Int)
  /// The contents outweigh what the box may hold.
  case tooHeavy(parcel: Int, mass: Int64, limit: Grams)
  /// Less of the item's base rests on something than is asked for.
  case unsupported(parcel: Int, item: Int, permille: Int32)
  /// It cannot be lowered into place: an item packed before it is in the way.
  case blockedFromAbove(parcel: Int, item: Int, by: Int)
}

/// Judges a packing plan from the rules alone. It shares no code with the packer, so that neither hides the other's
/// faults.
public struct PackingChecker: Sendable {
  public let catalogue: [Box]
  /// Least share of an item's base that must rest on the box's floor or on tops of other items, in thousandths.
  public let minimumSupportPermille: Int32

  public init(catalogue: [Box], minimumSupportPermille: Int32 = 0) {
    self.catalogue = catalogue
    self.minimumSupportPermille = minimumSupportPermille
  }

  /// Every fault of the plan, parcel by parcel; empty when it can be carried out as it stands.
  public func faults(in plan: PackingPlan, for items: [PackItem]) -> [PackingFault] {
    var faults: [PackingFault] = []
    var seen = Array(repeating: 0, count: items.count)
    for (index, parcel) in plan.parcels.enumerated() {
      guard catalogue.indices.contains(parcel.box) else {
        faults.append(.unknownBox(parcel: index))
        continue
      }
      if parcel.placements.isEmpty { faults.append(.emptyParcel(parcel: index)) }
      let known = parcel.placements.filter { items.indices.contains($0.item) }
      for stray in parcel.placements where !items.indices.contains(stray.item) {
        faults.append(.unknownItem(parcel: index, item: stray.item))
      }
      for placement in known { seen[placement.item] += 1 }
      faults += solo(known, of: items, in: catalogue[parcel.box], parcel: index)
      faults += pairs(known, of: items, parcel: index)
      faults += supports(known, parcel: index)
    }
    for (item, count) in seen.enumerated() where count != 1 {
      faults.append(count == 0 ? .missing(item: item) : .repeated(item: item))
    }
    return faults
  }

  /// What can be said of each placement alone, and of the parcel's mass.
  private func solo(_ placements: [Placement], of items: [PackItem], in box: Box, parcel: Int) -> [PackingFault] {
    var faults: [PackingFault] = []
    var mass: Int64 = 0
    for placement in placements {
      let item = items[placement.item]
      let (lies, sides) = (placement.size, item.size)
      mass += Int64(item.mass)
      if [lies.length, lies.width, lies.height].sorted() != [sides.length, sides.width, sides.height].sorted() {
        faults.append(.wrongSides(parcel: parcel, item: placement.item))
      }
      if item.thisWayUp && lies.height != sides.height {
        faults.append(.notUpright(parcel: parcel, item: placement.item))
      }
      let span = Extent(placement)
      let inside =
        span.x.lowerBound >= 0 && span.y.lowerBound >= 0 && span.z.lowerBound >= 0
        && span.x.upperBound <= Int(box.inner.length) && span.y.upperBound <= Int(box.inner.width)
        && span.z.upperBound <= Int(box.inner.height)
      if !inside { faults.append(.outside(parcel: parcel, item: placement.item)) }
    }
    if mass > Int64(box.maxLoad) { faults.append(.tooHeavy(parcel: parcel, mass: mass, limit: box.maxLoad)) }
    return faults
  }

  private func pairs(_ placements: [Placement], of items: [PackItem], parcel: Int) -> [PackingFault] {
    var faults: [PackingFault] = []
    for (later, second) in placements.enumerated() {
      let b = Extent(second)
      for first in placements[..<later] {
        let a = Extent(first)
        guard a.x.overlaps(b.x) && a.y.overlaps(b.y) else { continue }
        if a.z.overlaps(b.z) {
          faults.append(.overlap(parcel: parcel, first: first.item, second: second.item))
          continue
        }
        let (lower, upper) = a.z.lowerBound < b.z.lowerBound ? (first, second) : (second, first)
        if items[lower.item].fragile {
          faults.append(.aboveFragile(parcel: parcel, fragile: lower.item, above: upper.item))
        }
        if lower.item == second.item {
          faults.append(.blockedFromAbove(parcel: parcel, item: second.item, by: first.item))
        }
      }
    }
    return faults
  }

  private func supports(_ placements: [Placement], parcel: Int) -> [PackingFault] {
    guard minimumSupportPermille > 0 else { return [] }
    var faults: [PackingFault] = []
    for placement in placements where placement.position.z > 0 {
      let base = Extent(placement)
      var resting = 0
      for other in placements {
        let under = Extent(other)
        guard under.z.upperBound == base.z.lowerBound else { continue }
        // Tops at one height never overlap, so that their shares of the base add up.
        resting += under.x.clamped(to: base.x).count * under.y.clamped(to: base.y).count
      }
      let area = base.x.count * base.y.count
      if resting * 1000 < Int(minimumSupportPermille) * area {
        faults.append(.unsupported(parcel: parcel, item: placement.item, permille: Int32(resting * 1000 / area)))
      }
    }
    return faults
  }
}

/// A placement as three half-open ranges. A placement of no or negative extent counts as empty where it stands.
private struct Extent {
  let x: Range<Int>
  let y: Range<Int>
  let z: Range<Int>

  init(_ placement: Placement) {
    x = Int(placement.position.x)..<Int(placement.position.x) + Int(max(0, placement.size.length))
    y = Int(placement.position.y)..<Int(placement.position.y) + Int(max(0, placement.size.width))
    z = Int(placement.position.z)..<Int(placement.position.z) + Int(max(0, placement.size.height))
  }
}
