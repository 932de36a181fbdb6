public import FloorModel

/// What lies in the carts under the sorters' chutes, since each was changed last.
public struct CartBook: Equatable, Sendable, Codable {
  public struct Cart: Equatable, Sendable, Codable {
    /// Of parcels, by their outer sides; mm³.
    public var volume: Int64 = 0
    public var parcels: Int32 = 0
    /// When the first truck leaves that any of its parcels is for.
    public var due: Instant?
    /// Carts that have stood there before it.
    public var changes: Int32

    public init(changes: Int32 = 0) { self.changes = changes }
  }

  /// By device and chute; nothing for devices that are no sorters.
  public internal(set) var carts: [[Cart]]

  init(site: Site) {
    carts = site.devices.map { device in
      guard case .sorter(let place) = device.place else { return [] }
      return Array(repeating: Cart(), count: place.chutes.count)
    }
  }

  mutating func drop(_ volume: Int64, due: Instant, into chute: Int32, of sorter: Device.ID) {
    guard carts[sorter.index].indices.contains(Int(chute)) else { return }
    carts[sorter.index][Int(chute)].volume += volume
    carts[sorter.index][Int(chute)].parcels += 1
    carts[sorter.index][Int(chute)].due = min(carts[sorter.index][Int(chute)].due ?? due, due)
  }

  mutating func change(_ chute: Int32, of sorter: Device.ID) {
    guard carts[sorter.index].indices.contains(Int(chute)) else { return }
    carts[sorter.index][Int(chute)] = Cart(changes: carts[sorter.index][Int(chute)].changes + 1)
  }
}
