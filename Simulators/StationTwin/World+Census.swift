public import FloorModel

extension World {
  /// Every unit there is, wherever it lies, by kind. Only trucks add to it; nothing takes from it (`shipped` counts too).
  public func census() -> [StockKey: Int] {
    var count: [StockKey: Int] = [:]
    for line in bins.joined() { count[line.key, default: 0] += Int(line.quantity) }
    for arrival in docks.joined() { count[arrival.key, default: 0] += 1 }
    for arrival in belts.joined() { count[arrival.key, default: 0] += 1 }
    for arrival in stowTotes.joined() { count[arrival.key, default: 0] += 1 }
    for arrival in holdShelf { count[arrival.key, default: 0] += 1 }
    for key in lost { count[key, default: 0] += 1 }
    // Sums do not depend on the order of a dictionary's entries.
    for keys in orderTotes.values { for key in keys { count[key, default: 0] += 1 } }
    for keys in parcelContents.values { for key in keys { count[key, default: 0] += 1 } }
    for parcel in shipped { for key in parcel.keys { count[key, default: 0] += 1 } }
    return count
  }
}
