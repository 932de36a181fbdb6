import COpenCV
import FloorModel

/// What a photograph of a bin says of how full and how varied it is, and what the record says of the things in it.
///
/// Counting is hard to do by looking: things hide each other and tape runs across. These numbers, the photograph brought
/// to 256×256, tell emptiness (the bin's own fabric, smooth and of one colour), clutter (edges at a scale above the
/// tape's) and variety (how many colours).
enum BinFeatures {
  static let side = 256
  static let count = 39

  /// - Throws: `VisionError` for what is no picture.
  static func of(_ file: [UInt8], things: [SKU]) throws -> [Double] {
    let picture = try Picture.decoded(file, limits: FrameLimits()).resized(side, side)
    return Image(picture.octets()).features + context(things)
  }

  /// Of the products that the record lists there: their number, sizes and masses. Their quantities are what is asked for.
  static func context(_ things: [SKU]) -> [Double] {
    let lines = Double(things.count)
    let volumes = things.map { max(1000, Double($0.size.volume)) }
    let logs = volumes.isEmpty ? [Turn.log(1e6)] : volumes.map { Turn.log($0 / 1000) }
    let masses = things.map { Turn.log(Double($0.mass) / 454 + 0.05) }
    let thin = things.map { Turn.log(max(3, Double(min($0.size.length, $0.size.width, $0.size.height))) / 10) }
    func mean(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }
    return [
      lines, Turn.log(lines + 1), mean(logs), logs.min() ?? 0, logs.max() ?? 0,
      Turn.log(max(1, volumes.reduce(0, +) / 1000)), mean(masses), thin.min() ?? 0, mean(thin),
    ]
  }
}

/// A square photograph's statistics.
private struct Image {
  private static let side = BinFeatures.side
  /// Means of blocks of eight pixels: blue, green, red; and of four pixels: brightness.
  private let coarse: [[Double]]
  private let fine: [Double]
  private let sharp: (across: [Double], along: [Double])

  init(_ pixels: [UInt8]) {
    coarse = (0..<3).map { Self.blocks(pixels, 8, channels: $0..<$0 + 1) }
    fine = Self.blocks(pixels, 4, channels: 0..<3)
    sharp = Self.sharpness(pixels)
  }

  private static func blocks(_ pixels: [UInt8], _ size: Int, channels: Range<Int>) -> [Double] {
    let n = side / size
    var sums = [Double](repeating: 0, count: n * n)
    for y in 0..<side {
      for x in 0..<side {
        for k in channels { sums[y / size * n + x / size] += Double(pixels[3 * (y * side + x) + k]) }
      }
    }
    let share = 1 / Double(size * size * channels.count)
    return sums.map { $0 * share }
  }

  /// Mean step of brightness to the next pixel and the share of large ones, across and down.
  private static func sharpness(_ pixels: [UInt8]) -> (across: [Double], along: [Double]) {
    var light = [Double](repeating: 0, count: side * side)
    for i in light.indices { light[i] = Double(pixels[3 * i]) + Double(pixels[3 * i + 1]) + Double(pixels[3 * i + 2]) }
    var (sumX, sumY, largeX, largeY) = (0.0, 0.0, 0.0, 0.0)
    for y in 0..<side {
      for x in 0..<side - 1 {
        let dx = abs(light[y * side + x + 1] - light[y * side + x]) / 3
        let dy = abs(light[(x + 1) * side + y] - light[x * side + y]) / 3
        (sumX, sumY) = (sumX + dx, sumY + dy)
        if dx > 20 { largeX += 1 }
        if dy > 20 { largeY += 1 }
      }
    }
    let n = Double(side * (side - 1))
    return ([sumX / n, largeX / n], [sumY / n, largeY / n])
  }

  var features: [Double] {
    let light: [Double] = (0..<1024).map { (coarse[0][$0] + coarse[1][$0] + coarse[2][$0]) / 3 }
    let saturation = (0..<1024).map { i -> Double in
      let values = coarse.map { $0[i] }
      return ((values.max() ?? 0) - (values.min() ?? 0)) / ((values.max() ?? 0) + 1)
    }
    let yellow = (0..<1024).map { i -> Double in
      let warm = (coarse[2][i] + coarse[1][i]) / 2
      return (warm - coarse[0][i]) / (light[i] + 1)
    }
    let tones: [Double] = [
      Self.mean(light), Self.spread(light), Self.mean(saturation), Self.spread(saturation), Self.mean(yellow),
      Self.spread(yellow), Self.share(yellow) { $0 > 0.3 }, Self.share(yellow) { $0 > 0.2 },
      Self.share(light) { $0 < 60 },
    ]
    let steps: [Double] = [sharp.across[0], sharp.along[0], sharp.across[1], sharp.along[1]]
    return tones + steps + clutter(yellow)
  }

  /// Edges at four pixels' scale, in which the tape's lines are gone.
  private func clutter(_ yellow: [Double]) -> [Double] {
    let n = 63
    var (across, along, size) = ([Double](), [Double](), [Double]())
    for y in 0..<n {
      for x in 0..<n {
        let dx = abs(fine[y * 64 + x + 1] - fine[y * 64 + x])
        let dy = abs(fine[(y + 1) * 64 + x] - fine[y * 64 + x])
        across.append(dx)
        along.append(dy)
        size.append((dx * dx + dy * dy).squareRoot())
      }
    }
    let variance = Self.spread(size) * Self.spread(size)
    let edges: [Double] = [
      Self.mean(across), Self.mean(along), Self.share(size) { $0 > 15 }, Self.share(size) { $0 > 30 },
      Turn.log(1 + variance),
    ]
    return edges + profiles() + variety() + areas(size, yellow)
  }

  /// Steps of the mean brightness from column to column and from row to row: things that stand side by side.
  private func profiles() -> [Double] {
    func steps(_ values: [Double]) -> [Double] {
      let steps = zip(values, values.dropFirst()).map { abs($0 - $1) }
      return [Double(steps.count { $0 > 4 }), Self.mean(steps)]
    }
    let columns = (0..<64).map { x in Self.mean((0..<64).map { fine[$0 * 64 + x] }) }
    let rows = (0..<64).map { y in Self.mean(Array(fine[y * 64..<y * 64 + 64])) }
    return steps(columns) + steps(rows)
  }

  /// How many colours there are in the bin's middle: entropy, and those that cover a fiftieth of it.
  private func variety() -> [Double] {
    var counts = [Int](repeating: 0, count: 512)
    var total = 0.0
    for y in 6..<28 {
      for x in 2..<30 {
        let code = (0..<3).reduce(0) { $0 * 8 + Int(coarse[$1][y * 32 + x] / 32) }
        counts[code] += 1
        total += 1
      }
    }
    let shares = counts.filter { $0 > 0 }.map { Double($0) / total }
    return [-shares.reduce(0) { $0 + $1 * Turn.log($1) }, Double(shares.count { $0 > 0.02 })]
  }

  /// Where the clutter is, and how much of the bin is its own fabric: all, upper half, lower half.
  private func areas(_ size: [Double], _ yellow: [Double]) -> [Double] {
    let fields = (0..<16).map { k -> Double in
      let (top, left) = (k / 4 * 15, k % 4 * 15)
      return Self.mean(
        (0..<225).map { spot -> Double in
          let (row, column) = (top + spot / 15, left + spot % 15)
          return size[row * 63 + column]
        })
    }
    let empty = (0..<1024).map { i -> Double in
      let (y, x) = (i / 32 * 2, i % 32 * 2)
      let spots: [(Int, Int)] = [(y, x), (y + 1, x), (y, x + 1), (y + 1, x + 1)]
      let around = spots.map { row, column -> Double in row < 63 && column < 63 ? size[row * 63 + column] : 0 }
      return yellow[i] > 0.25 && around.reduce(0, +) / 4 < 6 ? 1 : 0
    }
    return [
      Self.share(fields) { $0 > 8 }, fields.max() ?? 0, fields.min() ?? 0, Self.mean(empty),
      Self.mean(Array(empty.prefix(512))), Self.mean(Array(empty.suffix(512))),
    ]
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }

  private static func spread(_ values: [Double]) -> Double {
    let middle = mean(values)
    return mean(values.map { ($0 - middle) * ($0 - middle) }).squareRoot()
  }

  private static func share(_ values: [Double], _ holds: (Double) -> Bool) -> Double {
    Double(values.count { holds($0) }) / Double(max(1, values.count))
  }
}
