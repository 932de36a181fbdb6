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
