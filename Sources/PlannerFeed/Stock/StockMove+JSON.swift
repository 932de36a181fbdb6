import FloorCore
import FloorModel

extension StockMove {
  /// As the site's own feeds tell it: names instead of indices.
  public func json(_ names: FeedNames) -> JSONValue {
    var members: [String: JSONValue] = [
      "sequence": .integer(change.sequence),
      "at_seconds": .number(at.seconds),
      "event_time": .text(names.clock.time(at).iso),
      "sku": .text(names.site.skus[change.key.sku.index].code),
      "owner": .text(names.name(of: change.key.owner)),
      "lot": .integer(Int64(change.key.lot)),
      "quantity": .integer(Int64(change.quantity)),
      "from": Self.place(change.from, order: fromOrder, names),
      "to": Self.place(change.to, order: toOrder, names),
      "disposition": .text(StockDisposition(of: change.to).rawValue),
    ]
    if let recorded { members["record_time"] = .text(recorded.iso) }
    if let device { members["device"] = .text(names.site.devices[device.index].name) }
    return .object(members)
  }

  private static func place(_ place: Place, order: String?, _ names: FeedNames) -> JSONValue {
    var members: [String: JSONValue] = ["kind": .text(place.word)]
    switch place {
    case .tunnel(let device), .stowTote(let device): members["name"] = .text(names.site.devices[device.index].name)
    case .bin(let id):
      let bin = names.site.bins[id.index]
      members["name"] = .text(bin.name)
      members["pod"] = .text(names.site.pods[bin.pod.index].name)
    case .orderTote: members["name"] = order.map { .text($0) }
    case .parcel(let id):
      members["name"] = order.map { .text($0) }
      members["number"] = .integer(Int64(id.index))
    case .outside, .holdShelf, .shipped, .missing: break
    }
    return .object(members)
  }

  /// In its envelope. The id is the sequence number: with `source` it stays the same for ever.
  public func cloudEvent(_ names: FeedNames) -> CloudEvent { cloudEvent(names, data: json(names), type: Self.type) }

  /// The same with the EPCIS event inside.
  public func epcisCloudEvent(_ names: FeedNames) -> CloudEvent {
    cloudEvent(names, data: epcis(names).json, type: Self.epcisType)
  }

  public static let type = "drover.stock.changed"
  public static let epcisType = "org.gs1.epcis.event"

  private func cloudEvent(_ names: FeedNames, data: JSONValue, type: String) -> CloudEvent {
    var event = CloudEvent(id: "\(change.sequence)", source: names.source, type: type, data: data)
    event.subject = names.label(change.to, order: toOrder)
    event.time = names.clock.time(at)
    event.recorded = recorded
    event.sequence = change.sequence
    return event
  }
}
