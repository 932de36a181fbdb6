import Cartons
import FloorModel

/// Carts under chutes are changed before they are full, and before their truck leaves.
extension Floor {
  /// Before a truck leaves, its carts are to have been taken away by then.
  static let cartLead = Span.minutes(5)
  /// Of a cart's room, in hundredths: so full it is changed; so full it may be changed early, for want of room later.
  static let cartFull: Int64 = 90
  static let cartHalfFull: Int64 = 50
  /// Parcels and orders that are looked at for what is still to come.
  static let cartOutlook = 400

  /// What a chute's cart holds, in mm³; nil: nobody said.
  static func room(of chute: Chute) -> Int64? { chute.cartLitres.map { Int64($0) * 1_000_000 } }

  /// Whether a parcel has room in a chute's cart, and nobody is about to change that.
  func hasRoom(for parcel: Parcel, in chute: Int, of sorter: Device.ID, _ place: SorterPlace) -> Bool {
    guard let room = Self.room(of: place.chutes[chute]) else { return true }
    guard !isCartAsked(chute, of: sorter) else { return false }
    let cart = books.carts.carts[sorter.index][chute]
    // Whatever does not go into an empty cart goes into none.
    return cart.parcels == 0 || cart.volume + (parcel.measured?.volume ?? 0) <= room
  }

  func hasCart(_ chute: Int, of sorter: Device.ID) -> Bool {
    guard case .sorter(let place) = site.devices[sorter.index].place else { return false }
    return place.chutes[chute].cartLitres != nil
  }

  func isCartAsked(_ chute: Int, of sorter: Device.ID) -> Bool {
    outstanding[sorter.index].contains { $0.command.id.kind == .cart && $0.command.id.number == Int64(chute) }
  }

  /// Asks for the carts that are due.
  mutating func planCarts() {
    for sorter in layout.sort where !books.withdrawn[sorter.index] {
      guard case .sorter(let place) = site.devices[sorter.index].place,
        place.chutes.contains(where: { $0.cartLitres != nil })
      else { continue }
      let coming = volumeComing(to: sorter)
      let picked = volumeInPicking(for: sorter)
      for chute in place.chutes.indices where !isCartAsked(chute, of: sorter) {
        guard let room = Self.room(of: place.chutes[chute]) else { continue }
        let destination = place.chutes[chute].destination
        let sharing = place.chutes.count { $0.destination == destination }
        let cart = books.carts.carts[sorter.index][chute]
        let packed = coming.first { $0.destination == destination }?.volume ?? 0
        // What is still picked for a later truck finds the next cart there.
        let later = picked.reduce(Int64(0)) { sum, order in
          order.destination == destination && order.due <= cart.due ?? .zero ? sum + order.volume : sum
        }
        let expected = (packed + later) / Int64(max(1, sharing))
        if isCartDue(cart, room: room, expected: expected) {
          askForCart(chute, of: sorter)
        }
      }
    }
  }

  func isCartDue(_ cart: CartBook.Cart, room: Int64, expected: Int64) -> Bool {
    guard let due = cart.due else { return false }
    if cart.volume * 100 >= room * Self.cartFull || now >= due - Self.cartLead { return true }
    return cart.volume + expected > room && cart.volume * 100 >= room * Self.cartHalfFull
  }

  mutating func askForCart(_ chute: Int, of sorter: Device.ID) {
    raise(.cartDue(sorter, chute: Int32(chute)))
    let changes = books.carts.carts[sorter.index][chute].changes
    send(CommandID(.cart, Int64(chute), attempt: changes + 1), to: sorter, .changeCart(chute: Int32(chute)))
  }

  mutating func followCart(_ chute: Int32, at sorter: Device.ID) {
    settle(.cart, Int(chute), at: sorter)
    clear(.cartDue(sorter, chute: chute))
    guard fullChutes[sorter.index].indices.contains(Int(chute)) else { return }
    fullChutes[sorter.index][Int(chute)] = .zero
    // Whoever waited for room is tried at once.
    for index in chuteless.indices { chuteless[index].notBefore = min(chuteless[index].notBefore, now) }
  }

  /// Volume on its way to a sorter by destination: parcels that are planned, closed or before it. In the order in which the
  /// destinations turn up.
  private func volumeComing(to sorter: Device.ID) -> [(destination: String, volume: Int64)] {
    var coming: [(destination: String, volume: Int64)] = []
    for parcel in books.parcels.suffix(Self.cartOutlook) {
      switch parcel.stage {
      case .planned, .closed: guard self.sorter(of: parcel) == sorter else { continue }
      case .inducted(let at), .sorting(let at, _): guard at == sorter else { continue }
      case .cancelled, .inChute: continue
      }
      let destination = books.orders[parcel.order.index].request.destination
      let volume = (parcel.measured ?? site.container(of: parcel.plan).outer).volume
      if let at = coming.firstIndex(where: { $0.destination == destination }) {
        coming[at].volume += volume
      } else {
        coming.append((destination, volume))
      }
    }
    return coming
  }

  /// Goods fill about so much of the outside of their parcels, in hundredths.
  static let parcelFill: Int64 = 50

  /// Orders that stations pick, or whose totes are under way, with the volume that their parcels will have. Those whose
  /// pack station is not chosen yet come to any sorter that has a chute for them.
  private func volumeInPicking(for sorter: Device.ID) -> [(destination: String, due: Instant, volume: Int64)] {
    let sorters = Int64(max(1, layout.sort.count { !books.withdrawn[$0.index] }))
    let picking = layout.pick.flatMap { activeOrders[$0.index] }.map { ($0, sorters) }
    let moving = books.orders.indices.suffix(Self.cartOutlook).compactMap { index -> (Order.ID, Int64)? in
      guard let pack = packStation(of: Order.ID(index)), !hasPlannedParcel(Order.ID(index)),
        case .packStation(let place) = site.devices[pack.index].place, place.sorter == sorter
      else { return nil }
      return (Order.ID(index), 1)
    }
    return (picking + moving).map { id, share in
      let request = books.orders[id.index].request
      return (request.destination, request.due, parcelVolume(of: id) / share)
    }
  }

  /// The outside of the parcels of an order that is not packed yet: by what was decided for its products, or else by what
  /// usually becomes of such a volume.
  func parcelVolume(of id: Order.ID) -> Int64 {
    var (volume, parcels, fromBook) = (Int64(0), Int64(0), false)
    for line in books.orders[id.index].request.lines where line.quantity > 0 {
      let product = site.skus[line.sku.index]
      guard !product.shipsAsIs else {
        parcels += product.size.volume * Int64(line.quantity)
        continue
      }
      volume += product.size.volume * Int64(line.quantity)
      if books.orders[id.index].request.lines.count == 1,
        let fit = books.packaging.standing(line.sku, line.quantity, on: site)?.fit,
        site.boxes.indices.contains(Int(fit.box))
      {
        parcels += site.boxes[Int(fit.box)].outer.volume
        fromBook = true
      }
    }
    return fromBook ? parcels : parcels + volume * 100 / Self.parcelFill
  }

  /// Where the parcels of an order's pack station go.
  private func sorter(of parcel: Parcel) -> Device.ID? {
    guard let pack = packStation(of: parcel.order), case .packStation(let place) = site.devices[pack.index].place
    else { return nil }
    return place.sorter
  }
}
