import FloorCore
import FloorModel
import Testing

@testable import Simulators

/// What the auditor sees that no planted bug needs to be there for.
@Suite("Auditor")
struct AuditorTests {
  private let site: Site

  init() throws { site = try Package.site("small") }

  private var units: [Device.ID] { site.devices(.drive) }
  private func cell(_ x: Int, _ y: Int) -> Cell { site.grid.cell(x: x, y: y) }

  @Test("a unit may drive along its base, and no other may have the same cells")
  func roads() {
    var roads = RoadWatch(site: site)
    #expect(roads.note([], of: units[0], at: cell(3, 7)) == nil)
    #expect(roads.note([cell(4, 7), cell(5, 7)], of: units[0], at: cell(3, 7)) == nil)
    #expect(roads.note([cell(5, 7)], of: units[0], at: cell(4, 7)) == nil)
    #expect(roads.note([], of: units[1], at: cell(3, 7)) == nil, "what lies behind is free")
    #expect(roads.note([cell(5, 7)], of: units[1], at: cell(3, 7))?.contains("is released to") == true)
    #expect(roads.note([], of: units[0], at: cell(8, 7))?.contains("outside its released base") == true)
  }

  @Test("the feed must have no gap and no repeat, and take nothing from where nothing is")
  func feed() throws {
    let line = try #require(site.openingStock.first)
    var replica = StockReplica(opening: [line])
    func change(_ sequence: Int64, _ quantity: Int32, _ from: Place, _ to: Place) -> StockChange {
      StockChange(sequence: sequence, key: line.key, quantity: quantity, from: from, to: to)
    }
    let bin = Place.bin(line.bin)
    #expect(replica.apply(change(1, 1, bin, .missing)) == nil)
    #expect(replica.apply(change(2, 2, .outside, .holdShelf)) == nil)
    #expect(replica.quantity(of: line.key, at: bin) == line.quantity - 1)
    #expect(replica.census()[line.key] == Int64(line.quantity) + 2)
    #expect(replica.inbound[line.key] == 2)
    #expect(replica.apply(change(4, 1, bin, .missing))?.contains("goes from change") == true)
    #expect(replica.apply(change(4, 1, bin, .missing))?.contains("goes from change") == true)
    #expect(replica.apply(change(5, 99, bin, .missing))?.contains("from where") == true)
    #expect(replica.apply(change(6, 1, .holdShelf, .holdShelf))?.contains("moves nothing") == true)
  }

  @Test("an event is acknowledged only when it is durable, and is journaled once and in order")
  func durability() {
    let pick = site.devices(.pick)[0]
    func entry(_ number: Int64, _ sequence: Int64, at: Instant = .zero) -> Entry {
      let event = DeviceEvent(device: pick, stream: 5, sequence: sequence, body: .invalid(reason: .malformed))
      return Entry(number: number, at: at, record: .device(event), changes: [])
    }
    func faults(_ change: (inout Auditor) -> Void) -> Int {
      var auditor = Auditor(site: site, refusesContradictions: false)
      var books = Books(site: site)
      for number in 1...2 as ClosedRange<Int64> {
        let entry = entry(number, number)
        _ = books.apply(entry.record, at: entry.at, site: site)
        auditor.take([entry], books, at: .zero)
      }
      auditor.noteAcknowledgement(pick, stream: 5, sequence: 2)
      #expect(auditor.takeFound() == [])
      change(&auditor)
      return auditor.takeFound().count
    }
    #expect(faults { $0.noteAcknowledgement(pick, stream: 5, sequence: 3) } == 1)
    #expect(faults { $0.noteAcknowledgement(pick, stream: 5, sequence: 1) } == 0)
    #expect(faults { $0.take([entry(4, 3)], Books(site: site), at: .zero) } > 0)
    #expect(faults { $0.take([entry(3, 2)], Books(site: site), at: .zero) } > 0)
  }

  @Test("one command, one kind of work, under the name of its work")
  func commands() {
    let pick = site.devices(.pick)[0]
    let work = Command.Work.closeTote(order: ID(3), destination: site.devices(.pack)[0])
    var auditor = Auditor(site: site, refusesContradictions: false)
    auditor.note(Command(id: CommandID(.closeTote, 3), device: pick, work: work))
    auditor.note(Command(id: CommandID(.closeTote, 3), device: pick, work: work))
    #expect(auditor.takeFound() == [])
    auditor.note(Command(id: CommandID(.closeTote, 4), device: pick, work: work))
    #expect(auditor.takeFound().count == 1)
    let divert = CommandID(.divert, 1, attempt: 1)
    auditor.note(Command(id: divert, device: pick, work: .divert(plate: "A", lane: .hold)))
    auditor.note(Command(id: divert, device: pick, work: .divert(plate: "B", lane: .hold)))
    #expect(auditor.takeFound().count == 1)
  }
}
