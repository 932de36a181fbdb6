import FloorConfig
import FloorCore
import FloorModel
import Foundation
import PlannerFeed
import Simulators
import Testing

/// What planners are told of a whole shift.
@Suite("Feed of a shift") struct ShiftFeedTests {
  private struct Outcome: Sendable {
    var floor: Floor
    var journal: [Entry]
  }

  /// Shifts over bad links with a killed daemon, for all tests here: on the small floor, and on one where lots expire at
  /// midnight and units carry tags.
  private static let shifts: [String: Outcome] = {
    let midnight = [
      ShiftOptions.Told(at: .zero, .planning(.day(CalendarDay("2027-03-01")!), by: "calendar")),
      ShiftOptions.Told(at: .minutes(40), .planning(.day(CalendarDay("2027-03-02")!), by: "calendar")),
    ]
    var outcomes: [String: Outcome] = [:]
    for (name, told) in [("small", []), ("fresh", midnight)] { outcomes[name] = outcome(of: name, told) }
    return outcomes
  }()

  private static let sites = ["small", "fresh"]

  private static func outcome(of name: String, _ told: [ShiftOptions.Told]) -> Outcome? {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    guard let site = try? SiteReader.read(path: root.appending(path: "Config/sites/\(name).yaml").path) else {
      return nil
    }
    var options = ShiftOptions(seed: 11, duration: .hours(1.5))
    options.keepsJournal = true
    options.told = told
    options.link.loss = 0.02
    options.link.repetition = 0.02
    options.link.jitter = .milliseconds(200)
    options.restartAt = [.minutes(31)]
    options.restartTakes = .seconds(20)
    guard let shift = try? VirtualShift(site: site, options: options) else { return nil }
    shift.run()
    return Outcome(floor: shift.floor, journal: shift.journal)
  }

  private func moves(of name: String) throws -> (moves: [StockMove], names: FeedNames) {
    let shift = try #require(Self.shifts[name])
    let changes = shift.journal.flatMap(\.changes)
    let codes = OrderCodes(for: changes, in: shift.floor)
    let clock = FeedClock(epoch: FeedTime(milliseconds: 1_772_360_130_123))
    let moves = shift.journal.flatMap { entry in
      var device: Device.ID?
      if case .device(let event) = entry.record { device = event.device }
      return entry.changes.map {
        StockMove(change: $0, at: entry.at, recorded: clock.time(entry.at), device: device, codes: codes)
      }
    }
    return (moves, FeedNames(site: shift.floor.site, clock: clock))
  }

  @Test("every change is an EPCIS event that schema, rules and check digits allow", arguments: sites)
  func epcis(name: String) throws {
    let (moves, names) = try moves(of: name)
    #expect(moves.count > 100)
    let validator = EPCISValidator(checksDigits: true)
    let events = moves.map { $0.epcis(names).json }
    let documents = events.map { EPCISEvent.document([$0], created: names.clock.epoch) }
    for document in documents { #expect(validator.faults(inDocument: document) == []) }
    #expect(Set(events.map { $0["eventID"] }).count == events.count, "ids are unique")
    let steps = Set(events.compactMap { $0["bizStep"]?.text })
    #expect(steps.isSuperset(of: ["receiving", "inspecting", "storing", "picking", "packing", "shipping"]))
    #expect(events.contains { $0["type"]?.text == "AggregationEvent" && $0["parentID"] != nil })
    if let faults = try Schema.faults(of: documents, by: "feeds/epcis/EPCIS-JSON-Schema.json") {
      #expect(faults == [:])
    }
  }

  @Test("every change is a CloudEvent that its schema allows, and reads back", arguments: sites)
  func cloudEvents(name: String) throws {
    let (moves, names) = try moves(of: name)
    let events = moves.flatMap { [$0.cloudEvent(names), $0.epcisCloudEvent(names)] }
    for event in events { #expect(CloudEvent(json: event.json) == event) }
    let ordered = moves.map { $0.cloudEvent(names).attributes["sequence"] ?? "" }
    #expect(ordered == ordered.sorted(), "later is greater, as text too")
    if let faults = try Schema.faults(of: events.map(\.json), by: "feeds/cloudevents/cloudevents.json") {
      #expect(faults == [:])
    }
  }

  @Test("ids do not depend on who tells the event, nor when", arguments: sites)
  func stableIDs(name: String) throws {
    let (moves, names) = try moves(of: name)
    for var move in moves.prefix(50) {
      let event = move.epcis(names)
      move.recorded = nil
      #expect(move.epcis(names).id == event.id)
      let wrong = event.declaredWrong(at: names.clock.epoch, because: .incorrectData, correctedBy: ["urn:uuid:1"])
      #expect(wrong.id == event.id, "an error declaration tells of the same event")
      #expect(EPCISValidator().faults(in: wrong.json, prefixes: [EPCISEvent.prefix]) == [])
    }
  }

  @Test("the feed from zero is the stock, bin by bin, at every sequence", arguments: sites)
  func replay(name: String) throws {
    let shift = try #require(Self.shifts[name])
    let site = shift.floor.site
    var books = Books(site: site)
    var replica = BinReplica(offset: 0, lines: site.openingStock)
    var sequence: Int64 = 0
    for entry in shift.journal {
      _ = books.apply(entry.record, at: entry.at, site: site)
      for change in entry.changes {
        sequence += 1
        #expect(change.sequence == sequence)
        try replica.apply(change)
        // At least once: what is told again changes nothing.
        try replica.apply(change)
      }
      if !entry.changes.isEmpty { #expect(replica.lines == Self.lines(books.ledger), "at \(sequence)") }
    }
    #expect(replica.offset == shift.floor.books.ledger.lastChange)
    #expect(replica.lines == Self.lines(shift.floor.books.ledger))
  }

  private static func lines(_ ledger: Ledger) -> [StockLine] {
    ledger.bins.indices.flatMap { bin in
      ledger.bins[bin].map { StockLine(bin: ID(bin), key: $0.key, quantity: $0.quantity) }
    }
  }
}
