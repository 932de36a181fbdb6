public import FloorModel
public import Foundation

/// Reads products from CSV or NDJSON.
///
/// Columns: `code,name,length_mm,width_mm,height_mm,mass_g`, and if wanted `fragility` (sturdy, normal, fragile),
/// `temperature` (ambient, chilled, frozen), `this_way_up` (true, false), `gtin`,
/// `keeps_apart` (true: owners and lots do not share a bin), `rfid` (true: every unit carries a tag), `category`,
/// `price_cents`, `hazard` (a class that a site's `packing.keep_apart` names), `max_on_top_g`, `folded_length_mm` …
/// `folded_height_mm` (its sides when it is folded or squashed), `ships_as_is` (true: in its own container).
public enum CatalogueReader {
  static let columns =
    ["code", "name", "length_mm", "width_mm", "height_mm", "mass_g"].map { DataColumn(name: $0) }
    + [
      "fragility", "temperature", "this_way_up", "gtin", "keeps_apart", "rfid", "category", "price_cents",
      "hazard", "max_on_top_g", "folded_length_mm", "folded_width_mm", "folded_height_mm", "ships_as_is",
    ].map {
      DataColumn(name: $0, isRequired: false)
    }

  /// - Throws: when the file cannot be read or its header lacks a column.
  public static func read(path: String) throws(SiteFaults) -> DataFile<SKU> {
    try read(contents(ofFile: path), name: path)
  }

  /// - Parameter name: how messages call the file; its ending tells CSV from NDJSON.
  public static func read(_ data: Data, name: String) throws(SiteFaults) -> DataFile<SKU> {
    var codes: [String: Int] = [:]
    var gtins: [String: Int] = [:]
    return DataFile(try DataTable(data, name: name, columns: columns)) { row in
      let (category, price) = (row.text("category"), row.text("price_cents"))
      let (hazard, onTop) = (row.text("hazard"), row.text("max_on_top_g"))
      let folds = foldedColumns.contains { !row.text($0).isEmpty }
      let sku = SKU(
        code: row.key("code", seen: &codes), name: row.text("name"), size: row.size(""),
        mass: row.integer("mass_g", in: GoodsLimits.mass),
        fragility: row.choice("fragility", default: .normal),
        temperature: row.choice("temperature", default: .ambient),
        thisWayUp: row.flag("this_way_up"), gtin: row.text("gtin"),
        keepsApart: row.flag("keeps_apart"),
        isTagged: row.flag("rfid"),
        category: category.isEmpty ? nil : category,
        priceCents: price.isEmpty ? nil : row.integer("price_cents", in: 0...1_000_000_000),
        hazard: hazard.isEmpty ? nil : hazard,
        maxOnTop: onTop.isEmpty ? nil : row.integer("max_on_top_g", in: 0...GoodsLimits.mass.upperBound),
        folded: folds ? row.size("folded_") : nil,
        shipsAsIs: row.flag("ships_as_is"))
      if let refusal = Names.refusal(of: sku.code), !sku.code.isEmpty {
        row.refuse("code", "code '\(sku.code)' \(refusal)", remedy: "use letters, digits, '-', '_' and '.'")
      }
      if let refusal = FoldRefusal.reason(sku) {
        row.refuse(foldedColumns[0], refusal, remedy: FoldRefusal.remedy)
      }
      if !sku.gtin.isEmpty { checkGTIN(sku.gtin, in: &row, seen: &gtins) }
      return sku
    }
  }

  private static let foldedColumns = ["length", "width", "height"].map { "folded_\($0)_mm" }

  private static func checkGTIN(_ gtin: String, in row: inout RowReader, seen: inout [String: Int]) {
    if !GTIN.isValid13(gtin) {
      row.refuse("gtin", "gtin '\(gtin)' \(GTINRefusal.reason(gtin))", remedy: "correct it, or leave it empty")
    } else {
      _ = row.key("gtin", seen: &seen)
    }
  }
}

enum FoldRefusal {
  static let remedy = "measure it folded or squashed, or leave it out"

  /// Why a product cannot be folded to the size that is said, or nil.
  static func reason(_ sku: SKU) -> String? {
    guard let folded = sku.folded else { return nil }
    if sku.shipsAsIs { return "SKU '\(sku.code)' ships in its own container, and is to be folded" }
    // Folded in half it is shorter and twice as thick; half as large again is a unit mistaken.
    guard folded == sku.size || 2 * folded.volume > 3 * sku.size.volume else { return nil }
    return "SKU '\(sku.code)' is folded to \(folded.words), and measures \(sku.size.words) as it is"
  }
}

enum GTINRefusal {
  /// Why a text is not a GTIN-13, as the end of a sentence that begins with it.
  static func reason(_ gtin: String) -> String {
    guard gtin.count == 13, let right = GTIN.checkDigit(of: String(gtin.dropLast())) else { return "is not 13 digits" }
    return "has a wrong check digit (\(right) would be right)"
  }
}

/// Reads cartons, mailers and bags from CSV or NDJSON.
///
/// Columns: `code`, `inner_length_mm` … `inner_height_mm`, `outer_length_mm` … `outer_height_mm`, `tare_g`,
/// `max_load_g`, `cost_cents`, and if wanted `kind` (bag, mailer, padded, wrap, carton).
public enum BoxReader {
  static let columns =
    (["code"] + ["inner", "outer"].flatMap { side in ["length", "width", "height"].map { "\(side)_\($0)_mm" } }
    + ["tare_g", "max_load_g", "cost_cents"]).map { DataColumn(name: $0) } + [
      DataColumn(name: "kind", isRequired: false)
    ]

  /// - Throws: when the file cannot be read or its header lacks a column.
  public static func read(path: String) throws(SiteFaults) -> DataFile<Box> {
    try read(contents(ofFile: path), name: path)
  }

  /// - Parameter name: how messages call the file; its ending tells CSV from NDJSON.
  public static func read(_ data: Data, name: String) throws(SiteFaults) -> DataFile<Box> {
    var codes: [String: Int] = [:]
    return DataFile(try DataTable(data, name: name, columns: columns)) { row in
      let box = Box(
        code: row.key("code", seen: &codes), inner: row.size("inner_"), outer: row.size("outer_"),
        tare: row.integer("tare_g", in: GoodsLimits.mass), maxLoad: row.integer("max_load_g", in: GoodsLimits.mass),
        costCents: row.integer("cost_cents", in: 0...10_000_000),
        kind: row.choice("kind", among: PackageKind.ofBoxes, default: .carton))
      if let refusal = BoxRefusal.reason(box) {
        row.refuse("inner_length_mm", refusal, remedy: "outer sides include the board; swap or correct them")
      }
      return box
    }
  }
}

enum BoxRefusal {
  /// Why a carton cannot exist, or nil.
  static func reason(_ box: Box) -> String? {
    let (inner, outer) = (box.inner, box.outer)
    guard inner.length > outer.length || inner.width > outer.width || inner.height > outer.height else { return nil }
    return "box '\(box.code)' is larger inside than outside"
  }
}

/// Reads velocities from CSV or NDJSON. Columns: `sku,units_per_day`.
public enum VelocityReader {
  static let columns = ["sku", "units_per_day"].map { DataColumn(name: $0) }

  /// - Throws: when the file cannot be read or its header lacks a column.
  public static func read(path: String, skus: [SKU]) throws(SiteFaults) -> DataFile<VelocityLine> {
    try read(contents(ofFile: path), name: path, skus: skus)
  }

  public static func read(_ data: Data, name: String, skus: [SKU]) throws(SiteFaults) -> DataFile<VelocityLine> {
    let codes = NameIndex(skus.map(\.code))
    var seen: [String: Int] = [:]
    return DataFile(try DataTable(data, name: name, columns: columns)) { row in
      let code = row.key("sku", seen: &seen)
      let rate = row.number("units_per_day", in: GoodsLimits.velocity)
      guard let index = row.look(up: code, "sku", in: codes, what: "SKU") else { return nil }
      return VelocityLine(sku: SKU.ID(index), unitsPerDay: rate)
    }
  }
}

/// Reads opening stock from CSV or NDJSON. Columns: `bin,sku,quantity`, and if wanted `owner`, `lot`.
public enum StockReader {
  static let columns =
    ["bin", "sku", "quantity"].map { DataColumn(name: $0) }
    + ["owner", "lot"].map { DataColumn(name: $0, isRequired: false) }

  /// - Throws: when the file cannot be read or its header lacks a column.
  public static func read(path: String, bins: [Bin], skus: [SKU], owners: [String]) throws(SiteFaults)
    -> DataFile<StockLine>
  {
    try read(contents(ofFile: path), name: path, bins: bins, skus: skus, owners: owners)
  }

  public static func read(_ data: Data, name: String, bins: [Bin], skus: [SKU], owners: [String]) throws(SiteFaults)
    -> DataFile<StockLine>
  {
    let binNames = NameIndex(bins.map(\.name))
    let codes = NameIndex(skus.map(\.code))
    let ownerNames = NameIndex(owners)
    return DataFile(try DataTable(data, name: name, columns: columns)) { row in
      let owner = row.text("owner")
      let quantity = row.integer("quantity", in: GoodsLimits.quantity)
      let lot = row.integer("lot", in: 0...Int(Int32.max), default: 0)
      let bin = row.look(up: row.text("bin"), "bin", in: binNames, what: "bin")
      let sku = row.look(up: row.text("sku"), "sku", in: codes, what: "SKU")
      let owned = owner.isEmpty ? 0 : row.look(up: owner, "owner", in: ownerNames, what: "owner")
      guard let bin, let sku, let owned else { return nil }
      let key = StockKey(sku: SKU.ID(sku), owner: ID(owned), lot: lot)
      return StockLine(bin: Bin.ID(bin), key: key, quantity: quantity)
    }
  }
}

extension RowReader {
  /// The index of a name that other lines or files define.
  mutating func look(up name: String, _ column: String, in index: NameIndex, what: String) -> Int? {
    if let found = index[name] { return found }
    guard !name.isEmpty else {
      if faults.isEmpty { refuse(column, "'\(column)' is empty", remedy: "name a \(what) of the site") }
      return nil
    }
    refuse(column, "unknown \(what) '\(name)'", remedy: index.suggestion(for: name, what: what))
    return nil
  }
}

/// Finds things by name, the first of those that share one.
struct NameIndex {
  private var indices: [String: Int] = [:]
  private let names: [String]

  init(_ names: [String]) {
    self.names = names
    for (index, name) in names.enumerated() where indices[name] == nil { indices[name] = index }
  }

  subscript(name: String) -> Int? { indices[name] }

  func suggestion(for name: String, what: String) -> String {
    // Distances to a large catalogue would cost more than the hint is worth.
    guard names.count <= 5_000 else { return "add the \(what), or correct the name" }
    return Names.suggestion(for: name, among: names, otherwise: "add the \(what), or correct the name")
  }
}
