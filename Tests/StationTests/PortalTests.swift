import Devices
import FloorCore
import FloorModel
import Simulators
import Testing

@Suite struct PortalTests {
  @Test(
    "a tag is the same trade item however a reader writes it",
    arguments: [
      "urn:epc:id:sgtin:2941000.000017.6789", "3034B3812000044000001A85", "3034b3812000044000001a85",
      "https://id.example.com/01/02941000000172/21/6789",
    ])
  func tags(text: String) {
    #expect(TagCode(text)?.gtin == "2941000000172")
    #expect(TagCode(text)?.serial == "6789")
  }

  @Test(
    "what names no unit of a trade item is none",
    arguments: [
      "", "urn:epc:id:sgtin:2941000.000017", "urn:epc:id:sgtin:2941000.00017.1", "urn:epc:id:sscc:2941000.0000000017",
      // The standard's own example: a carton of a trade item, indicator 8.
      "3074257BF7194E4000001A85", "3174257BF7194E4000001A85", "30FFFFFFFFFFFFFFFFFFFFFF", "303CB3812000044000001A8Z",
      "https://id.example.com/01/02941000000173/21/6789", "https://id.example.com/01/02941000000172/10/6789",
    ])
  func strangers(text: String) {
    #expect(TagCode(text) == nil)
  }

  @Test func theTwinReadsTheTotesThatPassItAndEachOnce() {
    var bench = Bench(.json)
    bench.twins[TestSite.portal] = RFIDPortal.makeTwin(of: TestSite.portal, names: TestSite.names, seed: 1)
    bench.start(TestSite.portal)
    bench.world.orderTotes[9] = [TestSite.tea, TestSite.cup, TestSite.tea]
    bench.world.totesUnderWay[TestSite.pack.index].append(9)
    bench.run(for: .seconds(5))
    let read = bench.journal.filter { if case .tagsRead = $0 { true } else { false } }
    #expect(
      read == [.tagsRead(TagReading(subject: .tote(ID(9)), counts: [.init(sku: TestSite.tea.sku, quantity: 2)]))])
  }

  @Test func theTwinOfABinCameraSpeaksOfEveryPodThatComesBeforeItOnce() {
    var bench = Bench(.json)
    bench.twins[TestSite.eye] = BinCamera.makeTwin(of: TestSite.eye, names: TestSite.names, seed: 1)
    bench.start(TestSite.eye)
    bench.run(for: .seconds(3))
    #expect(bench.journal == [.podSeen(ID(0))], "the pod's home is before the camera")
    bench.world.podPlaces[0] = .cell(Cell(3))
    bench.run(for: .seconds(2))
    bench.world.podPlaces[0] = .cell(Cell(9))
    bench.run(for: .seconds(3))
    #expect(bench.journal == [.podSeen(ID(0)), .podSeen(ID(0))])
  }

  @Test func theTwinOfTheWorkerLooksIntoTheBinWhenAsked() {
    for left in [Int32(0), 1] {
      var bench = Bench(.json)
      bench.bringPod(to: TestSite.pick)
      bench.world.put(2 + left, of: TestSite.tea, into: TestSite.frontBin)
      bench.send(TestSite.pick(task: 1, order: 9, 2, isLast: true))
      bench.run(for: .seconds(30))
      #expect(
        bench.journal == [.zeroChecked(task: ID(1), bin: TestSite.frontBin, quantity: 2, isEmpty: left == 0)])
    }
  }
}
