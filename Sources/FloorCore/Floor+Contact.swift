import FloorModel

/// What drive units say of themselves beside their reports, and the others of them.
extension Floor {
  /// Another map, a place off the floor, a number that is none, a pod or a node that the site has not.
  private static let unbelievable: [RefusalReason] = [.impossible, .unknownReference]

  /// What a device, or the broker for it, says of its connection. A drive unit that says that it is there may have been
  /// started anew: it is asked again, for what it is and for how it is.
  mutating func hear(_ connection: Connection, of device: Device.ID) {
    receive(connection, from: device)
    if connection == .online, fleet.index(of: device) != nil { askForReport(device) }
  }

  /// A message was refused. Of a drive unit, one that cannot be is more than a number: it may stand anywhere.
  mutating func hear(_ reason: RefusalReason, of device: Device.ID?) {
    refusals[Int(reason.rawValue)] += 1
    guard let device, let unit = fleet.index(of: device), Self.unbelievable.contains(reason) else { return }
    if fleet.units[unit].refusal != reason { believe(unit) }
    fleet.units[unit].refusal = reason
    raise(.invalidEvent(device, reason))
  }

  /// A report that can be believed ends that.
  mutating func believe(_ unit: Int) {
    guard let reason = fleet.units[unit].refusal else { return }
    fleet.units[unit].refusal = nil
    clear(.invalidEvent(fleet.units[unit].device, reason))
  }
}
