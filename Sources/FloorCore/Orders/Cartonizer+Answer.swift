public import Cartons
public import FloorModel

extension Cartonizer {
  /// Answers the floor's question how an order is packed: the same answer in the daemon and in a simulated shift.
  public func answer(_ request: CartonRequest, site: Site) -> CartonOutcome {
    let items = request.units.map { PackItem(site.skus[$0.sku.index]) }
    let allowed = catalogue.indices.filter { !request.without.contains(Box.ID($0)) }
    let cartonizer = allowed.count == catalogue.count ? self : Cartonizer(catalogue: allowed.map { catalogue[$0] })
    do throws(PackingRefusal) {
      let plan = try cartonizer.plan(items)
      return .parcels(
        plan.parcels.map { parcel in
          ParcelPlan(
            box: Box.ID(allowed[parcel.box]), contents: parcel.placements.map { request.units[$0.item] },
            placements: parcel.placements.enumerated().map { place, placement in
              Placement(item: place, position: placement.position, size: placement.size)
            })
        })
    } catch {
      return .none(reason: "\(error)")
    }
  }
}

extension PackItem {
  public init(_ sku: SKU) {
    self.init(size: sku.size, mass: sku.mass, thisWayUp: sku.thisWayUp, fragile: sku.fragility == .fragile)
  }
}
