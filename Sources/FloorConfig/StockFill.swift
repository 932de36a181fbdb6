import FloorModel
import Foundation

/// How products sell when nobody has said: a power law, as catalogues do.
enum VelocityProfile {
  /// Units a day of each product: rank `r` of a seeded order sells `1 / r^exponent` of the whole.
  static func rates(count: Int, total: Double, exponent: Double, seed: UInt64) -> [Double] {
    guard count > 0 else { return [] }
    var order = Array(0..<count)
    var random = SplitMix(seed: seed)
    random.shuffle(&order)
    let weights = (1...count).map { pow(Double($0), -exponent) }
    let sum = weights.reduce(0, +)
    var rates = Array(repeating: 0.0, count: count)
    for (rank, index) in order.enumerated() { rates[index] = total * weights[rank] / sum }
    return rates
  }
}

/// Fills bins as random stow would have: days of demand of each product, in small lots all over the floor.
///
/// The same seed gives the same stock on every machine.
struct StockFill {
  var seed: UInt64
  /// Days of demand that are in the building, per product; at least one unit of each.
  var days: Double
  /// The most of a bin's volume that goods may take; the rest is air between them.
  var level: Double
  var skusPerBin: Int

  /// Bins that are tried for one lot before the rest of the product is left out of the building.
  private static let tries = 64
  /// Units of one product that go into one bin at a time.
  private static let lot = 8

  private struct Room {
    var volume: Int64
    var mass: Int64
    var lines: Int
  }

  func lines(bins: [Bin], skus: [SKU], velocity: [Double], occupied: [StockLine]) -> [StockLine] {
    var random = SplitMix(seed: seed)
    var rooms = bins.map {
      Room(volume: Int64(Double($0.inner.volume) * level), mass: Int64($0.maxLoad), lines: skusPerBin)
    }
    for line in occupied { take(line.quantity, of: skus[line.key.sku.index], from: &rooms[line.bin.index]) }
    var byTemperature: [TemperatureClass: [Int]] = [:]
    for (index, bin) in bins.enumerated() { byTemperature[bin.temperature, default: []].append(index) }

    var lines: [StockLine] = []
    // A product and a bin share one line at most.
    var used = Set(occupied.map { Pair(bin: $0.bin, sku: $0.key.sku) })
    for (index, sku) in skus.enumerated() {
      guard let candidates = byTemperature[sku.temperature] else { continue }
      var left = max(1, Int((velocity[index] * days).rounded()))
      var tries = Self.tries
      while left > 0, tries > 0 {
        let bin = candidates[random.below(candidates.count)]
        let pair = Pair(bin: Bin.ID(bin), sku: SKU.ID(index))
        let quantity = min(left, 1 + random.below(Self.lot), capacity(of: rooms[bin], bins[bin], for: sku))
        guard quantity > 0, !used.contains(pair) else {
          tries -= 1
          continue
        }
        used.insert(pair)
        take(Int32(quantity), of: sku, from: &rooms[bin])
        lines.append(StockLine(bin: pair.bin, key: StockKey(sku: pair.sku), quantity: Int32(quantity)))
        left -= quantity
        tries = Self.tries
      }
    }
    return lines.sorted { ($0.bin, $0.key) < ($1.bin, $1.key) }
  }

  private struct Pair: Hashable {
    var bin: Bin.ID
    var sku: SKU.ID
  }

  private func take(_ quantity: Int32, of sku: SKU, from room: inout Room) {
    room.volume -= sku.size.volume * Int64(quantity)
    room.mass -= Int64(sku.mass) * Int64(quantity)
    room.lines -= 1
  }

  private func capacity(of room: Room, _ bin: Bin, for sku: SKU) -> Int {
    guard room.lines > 0, sku.size.fits(in: bin.inner, upright: sku.thisWayUp) else { return 0 }
    return Int(max(0, min(room.volume / sku.size.volume, room.mass / Int64(sku.mass))))
  }
}

extension Size3 {
  /// Whether a thing of this size can lie in a space, turned by quarters; upright keeps its height standing.
  func fits(in space: Size3, upright: Bool) -> Bool {
    if upright {
      return height <= space.height && min(length, width) <= min(space.length, space.width)
        && max(length, width) <= max(space.length, space.width)
    }
    let mine = [length, width, height].sorted()
    let given = [space.length, space.width, space.height].sorted()
    return zip(mine, given).allSatisfy { $0 <= $1 }
  }
}
