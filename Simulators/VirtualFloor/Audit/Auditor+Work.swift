import FloorCore
import FloorModel

/// Work against stock, and against what was asked for.
extension Auditor {
  /// Every reserved unit is reserved for an open pick, and every planned space for content or an open stow.
  mutating func checkReservations(_ books: Books) {
    var reserved: [[(key: StockKey, quantity: Int32)]] = Array(repeating: [], count: site.bins.count)
    var volume = site.bins.map { _ in Int64(0) }
    for task in books.tasks where task.stage == .open {
      switch task.kind {
      case .pick:
        if let at = reserved[task.bin.index].firstIndex(where: { $0.key == task.key }) {
          reserved[task.bin.index][at].quantity += task.quantity
        } else {
          reserved[task.bin.index].append((task.key, task.quantity))
        }
      case .stow: volume[task.bin.index] += site.skus[task.key.sku.index].size.volume
      }
    }
    for bin in site.bins.indices {
      for line in books.ledger.bins[bin] {
        let held = reserved[bin].first { $0.key == line.key }?.quantity ?? 0
        if held != line.reserved || line.reserved > line.quantity {
          find(
            "\(line.reserved) of \(line.quantity) in bin \(site.bins[bin].name) are reserved, open picks want \(held)")
        }
        volume[bin] += site.skus[line.key.sku.index].size.volume * Int64(line.quantity)
      }
      for (key, quantity) in reserved[bin] where books.ledger.quantity(of: key, at: .bin(Bin.ID(bin))) < quantity {
        find("open picks want \(quantity) from bin \(site.bins[bin].name), which has not so many")
      }
      if volume[bin] != books.filledVolume[bin] {
        find(
          "bin \(site.bins[bin].name) is filled with \(books.filledVolume[bin]) mm³ by the books, \(volume[bin]) by its content"
        )
      }
    }
  }

  /// Each unit that has a name is where its stage says, once.
  mutating func checkUnits(_ books: Books) {
    var expected: [Place: [StockKey: Int32]] = [:]
    for item in books.items {
      switch item.stage {
      case .presented: expected[.tunnel(item.tunnel), default: [:]][item.key, default: 0] += 1
      case .diverting(.returned(let station)): expected[.stowTote(station), default: [:]][item.key, default: 0] += 1
      case .diverting:
        let place = item.diverts > 1 ? Place.holdShelf : .tunnel(item.tunnel)
        expected[place, default: [:]][item.key, default: 0] += 1
      case .held: expected[.holdShelf, default: [:]][item.key, default: 0] += 1
      case .inTote(let station): expected[.stowTote(station), default: [:]][item.key, default: 0] += 1
      case .stowing(let task):
        expected[.stowTote(books.tasks[task.index].station), default: [:]][item.key, default: 0] += 1
      case .stowed: break
      }
    }
    for order in books.orders.indices {
      for key in books.unitsToPack(Order.ID(order)) {
        expected[.orderTote(Order.ID(order)), default: [:]][key, default: 0] += 1
      }
    }
    for parcel in books.parcels.indices {
      switch books.parcels[parcel].stage {
      case .planned, .cancelled, .inChute: continue
      case .closed, .inducted, .sorting:
        for key in books.parcels[parcel].plan.contents {
          expected[.parcel(Parcel.ID(parcel)), default: [:]][key, default: 0] += 1
        }
      }
    }
    var places = site.devices.indices.flatMap { [Place.tunnel(Device.ID($0)), .stowTote(Device.ID($0))] }
    places.append(.holdShelf)
    places += books.orders.indices.map { .orderTote(Order.ID($0)) }
    places += books.parcels.indices.map { .parcel(Parcel.ID($0)) }
    for place in places {
      let stock = replica.lines(at: place)
      let named = (expected[place] ?? [:]).map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
      if !stock.elementsEqual(named, by: { $0.key == $1.0 && $0.quantity == $1.1 }) {
        find("\(place) holds \(stock), by name \(named)")
      }
    }
  }

  /// Each order was asked for once and is shipped once at most, each parcel went down one chute, of its own destination.
  mutating func checkOrders(_ books: Books, _ world: World) {
    var codes: Set<String> = []
    for order in books.orders {
      if asked[order.request.code] == nil { find("nobody asked for order \(order.request.code)") }
      if !codes.insert(order.request.code).inserted { find("order \(order.request.code) is there twice") }
    }
    var shipped: [[StockKey]] = Array(repeating: [], count: books.orders.count)
    for (parcel, keys) in world.shipped {
      guard books.parcels.indices.contains(parcel.index) else {
        find("parcel \(parcel) was shipped and is in no book")
        continue
      }
      let order = books.parcels[parcel.index].order
      shipped[order.index] += keys
      guard let fell = world.sortedInto[parcel.index] else { continue }
      checkChute(parcel, fell, books)
    }
    for (parcel, count) in world.shippedParcels where count > 1 { find("parcel \(parcel) was shipped \(count) times") }
    for order in books.orders.indices where !shipped[order].isEmpty {
      var rest = (asked[books.orders[order].request.code] ?? books.orders[order].request).lines
      for key in shipped[order] {
        let line = rest.indices.first {
          rest[$0].sku == key.sku && rest[$0].owner == key.owner && rest[$0].quantity > 0
        }
        guard let line else {
          find("order \(books.orders[order].request.code) was shipped more than it asked for")
          break
        }
        rest[line].quantity -= 1
      }
    }
  }

  private mutating func checkChute(_ parcel: Parcel.ID, _ fell: Int32, _ books: Books) {
    let destination = books.orders[books.parcels[parcel.index].order.index].request.destination
    var sorter: Device.ID?
    switch books.parcels[parcel.index].stage {
    case .inChute(let device, let chute, at: _):
      sorter = device
      if chute != fell, !liars.contains(device) {
        find("parcel \(parcel) fell into chute \(fell + 1), by the books into \(chute + 1)")
      }
    case .inducted(let device), .sorting(let device, _): sorter = device
    case .planned, .cancelled, .closed: break
    }
    guard let sorter, case .sorter(let place) = site.devices[sorter.index].place else { return }
    if place.chutes[Int(fell)].destination != destination {
      find("parcel \(parcel) for \(destination) fell into a chute for \(place.chutes[Int(fell)].destination)")
    }
  }

  /// Whatever waits says why.
  mutating func checkReasons(_ floor: Floor) {
    for order in floor.books.orders.indices where floor.books.orders[order].shippedAt == nil {
      if floor.why(order: Order.ID(order)).reasons.isEmpty {
        find("order \(floor.books.orders[order].request.code) waits without a reason")
      }
    }
    for task in floor.books.tasks.indices where floor.books.tasks[task].stage == .open {
      if floor.why(task: WorkTask.ID(task)).reasons.isEmpty { find("task \(task) waits without a reason") }
    }
    for device in site.devices.indices where floor.why(device: Device.ID(device)).reasons.isEmpty {
      find("\(site.devices[device].name) says nothing of itself")
    }
  }

  /// What is still open when it should not be, with the reason that it gives itself.
  /// - Parameter crew: knows which reviews nobody answers, and which bins nobody counts.
  static func unfinished(_ floor: Floor, _ crew: Crew) -> [String] {
    var open: [String] = []
    var ignoredOrders: Set<Int> = []
    for review in crew.ignoredReviews where floor.books.reviews.indices.contains(review) {
      switch floor.books.reviews[review].subject {
      case .box(let order), .missing(let order): ignoredOrders.insert(order.index)
      case .item, .package: break
      }
    }
    for order in floor.books.orders.indices where floor.books.orders[order].shippedAt == nil {
      let why = floor.why(order: Order.ID(order))
      let lacksStock = why.state == "waiting" && why.reasons.first?.hasPrefix("needs ") == true
      if lacksStock || ignoredOrders.contains(order) { continue }
      open.append("\(why.subject) is not shipped: \(why.state): \(why.reasons.joined(separator: "; "))")
    }
    for item in floor.books.items {
      if item.stage == .stowed || (item.stage == .held && item.verdict != .pass) { continue }
      // It waits for a person, who may come late or never, as on the shelf.
      if case .inTote = item.stage, item.verdict == .review { continue }
      open.append("unit \(item.plate) is not put away: \(item.stage)")
    }
    for wish in floor.books.beliefs.wishes where !crew.ignoredBins.contains(wish.bin.index) {
      open.append("bin \(floor.site.bins[wish.bin.index].name) is not counted")
    }
    if floor.unansweredCount > 0 { open.append("\(floor.unansweredCount) commands have no answer") }
    return open
  }
}
