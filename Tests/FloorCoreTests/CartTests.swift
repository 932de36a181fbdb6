import FloorCore
import FloorModel
import Testing

/// Carts under chutes, and grips that fail.
@Suite("Carts")
struct CartTests {
  /// One chute to the north whose cart holds so many litres; a parcel of the tests has 15.6.
  private func rig(litres: Int32?, chutes: Int = 1) -> Rig {
    var site = Tiny.site()
    for index in site.devices.indices {
      guard case .sorter(var place) = site.devices[index].place else { continue }
      place.chutes = (0..<chutes).map {
        Chute(name: "N\($0)", destination: "NORTH", maxMass: 20_000, maxSide: 800, cartLitres: litres)
      }
      site.devices[index].place = .sorter(place)
    }
    return Rig(site)
  }

  private func sorted(_ rig: inout Rig, _ code: String, due: Span = .hours(9)) {
    let (_, parcel) = rig.packing(Tiny.order(code, [(Tiny.tea, 1)], due: due))
    _ = rig.pack(parcel)
    rig.report(Tiny.sorter, .inducted(parcel: parcel))
    rig.report(Tiny.sorter, .sorted(parcel: parcel, chute: 0))
  }

  private func carts(_ effects: [Effect]) -> [Command] { effects.commands.filter { $0.id.kind == .cart } }

  @Test("a cart that is nearly full is changed, nothing is sent there meanwhile, and the next cart is empty")
  func full() {
    var rig = rig(litres: 34)
    sorted(&rig, "S1")
    #expect(carts(rig.wait(.seconds(10))) == [])
    sorted(&rig, "S2")
    let effects = rig.wait(.seconds(6))
    #expect(
      carts(effects) == [
        Command(id: CommandID(.cart, 0, attempt: 1), device: Tiny.sorter, work: .changeCart(chute: 0))
      ])
    #expect(effects.alarms == [.cartDue(Tiny.sorter, chute: 0)])
    let (_, parcel) = rig.packing(Tiny.order("S3", [(Tiny.tea, 1)]))
    _ = rig.pack(parcel)
    #expect(rig.report(Tiny.sorter, .inducted(parcel: parcel)).commands == [], "the cart is being changed")
    rig.report(Tiny.sorter, .cartChanged(chute: 0))
    #expect(rig.floor.books.carts.carts[Tiny.sorter.index][0] == CartBook.Cart(changes: 1))
    #expect(!rig.floor.alarms.standing.contains { $0.cause == .cartDue(Tiny.sorter, chute: 0) })
    #expect(rig.wait(.seconds(6)).commands.contains { $0.work == .sort(parcel: parcel, chute: 0) })
    #expect(rig.floor.unansweredCount == 1)
  }

  @Test("a cart is changed before its truck leaves, full or not")
  func truck() {
    var rig = rig(litres: 1_000)
    sorted(&rig, "S1", due: .hours(1) + .minutes(20))
    #expect(carts(rig.wait(.minutes(14))) == [])
    let asked = carts(rig.wait(.minutes(2)))
    #expect(asked.first?.work == .changeCart(chute: 0) && Set(asked.map(\.id)).count == 1)
  }

  @Test("a cart that what is coming will not go into is changed early, once it is half full")
  func early() {
    var rig = rig(litres: 44)
    sorted(&rig, "S1")
    sorted(&rig, "S2")
    #expect(carts(rig.wait(.seconds(6))) == [], "71 of 100")
    _ = rig.packing(Tiny.order("S3", [(Tiny.tea, 1)]))
    #expect(carts(rig.wait(.seconds(6))).count == 1)
  }

  @Test("a parcel without room in one cart goes into another of its destination")
  func otherCart() {
    var rig = rig(litres: 20, chutes: 2)
    sorted(&rig, "S1")
    let (_, parcel) = rig.packing(Tiny.order("S2", [(Tiny.tea, 1)]))
    _ = rig.pack(parcel)
    let effects = rig.report(Tiny.sorter, .inducted(parcel: parcel))
    #expect(effects.commands.map(\.work) == [.sort(parcel: parcel, chute: 1)])
  }

  @Test("carts that nobody has measured are changed when the arm says that they are full, as ever")
  func unmeasured() {
    var rig = rig(litres: nil)
    for number in 0..<4 { sorted(&rig, "S\(number)", due: .hours(1)) }
    #expect(carts(rig.wait(.minutes(2))) == [])
    var counted = self.rig(litres: 9_000)
    let (_, parcel) = counted.packing(Tiny.order("S1", [(Tiny.tea, 1)]))
    _ = counted.pack(parcel)
    counted.report(Tiny.sorter, .inducted(parcel: parcel))
    let refused = counted.report(Tiny.sorter, .sortRefused(parcel: parcel, reason: .chuteFull))
    #expect(carts(refused).count == 1, "the arm sees what the books do not")
  }

  @Test("what is in the carts outlasts a restart, and so does the question for another")
  func restart() {
    var rig = rig(litres: 16)
    sorted(&rig, "S1")
    #expect(carts(rig.wait(.seconds(6))).count == 1)
    let books = rig.floor.books
    rig.restart()
    #expect(rig.floor.books == books)
    #expect(carts(rig.wait(.seconds(6))).map(\.id) == [CommandID(.cart, 0, attempt: 1)], "the same command")
  }

  @Test("an arm that grips the wrong parcel or two tries again, and after three attempts a person looks")
  func grips() {
    var rig = rig(litres: nil)
    let (_, parcel) = rig.packing(Tiny.order("S1", [(Tiny.tea, 1)]))
    _ = rig.pack(parcel)
    rig.report(Tiny.sorter, .inducted(parcel: parcel))
    for (attempt, reason) in [(2, SortFailure.mispick), (3, .doublePick)] {
      let effects = rig.report(Tiny.sorter, .sortRefused(parcel: parcel, reason: reason))
      #expect(effects.commands.map(\.id) == [CommandID(.sort, 0, attempt: Int32(attempt))])
    }
    let third = rig.report(Tiny.sorter, .sortRefused(parcel: parcel, reason: .dropped))
    #expect(third.commands == [] && third.alarms == [.noChute(parcel)])
    #expect(rig.wait(.minutes(3)).commands.map(\.id).contains(CommandID(.sort, 0, attempt: 4)))
  }
}
