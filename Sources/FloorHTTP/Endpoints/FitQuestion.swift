import Cartons
import FloorCore
import FloorModel

/// Things of which somebody asks how they would be packed.
struct FitQuestion: Decodable {
  /// So many alike: units of a product, or things of these measures.
  struct Item: Decodable {
    var sku: String?
    /// Three sides in millimetres, the third upright where it matters.
    var size: [Measure]?
    /// Grams.
    var mass: Measure?
    var quantity: Measure?
    var thisWayUp: Bool?
    var fragile: Bool?
    var maxOnTop: Measure?
    var folded: [Measure]?
    var shipsAsIs: Bool?
    var temperature: String?
    var hazard: String?
    var gift: Bool?
  }

  var items: [Item]
  /// Codes of the boxes to choose from; nil: all of the site's.
  var boxes: [String]?
  /// The least protection; nil: any.
  var kind: String?

  /// One thing to be packed, and which item of the question it is.
  struct Unit {
    var source: Int
    var name: String
    var item: OrderItem
  }

  /// - Parameter measures: of a product, as measured last or else as the catalogue has them.
  /// - Throws: `HTTPFault` that names the item and says what may stand there.
  func units(
    _ packager: Packager, _ index: SiteIndex, _ limits: HTTPLimits, measures: [SKU.ID: (size: Size3, mass: Grams)]
  ) throws -> [Unit] {
    do throws(Measure.OutOfRange) {
      var counts: [Int32] = []
      for (number, item) in items.enumerated() {
        let most = Int32(clamping: limits.fitUnits)
        counts.append(try item.quantity?.within(1...most, "items[\(number)].quantity", "a quantity") ?? 1)
      }
      let total = counts.reduce(0) { $0 + Int($1) }
      guard (1...limits.fitUnits).contains(total) else {
        throw Measure.OutOfRange(
          sentence: "a request has 1 to \(limits.fitUnits) items, this has \(total): split it")
      }
      var units: [Unit] = []
      for (number, item) in items.enumerated() {
        let one = try item.orderItem("items[\(number)]", packager, index, measures)
        let unit = Unit(source: number, name: item.sku ?? "items[\(number)]", item: one)
        units += Array(repeating: unit, count: Int(counts[number]))
      }
      return units
    } catch { throw error.fault }
  }

  /// Indices of the boxes to choose from.
  func boxes(of index: SiteIndex) throws -> [Int] {
    var least: PackageKind?
    if let kind {
      least = PackageKind(code: kind)
      if least == nil { throw Desk.noKind(kind) }
    }
    let named = try boxes.map { codes in
      try codes.map { code -> Int in
        guard let box = index.box(code) else {
          throw HTTPFault.invalid("there is no box \(code.prefix(40))", "GET /v1/boxes lists them")
        }
        return box.index
      }
    }
    return (named ?? Array(index.site.boxes.indices)).filter {
      index.site.boxes[$0].kind >= min(least ?? .bag, .carton)
    }
  }
}

extension FitQuestion.Item {
  fileprivate func orderItem(
    _ place: String, _ packager: Packager, _ index: SiteIndex, _ measures: [SKU.ID: (size: Size3, mass: Grams)]
  ) throws(Measure.OutOfRange) -> OrderItem {
    var item: OrderItem
    if let sku {
      guard let id = index.sku(sku) else {
        throw Measure.OutOfRange(sentence: "\(place): there is no SKU \(sku.prefix(40))")
      }
      guard size == nil, mass == nil else {
        throw Measure.OutOfRange(sentence: "\(place) names a SKU and measures: say one of the two")
      }
      item = packager.item(id, size: measures[id]?.size, mass: measures[id]?.mass)
    } else {
      item = try measured(place, packager)
    }
    guard gift != true || index.site.packing.giftWrap != nil else {
      throw Measure.OutOfRange(sentence: "\(place) is to be a gift, and this site wraps none")
    }
    item.isWrapped = gift ?? false
    return item
  }

  private func measured(_ place: String, _ packager: Packager) throws(Measure.OutOfRange) -> OrderItem {
    guard let size, let mass else {
      throw Measure.OutOfRange(sentence: "\(place) needs a 'sku', or a 'size' of three sides and a 'mass'")
    }
    let masses = 1...Cartonizer.greatestMass
    var item = OrderItem(
      PackItem(
        size: try sides(size, "\(place).size"), mass: try mass.within(masses, "\(place).mass", "a mass", unit: " g"),
        thisWayUp: thisWayUp ?? false, fragile: fragile ?? false))
    item.maxOnTop = try maxOnTop?.within(0...Cartonizer.greatestMass, "\(place).max_on_top", "a load", unit: " g")
    if let folded { item.folded = try sides(folded, "\(place).folded") }
    item.shipsAsIs = shipsAsIs ?? false
    if let temperature {
      guard let climate = TemperatureClass(code: temperature) else {
        throw Measure.OutOfRange(
          sentence: "\(place).temperature is '\(temperature.prefix(20))': one of \(TemperatureClass.codes)")
      }
      item.climate = climate
    }
    item.hazards = packager.classes.bit(of: hazard)
    return item
  }

  private func sides(_ measures: [Measure], _ place: String) throws(Measure.OutOfRange) -> Size3 {
    guard measures.count == 3 else {
      throw Measure.OutOfRange(sentence: "\(place) has \(measures.count) sides: length, width and height are needed")
    }
    let range = 1...Cartonizer.longestSide
    var sides: [Millimetres] = []
    for (number, side) in measures.enumerated() {
      sides.append(try side.within(range, "\(place)[\(number)]", "a side", unit: " mm"))
    }
    return Size3(length: sides[0], width: sides[1], height: sides[2])
  }
}

/// How they would be packed.
struct FitAnswer: Encodable, Sendable {
  struct Place: Encodable, Sendable {
    /// Which item of the question, from 0.
    var item: Int
    var sku: String?
    var position: [Int32]
    /// As it lies: wrapped, and folded where it is.
    var size: [Int32]
    var gift: Bool?
    var folded: Bool?
  }

  struct Part: Encodable, Sendable {
    /// Left out: its own container.
    var box: String?
    var kind: String
    /// In packing order.
    var contents: [Place]
    /// With the box, in grams; and what the carrier bills.
    var mass: Int64
    var billedMass: Int64
    /// Of the box, and of the carrier.
    var materialCents: Double
    var shippingCents: Double
  }

  var parcels: [Part]
  /// Of all parcels.
  var cents: Double
  /// What one plan of as many parcels is better by than another: `cost`, or `volume` where the site states no costs.
  var objective: String
  /// Whether it is proven that no plan is better.
  var proven: Bool

  init(_ order: PackedOrder, _ units: [FitQuestion.Unit], _ packager: Packager) {
    let (site, tariff) = (packager.site, packager.tariff)
    parcels = order.parts.map { part in
      let members = part.placements.map { units[$0.item] }
      let wraps = Int64(members.count { $0.item.isWrapped }) * Int64(site.packing.giftWrap?.mass ?? 0)
      let goods = members.reduce(wraps) { $0 + Int64($1.item.item.mass) }
      let box: Box? = if case .box(let index) = part.container { site.boxes[index] } else { nil }
      let (outer, mass) = (box?.outer ?? part.placements[0].size, goods + Int64(box?.tare ?? 0))
      return Part(
        box: box?.code, kind: box?.kind.code ?? "own",
        contents: part.placements.map { placement in
          let (unit, at, size) = (units[placement.item], placement.position, placement.size)
          return Place(
            item: unit.source, sku: unit.name == "items[\(unit.source)]" ? nil : unit.name,
            position: [at.x, at.y, at.z], size: [size.length, size.width, size.height],
            gift: unit.item.isWrapped ? true : nil, folded: order.folded.contains(placement.item) ? true : nil)
        }, mass: mass, billedMass: tariff.billedMass(of: outer, mass: mass), materialCents: Double(box?.costCents ?? 0),
        shippingCents: tariff.cents(for: outer, mass: mass))
    }
    cents = parcels.reduce(0) { $0 + $1.materialCents + $1.shippingCents }
    objective = site.statesCosts ? "cost" : "volume"
    proven = order.isProvenOptimal
  }
}
