import Devices
import FloorCore
import FloorModel
import Simulators
import Synchronization
import Testing

/// Shifts on a floor for groceries: portals read tags, dates pass, bins grow warm.
@Suite("Fresh goods")
struct FreshShiftTests {
  private static let midnight = Span.minutes(45)
  private static let lastDay = CalendarDay("2027-03-01")!
  private static let nextDay = CalendarDay("2027-03-02")!

  private static func shift(_ change: (inout ShiftOptions) -> Void = { _ in }) throws -> VirtualShift {
    try VirtualShift.run(Package.site("fresh"), seed: 4, .hours(2)) {
      $0.keepsJournal = true
      $0.isAudited = true
      $0.told = [
        ShiftOptions.Told(at: .zero, .planning(.day(lastDay), by: "calendar")),
        ShiftOptions.Told(at: midnight, .planning(.day(nextDay), by: "calendar")),
      ]
      change(&$0)
    }
  }

  @Test("portals see what passes: what they find amiss is amiss, and everything is accounted for")
  func portals() throws {
    let readings = Mutex<[DeviceEvent]>([])
    let shift = try Self.shift {
      $0.told = []
      $0.witness = { _, event, _ in
        guard case .device(let event) = event, case .tagsRead = event.body else { return }
        readings.withLock { $0.append(event) }
      }
    }
    expectSound(shift, "portals")
    #expect(shift.shipped > 10)
    let read = readings.withLock { $0 }
    #expect(Set(read.map(\.device)).count == 2, "both portals have read tags")
    // bin_error_rate has taken units out of bins without a word: portals are the ones who see it.
    let books = shift.floor.books
    #expect(shift.recorder.phantoms > 0)
    let pods = books.tagDiscrepancies.filter { if case .pod = $0.subject { true } else { false } }
    #expect(!pods.isEmpty && pods.allSatisfy { $0.found < $0.expected })
    #expect(shift.recorder.report.alarms["countWanted", default: 0] > 0, "somebody is asked to count")
    #expect(pods.contains { $0.closed != nil }, "and somebody has counted")
    let totes = books.tagDiscrepancies.filter { if case .tote = $0.subject { true } else { false } }
    #expect(totes.isEmpty, "what was picked is in its tote")
    let wired = try Self.shift {
      $0.told = []
      $0.isWired = true
    }
    #expect(wired.hash.value == shift.hash.value)
  }

  @Test("midnight: what has expired is neither planned nor picked any more, what expires first is picked first")
  func expiry() throws {
    let shift = try Self.shift()
    expectSound(shift, "expiry")
    #expect(shift.shipped > 10)
    let site = shift.floor.site
    var books = Books(site: site)
    var planned = (before: 0, after: 0, expiringFirst: 0)
    for entry in shift.journal {
      if case .orderReleased(_, _, let picks) = entry.record {
        for pick in picks {
          let isAfter = entry.at >= .zero + Self.midnight
          if isAfter { planned.after += 1 } else { planned.before += 1 }
          #expect(!books.lots.isExpired(pick.key), "\(site.skus[pick.key.sku.index].code) at \(entry.at)")
          guard let mine = books.lots.expiry(of: pick.key), picks.count == 1 else { continue }
          let first = books.ledger.binsOfSKU[pick.key.sku.index].flatMap { books.ledger.bins[$0.index] }
            .filter { $0.key.sku == pick.key.sku && $0.available > 0 && !books.lots.isExpired($0.key) }
            .compactMap { books.lots.expiry(of: $0.key) }.min { $0.number < $1.number }
          #expect(mine == first, "\(site.skus[pick.key.sku.index].code) at \(entry.at)")
          planned.expiringFirst += 1
        }
      }
      _ = books.apply(entry.record, at: entry.at, site: site)
    }
    #expect(planned.before > 5 && planned.after > 5 && planned.expiringFirst > 5)
    let rest = books.ledger.bins.flatMap(\.self).filter { books.lots.isExpired($0.key) }
    #expect(!rest.isEmpty, "something has expired")
    // The feed from zero is the stock, in bins and out of them.
    #expect(books.ledger == shift.floor.books.ledger)
    #expect(Self.told(shift.journal, site) == Self.lines(shift.floor.books.ledger))
  }

  @Test("a bin that grows warm: an alert at once, held after its grace, untouched until a person releases it")
  func excursion() throws {
    let site = try Package.site("fresh")
    let warm = try #require(site.bins.indices.first { site.bins[$0].name == "P03-A1" }.map { Bin.ID($0) })
    let from = Span.minutes(20)
    let release = Span.minutes(80)
    let shift = try Self.shift {
      $0.coldRoom = ColdRoom(
        site: site,
        excursions: [
          ColdRoom.Excursion(bin: warm, from: from, lasts: .minutes(30), celsius: 11),
          // Warm for less than its grace: somebody looks, nothing is held.
          ColdRoom.Excursion(bin: ID(warm.index + 1), from: from, lasts: .minutes(5), celsius: 11),
        ])
      $0.told = [
        ShiftOptions.Told(at: .zero, .planning(.day(Self.lastDay), by: "calendar")),
        ShiftOptions.Told(at: release, .intervention(.releaseBin(warm), by: "quality")),
      ]
    }
    expectSound(shift, "cold chain")
    let alerts = try #require(shift.coldRoom?.alerts)
    #expect(alerts.map(\.bin) == [warm, ID(warm.index + 1)])
    #expect(alerts.allSatisfy { $0.at - (.zero + from) <= .seconds(1) }, "within a second of the sensor's message")
    let alarms = shift.floor.alarms.alarms.filter { if case .climate = $0.cause { true } else { false } }
    #expect(alarms.map(\.cause) == [.climate(warm, .outside), .climate(ID(warm.index + 1), .outside)])
    #expect(alarms.allSatisfy { $0.raised - (.zero + from) <= .seconds(1) })
    let ends = alarms.compactMap { $0.cleared.map { ($0 - (.zero + from)).seconds } }
    #expect(ends.map { $0.rounded() } == [1_800, 300], "over with the excursion")
    let held = shift.journal.filter { if case .intervention(.holdBin, _) = $0.record { true } else { false } }
    #expect(held.map(\.record) == [.intervention(.holdBin(warm), by: SensorHub.who)])
    let since = try #require(held.first?.at)
    #expect((since - (.zero + from)) >= .minutes(15) && (since - (.zero + from)) <= .minutes(15) + .seconds(2))
    let meanwhile = shift.journal.filter { $0.at > since && $0.at < .zero + release }
    for entry in meanwhile {
      switch entry.record {
      case .orderReleased(_, _, let picks): #expect(!picks.contains { $0.bin == warm })
      case .stowPlanned(_, let bin): #expect(bin != warm)
      default: break
      }
    }
    #expect(meanwhile.count > 50)
    #expect(!shift.floor.books.isHeld(warm, on: site))
    #expect(Self.told(shift.journal, site) == Self.lines(shift.floor.books.ledger))
  }

  /// Stock per bin, from the opening stock and the changes alone.
  private static func told(_ journal: [Entry], _ site: Site) -> [StockLine] {
    var sums: [Bin.ID: [StockKey: Int32]] = [:]
    for line in site.openingStock { sums[line.bin, default: [:]][line.key, default: 0] += line.quantity }
    for change in journal.flatMap(\.changes) {
      if case .bin(let bin) = change.from { sums[bin, default: [:]][change.key, default: 0] -= change.quantity }
      if case .bin(let bin) = change.to { sums[bin, default: [:]][change.key, default: 0] += change.quantity }
    }
    return sums.keys.sorted().flatMap { bin in
      sums[bin, default: [:]].filter { $0.value != 0 }.sorted { $0.key < $1.key }.map {
        StockLine(bin: bin, key: $0.key, quantity: $0.value)
      }
    }
  }

  private static func lines(_ ledger: Ledger) -> [StockLine] {
    ledger.bins.indices.flatMap { bin in
      ledger.bins[bin].map { StockLine(bin: ID(bin), key: $0.key, quantity: $0.quantity) }
    }
  }
}
