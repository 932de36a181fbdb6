public import FloorCore
public import FloorModel

/// What is physically so on the simulated floor, whatever anyone believes. Twins act on it; the books are held against it.
public struct World: Sendable {
  /// Where a pod really is.
  public enum PodPlace: Equatable, Sendable {
    case cell(Cell)
    case carried(by: Device.ID)
  }

  /// An inbound unit that has come off a truck.
  public struct Arrival: Equatable, Sendable {
    public var plate: String
    public var key: StockKey
    /// What is wrong with it, to the eye; nil: nothing.
    public var defect: FindingKind?
    /// What its label names as the last day of sale.
    public var expires: CalendarDay?
    /// Whom its label says that it comes from.
    public var supplier: String?

    public init(
      plate: String, key: StockKey, defect: FindingKind?, expires: CalendarDay? = nil, supplier: String? = nil
    ) {
      self.plate = plate
      self.key = key
      self.defect = defect
      self.expires = expires
      self.supplier = supplier
    }
  }

  /// What is wrong with an order's tote.
  public struct Amiss: Equatable, Sendable {
    /// Units that were told of as picked, and are not in it.
    public var missing: [StockKey] = []
    /// Units that are in it, and are not of the order.
    public var strange: [StockKey] = []

    public init(missing: [StockKey] = [], strange: [StockKey] = []) {
      self.missing = missing
      self.strange = strange
    }
  }

  /// Shares of picks in which a picker confirms what is not so.
  public struct Slips: Equatable, Sendable {
    /// One unit of another kind that lies in the same bin is taken instead.
    public var wrong = 0.0
    /// One unit falls beside the tote.
    public var lost = 0.0

    public init(wrong: Double = 0, lost: Double = 0) {
      self.wrong = wrong
      self.lost = lost
    }
  }

  public let site: Site
  public var podPlaces: [PodPlace]
  /// Which way face 0 of each pod looks. Meaningless while the pod turns with a unit under way.
  public var podHeadings: [Heading]
  /// Per bin: units by kind, in ascending order of kind.
  public private(set) var bins: [[(key: StockKey, quantity: Int32)]]
  /// Where each drive unit really is.
  public var unitCells: [Cell?]
  /// Units that wait in front of each tunnel, by device.
  public var docks: [[Arrival]]
  /// Every inbound unit that was presented, by plate: what the tunnel's cameras would see.
  public var seen: [String: Arrival] = [:]
  /// Units in each stow station's tote, by device.
  public var stowTotes: [[Arrival]]
  public var holdShelf: [Arrival] = []
  /// Units in order totes, by order number.
  public var orderTotes: [Int: [StockKey]] = [:]
  /// Pack stations that totes travel to, by order number.
  public var toteDestinations: [Int: Device.ID] = [:]
  /// Parcels that lie in front of each sorter, by device.
  public var induction: [[Parcel.ID]]
  /// Packed and not shipped, by parcel number.
  public var parcelContents: [Int: [StockKey]] = [:]
  public var shipped: [(parcel: Parcel.ID, keys: [StockKey])] = []
  /// Units on each tunnel's belt, by device, in the order in which they came.
  public var belts: [[Arrival]]
  /// Order numbers of totes on their way to each pack station, by device; and of those that stand there.
  public var totesUnderWay: [[Int]]
  public var totesAt: [[Int]]
  // What can be seen of work that is done, by a machine that has lost its memory: labels and slips.
  /// Bins in which units lie, by plate.
  public var stowedPlates: [String: Bin.ID] = [:]
  /// Units taken, by task number: the slip that goes into the order's tote.
  public var pickSlips: [Int: Int32] = [:]
  /// Boxes that parcels are packed in, by parcel number.
  public var packedIn: [Int: Box.ID] = [:]
  /// Volume in the cart under each chute, in mm³, by device.
  public var carts: [[Int64]]
  /// Products that are not as the catalogue has them, by SKU number.
  public private(set) var oddities: [Int: (size: Size3, mass: Grams)] = [:]
  /// By order number: what is wrong with its tote, and nobody has noticed yet.
  public var amiss: [Int: Amiss] = [:]
  /// What was found wrong, by the number of the parcel that was being filled: the note that lies in the tote.
  public var toteNotes: [Int: (missing: [StockKey], strange: [StrangeUnit])] = [:]
  /// Units that fell down and lie where nobody looks.
  public var lost: [StockKey] = []
  /// Bins from which another unit was taken than the picker said: they hold one more of a kind than their record.
  public var slipped: Set<Int> = []
  /// How often pickers go wrong.
  public var slips = Slips()
  /// Chutes into which parcels fell, by parcel number.
  public var sortedInto: [Int: Int32] = [:]

  public init(site: Site, openingStock: [StockLine]) {
    self.site = site
    podPlaces = site.pods.map { .cell($0.home) }
    podHeadings = site.pods.map(\.heading)
    bins = Array(repeating: [], count: site.bins.count)
    unitCells = site.devices.map { device in
      guard case .driveUnit(let place) = device.place else { return nil }
      return place.start
    }
    docks = Array(repeating: [], count: site.devices.count)
    stowTotes = Array(repeating: [], count: site.devices.count)
    induction = Array(repeating: [], count: site.devices.count)
    belts = Array(repeating: [], count: site.devices.count)
    totesUnderWay = Array(repeating: [], count: site.devices.count)
    totesAt = Array(repeating: [], count: site.devices.count)
    carts = site.devices.map { device in
      guard case .sorter(let place) = device.place else { return [] }
      return Array(repeating: 0, count: place.chutes.count)
    }
    for line in openingStock { put(line.quantity, of: line.key, into: line.bin) }
  }

  public func quantity(of key: StockKey, in bin: Bin.ID) -> Int32 {
    bins[bin.index].first { $0.key == key }?.quantity ?? 0
  }

  /// Units of all kinds in a bin.
  public func units(in bin: Bin.ID) -> Int32 { bins[bin.index].reduce(0) { $0 + $1.quantity } }

  public mutating func put(_ quantity: Int32, of key: StockKey, into bin: Bin.ID) {
    guard quantity > 0 else { return }
    if let at = bins[bin.index].firstIndex(where: { $0.key >= key }) {
      if bins[bin.index][at].key == key {
        bins[bin.index][at].quantity += quantity
      } else {
        bins[bin.index].insert((key, quantity), at: at)
      }
    } else {
      bins[bin.index].append((key, quantity))
    }
  }

  /// Takes up to `quantity` units out of a bin. Returns how many were there to take.
  public mutating func take(_ quantity: Int32, of key: StockKey, from bin: Bin.ID) -> Int32 {
    guard let at = bins[bin.index].firstIndex(where: { $0.key == key }) else { return 0 }
    let taken = min(quantity, bins[bin.index][at].quantity)
    bins[bin.index][at].quantity -= taken
    if bins[bin.index][at].quantity == 0 { bins[bin.index].remove(at: at) }
    return taken
  }

  /// The pod that stands, on a unit or on the floor, in a cell.
  public func pod(at cell: Cell) -> Pod.ID? {
    for (index, place) in podPlaces.enumerated() {
      switch place {
      case .cell(let c) where c == cell: return Pod.ID(index)
      case .carried(let unit) where unitCells[unit.index] == cell: return Pod.ID(index)
      case .cell, .carried: continue
      }
    }
    return nil
  }

  /// Whether a bin of the pod in front of a station can be reached: the right pod, the right face.
  public func reaches(_ bin: Bin.ID, from station: PodStationPlace) -> Bool {
    let podID = site.bins[bin.index].pod
    guard case .carried(let unit) = podPlaces[podID.index], unitCells[unit.index] == station.cell else { return false }
    let face = Heading(rawValue: site.bins[bin.index].face & 3)!
    return podHeadings[podID.index].turned(by: face) == station.side
  }
}

extension World {
  /// Takes single units out of some bins without a word to anyone: stock that the record has and reality has not.
  /// - Returns: how many units are phantom from now on.
  public mutating func misplace(rate: Double, seed: UInt64) -> Int64 {
    var generator = SeededGenerator(seed: seed, stream: 21)
    var phantoms: Int64 = 0
    for bin in bins.indices where generator.chance(rate) && !bins[bin].isEmpty {
      let line = bins[bin][generator.below(bins[bin].count)]
      phantoms += Int64(take(1, of: line.key, from: Bin.ID(bin)))
    }
    return phantoms
  }
}

extension World {
  /// A product as it really is.
  public func size(of sku: SKU.ID) -> Size3 { oddities[sku.index]?.size ?? site.skus[sku.index].size }
  public func mass(of sku: SKU.ID) -> Grams { oddities[sku.index]?.mass ?? site.skus[sku.index].mass }

  /// Makes some products longer, and heavier, than their records say.
  public mutating func distort(rate: Double, seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: 22)
    for index in site.skus.indices where generator.chance(rate) { distort(SKU.ID(index), permille: 1_400) }
  }

  /// A product's height and mass become so much of what the record says.
  public mutating func distort(_ sku: SKU.ID, permille: Int32) {
    let record = site.skus[sku.index]
    var size = record.size
    size.height = max(1, Millimetres(Int64(size.height) * Int64(permille) / 1_000))
    oddities[sku.index] = (size, max(1, Grams(Int64(record.mass) * Int64(permille) / 1_000)))
  }
}

extension World {
  /// Parcels that went down a chute, with how often each did. More than once is a doubled parcel.
  public var shippedParcels: [(parcel: Parcel.ID, count: Int)] {
    var counts: [(parcel: Parcel.ID, count: Int)] = []
    for parcel in shipped.map(\.parcel).sorted() {
      if counts.last?.parcel == parcel { counts[counts.count - 1].count += 1 } else { counts.append((parcel, 1)) }
    }
    return counts
  }
}
