public import FloorCore
import FloorModel

extension SampleEntries {
  public static let eventKinds = 18

  /// An event of one kind; together they are all that can reach the floor.
  public mutating func event(_ kind: Int) -> Event {
    switch kind {
    case 0: .tick
    case 1: .device(deviceEvent(below(Self.oldEventBodyKinds)))
    case 2: .drive(id(), driveReport())
    case 3: .station(id(), stationReport())
    case 4: .connection(id(), [.online, .offline, .broken][below(3)])
    case 5: .inspected(id(), inspection())
    case 6: .cartonized(id(), below(2) == 0 ? .none(reason: text()) : .parcels([parcelPlan(), parcelPlan()]))
    case 7: .order(order())
    case 8: .velocity([VelocityLine(sku: id(), unitsPerDay: 0.1)])
    case 9: .review(id(), .useBox(id()), by: text())
    case 10: .intervention(.withdraw(id()), by: text())
    case 12: .journal(JournalCondition.allCases[below(3)])
    case 13:
      .certificate([.device(id()), .daemon, .broker, .authority][below(4)], [.good, .expiring, .expired][below(3)])
    case 14: .planning(planning(below(Self.planningKinds)), by: text())
    case 15: .camera(id(), view: small(), [.dim, .dirty])
    case 16:
      .dock(id(), (0..<below(4)).map { _ in DockUnit(plate: text(), key: key()) })
    case 17:
      .climate(
        [.left(id(), .outside), .back(id(), .tooWarmOnAverage), .lost(node: text()), .found(node: text())][below(4)])
    default: .refused(below(2) == 0 ? nil : id(), reason: .tooLarge)
    }
  }

  private mutating func driveReport() -> DriveReport {
    let faults: [DriveFault?] = [nil, .orderRejected, .positionLost]
    return DriveReport(
      cell: id(), heading: Heading.allCases[below(4)], route: small(), update: small(), sequence: small(),
      ahead: (0..<below(300)).map { _ in id() }, isDriving: below(2) == 0, load: below(2) == 0 ? nil : id(),
      action: [.none, .running, .finished, .failed][below(4)], batteryPermille: small(), isCharging: below(2) == 0,
      isAutomatic: below(2) == 0, fault: faults[below(3)])
  }

  private mutating func stationReport() -> StationReport {
    let states = PackMLState.allCases
    let open = (0..<below(4)).map { _ in CommandID(.pick, Int64(small()), attempt: small()) }
    return StationReport(state: states[below(states.count)], open: open, failed: [CommandID(.pack, 7)])
  }
}
