import FloorCore
import FloorModel

/// An order as a customer's system sends it.
struct OrderIn: Decodable {
  struct Line: Decodable {
    var sku: String
    var quantity: Measure
    /// The site's first owner when it is left out.
    var owner: String?
    /// Each unit is wrapped as a gift; as the order has it when it is left out.
    var gift: Bool?
  }

  var code: String
  var destination: String
  /// Floor seconds at which its truck leaves.
  var dueSeconds: Double
  var lines: [Line]
  /// All of it is wrapped, but for lines that say otherwise.
  var gift: Bool?

  /// Seconds beyond which a due time is a mistake: more than three hundred years.
  static let latestDue = 1e10

  /// - Throws: `Refused` with the first thing that is wrong.
  func request(_ index: SiteIndex, _ limits: HTTPLimits) throws(Refused) -> OrderRequest {
    guard !code.isEmpty, code.utf8.count <= limits.orderCode,
      code.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F })
    else {
      throw Refused(reason: "a code has 1 to \(limits.orderCode) bytes, without spaces or control characters")
    }
    guard index.destinations.contains(destination) else {
      throw Refused(reason: "no chute serves destination \(destination.prefix(80))")
    }
    guard dueSeconds >= 0, dueSeconds <= Self.latestDue else {
      throw Refused(reason: "due_seconds is not from 0 to \(Int(Self.latestDue))")
    }
    guard (1...limits.orderLines).contains(lines.count) else {
      throw Refused(reason: "an order has 1 to \(limits.orderLines) lines, this has \(lines.count)")
    }
    var orderLines: [OrderLine] = []
    for (number, line) in lines.enumerated() { orderLines.append(try self.line(line, number, index, limits)) }
    let units = orderLines.reduce(0) { $0 + Int($1.quantity) }
    guard units <= limits.orderUnits else {
      throw Refused(reason: "an order has 1 to \(limits.orderUnits) units, this has \(units): split it")
    }
    return OrderRequest(
      code: code, lines: orderLines, destination: destination,
      due: Instant(milliseconds: Int64((dueSeconds * 1000).rounded())))
  }

  private func line(
    _ line: Line, _ number: Int, _ index: SiteIndex, _ limits: HTTPLimits
  ) throws(Refused) -> OrderLine {
    guard let sku = index.sku(line.sku) else { throw Refused(reason: "unknown SKU \(line.sku.prefix(80))") }
    let quantity: Int32
    do throws(Measure.OutOfRange) {
      quantity = try line.quantity.within(
        1...Int32(clamping: limits.orderUnits), "lines[\(number)].quantity", "a quantity")
    } catch { throw Refused(reason: error.sentence) }
    let isGift = line.gift ?? gift ?? false
    guard !isGift || index.site.packing.giftWrap != nil else {
      throw Refused(reason: "\(line.sku) is to be a gift, and this site wraps none")
    }
    guard let name = line.owner else { return OrderLine(sku: sku, quantity: quantity, isGift: isGift) }
    guard let owner = index.owner(name) else { throw Refused(reason: "unknown owner \(name.prefix(80))") }
    return OrderLine(sku: sku, owner: owner, quantity: quantity, isGift: isGift)
  }

  struct Refused: Error {
    var reason: String
  }
}

/// One order, or a list of them.
enum OrdersIn: Decodable {
  case one(OrderIn)
  case list([OrderIn])

  init(from decoder: any Decoder) throws {
    if (try? decoder.unkeyedContainer()) != nil {
      self = .list(try decoder.singleValueContainer().decode([OrderIn].self))
    } else {
      self = .one(try decoder.singleValueContainer().decode(OrderIn.self))
    }
  }

  var orders: [OrderIn] {
    switch self {
    case .one(let order): [order]
    case .list(let orders): orders
    }
  }
}

/// What became of one order of a request.
struct OrderResult: Encodable, Sendable {
  enum Outcome: String, Encodable { case accepted, duplicate, refused }

  var code: String
  var result: Outcome
  var reason: String?
}

/// An order as the books have it.
struct OrderOut: Encodable, Sendable {
  struct Line: Encodable, Sendable {
    var sku: String
    var owner: String
    var quantity: Int32
    var picked: Int32
    /// Left out where it is none.
    var gift: Bool?
  }

  struct ParcelOut: Encodable, Sendable {
    var number: Int
    /// Left out: its own container.
    var box: String?
    var kind: String
    var units: Int
    var stage: String
    var massGrams: Int32?
    /// Path of the pictures of how it is packed; `{step}` is the number of units that lie in it. Without a plan there is none.
    var picture: String?
  }

  var code: String
  var destination: String
  var dueSeconds: Double
  var receivedSeconds: Double
  var shippedSeconds: Double?
  var stage: String
  var station: String?
  var lines: [Line]
  var parcels: [ParcelOut]

  init(_ id: Order.ID, in floor: borrowing Floor, _ index: SiteIndex) {
    let order = floor.books.orders[id.index]
    code = order.request.code
    destination = order.request.destination
    dueSeconds = order.request.due.seconds
    receivedSeconds = order.received.seconds
    shippedSeconds = order.shippedAt?.seconds
    let (stage, station) = Self.stage(order.stage)
    self.stage = stage
    self.station = station.map { index.name(of: $0) }
    var taken: [StockKey: Int32] = [:]
    for key in order.picked { taken[StockKey(sku: key.sku, owner: key.owner), default: 0] += 1 }
    lines = order.request.lines.map { line in
      let key = StockKey(sku: line.sku, owner: line.owner)
      let picked = min(line.quantity, taken[key] ?? 0)
      taken[key, default: 0] -= picked
      return Line(
        sku: index.code(of: line.sku), owner: index.name(of: line.owner), quantity: line.quantity, picked: picked,
        gift: line.isGift ? true : nil)
    }
    var parcels: [ParcelOut] = []
    for number in order.parcels {
      let parcel = floor.books.parcels[number.index]
      let box = parcel.plan.box == Box.own ? nil : index.site.boxes[parcel.plan.box.index]
      parcels.append(
        ParcelOut(
          number: number.index, box: box?.code, kind: box.map { (parcel.plan.kind ?? $0.kind).code } ?? "own",
          units: parcel.plan.contents.count,
          stage: Self.stage(parcel.stage), massGrams: parcel.mass > 0 ? parcel.mass : nil,
          picture: parcel.plan.placements.count == parcel.plan.contents.count
            ? "/v1/parcels/\(number.index)/steps/{step}" : nil))
    }
    self.parcels = parcels
  }

  private static func stage(_ stage: Order.Stage) -> (String, Device.ID?) {
    switch stage {
    case .waiting: ("waiting", nil)
    case .picking(let station): ("picking", station)
    case .toteClosing(let station, _): ("tote_closing", station)
    case .toteMoving(let pack): ("tote_moving", pack)
    case .packing(let pack): ("packing", pack)
    case .packReview(let pack): ("pack_review", pack)
    case .sorting: ("sorting", nil)
    case .shipped: ("shipped", nil)
    }
  }

  private static func stage(_ stage: Parcel.Stage) -> String {
    switch stage {
    case .planned: "planned"
    case .cancelled: "cancelled"
    case .closed: "closed"
    case .inducted: "inducted"
    case .sorting: "sorting"
    case .inChute: "in_chute"
    }
  }
}
