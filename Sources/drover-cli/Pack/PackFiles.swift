import Cartons
import FloorConfig
import FloorModel
import Foundation

/// What is wrong with a file that was given, in a sentence.
struct PackFileFault: Error {
  var text: String
  init(_ text: String) { self.text = text }
}

/// Reads the files of the packing commands.
struct PackFiles {
  var folder: String

  func path(_ name: String) -> String { folder + "/" + name }

  /// Bytes that one file may have.
  static let byteLimit = 1 << 30

  static func data(_ path: String) throws -> Data {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw PackFileFault("cannot read \(path)")
    }
    guard data.count <= byteLimit else { throw PackFileFault("\(path) is larger than \(byteLimit) bytes") }
    return data
  }

  static func whole<Value: Decodable>(_ path: String, as type: Value.Type) throws -> Value {
    do {
      return try JSONDecoder().decode(type, from: data(path))
    } catch let error as DecodingError {
      throw PackFileFault("\(path): \(sentence(error))")
    }
  }

  static func lines<Value: Decodable>(_ path: String, as type: Value.Type) throws -> [Value] {
    let decoder = JSONDecoder()
    return try data(path).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
      .compactMap { number, line in
        guard line.contains(where: { $0 > 32 }) else { return nil }
        do {
          return try decoder.decode(type, from: Data(line))
        } catch let error as DecodingError {
          throw PackFileFault("\(path), line \(number + 1): \(sentence(error))")
        }
      }
  }

  static func line<Value: Encodable>(_ value: Value) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private static func sentence(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, _): "the field \(key.stringValue) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\(context.codingPath.map(\.stringValue).joined(separator: ".")) is not of the right kind"
    case .dataCorrupted: "this is not JSON, or a number is out of range"
    @unknown default: "this cannot be read"
    }
  }

  // MARK: What the files hold

  static func boxes(_ path: String) throws -> [Box] {
    let boxes = try whole(path, as: [BoxEntry].self).map { entry in
      guard entry.inner.count == 3, entry.outer.count == 3 else {
        throw PackFileFault("\(path): box \(entry.id) needs three sides inside and outside")
      }
      let kinds = PackageKind.ofBoxes.map(\.code)
      if let word = entry.kind, !kinds.contains(word) {
        throw PackFileFault("\(path): box \(entry.id) is a '\(word)': one of \(kinds.joined(separator: ", "))")
      }
      return entry.box
    }
    guard !boxes.isEmpty else { throw PackFileFault("\(path): the box catalogue is empty: add a box") }
    return boxes
  }

  static func orders(_ path: String) throws -> [OrderEntry] {
    let orders = try lines(path, as: OrderEntry.self)
    for order in orders where order.items.contains(where: { $0.dims.count != 3 }) {
      throw PackFileFault("\(path): order \(order.id) has an item without three sides")
    }
    return orders
  }

  static func types(_ path: String) throws -> [PackageType] {
    let types = try whole(path, as: [TypeEntry].self).map(\.type)
    guard 2...64 ~= types.count else { throw PackFileFault("\(path): 2 to 64 package types are needed") }
    guard Set(types.map(\.code)).count == types.count else { throw PackFileFault("\(path): a type is there twice") }
    return types
  }

  static func products(_ path: String) throws -> [ProductEntry] {
    let products = try lines(path, as: ProductEntry.self)
    for product in products where product.dims.count != 3 {
      throw PackFileFault("\(path): product \(product.id) needs three sides")
    }
    return products
  }

  static func model(_ path: String, ranks: Int) throws -> DamageModel {
    do throws(DamageModelFault) {
      return try DamageModelFile.read(path: path, ranks: ranks)
    } catch { throw PackFileFault(error.description) }
  }

  /// Tallies by product; a line is product, type, shipped, damaged.
  static func history(_ path: String, types: [PackageType]) throws -> [String: [ShipmentTally]] {
    var ranks: [Substring: Int32] = [:]
    for (rank, type) in types.enumerated() { ranks[type.code[...]] = Int32(rank) }
    var found: [String: [ShipmentTally]] = [:]
    let rows = String(decoding: try data(path), as: UTF8.self).split(whereSeparator: \.isNewline)
    for (number, row) in rows.enumerated().dropFirst() {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == 4, let shipped = Double(fields[2]), let damaged = Double(fields[3]) else {
        throw PackFileFault("\(path), row \(number + 1): needs product, type, shipped, damaged")
      }
      guard let rank = ranks[fields[1]] else {
        throw PackFileFault("\(path), row \(number + 1): \(fields[1]) is no package type")
      }
      let tally = ShipmentTally(rank: rank, shipped: shipped, damaged: damaged)
      guard tally.isPossible else {
        throw PackFileFault("\(path), row \(number + 1): \(fields[3]) damaged of \(fields[2]) shipped cannot be")
      }
      found[String(fields[0]), default: []].append(tally)
    }
    return found
  }
}

struct BoxEntry: Codable {
  var id: String
  var inner: [Int32]
  var outer: [Int32]
  var tare_g: Int32
  var max_load_g: Int32
  var cost_cents: Int32
  /// A carton when it is left out.
  var kind: String?

  init(_ box: Box) {
    kind = box.kind == .carton ? nil : box.kind.code
    id = box.code
    inner = [box.inner.length, box.inner.width, box.inner.height]
    outer = [box.outer.length, box.outer.width, box.outer.height]
    (tare_g, max_load_g, cost_cents) = (box.tare, box.maxLoad, box.costCents)
  }

  var box: Box {
    Box(
      code: id, inner: Size3(length: inner[0], width: inner[1], height: inner[2]),
      outer: Size3(length: outer[0], width: outer[1], height: outer[2]), tare: tare_g, maxLoad: max_load_g,
      costCents: cost_cents, kind: kind.flatMap { PackageKind(code: $0) } ?? .carton)
  }
}

struct OrderEntry: Decodable {
  struct Item: Decodable {
    var dims: [Int32]
    var weight_g: Int32
    var this_way_up: Bool
    var fragile: Bool
    var max_on_top_g: Int32?
    var folded: [Int32]?
    var ships_as_is: Bool?
    var temperature: String?
    var hazard: String?
    var gift: Bool?
  }

  var id: String
  var stratum: String?
  var items: [Item]

  var packItems: [PackItem] {
    items.map {
      PackItem(
        size: Size3(length: $0.dims[0], width: $0.dims[1], height: $0.dims[2]), mass: $0.weight_g,
        thisWayUp: $0.this_way_up, fragile: $0.fragile)
    }
  }
}

struct TypeEntry: Decodable {
  var id: String
  var name: String
  var material: Double
  var per_litre: Double
  var max_thick: Int32
  var max_g: Int32

  var type: PackageType {
    PackageType(
      code: id, name: name, materialCents: material, centsPerLitre: per_litre, tare: 0, padding: 0,
      maxThickness: max_thick, maxMass: max_g)
  }
}

struct ProductEntry: Decodable {
  var id: String
  var category: String
  var title: String
  var dims: [Int32]
  var weight_g: Int32
  /// In whole currency units.
  var price: Double?
  var damage_cost_cents: Double?
  var feasible: [String]?
  var ship_cost_cents: [String: Double]?

  var profile: ProductProfile {
    ProductProfile(
      text: title, category: category, size: Size3(length: dims[0], width: dims[1], height: dims[2]),
      mass: weight_g, price: price.map { $0 * 100 })
  }

  /// Among the options of the file where it names them, otherwise among all types that take the product.
  func decide(with chooser: PackageChooser, history: [ShipmentTally]) throws -> PackageDecision {
    do throws(DecisionRefusal) {
      guard let feasible, let costs = ship_cost_cents else {
        return try chooser.decide(profile, history: history, damageCents: damage_cost_cents)
      }
      let options = chooser.types.enumerated().compactMap { rank, type in
        feasible.contains(type.code) ? costs[type.code].map { PackageOption(rank: Int32(rank), cents: $0) } : nil
      }
      return try chooser.decide(
        profile, among: options, history: history, damageCents: damage_cost_cents ?? 200 * (price ?? 10))
    } catch {
      throw PackFileFault("product \(id): \(error)")
    }
  }
}

struct DecisionLine: Encodable {
  var id: String
  var type: String
  var damage_prob: [String: Double]
  var confidence: Double
  var doubt_cents: Double
  var needs_person: Bool
  var reasons: [String]
}

/// A plan in the form that the reference checker reads; a refusal is a sentence.
struct PlanLine: Encodable {
  struct Part: Encodable {
    struct Place: Encodable {
      var item: Int
      var pos: [Int32]
      var size: [Int32]
      var gift: Bool?
      var folded: Bool?
    }
    /// Left out: its own container.
    var box: String?
    var placements: [Place]
  }

  var id: String
  var parcels: [Part] = []
  var proven = false
  var refused: String?
  var us: Double

  init(
    _ id: String, _ outcome: Result<PackedOrder, any Error>, _ items: [OrderItem], _ boxes: [Box], microseconds: Double
  ) {
    self.id = id
    us = microseconds
    switch outcome {
    case .success(let plan):
      proven = plan.isProvenOptimal
      parcels = plan.parts.map { part in
        let box: String? = if case .box(let index) = part.container { boxes[index].code } else { nil }
        return Part(
          box: box,
          placements: part.placements.map {
            Part.Place(
              item: $0.item, pos: [$0.position.x, $0.position.y, $0.position.z],
              size: [$0.size.length, $0.size.width, $0.size.height], gift: items[$0.item].isWrapped ? true : nil,
              folded: plan.folded.contains($0.item) ? true : nil)
          })
      }
    case .failure(let error):
      refused = (error as? PackingRefusal)?.sentence(catalogue: boxes) ?? "\(error)"
    }
  }
}

/// The proposed boxes, and what both sets cost: on the orders that they were chosen for, and on those kept aside.
struct CatalogueAnswer: Encodable {
  struct Costs: Encodable {
    var present: CatalogueReport
    var proposed: CatalogueReport
    /// Of material and shipping; negative when the present boxes are cheaper.
    var saved_cents: Double
    var saved_void_litres: Double

    init(_ orders: [[PackItem]], _ present: [Box], _ proposed: [Box], _ tariff: Tariff) {
      self.present = CatalogueReport(of: orders, in: present, tariff: tariff)
      self.proposed = CatalogueReport(of: orders, in: proposed, tariff: tariff)
      saved_cents = self.present.cents - self.proposed.cents
      saved_void_litres = self.present.voidLitres - self.proposed.voidLitres
    }
  }

  var boxes: [BoxEntry]
  var chosen_for: Costs
  var kept_aside: Costs
  var advice: String

  /// Every other order chooses, the rest judge: a set that only fits what it was chosen for shows.
  init(orders: [[PackItem]], present: [Box], count: Int) throws {
    let tariff = Tariff()
    let halves = [0, 1].map { half in orders.indices.filter { $0 % 2 == half }.map { orders[$0] } }
    let proposed = BoxSetSearch(prices: BoxPrices(like: present), tariff: tariff)
      .propose(for: halves[0], count: count, present: present)
    guard !proposed.isEmpty else { throw PackFileFault("no order of the file can be packed: nothing to propose") }
    boxes = proposed.map(BoxEntry.init)
    chosen_for = Costs(halves[0], present, proposed, tariff)
    kept_aside = Costs(halves[1], present, proposed, tariff)
    let (saved, before) = (kept_aside.saved_cents, kept_aside.present.cents)
    let refusedMore = kept_aside.proposed.refused > kept_aside.present.refused
    if refusedMore {
      advice = "keep the present boxes: the proposed ones refuse \(kept_aside.proposed.refused) orders"
    } else if saved > 0 {
      advice = "the proposed boxes save \(fixed(100 * saved / max(before, 1), 2)) % on orders kept aside"
    } else {
      advice = "keep the present boxes: the proposed ones cost \(fixed(-100 * saved / max(before, 1), 2)) % more"
    }
  }
}
