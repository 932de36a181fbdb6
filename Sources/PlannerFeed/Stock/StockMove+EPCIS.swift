import FloorCore
import FloorModel

/// One stock change is one EPCIS event: whoever counts the one has counted the other.
///
/// | to | event | business step | disposition |
/// |---|---|---|---|
/// | tunnel | Object | receiving | in_progress |
/// | stow tote | Object | inspecting | sellable_not_accessible |
/// | hold shelf | Object | inspecting from a tunnel, holding otherwise | non_sellable_other |
/// | bin | Object | storing | sellable_accessible |
/// | order tote | Object | picking | in_progress |
/// | parcel | Aggregation, ADD to the SSCC | packing | in_progress |
/// | shipped | Object, with the SSCC that left | shipping | in_transit |
/// | missing | Object | picking by a device, cycle_counting otherwise | mismatch_quantity |
/// | outside | Object, DELETE | other | unavailable |
extension StockMove {
  public func epcis(_ names: FeedNames) -> EPCISEvent {
    let units = [
      EPCISEvent.Quantity(epcClass: names.epcClass(of: change.key), quantity: Int64(change.quantity))
    ]
    let (step, disposition) = words
    var event = EPCISEvent(subject(units, names), time: names.clock.time(at), step: step, disposition: disposition)
    event.recorded = recorded
    event.readPoint = device.map { names.uri(of: $0) } ?? names.location(of: change.from)
    event.location = names.location(of: change.to)
    if let order { event.orders = [names.transaction(order)] }
    event.extras = [
      "sequence": .integer(change.sequence),
      "from": .text(names.label(change.from, order: fromOrder)),
      "to": .text(names.label(change.to, order: toOrder)),
      "owner": .text(names.name(of: change.key.owner)),
    ]
    if let tote = names.tote(change.to) { event.extras["tote"] = .text(tote) }
    return event
  }

  private func subject(_ units: [EPCISEvent.Quantity], _ names: FeedNames) -> EPCISEvent.Subject {
    switch (change.from, change.to) {
    case (_, .parcel(let parcel)): .aggregation(.add, parent: names.uri(of: parcel), epcs: [], quantities: units)
    case (.parcel(let parcel), .shipped): .object(.observe, epcs: [names.uri(of: parcel)], quantities: units)
    case (.parcel(let parcel), _): .aggregation(.delete, parent: names.uri(of: parcel), epcs: [], quantities: units)
    case (_, .outside): .object(.delete, epcs: [], quantities: units)
    default: .object(.observe, epcs: [], quantities: units)
    }
  }

  private var words: (step: String, disposition: String) {
    switch (change.from, change.to) {
    case (_, .tunnel): ("receiving", "in_progress")
    case (_, .stowTote): ("inspecting", "sellable_not_accessible")
    case (.tunnel, .holdShelf): ("inspecting", StockDisposition.held.vocabulary)
    case (_, .holdShelf): ("holding", StockDisposition.held.vocabulary)
    case (_, .bin): ("storing", StockDisposition.sellable.vocabulary)
    case (_, .orderTote): ("picking", "in_progress")
    case (_, .parcel): ("packing", "in_progress")
    case (_, .shipped): ("shipping", "in_transit")
    case (_, .missing): (device == nil ? "cycle_counting" : "picking", StockDisposition.missing.vocabulary)
    case (_, .outside): ("other", "unavailable")
    }
  }
}
