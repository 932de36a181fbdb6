import Cartons
public import FloorCore
public import FloorModel

/// Random but repeatable entries, numbered as a journal wants them. Every record case and every device event comes in
/// turn.
public struct SampleEntries {
  private var random: SplitMix
  private var number: Int64
  private var sequence: Int64

  /// - Parameters:
  ///   - seed: the same seed gives the same entries.
  ///   - number, sequence: the last that were given out before; the first entry follows them.
  public init(seed: UInt64, after number: Int64 = 0, sequence: Int64 = 0) {
    random = SplitMix(state: seed)
    self.number = number
    self.sequence = sequence
  }

  public mutating func next(_ count: Int) -> [Entry] { (0..<count).map { _ in next() } }

  public mutating func next() -> Entry {
    number += 1
    let record = record(Int(number % Int64(Self.oldRecordKinds)))
    return Entry(number: number, at: Instant(milliseconds: number * 40), record: record, changes: changes())
  }

  public mutating func below(_ limit: Int) -> Int { random.below(limit) }

  private mutating func changes() -> [StockChange] {
    (0..<random.below(3)).map { _ in
      sequence += 1
      return StockChange(
        sequence: sequence, key: key(), quantity: Int32(1 + random.below(9)), from: place(), to: place())
    }
  }

  /// How many kinds of record there are; `kind(of:)` in the tests fails to compile when one is added.
  public static let recordKinds = 25
  /// Those of the first journals, whose layout is pinned.
  static let oldRecordKinds = 17
  static let oldInterventionKinds = 5
  static let oldEventBodyKinds = 13
  public static let interventionKinds = 16
  public static let planningKinds = 10
  public static let eventBodyKinds = 20

  public mutating func record(_ kind: Int) -> Record {
    switch kind {
    case 0: .device(deviceEvent(random.below(Self.oldEventBodyKinds)))
    case 1: .order(order())
    case 2: .velocity((0..<random.below(4)).map { _ in VelocityLine(sku: id(), unitsPerDay: Double(small()) / 7) })
    case 3: .review(id(), [.pass, .reject, .useBox(id())][random.below(3)], by: text())
    case 4: .intervention(intervention(random.below(Self.oldInterventionKinds)), by: text())
    case 5: .podLifted(id(), by: id(), facing: .south)
    case 6: .podSet(id(), cell: id(), heading: Heading.allCases[random.below(4)])
    case 7: .judged(id(), [.pass, .reject, .review][random.below(3)], inspection())
    case 8: .laneChosen(id(), random.below(2) == 0 ? .hold : .stow(id()))
    case 9: .stowPlanned(id(), bin: id())
    case 10: .orderReleased(id(), station: id(), picks: picks())
    case 11: .picksReplaced(id(), picks: picks())
    case 12: .toteRouted(id(), to: id())
    case 15: .orderShorted(id())
    case 13: .cartonsChosen(id(), (0..<random.below(3)).map { _ in parcelPlan() })
    case 14: .cartonsNotFound(id())
    case 16: .chuteChosen(id(), chute: small())
    case 17: .unitLost(id(), cells: ids(), pods: ids())
    case 18: .unitFound(id())
    case 19: .picksMoved(id(), from: ids(), picks: picks())
    case 20: .stowsRecalled(ids())
    case 23: .cartonsRefused(id(), reason: text())
    case 24: .calledBack(ids(), reason: text())
    case 22: .packagesDecided(id(), (0..<random.below(3)).map { _ in madeDecision() })
    default: .planning(planning(random.below(Self.planningKinds)), by: text())
    }
  }

  public mutating func deviceEvent(_ kind: Int) -> DeviceEvent {
    DeviceEvent(
      device: id(), stream: Int64(bitPattern: random.next()), sequence: Int64(random.below(1_000_000)), body: body(kind)
    )
  }

  private mutating func body(_ kind: Int) -> DeviceEvent.Body {
    switch kind {
    case 0: .presented(plate: text(), key: key())
    case 1: .diverted(plate: text(), lane: random.below(2) == 0 ? .hold : .stow(id()))
    case 2: .stowed(task: id(), bin: id())
    case 3: .stowRefused(task: id(), reason: [.doesNotFit, .binBlocked, .wrongPod][random.below(3)])
    case 4: .picked(task: id(), bin: id(), quantity: small())
    case 5: .toteClosed(order: id())
    case 6: .toteArrived(order: id())
    case 7: .packed(parcel: id(), box: id(), measured: size(), mass: small())
    case 8: .packRefused(parcel: id(), reason: [.doesNotFit, .boxMissing, .damaged][random.below(3)])
    case 9: .inducted(parcel: id())
    case 10: .sorted(parcel: id(), chute: small())
    case 11: .sortRefused(parcel: id(), reason: [.dropped, .chuteFull, .tooHeavy][random.below(3)])
    case 12: .invalid(reason: RefusalReason.allCases[random.below(RefusalReason.allCases.count)])
    case 13: .zeroChecked(task: id(), bin: id(), quantity: small(), isEmpty: random.below(2) == 0)
    case 14:
      .tagsRead(
        TagReading(
          subject: random.below(2) == 0 ? .tote(id()) : .pod(id()),
          counts: [.init(sku: id(), quantity: small())], strangers: small()))
    case 15: .packChecked(parcel: id(), packCheck())
    case 16: .cartChanged(chute: small())
    case 17: .toteDiffers(parcel: id(), missing: [key(), key()], strange: [StrangeUnit(plate: text(), key: key())])
    case 18: .podSeen(id())
    default: .presentedFrom(supplier: text(), plate: text(), key: key())
    }
  }

  public mutating func planning(_ kind: Int) -> Planning {
    switch kind {
    case 0:
      .velocities(
        VelocitySet(
          extent: .whole,
          lines: [
            VelocityLine(
              sku: id(), unitsPerDay: 2.5, horizonDays: 7, p90: 4, hourly: Array(repeating: 1 / 24.0, count: 24)),
            VelocityLine(sku: id(), unitsPerDay: 0),
          ], kept: [id()], asOf: Int64(small()), follows: small()))
    case 1: .restoreVelocities
    case 2: .count(BinCount(bin: id(), lines: [.init(key: key(), quantity: small())], reason: .misplaced))
    case 3: .observation(BinObservation(bin: id(), key: key(), quantity: small(), trustPermille: 900))
    case 4: .lots([Lot(sku: id(), number: small(), expires: CalendarDay(number: small()))])
    case 5: .lotRead(Lot(sku: id(), number: small(), expires: CalendarDay(number: small())))
    case 6: .day(CalendarDay(number: small()))
    case 7: .minuteOfDay(small())
    case 8: .sighting(BinSighting(bin: id(), permille: (0..<random.below(5)).map { _ in small() }))
    default: .packaging(packaging(random.below(4)))
    }
  }

  public mutating func intervention(_ kind: Int) -> Intervention {
    switch kind {
    case 0: .pauseAll
    case 1: .resumeAll
    case 2: .withdraw(id())
    case 3: .restore(id())
    case 4: .acknowledgeAlarm(Int64(small()))
    case 5: .stopAll
    case 6: .stop(id())
    case 7: .go(id())
    case 8: .withdrawNow(id())
    case 9: .declareClear(id())
    case 10: .stopZone(zone())
    case 11: .goZone(zone())
    case 12: .closeZone(zone())
    case 13: .openZone(zone())
    case 14: .holdBin(id())
    default: .releaseBin(id())
    }
  }

  private mutating func zone() -> Zone { Zone(x: small(), y: small(), width: small(), height: small()) }
  private mutating func ids<Noun>() -> [FloorModel.ID<Noun>] { (0..<random.below(4)).map { _ in id() } }

  public mutating func place() -> Place {
    switch random.below(9) {
    case 0: .outside
    case 1: .tunnel(id())
    case 2: .holdShelf
    case 3: .stowTote(id())
    case 4: .bin(id())
    case 5: .orderTote(id())
    case 6: .parcel(id())
    case 7: .shipped
    default: .missing
    }
  }

  mutating func order() -> OrderRequest {
    let lines = (0..<random.below(5)).map { _ in OrderLine(sku: id(), owner: id(), quantity: small()) }
    let code = "order \(random.next())"
    return OrderRequest(code: code, lines: lines, destination: text(), due: Instant(milliseconds: Int64(small())))
  }

  private mutating func picks() -> [PickPlan] {
    (0..<random.below(4)).map { _ in PickPlan(line: small(), bin: id(), key: key(), quantity: small()) }
  }

  mutating func parcelPlan() -> ParcelPlan {
    let contents = (0..<random.below(4)).map { _ in key() }
    let placements = contents.indices.map {
      Placement(item: $0, position: Position3(x: small(), y: small(), z: small()), size: size())
    }
    return ParcelPlan(box: id(), contents: contents, placements: placements)
  }

  mutating func inspection() -> Inspection {
    let findings = (0..<random.below(4)).map { _ in
      Finding(
        kind: FindingKind.allCases[random.below(FindingKind.allCases.count)], permille: Int32(random.below(1001)),
        view: small(),
        region: random.below(2) == 0 ? nil : Region(x: small(), y: small(), width: small(), height: small()))
    }
    return Inspection(
      findings: findings, measured: random.below(2) == 0 ? nil : size(), gtin: random.below(2) == 0 ? nil : text())
  }

  /// One with what its checks say, as the first journals had none.
  public mutating func checkedInspection() -> Inspection {
    var inspection = inspection()
    inspection.checks = (0..<random.below(4)).map { _ in
      CheckScore(
        Check.allCases[random.below(Check.allCases.count)], view: small(), oddness: small(),
        region: random.below(2) == 0 ? nil : Region(x: small(), y: small(), width: small(), height: small()))
    }
    return inspection
  }

  public mutating func key() -> StockKey { StockKey(sku: id(), owner: id(), lot: small()) }
  public mutating func size() -> Size3 { Size3(length: small(), width: small(), height: small()) }

  /// Mostly small, as ids are; sometimes at the ends of its range.
  public mutating func id<Noun>() -> FloorModel.ID<Noun> {
    random.below(50) == 0 ? FloorModel.ID(Int(Int32.max)) : FloorModel.ID(random.below(5_000))
  }

  /// Mostly small, sometimes negative or at the ends of its range.
  public mutating func small() -> Int32 {
    switch random.below(40) {
    case 0: .min
    case 1: .max
    case 2: -1
    default: Int32(random.below(3_000))
    }
  }

  public mutating func text() -> String {
    ["", "LPN-1", "Zürich ☃", "a plate that does not fit into a small string", "0"][random.below(5)]
  }
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  public mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
