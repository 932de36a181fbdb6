import FloorCore
import FloorModel

/// Counterpart of the direct writing: the common records and events without `Codable`'s machinery.
///
/// Anything that does not look exactly as expected (another case, a field more or fewer) is left to the general coder,
/// which knows what may differ and names what may not.
extension BinaryDecoding {
  /// Thrown and caught here: this is for the general coder.
  private struct Unusual: Error {}

  func readRecord() throws -> Record { try direct(directRecord) }
  func readEvent() throws -> Event { try direct(directEvent) }
  func readChanges() throws -> [StockChange] { try direct(directChanges) }

  private func direct<T: Decodable>(_ read: () throws -> T) throws -> T {
    let start = cursor
    do { return try read() } catch is Unusual {
      cursor = start
      return try self.read(T.self)
    }
  }

  @inline(__always)
  private func expect(fields: UInt8) throws {
    guard try byte() == fields else { throw Unusual() }
  }

  @inline(__always)
  private func caseName() throws -> String {
    try expect(fields: 1)
    return try text()
  }

  @inline(__always)
  private func id<Noun>() throws -> FloorModel.ID<Noun> { FloorModel.ID(Int(try signed(Int32.self))) }

  private func raw<T: RawRepresentable>(_ type: T.Type) throws -> T where T.RawValue == UInt8 {
    guard let value = T(rawValue: try byte()) else { throw damage("no such \(type)") }
    return value
  }

  private func key() throws -> StockKey {
    try expect(fields: 3)
    return StockKey(sku: try id(), owner: try id(), lot: try signed(Int32.self))
  }

  private func directChanges() throws -> [StockChange] {
    let first = try byte()
    guard first != UnkeyedBinaryEncoding.long else { throw Unusual() }
    var changes: [StockChange] = []
    changes.reserveCapacity(Int(first))
    for _ in 0..<first {
      try expect(fields: 5)
      changes.append(
        StockChange(
          sequence: try signed(Int64.self), key: try key(), quantity: try signed(Int32.self), from: try place(),
          to: try place()))
    }
    return changes
  }

  private func place() throws -> Place {
    let name = try caseName()
    switch name {
    case "outside", "holdShelf", "shipped", "missing":
      try expect(fields: 0)
      return name == "outside" ? .outside : name == "holdShelf" ? .holdShelf : name == "shipped" ? .shipped : .missing
    default: try expect(fields: 1)
    }
    switch name {
    case "bin": return .bin(try id())
    case "orderTote": return .orderTote(try id())
    case "stowTote": return .stowTote(try id())
    case "parcel": return .parcel(try id())
    case "tunnel": return .tunnel(try id())
    default: throw Unusual()
    }
  }

  private func deviceEvent() throws -> DeviceEvent {
    try expect(fields: 4)
    return DeviceEvent(
      device: try id(), stream: try signed(Int64.self), sequence: try signed(Int64.self), body: try body())
  }

  private func body() throws -> DeviceEvent.Body {
    switch try caseName() {
    case "picked":
      try expect(fields: 3)
      return .picked(task: try id(), bin: try id(), quantity: try signed(Int32.self))
    case "stowed":
      try expect(fields: 2)
      return .stowed(task: try id(), bin: try id())
    case "presented":
      try expect(fields: 2)
      return .presented(plate: try text(), key: try key())
    case "sorted":
      try expect(fields: 2)
      return .sorted(parcel: try id(), chute: try signed(Int32.self))
    case "inducted":
      try expect(fields: 1)
      return .inducted(parcel: try id())
    case "toteClosed":
      try expect(fields: 1)
      return .toteClosed(order: try id())
    case "toteArrived":
      try expect(fields: 1)
      return .toteArrived(order: try id())
    default: throw Unusual()
    }
  }

  private func directRecord() throws -> Record {
    switch try caseName() {
    case "device":
      try expect(fields: 1)
      return .device(try deviceEvent())
    case "podLifted":
      try expect(fields: 3)
      return .podLifted(try id(), by: try id(), facing: try raw(Heading.self))
    case "podSet":
      try expect(fields: 3)
      return .podSet(try id(), cell: try id(), heading: try raw(Heading.self))
    case "stowPlanned":
      try expect(fields: 2)
      return .stowPlanned(try id(), bin: try id())
    default: throw Unusual()
    }
  }

  private func directEvent() throws -> Event {
    switch try caseName() {
    case "tick":
      try expect(fields: 0)
      return .tick
    case "device":
      try expect(fields: 1)
      return .device(try deviceEvent())
    case "drive":
      try expect(fields: 2)
      return .drive(try id(), try driveReport())
    default: throw Unusual()
    }
  }

  private func driveReport() throws -> DriveReport {
    try expect(fields: 13)
    var report = DriveReport(cell: try id(), heading: try raw(Heading.self))
    report.route = try signed(Int32.self)
    report.update = try signed(Int32.self)
    report.sequence = try signed(Int32.self)
    let ahead = try byte()
    guard ahead != UnkeyedBinaryEncoding.long else { throw Unusual() }
    for _ in 0..<ahead { report.ahead.append(try id()) }
    report.isDriving = try isPresent()
    report.load = try isPresent() ? try id() : nil
    report.action = try raw(ActionProgress.self)
    report.batteryPermille = try signed(Int32.self)
    report.isCharging = try isPresent()
    report.isAutomatic = try isPresent()
    report.fault = try isPresent() ? try raw(DriveFault.self) : nil
    return report
  }
}
