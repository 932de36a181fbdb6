import FloorCore
public import FloorModel

/// What a site's things are called in feeds: by their own names, by GS1 keys, and by the wall's clock.
public struct FeedNames: Sendable {
  public let site: Site
  public let company: GS1Company
  /// The company's number of this site among its locations.
  public let location: Int
  public let clock: FeedClock

  /// Types of returnable assets.
  private static let orderTote = 1
  private static let stowTote = 2

  /// - Parameters:
  ///   - location: 1 and up; the site's place among the company's location numbers.
  public init(site: Site, clock: FeedClock, company: GS1Company = .demonstration, location: Int = 1) {
    self.site = site
    self.clock = clock
    self.company = company
    self.location = location
  }

  /// The `source` of the site's events.
  public var source: String { "/sites/\(GS1Company.escaped(site.name))/stock" }

  public func name(of owner: ID<Owner>) -> String {
    site.owners.indices.contains(owner.index) ? site.owners[owner.index] : ""
  }

  /// A place as a URI: GS1's where the name fits GS1's rules, else a name under the site.
  func uri(_ kind: String, _ name: String) -> String {
    company.place(name, in: location) ?? own(kind, name)
  }

  private func own(_ kind: String, _ name: String) -> String {
    "urn:drover:\(GS1Company.escaped(site.name)):\(kind):\(GS1Company.escaped(name))"
  }

  /// The class of interchangeable units: the trade item, with its lot where that is tracked; products without a barcode go
  /// by the catalogue's code.
  func epcClass(of key: StockKey) -> String {
    let sku = site.skus[key.sku.index]
    let lot = key.lot == 0 ? nil : "\(key.lot)"
    return GS1Company.item(sku.gtin, lot: lot) ?? own("sku", sku.code) + (lot.map { ":lot:\($0)" } ?? "")
  }

  func uri(of device: Device.ID) -> String { uri("device", site.devices[device.index].name) }

  /// Where units are, as a location; nil for where they were before and after the site.
  func location(of place: Place) -> String? {
    switch place {
    case .bin(let bin): uri("bin", site.bins[bin.index].name)
    case .tunnel(let device), .stowTote(let device): uri(of: device)
    case .holdShelf: uri("place", "hold_shelf")
    case .outside, .orderTote, .parcel, .shipped, .missing: nil
    }
  }

  /// A parcel's logistic unit.
  func uri(of parcel: Parcel.ID) -> String {
    company.logisticUnit(parcel.index) ?? own("parcel", "\(parcel.index)")
  }

  /// The tote of an order or of a stow station.
  func tote(_ place: Place) -> String? {
    switch place {
    case .orderTote(let order):
      company.returnableAsset("\(order.index)", type: Self.orderTote) ?? own("tote", "\(order.index)")
    case .stowTote(let device):
      company.returnableAsset("\(device.index)", type: Self.stowTote) ?? own("tote", site.devices[device.index].name)
    case .outside, .tunnel, .holdShelf, .bin, .parcel, .shipped, .missing: nil
    }
  }

  func transaction(_ code: String) -> String { company.transaction(code, at: location) ?? own("order", code) }

  /// A place in one word, and its name behind it: `bin/P1-A`.
  func label(_ place: Place, order: String?) -> String {
    switch place {
    case .bin(let bin): "bin/\(site.bins[bin.index].name)"
    case .tunnel(let device), .stowTote(let device): "\(place.word)/\(site.devices[device.index].name)"
    case .orderTote(let id): "\(place.word)/\(order ?? "\(id.index)")"
    case .parcel(let id): "\(place.word)/\(id.index)"
    case .outside, .holdShelf, .shipped, .missing: place.word
    }
  }
}
