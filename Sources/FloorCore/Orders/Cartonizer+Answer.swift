public import Cartons
public import FloorModel

extension Cartonizer {
  /// Answers the floor's question how an order is packed: the same answer in the daemon and in a simulated shift.
  public func answer(_ request: CartonRequest, site: Site) -> CartonOutcome {
    let items = request.units.map { unit in
      let sku = site.skus[unit.sku.index]
      return OrderItem(PackItem(sku), climate: sku.temperature)
    }
    let allowed = catalogue.indices.filter { !request.without.contains(Box.ID($0)) }
    let packer = OrderPacker(
      catalogue: allowed.map { catalogue[$0] }, minimumSupportPermille: minimumSupportPermille)
    do throws(PackingRefusal) {
      return .parcels(
        try packer.plan(items).parts.compactMap { part in
          guard case .box(let box) = part.container else { return nil }
          return ParcelPlan(
            box: Box.ID(allowed[box]), contents: part.placements.map { request.units[$0.item] },
            placements: part.placements.enumerated().map { place, placement in
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
