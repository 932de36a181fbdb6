import FloorModel

extension SiteCheck {
  // MARK: - Products

  mutating func checkProducts() {
    var gtins: [String: SourceMark] = [:]
    for (sku, mark) in zip(site.skus, marks.skus) {
      if !sku.gtin.isEmpty, !GTIN.isValid13(sku.gtin) {
        error(
          mark, "gtin '\(sku.gtin)' of SKU '\(sku.code)' \(GTINRefusal.reason(sku.gtin))",
          remedy: "correct it, or leave it empty")
      } else if !sku.gtin.isEmpty {
        checkUnique(sku.gtin, "gtin", at: mark, seen: &gtins)
      }
      if min(sku.size.length, sku.size.width, sku.size.height, sku.mass) <= 0 {
        error(
          mark, "SKU '\(sku.code)' measures \(sku.size.words) and weighs \(sku.mass) g",
          remedy: "measure and weigh it: all must be above 0")
      }
      if let refusal = FoldRefusal.reason(sku) { error(mark, refusal, remedy: FoldRefusal.remedy) }
    }
  }

  /// Bins and boxes come in few kinds, products in very many.
  mutating func checkFits() {
    struct Space: Hashable {
      var inner: Size3
      var maxLoad: Grams
      var temperature: TemperatureClass
    }
    var kinds: [Space] = []
    var seen = Set<Space>()
    for bin in site.bins {
      let space = Space(inner: bin.inner, maxLoad: bin.maxLoad, temperature: bin.temperature)
      if seen.insert(space).inserted { kinds.append(space) }
    }
    for (sku, mark) in zip(site.skus, marks.skus) {
      let what = "SKU '\(sku.code)' (\(sku.size.words), \(sku.mass) g\(sku.thisWayUp ? ", this way up" : ""))"
      let own = kinds.filter { $0.temperature == sku.temperature }
      if !kinds.isEmpty, own.isEmpty {
        error(
          mark, "\(what) is \(sku.temperature), and no bin is",
          remedy: "give a pod bins with 'temperature: \(sku.temperature)', or remove the SKU")
      } else if !kinds.isEmpty, !own.contains(where: { sku.fits(in: $0.inner, maxLoad: $0.maxLoad) }) {
        error(mark, "\(what) fits no bin", remedy: "correct its size and mass, add larger bins, or remove the SKU")
      }
      if !site.boxes.isEmpty, !sku.shipsAsIs, !site.boxes.contains(where: { sku.goes(into: $0) }) {
        error(
          mark, "\(what) fits no box",
          remedy: "correct its size and mass, add a larger box, write 'ships_as_is: true', or remove the SKU")
      }
    }
  }

  // MARK: - Boxes

  mutating func checkBoxes() {
    for (box, mark) in zip(site.boxes, marks.boxes) {
      if let refusal = BoxRefusal.reason(box) {
        error(mark, refusal, remedy: "outer sides include the board; swap or correct them")
      }
    }
    if site.boxes.isEmpty, !site.skus.isEmpty {
      error(marks.site, "the site has no usable box", remedy: "add boxes: nothing can be packed")
    }
  }

  // MARK: - Opening stock

  mutating func checkOpeningStock() {
    struct Load {
      var volume: Int64 = 0
      var mass: Int64 = 0
    }
    var loads = Array(repeating: Load(), count: site.bins.count)
    var overfull = Set<Bin.ID>()
    var seen = Set<StockLine>()
    for (line, mark) in zip(site.openingStock, marks.stock) {
      guard site.bins.indices.contains(line.bin.index), site.skus.indices.contains(line.key.sku.index) else {
        error(mark, "stock of an unknown bin or SKU", remedy: "name a bin and a SKU of the site")
        continue
      }
      let bin = site.bins[line.bin.index]
      let sku = site.skus[line.key.sku.index]
      if line.quantity <= 0 {
        error(mark, "\(line.quantity) of '\(sku.code)' in \(bin.name)", remedy: "write a quantity of at least 1")
        continue
      }
      var key = line
      key.quantity = 0
      if !seen.insert(key).inserted {
        error(
          mark, "'\(sku.code)' of the same owner and lot is in \(bin.name) twice", remedy: "add the quantities up")
      }
      if bin.temperature != sku.temperature {
        error(
          mark, "'\(sku.code)' is \(sku.temperature), \(bin.name) is \(bin.temperature)",
          remedy: "put it into a bin that is \(sku.temperature)")
      }
      if !sku.fits(in: bin.inner, maxLoad: bin.maxLoad) {
        error(
          mark,
          "'\(sku.code)' (\(sku.size.words), \(sku.mass) g) does not fit \(bin.name) (\(bin.inner.words), "
            + "\(bin.maxLoad) g)", remedy: "put it into a larger bin")
        continue
      }
      loads[line.bin.index].volume += sku.size.volume * Int64(line.quantity)
      loads[line.bin.index].mass += Int64(sku.mass) * Int64(line.quantity)
      let load = loads[line.bin.index]
      guard load.volume > bin.inner.volume || load.mass > Int64(bin.maxLoad), overfull.insert(line.bin).inserted
      else { continue }
      let isHeavy = load.mass > Int64(bin.maxLoad)
      error(
        mark,
        isHeavy
          ? "\(bin.name) would hold \(load.mass) g, it bears \(bin.maxLoad) g"
          : "\(bin.name) would hold \(load.volume / 1000) cm³, it has \(bin.inner.volume / 1000) cm³",
        remedy: "lower the quantity (here \(line.quantity) of '\(sku.code)'), or use another bin")
    }
  }

  // MARK: - Numbers

  /// What a reader of files refuses on its line, and a generated site could still get wrong.
  mutating func checkNumbers() {
    if site.velocity.count != site.skus.count {
      error(marks.site, "\(site.velocity.count) velocities for \(site.skus.count) SKUs", remedy: "give one a SKU")
    }
    for (index, rate) in site.velocity.enumerated() where !(rate >= 0 && rate.isFinite) {
      error(
        marks.skus.indices.contains(index) ? marks.skus[index] : marks.site, "velocity \(rate) units a day",
        remedy: "write a number of 0 or more")
    }
    let demand = site.demand
    let rates = [demand.inboundPerHour] + demand.ordersPerHour + demand.linesPerOrder + demand.unitsPerLine
    for rate in rates where !(rate >= 0 && rate.isFinite) {
      error(marks.site, "the demand contains \(rate)", remedy: "write numbers of 0 or more")
    }
    if demand.giftRate > 0, site.packing.giftWrap == nil {
      error(
        marks.site, "customers order gifts, and the site wraps none",
        remedy: "add 'packing: {gift_wrap: {thickness: 2, mass: 40}}', or remove 'gift_rate'")
    }
    for rate in [demand.defectRate, demand.binErrorRate, demand.giftRate] where !(rate >= 0 && rate <= 1) {
      error(marks.site, "the demand contains a rate of \(rate)", remedy: "write a number from 0 to 1")
    }
    let hasOrders = demand.ordersPerHour.contains { $0 > 0 }
    if hasOrders, !demand.destinations.contains(where: { $0.weight > 0 }) {
      error(marks.site, "orders have no destination", remedy: "give a destination a weight above 0")
    }
  }
}

extension SKU {
  /// Whether one unit can lie in a space that bears so much.
  func fits(in space: Size3, maxLoad: Grams) -> Bool { mass <= maxLoad && size.fits(in: space, upright: thisWayUp) }

  /// Whether one unit goes into a box, as it is or folded.
  func goes(into box: Box) -> Bool {
    mass <= box.maxLoad
      && [size, folded].contains { $0?.fits(in: box.inner, upright: thisWayUp) ?? false }
  }
}

extension Size3 {
  /// "480 × 450 × 350 mm"
  var words: String { "\(length) × \(width) × \(height) mm" }
}
