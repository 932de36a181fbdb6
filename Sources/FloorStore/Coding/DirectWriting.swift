import FloorCore
import FloorModel

/// The common records and events, written without `Codable`'s machinery, which costs some five microseconds an entry:
/// more than SQLite takes for the rows.
///
/// The bytes are those of `BinaryEncoder`, to the last one; a test holds them equal for every case. So this is only
/// speed: a case may always be left to the general coder.
extension ByteSink {
  @inline(__always)
  func append<Noun>(_ id: FloorModel.ID<Noun>) { append(signed: Int64(id.raw)) }

  @inline(__always)
  func append(signed number: Int32) { append(signed: Int64(number)) }

  /// Begins a case with a payload of so many fields.
  @inline(__always)
  func begin(_ name: StaticString, fields: UInt8) {
    append(1)
    append(UInt8(truncatingIfNeeded: name.utf8CodeUnitCount))
    append(contentsOf: UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    append(fields)
  }

  /// A collection's number of elements.
  @inline(__always)
  func append(count: Int) {
    if count < Int(UnkeyedBinaryEncoding.long) {
      append(UInt8(count))
    } else {
      append(UnkeyedBinaryEncoding.long)
      append(fixed: UInt32(count))
    }
  }

  func append(_ key: StockKey) {
    append(3)
    append(key.sku)
    append(key.owner)
    append(signed: key.lot)
  }

  func append(_ size: Size3) {
    append(3)
    append(signed: size.length)
    append(signed: size.width)
    append(signed: size.height)
  }

  func append(_ place: Place) {
    switch place {
    case .outside: begin("outside", fields: 0)
    case .tunnel(let id): appendCase("tunnel", id)
    case .holdShelf: begin("holdShelf", fields: 0)
    case .stowTote(let id): appendCase("stowTote", id)
    case .bin(let id): appendCase("bin", id)
    case .orderTote(let id): appendCase("orderTote", id)
    case .parcel(let id): appendCase("parcel", id)
    case .shipped: begin("shipped", fields: 0)
    case .missing: begin("missing", fields: 0)
    }
  }

  @inline(__always)
  private func appendCase<Noun>(_ name: StaticString, _ id: FloorModel.ID<Noun>) {
    begin(name, fields: 1)
    append(id)
  }

  func append(_ changes: [StockChange]) {
    append(count: changes.count)
    for change in changes {
      append(5)
      append(signed: change.sequence)
      append(change.key)
      append(signed: change.quantity)
      append(change.from)
      append(change.to)
    }
  }

  func append(_ lane: Lane) {
    switch lane {
    case .stow(let station): appendCase("stow", station)
    case .hold: begin("hold", fields: 0)
    case .returned(let station):
      begin("returned", fields: 1)
      append(station)
    }
  }

  func append(_ event: DeviceEvent) throws {
    append(4)
    append(event.device)
    append(signed: event.stream)
    append(signed: event.sequence)
    try append(event.body)
  }

  private func append(_ body: DeviceEvent.Body) throws {
    switch body {
    case .presented(let plate, let key):
      begin("presented", fields: 2)
      append(plate)
      append(key)
    case .diverted(let plate, let lane):
      begin("diverted", fields: 2)
      append(plate)
      append(lane)
    case .stowed(let task, let bin):
      begin("stowed", fields: 2)
      append(task)
      append(bin)
    case .picked(let task, let bin, let quantity):
      begin("picked", fields: 3)
      append(task)
      append(bin)
      append(signed: quantity)
    case .zeroChecked(let task, let bin, let quantity, let isEmpty):
      begin("zeroChecked", fields: 4)
      append(task)
      append(bin)
      append(signed: quantity)
      append(isEmpty ? 1 : 0)
    case .packed(let parcel, let box, let measured, let mass):
      begin("packed", fields: 4)
      append(parcel)
      append(box)
      append(measured)
      append(signed: mass)
    case .packChecked, .cartChanged, .toteDiffers, .presentedFrom: try body.encode(to: BinaryEncoding(self))
    case .sorted(let parcel, let chute):
      begin("sorted", fields: 2)
      append(parcel)
      append(signed: chute)
    case .toteClosed(let order): appendCase("toteClosed", order)
    case .toteArrived(let order): appendCase("toteArrived", order)
    case .inducted(let parcel): appendCase("inducted", parcel)
    case .stowRefused(let task, let reason): appendCase("stowRefused", task, reason.rawValue)
    case .packRefused(let parcel, let reason): appendCase("packRefused", parcel, reason.rawValue)
    case .sortRefused(let parcel, let reason): appendCase("sortRefused", parcel, reason.rawValue)
    case .tagsRead(let reading):
      begin("tagsRead", fields: 1)
      append(reading)
    case .podSeen(let pod): appendCase("podSeen", pod)
    case .invalid(let reason):
      begin("invalid", fields: 1)
      append(reason.rawValue)
    }
  }

  private func appendCase<Noun>(_ name: StaticString, _ id: FloorModel.ID<Noun>, _ reason: UInt8) {
    begin(name, fields: 2)
    append(id)
    append(reason)
  }

  private func append(_ reading: TagReading) {
    append(3)
    switch reading.subject {
    case .tote(let order): appendCase("tote", order)
    case .pod(let pod): appendCase("pod", pod)
    }
    append(count: reading.counts.count)
    for count in reading.counts {
      append(2)
      append(count.sku)
      append(signed: count.quantity)
    }
    append(signed: reading.strangers)
  }

  func append(_ picks: [PickPlan]) {
    append(count: picks.count)
    for pick in picks {
      append(4)
      append(signed: pick.line)
      append(pick.bin)
      append(pick.key)
      append(signed: pick.quantity)
    }
  }
}

extension BinaryEncoding {
  func write(_ record: Record) throws {
    switch record {
    case .device(let event):
      sink.begin("device", fields: 1)
      try sink.append(event)
    case .podLifted(let pod, let unit, let facing):
      sink.begin("podLifted", fields: 3)
      sink.append(pod)
      sink.append(unit)
      sink.append(facing.rawValue)
    case .podSet(let pod, let cell, let heading):
      sink.begin("podSet", fields: 3)
      sink.append(pod)
      sink.append(cell)
      sink.append(heading.rawValue)
    case .laneChosen(let item, let lane):
      sink.begin("laneChosen", fields: 2)
      sink.append(item)
      sink.append(lane)
    case .stowPlanned(let item, let bin):
      sink.begin("stowPlanned", fields: 2)
      sink.append(item)
      sink.append(bin)
    case .orderReleased(let order, let station, let picks):
      sink.begin("orderReleased", fields: 3)
      sink.append(order)
      sink.append(station)
      sink.append(picks)
    case .order, .velocity, .planning, .review, .intervention, .judged, .picksReplaced, .orderShorted, .toteRouted,
      .packagesDecided, .cartonsChosen, .cartonsNotFound, .cartonsRefused, .chuteChosen, .unitLost, .unitFound,
      .picksMoved,
      .stowsRecalled, .calledBack:
      try record.encode(to: self)
    }
  }

  /// Telemetry is most of what the flight recorder keeps.
  func write(_ event: Event) throws {
    switch event {
    case .tick: sink.begin("tick", fields: 0)
    case .device(let event):
      sink.begin("device", fields: 1)
      try sink.append(event)
    case .drive(let unit, let report):
      sink.begin("drive", fields: 2)
      sink.append(unit)
      write(report)
    case .station, .connection, .inspected, .cartonized, .order, .velocity, .planning, .review, .intervention, .refused,
      .certificate, .camera, .journal, .dock, .climate:
      try event.encode(to: self)
    }
  }

  private func write(_ report: DriveReport) {
    sink.append(13)
    sink.append(report.cell)
    sink.append(report.heading.rawValue)
    sink.append(signed: report.route)
    sink.append(signed: report.update)
    sink.append(signed: report.sequence)
    sink.append(count: report.ahead.count)
    for cell in report.ahead { sink.append(cell) }
    encode(report.isDriving)
    if let load = report.load {
      sink.append(1)
      sink.append(load)
    } else {
      sink.append(0)
    }
    sink.append(report.action.rawValue)
    sink.append(signed: report.batteryPermille)
    encode(report.isCharging)
    encode(report.isAutomatic)
    if let fault = report.fault {
      sink.append(1)
      sink.append(fault.rawValue)
    } else {
      sink.append(0)
    }
  }
}
