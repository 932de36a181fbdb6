extension Site {
  /// A number that is the same for equal sites in any process and on any machine, and different, but for one chance in
  /// 2⁶⁴, for sites that differ in anything: FNV-1a over the content in a fixed order.
  public var fingerprint: UInt64 {
    var hash = Fingerprint()
    hash.add(name)
    hash.add(grid.width)
    hash.add(grid.height)
    hash.add(grid.kinds) { $0.add($1.rawValue) }
    hash.add(grid.exits) { $0.add($1) }
    hash.add(cellSize)
    hash.add(devices) { $0.add($1) }
    hash.add(pods) { $0.add($1) }
    hash.add(bins) { $0.add($1) }
    hash.add(skus) { $0.add($1) }
    hash.add(boxes) { $0.add($1) }
    hash.add(owners) { $0.add($1) }
    hash.add(openingStock) { hash, line in
      hash.add(line.bin)
      hash.add(line.key.sku)
      hash.add(line.key.owner)
      hash.add(line.key.lot)
      hash.add(line.quantity)
    }
    hash.add(velocity) { $0.add($1) }
    hash.add(demand)
    // Sites from before this existed keep their fingerprint.
    if !lots.isEmpty {
      hash.add(lots) { hash, lot in
        hash.add(lot.sku)
        hash.add(lot.number)
        hash.add(lot.expires.number)
      }
    }
    if packing != PackingPolicy() { hash.add(packing) }
    if demand.giftRate != 0 { hash.add(demand.giftRate) }
    let told = lots.filter { $0.supplier != nil }
    if !told.isEmpty || !demand.suppliers.isEmpty {
      hash.add(demand.suppliers) { $0.add($1) }
      hash.add(told) { hash, lot in
        hash.add(lot.sku)
        hash.add(lot.number)
        hash.add(lot.supplier ?? "")
      }
    }
    return hash.value
  }
}

/// FNV-1a (Fowler, Noll, Vo), 64 bits, over values in little-endian bytes; texts and lists begin with their length.
private struct Fingerprint {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }

  mutating func add<Number: FixedWidthInteger>(_ number: Number) {
    var rest = UInt64(truncatingIfNeeded: number)
    for _ in 0..<8 {
      add(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  mutating func add(_ number: Double) { add(number.bitPattern) }

  mutating func add(_ text: String) {
    add(text.utf8.count)
    for byte in text.utf8 { add(byte) }
  }

  mutating func add<Noun>(_ id: ID<Noun>) { add(id.raw) }

  mutating func add<Element>(_ list: [Element], _ each: (inout Fingerprint, Element) -> Void) {
    add(list.count)
    for element in list { each(&self, element) }
  }

  mutating func add(_ size: Size3) {
    add(size.length)
    add(size.width)
    add(size.height)
  }

  mutating func add(_ packing: PackingPolicy) {
    add(packing.missingUnits.rawValue)
    add(packing.keepsTogether.rawValue)
    add(packing.balancesLoads ? 1 : 0 as UInt8)
    add(packing.giftWrap?.thickness ?? -1)
    add(packing.giftWrap?.mass ?? -1)
    add(packing.keepsApart) { hash, pair in
      hash.add(pair.first)
      hash.add(pair.second)
    }
    if let shipping = packing.shipping {
      add(shipping.centsPerParcel)
      add(shipping.centsPerKilogram)
      add(shipping.divisor)
      add(shipping.rounding)
    }
  }

  // MARK: - Nouns

  mutating func add(_ device: Device) {
    add(device.name)
    add(device.family)
    switch device.place {
    case .driveUnit(let unit):
      add(0 as UInt8)
      add(unit.start)
      add(unit.heading.rawValue)
      add(unit.speed)
      add(unit.manufacturer)
      // Sites from before there was a choice keep their fingerprint.
      if unit.version != .v2_1 { add(unit.version.rawValue) }
      if let map = unit.map {
        add(map.id)
        add(map.x)
        add(map.y)
        add(map.quarters)
      }
    case .podStation(let station):
      add(station.work == .stow ? 1 as UInt8 : 2)
      add(station.cell)
      add(station.side.rawValue)
      add(station.queue) { $0.add($1) }
      add(station.slots)
    case .tunnel(let tunnel):
      add(3 as UInt8)
      add(tunnel.cameras)
      add(tunnel.feeds) { $0.add($1) }
      add(Int(tunnel.falseRejects))
    case .packStation(let pack):
      add(4 as UInt8)
      add(pack.slots)
      add(pack.sorter)
    case .sorter(let sorter):
      add(5 as UInt8)
      add(sorter.maxMass)
      add(sorter.maxSide)
      add(sorter.chutes) { hash, chute in
        hash.add(chute.name)
        hash.add(chute.destination)
        hash.add(chute.maxMass)
        hash.add(chute.maxSide)
        if let litres = chute.cartLitres { hash.add(litres) }
      }
    case .portal(let portal):
      add(6 as UInt8)
      add(portal.before)
    case .binCamera(let camera):
      add(7 as UInt8)
      add(camera.cell)
    }
  }

  mutating func add(_ pod: Pod) {
    add(pod.name)
    add(pod.home)
    add(pod.heading.rawValue)
    add(pod.firstBin)
    add(pod.binCount)
  }

  mutating func add(_ bin: Bin) {
    add(bin.name)
    add(bin.pod)
    add(bin.face)
    add(bin.inner)
    add(bin.maxLoad)
    add(bin.temperature.rawValue)
  }

  mutating func add(_ sku: SKU) {
    add(sku.code)
    add(sku.name)
    add(sku.size)
    add(sku.mass)
    add(sku.fragility.rawValue)
    add(sku.temperature.rawValue)
    add(sku.thisWayUp ? 1 as UInt8 : 0)
    add(sku.gtin)
    // Sites from before this existed keep their fingerprint.
    if sku.keepsApart { add("keeps apart") }
    if sku.isTagged { add("tagged") }
    if let category = sku.category { add("category " + category) }
    if let price = sku.priceCents { add(price) }
    if let hazard = sku.hazard { add("hazard " + hazard) }
    if let mass = sku.maxOnTop {
      add("on top")
      add(mass)
    }
    if let folded = sku.folded {
      add("folded")
      add(folded)
    }
    if sku.shipsAsIs { add("ships as it is") }
  }

  mutating func add(_ box: Box) {
    add(box.code)
    add(box.inner)
    add(box.outer)
    add(box.tare)
    add(box.maxLoad)
    add(box.costCents)
    if box.kind != .carton { add(box.kind.rawValue) }
  }

  mutating func add(_ demand: DemandProfile) {
    add(demand.inboundPerHour)
    add(demand.ordersPerHour) { $0.add($1) }
    add(demand.linesPerOrder) { $0.add($1) }
    add(demand.unitsPerLine) { $0.add($1) }
    add(demand.destinations) { hash, destination in
      hash.add(destination.code)
      hash.add(destination.weight)
      hash.add(destination.firstPull.milliseconds)
      hash.add(destination.every.milliseconds)
    }
    add(demand.defectRate)
    add(demand.binErrorRate)
  }
}
