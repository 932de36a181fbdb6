import FloorCore
import FloorModel
import Testing

@Suite("RFID portals") struct TagTests {
  private static let gate = Device.ID(6)

  /// Tea carries tags, cups do not; a gate stands before the pack station.
  private static func rig() -> Rig {
    var site = Tiny.site()
    site.skus[0].isTagged = true
    site.devices.append(Device(name: "gate", family: "rfid-portal", place: .portal(PortalPlace(before: Tiny.pack))))
    return Rig(site)
  }

  private func read(
    _ rig: inout Rig, _ subject: TagReading.Subject, tea: Int32, cups: Int32 = 0, strangers: Int32 = 0
  ) -> [Effect] {
    let counts = [(ID<SKU>(0), tea), (ID(1), cups)].filter { $0.1 > 0 }
    return rig.report(
      Self.gate,
      .tagsRead(
        TagReading(
          subject: subject, counts: counts.map { TagReading.Count(sku: $0.0, quantity: $0.1) }, strangers: strangers)))
  }

  private func open(_ rig: Rig) -> [TagDiscrepancy] { rig.floor.books.tagDiscrepancies.filter { $0.closed == nil } }

  private func tote(_ rig: inout Rig) -> Order.ID {
    let id = rig.released(Tiny.order("S1", [(Tiny.tea, 3), (Tiny.cup, 1)]))
    rig.pickAll()
    rig.report(Tiny.pick, .toteClosed(order: id))
    return id
  }

  @Test("a tote with the tags of what was picked passes; goods without tags are not missed")
  func agrees() {
    var rig = Self.rig()
    let order = tote(&rig)
    #expect(read(&rig, .tote(order), tea: 3).alarms.isEmpty)
    #expect(rig.floor.books.tagDiscrepancies.isEmpty)
  }

  @Test("missing and stray tags open discrepancies; a later reading that agrees closes them; no stock moves")
  func tote() {
    var rig = Self.rig()
    let order = tote(&rig)
    let changes = rig.floor.books.ledger.lastChange
    #expect(read(&rig, .tote(order), tea: 2, cups: 1, strangers: 2).alarms == [.tagsDiffer(.tote(order))])
    #expect(open(rig).map(\.sku) == [ID(0), ID(1), nil])
    #expect(open(rig).map(\.expected) == [3, 0, 0] && open(rig).map(\.found) == [2, 1, 2])
    _ = read(&rig, .tote(order), tea: 2, cups: 1, strangers: 2)
    #expect(open(rig).count == 3, "the same again opens nothing new")
    _ = read(&rig, .tote(order), tea: 3)
    #expect(open(rig).isEmpty && rig.floor.books.tagDiscrepancies.count == 3)
    #expect(rig.floor.books.ledger.lastChange == changes)
  }

  @Test("a pod whose tags are not those of its bins has the bins counted, and the count settles it")
  func pod() {
    var rig = Self.rig()
    let effects = read(&rig, .pod(Tiny.podA), tea: 4)
    #expect(effects.alarms == [.tagsDiffer(.pod(Tiny.podA)), .countWanted(Tiny.teaBin)])
    #expect(rig.floor.countProposals(limit: 1).map(\.bin) == [Tiny.teaBin])
    #expect(!rig.floor.books.stowBlocked[Tiny.teaBin.index], "antennas miss tags: the bin stays in use")
    let found = BinCount(bin: Tiny.teaBin, lines: [.init(key: Tiny.tea, quantity: 4)], reason: .misplaced)
    for _ in 0..<2 { rig.handle(.planning(.count(found), by: "ann")) }
    #expect(open(rig).isEmpty)
    #expect(read(&rig, .pod(Tiny.podA), tea: 4).alarms.isEmpty)
    rig.expectBalance()
  }

  @Test("a tote or a pod that there is not, or counts out of order, are shown and change nothing")
  func nonsense() {
    var rig = Self.rig()
    #expect(read(&rig, .tote(ID(9)), tea: 1).alarms == [.invalidEvent(Self.gate, .impossible)])
    _ = read(&rig, .pod(ID(9)), tea: 1)
    let twice = TagReading.Count(sku: ID(0), quantity: 1)
    rig.report(Self.gate, .tagsRead(TagReading(subject: .pod(ID(0)), counts: [twice, twice])))
    #expect(rig.floor.books.invalidRecords == 3)
    #expect(rig.floor.books.tagDiscrepancies.isEmpty)
  }
}
