import FloorCore
import FloorModel

/// From the names of the wire to the site's ids, and back.
struct SiteIndex: Sendable {
  let site: Site
  private let skus: [String: SKU.ID]
  private let devices: [String: Device.ID]
  private let bins: [String: Bin.ID]
  private let owners: [String: ID<Owner>]
  private let boxes: [String: Box.ID]
  /// Destinations that a chute serves.
  let destinations: Set<String>

  init(_ site: Site) {
    self.site = site
    // The site file's check has refused doubled names.
    func index<Noun>(_ names: [String]) -> [String: ID<Noun>] {
      Dictionary(names.enumerated().map { ($1, ID($0)) }, uniquingKeysWith: { first, _ in first })
    }
    skus = index(site.skus.map(\.code))
    devices = index(site.devices.map(\.name))
    bins = index(site.bins.map(\.name))
    owners = index(site.owners)
    boxes = index(site.boxes.map(\.code))
    var destinations: Set<String> = []
    for device in site.devices {
      if case .sorter(let place) = device.place { destinations.formUnion(place.chutes.map(\.destination)) }
    }
    self.destinations = destinations
  }

  func sku(_ code: String) -> SKU.ID? { skus[code] }
  func device(_ name: String) -> Device.ID? { devices[name] }
  func bin(_ name: String) -> Bin.ID? { bins[name] }
  func owner(_ name: String) -> ID<Owner>? { owners[name] }
  func box(_ code: String) -> Box.ID? { boxes[code] }

  func name(of device: Device.ID) -> String { site.devices[device.index].name }
  func name(of owner: ID<Owner>) -> String { site.owners.indices.contains(owner.index) ? site.owners[owner.index] : "" }
  func code(of sku: SKU.ID) -> String { site.skus[sku.index].code }
}
