import Devices
import FloorCore
import FloorModel
import Simulators
import Testing

/// Pickers who slip, and pack stations that find it.
@Suite struct ToteTwinTests {
  private func bench(_ wire: Bench.Wire) -> Bench {
    var bench = Bench(wire, twins: ShiftTests.faultless)
    bench.world.put(3, of: TestSite.tea, into: TestSite.frontBin)
    bench.world.put(2, of: TestSite.cup, into: TestSite.frontBin)
    bench.bringPod(to: TestSite.pick)
    return bench
  }

  @Test(arguments: Bench.Wire.allCases) func anotherUnitOfTheBinIsFoundAndHeld(wire: Bench.Wire) throws {
    var bench = bench(wire)
    let census = bench.world.census()
    bench.world.slips.wrong = 1
    bench.send(TestSite.pick(task: 13, order: 5, 2))
    bench.send(TestSite.close(order: 5))
    bench.run(for: .seconds(90))
    #expect(
      bench.journal.contains(.picked(task: ID(13), bin: TestSite.frontBin, quantity: 2)), "he says what is not so")
    #expect(bench.world.orderTotes[5] == [TestSite.tea, TestSite.cup])
    bench.send(TestSite.pack(parcel: 6, order: 5, [TestSite.tea, TestSite.tea]), times: 3)
    bench.run(for: .seconds(30))
    let stranger = StrangeUnit(plate: "PS-p6-0", key: TestSite.cup)
    #expect(bench.deeds.last == .toteDiffers(parcel: ID(6), missing: [TestSite.tea], strange: [stranger]))
    #expect(bench.world.holdShelf.map(\.plate) == ["PS-p6-0"])
    #expect(bench.world.parcelContents.isEmpty && bench.world.orderTotes[5] == [TestSite.tea])
    #expect(bench.world.census() == census)

    // The rest comes in a second tote, which is told of again, and all is packed.
    bench.world.slips.wrong = 0
    bench.send(TestSite.pick(task: 14, order: 5, 1))
    bench.send(TestSite.close(order: 5, attempt: 1))
    bench.run(for: .seconds(90))
    #expect(bench.deeds.last == .toteArrived(order: ID(5)))
    bench.send(TestSite.pack(parcel: 7, order: 5, [TestSite.tea, TestSite.tea]))
    bench.run(for: .seconds(30))
    #expect(bench.world.parcelContents[7] == [TestSite.tea, TestSite.tea])
    #expect(bench.world.orderTotes[5] == nil && bench.world.totesAt[TestSite.pack.index].isEmpty)
    #expect(bench.world.census() == census && bench.refusals == [])
  }

  @Test func aLostUnitIsMissedAndAnEmptyToteGoes() {
    var bench = bench(.json)
    let census = bench.world.census()
    bench.world.slips.lost = 1
    bench.send(TestSite.pick(task: 13, order: 5, 1))
    bench.send(TestSite.close(order: 5))
    bench.run(for: .seconds(90))
    bench.send(TestSite.pack(parcel: 6, order: 5, [TestSite.tea]))
    bench.run(for: .seconds(30))
    #expect(bench.deeds.last == .toteDiffers(parcel: ID(6), missing: [TestSite.tea], strange: []))
    #expect(bench.world.orderTotes[5] == nil && bench.world.totesAt[TestSite.pack.index].isEmpty)
    #expect(bench.world.lost == [TestSite.tea] && bench.world.census() == census)
    // A station without memory says it again when it is asked again.
    bench.reboot(TestSite.pack, remembering: false)
    let before = bench.journal.count
    bench.send(TestSite.pack(parcel: 6, order: 5, [TestSite.tea]))
    bench.run(for: .seconds(30))
    #expect(bench.journal.count == before + 1 && bench.journal.last == bench.deeds.last)
  }
}
