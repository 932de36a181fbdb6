import FloorCore
import FloorModel
import Simulators
import Testing

/// The checks that every shift passes would not pass a floor that lies.
@Suite("Checkers")
struct CheckerTests {
  private static func shift() throws -> VirtualShift {
    try VirtualShift.run(Package.site("small"), seed: 1, .minutes(40)) { $0.keepsJournal = true }
  }

  /// What a recorder says of a world and a floor at the end.
  private func violations(_ shift: VirtualShift, _ world: World) -> [String] {
    var recorder = ShiftRecorder(site: shift.floor.site)
    recorder.phantoms = shift.recorder.phantoms
    recorder.finish(floor: shift.floor, world: world, at: shift.floor.now)
    return recorder.report.violations
  }

  @Test("a sound shift has nothing to report")
  func sound() throws {
    let shift = try Self.shift()
    #expect(violations(shift, shift.world) == [])
    #expect(shift.world.shipped.count > 3)
  }

  @Test("two units in one cell, and two pods, are seen")
  func collisions() throws {
    let shift = try Self.shift()
    var world = shift.world
    var recorder = ShiftRecorder(site: shift.floor.site)
    recorder.check(world, at: .zero)
    #expect(recorder.report.collisions == 0)
    let drives = shift.floor.site.devices(.drive)
    world.unitCells[drives[0].index] = world.unitCells[drives[1].index]
    recorder.check(world, at: .zero)
    #expect(recorder.report.collisions == 1 && recorder.report.violations.count == 1)
    world = shift.world
    world.podPlaces[0] = world.podPlaces[1]
    recorder.check(world, at: .zero)
    #expect(recorder.report.collisions == 2 && recorder.report.violations.count == 2)
  }

  @Test("a unit of stock that is gone, or that is too many, is seen")
  func stock() throws {
    let shift = try Self.shift()
    let line = try #require(shift.floor.books.ledger.bins.enumerated().first { !$0.element.isEmpty })
    var world = shift.world
    #expect(world.take(1, of: line.element[0].key, from: ID(line.offset)) == 1)
    #expect(violations(shift, world).count == 1)
    world = shift.world
    world.put(2, of: line.element[0].key, into: ID(line.offset))
    #expect(violations(shift, world).contains { $0.contains("holds more than its record") })
  }

  @Test("a parcel that was shipped twice is seen")
  func doubled() throws {
    let shift = try Self.shift()
    var world = shift.world
    world.shipped.append(world.shipped[0])
    #expect(violations(shift, world).contains { $0.contains("was shipped 2 times") })
    #expect(violations(shift, world).contains { $0.contains("units shipped in the books") })
  }

  @Test("a unit that lies on the hold shelf unknown to the books is seen")
  func held() throws {
    let shift = try Self.shift()
    var world = shift.world
    world.holdShelf.append(World.Arrival(plate: "X", key: StockKey(sku: ID(0)), defect: nil))
    #expect(violations(shift, world).contains { $0.contains("held in the books") })
  }

  @Test("a journal that lacks an entry, or has one twice or changed, is seen")
  func journal() throws {
    let shift = try Self.shift()
    func faults(_ change: (inout [Entry]) -> Void) -> [String] {
      var journal = shift.journal
      change(&journal)
      var recorder = ShiftRecorder(site: shift.floor.site)
      recorder.compareReplay(of: journal, with: shift.floor)
      return recorder.report.violations
    }
    #expect(faults { _ in } == [])
    #expect(faults { $0.removeLast() }.count == 1)
    #expect(faults { $0.remove(at: $0.count / 2) }.count == 1)
    #expect(faults { $0.insert($0[$0.count / 2], at: $0.count / 2) }.count == 1)
    let moved = try #require(shift.journal.firstIndex { !$0.changes.isEmpty })
    #expect(faults { $0[moved].changes[0].quantity += 1 }.count == 1)
  }
}
