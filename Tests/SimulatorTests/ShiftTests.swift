import FloorCore
import FloorModel
import Simulators
import Testing

@Suite("Shifts")
struct ShiftTests {
  @Test("two hours on the small floor: goods come in, orders go out, every unit is accounted for")
  func smallFloor() throws {
    let shift = try VirtualShift.run(Package.site("small"), seed: 1, .hours(2)) { $0.keepsJournal = true }
    expectSound(shift, "seed 1")
    let report = shift.recorder.report
    #expect(report.orders.received > 25 && shift.shipped > 20)
    #expect(report.orders.open == report.orders.received - shift.shipped)
    #expect(report.units.inbound > 30 && report.units.shipped > 20)
    #expect(report.refusals == [:])
    #expect(shift.floor.books.invalidRecords == 0)
    #expect(!shift.journal.isEmpty)
  }

  @Test("every order that was due is shipped, if stock allows: none is forgotten", arguments: [2, 3] as [UInt64])
  func noneForgotten(seed: UInt64) throws {
    let shift = try VirtualShift.run(Package.site("small"), seed: seed, .hours(3))
    let floor = shift.floor
    for id in floor.books.orders.indices where floor.books.orders[id].received < .zero + .hours(2) {
      let order = floor.books.orders[id]
      guard order.stage != .waiting else {
        #expect(floor.why(order: ID(id)).reasons.first?.hasPrefix("needs ") == true, "\(order.request.code)")
        continue
      }
      #expect(order.shippedAt != nil, "\(order.request.code): \(floor.why(order: ID(id)))")
    }
  }

  @Test("whatever waits says why", arguments: [7.0, 23, 41])
  func reasons(minutes: Double) throws {
    let floor = try VirtualShift.run(Package.site("small"), seed: 9, .minutes(minutes)).floor
    for order in floor.books.orders.indices { #expect(!floor.why(order: ID(order)).reasons.isEmpty) }
    for device in floor.site.devices.indices { #expect(!floor.why(device: ID(device)).reasons.isEmpty) }
    for task in floor.books.tasks.indices where floor.books.tasks[task].stage == .open {
      #expect(!floor.why(task: ID(task)).reasons.isEmpty)
    }
  }

  @Test("real bins: a shift on stock as a real floor had it")
  func realBins() throws {
    guard let directory = Package.anchor("vision/abid/metadata") else { return }
    let shift = try VirtualShift.run(RealBins.site(directory: directory), seed: 1, .hours(2)) { $0.keepsJournal = true }
    expectSound(shift, "ABID")
    #expect(shift.recorder.report.units.initial == 1970)
    #expect(shift.recorder.report.orders.received > 40)
    #expect(shift.shipped > 30)
  }
}
