public import FloorModel
public import Foundation

/// Reads the dates of lots from CSV or NDJSON. Columns: `sku,lot,expires` (the last day of sale, as `2027-03-31`) and, where
/// it is known, `supplier`.
public enum LotReader {
  static let columns =
    ["sku", "lot", "expires"].map { DataColumn(name: $0) } + [DataColumn(name: "supplier", isRequired: false)]

  /// - Throws: when the file cannot be read or its header lacks a column.
  public static func read(_ data: Data, name: String, skus: [SKU]) throws(SiteFaults) -> DataFile<Lot> {
    let codes = NameIndex(skus.map(\.code))
    var seen: [String: Int] = [:]
    return DataFile(try DataTable(data, name: name, columns: columns)) { row in
      let number = row.integer("lot", in: 1...Int(Int32.max), default: 0)
      let text = row.text("expires")
      let sku = row.look(up: row.text("sku"), "sku", in: codes, what: "SKU")
      guard let day = CalendarDay(text) else {
        row.refuse("expires", "'\(text)' is no day", remedy: "write it as 2027-03-31")
        return nil
      }
      guard let sku else { return nil }
      let supplier = row.text("supplier")
      guard supplier.isEmpty || Lot.isSupplier(supplier) else {
        row.refuse("supplier", "its name is too long", remedy: "write at most \(Lot.supplierLimit) bytes on one line")
        return nil
      }
      if let line = seen.updateValue(row.row.line, forKey: "\(sku)/\(number)") {
        row.refuse("lot", "lot \(number) of this SKU is there already, on line \(line)", remedy: "remove one")
      }
      return Lot(sku: SKU.ID(sku), number: number, expires: day, supplier: supplier.isEmpty ? nil : supplier)
    }
  }
}

extension SiteDraft {
  /// `lots: {file: lots.csv}` or `lots: {list: [{sku: TEA-100, lot: 7, expires: 2027-03-31}]}`.
  mutating func readLots() {
    guard root.has("lots"), let section = root.section("lots", what: "the lots", keys: ["file", "list"]) else { return }
    let products = skus
    if section.has("file") {
      let file = load(section) { (data, name) throws(SiteFaults) in
        try LotReader.read(data, name: name, skus: products)
      }
      lots += file?.items ?? []
    }
    let codes = NameIndex(skus.map(\.code))
    for entry in section.sections("list", what: "a lot", keys: ["sku", "lot", "expires", "supplier"]) {
      let code = entry.text("sku", example: "TEA-100")
      let number = entry.integer("lot", in: 1...Int(Int32.max))
      let text = entry.text("expires", example: "2027-03-31")
      guard let sku = codes[code] else {
        log.error(entry.mark(at: "sku"), "unknown SKU '\(code)'", remedy: codes.suggestion(for: code, what: "SKU"))
        continue
      }
      guard let day = CalendarDay(text) else {
        log.error(entry.mark(at: "expires"), "'\(text)' is no day", remedy: "write it as 2027-03-31")
        continue
      }
      let supplier = entry.has("supplier") ? entry.text("supplier", example: "Acme Mills") : nil
      guard supplier.map({ Lot.isSupplier($0) }) ?? true else {
        log.error(
          entry.mark(at: "supplier"), "the supplier's name is empty or too long",
          remedy: "write 1 to \(Lot.supplierLimit) bytes on one line")
        continue
      }
      lots.append(Lot(sku: SKU.ID(sku), number: Int32(number), expires: day, supplier: supplier))
    }
  }

  /// Portals: gates before a pack station, or before a station for pods.
  mutating func readPortals() {
    for section in root.sections("portals", what: "a portal", keys: ["name", "family", "before"]) {
      let name = section.text("name", example: "gate-1")
      let before = section.text("before", example: "pack-1")
      let roles: [Role] = [.pack, .pick, .stow]
      guard let index = devices.firstIndex(where: { $0.name == before && roles.contains($0.role) }) else {
        let known = devices.filter { roles.contains($0.role) }.map(\.name)
        log.error(
          section.mark(at: "before"), "'\(before)' is no pack, pick or stow station",
          remedy: Names.suggestion(for: before, among: known, otherwise: "name the station that it stands before"))
        continue
      }
      add(name, section, family: "rfid-portal", place: .portal(PortalPlace(before: Device.ID(index))))
    }
  }

  /// Cameras that see the pods which pass a cell.
  mutating func readBinCameras() {
    for section in root.sections("bin_cameras", what: "a bin camera", keys: ["name", "family", "cell"]) {
      let name = section.text("name", example: "eye-1")
      let cells = cells(section, "cell")
      guard cells.count == 1 else {
        if cells.count > 1 {
          log.error(cells[1].mark, "'\(name)' sees more than one cell", remedy: "give each camera one cell")
        }
        continue
      }
      add(name, section, family: "bin-camera", place: .binCamera(BinCameraPlace(cell: cells[0].cell)))
    }
  }
}
