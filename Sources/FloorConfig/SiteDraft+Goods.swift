import FloorModel
import Foundation

extension SiteDraft {
  mutating func readGoods() {
    readCatalogue()
    if log.reports({ readBoxes() }) { hasSoundSpaces = false }
    owners = root.has("owners") ? root.words("owners", example: "[house]").map(\.text) : ["house"]
    marks.owners = owners.map { _ in root.mark(at: "owners") }
    velocity = Array(repeating: 0, count: skus.count)
    // Without products or bins, every line about them would be a fault that says nothing new.
    if !skus.isEmpty, root.has("velocity") { readVelocity() }
    if !skus.isEmpty, !bins.isEmpty, root.has("stock") { readStock() }
    readLots()
  }

  /// Runs a reader of a data file that a section names; takes over its refusals.
  func load<Item>(_ section: Section, _ read: (Data, String) throws(SiteFaults) -> DataFile<Item>)
    -> DataFile<Item>?
  {
    let name = section.text("file", example: "../catalogue/skus.csv")
    let path = name.hasPrefix("/") ? name : directory.isEmpty ? name : "\(directory)/\(name)"
    let shown = URL(fileURLWithPath: path).standardizedFileURL.relativePath(shownLike: path)
    log.files.append(path)
    do throws(SiteFaults) {
      let file = try read(contents(ofFile: path, askedFrom: section.mark(at: "file")), shown)
      log.add(file.refused)
      return file
    } catch {
      log.add(error.faults)
      return nil
    }
  }

  // MARK: - Products and boxes

  private mutating func readCatalogue() {
    let keys = [
      "code", "name", "size", "mass", "fragility", "temperature", "this_way_up", "gtin", "keeps_apart", "rfid",
      "category", "price_cents", "hazard", "max_on_top", "folded", "ships_as_is",
    ]
    guard let section = root.section("catalogue", what: "the catalogue", keys: ["file", "skus"]) else {
      return root.missing("catalogue", example: "{file: ../catalogue/skus.csv}")
    }
    if section.has("file"), let file = load(section, CatalogueReader.read(_:name:)) {
      skus = file.items
      marks.skus = file.marks
    }
    for entry in section.sections("skus", what: "a SKU", keys: keys) {
      skus.append(
        SKU(
          code: entry.text("code", example: "TEA-100"), name: entry.text("name", example: "Green tea", default: ""),
          size: entry.size("size", in: GoodsLimits.side), mass: Grams(entry.integer("mass", in: GoodsLimits.mass)),
          fragility: entry.choice("fragility", example: "normal", default: .normal),
          temperature: entry.choice("temperature", example: "ambient", default: .ambient),
          thisWayUp: entry.flag("this_way_up", default: false), gtin: entry.text("gtin", example: "", default: ""),
          keepsApart: entry.flag("keeps_apart", default: false), isTagged: entry.flag("rfid", default: false),
          category: entry.has("category") ? entry.text("category", example: "kitchen") : nil,
          priceCents: entry.has("price_cents")
            ? Int32(entry.integer("price_cents", in: 0...1_000_000_000)) : nil,
          hazard: entry.has("hazard") ? entry.text("hazard", example: "flammable") : nil,
          maxOnTop: entry.has("max_on_top")
            ? Grams(entry.integer("max_on_top", in: 0...GoodsLimits.mass.upperBound)) : nil,
          folded: entry.has("folded") ? entry.size("folded", in: GoodsLimits.side) : nil,
          shipsAsIs: entry.flag("ships_as_is", default: false)))
      marks.skus.append(entry.mark(at: "code"))
    }
    if !section.has("file"), !section.has("skus") { section.missing("file", example: "../catalogue/skus.csv") }
  }

  private mutating func readBoxes() {
    let keys = ["code", "inner", "outer", "tare", "max_load", "cost_cents", "kind"]
    guard let section = root.section("boxes", what: "the box list", keys: ["file", "list"]) else {
      return root.missing("boxes", example: "{file: ../boxes/boxes.csv}")
    }
    if section.has("file"), let file = load(section, BoxReader.read(_:name:)) {
      boxes = file.items
      marks.boxes = file.marks
    }
    for entry in section.sections("list", what: "a box", keys: keys) {
      boxes.append(
        Box(
          code: entry.text("code", example: "BOX-1"), inner: entry.size("inner", in: GoodsLimits.side),
          outer: entry.size("outer", in: GoodsLimits.side), tare: Grams(entry.integer("tare", in: GoodsLimits.mass)),
          maxLoad: Grams(entry.integer("max_load", in: GoodsLimits.mass)),
          costCents: Int32(entry.integer("cost_cents", in: 0...10_000_000)),
          kind: entry.choice("kind", among: PackageKind.ofBoxes, example: "carton", default: .carton)))
      marks.boxes.append(entry.mark(at: "code"))
    }
    if !section.has("file"), !section.has("list") { section.missing("file", example: "../boxes/boxes.csv") }
  }

  // MARK: - Velocity

  private mutating func readVelocity() {
    guard let section = root.section("velocity", what: "the velocity", keys: ["file", "profile"]) else { return }
    let codes = skus
    if section.has("file") {
      let file = load(section) { (data, name) throws(SiteFaults) in
        try VelocityReader.read(data, name: name, skus: codes)
      }
      for line in file?.items ?? [] { velocity[line.sku.index] = line.unitsPerDay }
    }
    let keys = ["units_per_day", "exponent", "seed"]
    if let profile = section.section("profile", what: "a velocity profile", keys: keys) {
      let total = profile.number("units_per_day", in: 0...10_000_000)
      let exponent = profile.number("exponent", in: 0...3, default: 1)
      let seed = UInt64(profile.integer("seed", in: 0...Int.max, default: 1))
      velocity = VelocityProfile.rates(count: skus.count, total: total, exponent: exponent, seed: seed)
    }
  }

  // MARK: - Opening stock

  private mutating func readStock() {
    guard let section = root.section("stock", what: "the opening stock", keys: ["file", "lines", "fill"]) else {
      return
    }
    let (bins, skus, owners) = (bins, skus, owners)
    if section.has("file") {
      let file = load(section) { (data, name) throws(SiteFaults) in
        try StockReader.read(data, name: name, bins: bins, skus: skus, owners: owners)
      }
      stock += file?.items ?? []
      marks.stock += file?.marks ?? []
    }
    readStockLines(section)
    guard let fill = section.section("fill", what: "a stock fill", keys: ["seed", "days", "level", "skus_per_bin"])
    else { return }
    let plan = StockFill(
      seed: UInt64(fill.integer("seed", in: 0...Int.max, default: 1)),
      days: fill.number("days", in: 0...3650, default: 3),
      level: fill.number("level", in: 0.01...1, default: 0.6),
      skusPerBin: fill.integer("skus_per_bin", in: 1...1_000, default: 6))
    // A fill takes its measure from all that was read; on a site with faults it would only add nonsense.
    guard !log.hasErrors else { return }
    let lines = plan.lines(bins: bins, skus: skus, velocity: velocity, occupied: stock)
    stock += lines
    marks.stock += lines.map { _ in section.mark(at: "fill") }
  }

  private mutating func readStockLines(_ section: Section) {
    let binNames = NameIndex(bins.map(\.name))
    let codes = NameIndex(skus.map(\.code))
    let ownerNames = NameIndex(owners)
    for entry in section.sections("lines", what: "a stock line", keys: ["bin", "sku", "quantity", "owner", "lot"]) {
      func look(_ key: String, _ name: String, in index: NameIndex) -> Int? {
        if let found = index[name] { return found }
        guard entry.has(key) else { return nil }
        log.error(
          entry.mark(at: key), "unknown \(key) '\(name)'", remedy: index.suggestion(for: name, what: key))
        return nil
      }
      let quantity = entry.integer("quantity", in: GoodsLimits.quantity)
      let bin = look("bin", entry.text("bin", example: "P01-A1"), in: binNames)
      let sku = look("sku", entry.text("sku", example: "TEA-100"), in: codes)
      let owner = entry.has("owner") ? look("owner", entry.text("owner", example: "house"), in: ownerNames) : 0
      let lot = entry.integer("lot", in: 0...Int(Int32.max), default: 0)
      guard let bin, let sku, let owner else { continue }
      let key = StockKey(sku: SKU.ID(sku), owner: ID(owner), lot: Int32(lot))
      stock.append(StockLine(bin: Bin.ID(bin), key: key, quantity: Int32(quantity)))
      marks.stock.append(entry.mark(at: "quantity"))
    }
  }
}

extension URL {
  /// The path without `..` in it, relative when `path` was.
  fileprivate func relativePath(shownLike path: String) -> String {
    guard !path.hasPrefix("/") else { return self.path }
    let here = URL(fileURLWithPath: ".").standardizedFileURL.path + "/"
    return self.path.hasPrefix(here) ? String(self.path.dropFirst(here.count)) : path
  }
}
