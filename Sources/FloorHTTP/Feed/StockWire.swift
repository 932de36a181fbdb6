import FloorCore
import FloorModel

/// Units of one kind in one bin.
struct StockRow: Encodable {
  var bin: String
  var pod: String
  var sku: String
  var owner: String
  var lot: Int32
  var quantity: Int32

  init(_ line: StockLine, _ index: SiteIndex) {
    let bin = index.site.bins[line.bin.index]
    self.bin = bin.name
    pod = index.site.pods[bin.pod.index].name
    sku = index.code(of: line.key.sku)
    owner = index.name(of: line.key.owner)
    lot = line.key.lot
    quantity = line.quantity
  }

  static let csvHead = "bin,pod,sku,owner,lot,quantity\n"

  var csv: String { "\(Wire.csv(bin)),\(Wire.csv(pod)),\(Wire.csv(sku)),\(Wire.csv(owner)),\(lot),\(quantity)\n" }
}

/// A place by its name.
struct PlaceWire: Encodable {
  /// `outside`, `tunnel`, `hold_shelf`, `stow_tote`, `bin`, `order_tote`, `parcel`, `shipped` or `missing`.
  var kind: String
  /// The device, bin or order that it is; nil where there is one of the kind.
  var name: String?
  /// The pod of a bin.
  var pod: String?
  /// The number of a parcel.
  var number: Int?
}

/// One stock change.
struct ChangeWire: Encodable {
  var sequence: Int64
  var atSeconds: Double
  var device: String?
  var sku: String
  var owner: String
  var lot: Int32
  var quantity: Int32
  var from: PlaceWire
  var to: PlaceWire

  init(_ record: ChangeRecord, _ index: SiteIndex, _ codes: OrderCodes) {
    sequence = record.change.sequence
    atSeconds = record.at.seconds
    device = record.device.map { index.name(of: $0) }
    sku = index.code(of: record.change.key.sku)
    owner = index.name(of: record.change.key.owner)
    lot = record.change.key.lot
    quantity = record.change.quantity
    from = codes.wire(record.change.from, index)
    to = codes.wire(record.change.to, index)
  }
}

/// The codes of the orders that changes name: all that is needed of the floor to write a page of the feed.
struct OrderCodes: Sendable {
  private var ofOrders: [Order.ID: String] = [:]
  private var ofParcels: [Parcel.ID: String] = [:]

  /// Whether a page names any order or parcel.
  static func areNeeded(for records: [ChangeRecord]) -> Bool {
    records.contains { [$0.change.from, $0.change.to].contains { $0.isOfOrder } }
  }

  init() {}

  init(for records: [ChangeRecord], in floor: borrowing Floor) {
    for record in records {
      for place in [record.change.from, record.change.to] {
        switch place {
        case .orderTote(let order):
          if order.index < floor.books.orders.count { ofOrders[order] = floor.books.orders[order.index].request.code }
        case .parcel(let parcel):
          guard parcel.index < floor.books.parcels.count else { continue }
          ofParcels[parcel] = floor.books.orders[floor.books.parcels[parcel.index].order.index].request.code
        case .outside, .tunnel, .holdShelf, .stowTote, .bin, .shipped, .missing: continue
        }
      }
    }
  }

  func wire(_ place: Place, _ index: SiteIndex) -> PlaceWire {
    switch place {
    case .outside: PlaceWire(kind: "outside")
    case .tunnel(let device): PlaceWire(kind: "tunnel", name: index.name(of: device))
    case .holdShelf: PlaceWire(kind: "hold_shelf")
    case .stowTote(let device): PlaceWire(kind: "stow_tote", name: index.name(of: device))
    case .bin(let bin):
      PlaceWire(
        kind: "bin", name: index.site.bins[bin.index].name,
        pod: index.site.pods[index.site.bins[bin.index].pod.index].name)
    case .orderTote(let order): PlaceWire(kind: "order_tote", name: ofOrders[order])
    case .parcel(let parcel): PlaceWire(kind: "parcel", name: ofParcels[parcel], number: parcel.index)
    case .shipped: PlaceWire(kind: "shipped")
    case .missing: PlaceWire(kind: "missing")
    }
  }
}

extension Place {
  fileprivate var isOfOrder: Bool {
    switch self {
    case .orderTote, .parcel: true
    case .outside, .tunnel, .holdShelf, .stowTote, .bin, .shipped, .missing: false
    }
  }
}
