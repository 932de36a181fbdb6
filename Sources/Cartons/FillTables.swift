/// What judging a block in a space needs, laid out for speed.
final class FillTables {
  struct Candidate {
    var x: Int32
    var y: Int32
    var z: Int32
    var worth: Double
  }

  let candidates: UnsafeMutablePointer<Candidate>
  /// For each length along an axis, the most of it that a sum of item sides fills.
  let fillX: UnsafeMutablePointer<Int32>
  let fillY: UnsafeMutablePointer<Int32>
  let fillZ: UnsafeMutablePointer<Int32>

  init(list: BlockList, kinds: [FillKind], box: Turn) {
    candidates = .allocate(capacity: list.blocks.count)
    for (index, block) in list.blocks.enumerated() {
      (candidates + index).initialize(to: Candidate(x: block.x, y: block.y, z: block.z, worth: block.worth))
    }
    fillX = Self.table(kinds, side: Int(box.x)) { $0.x }
    fillY = Self.table(kinds, side: Int(box.y)) { $0.y }
    fillZ = Self.table(kinds, side: Int(box.z)) { $0.z }
  }

  deinit {
    candidates.deallocate()
    fillX.deallocate()
    fillY.deallocate()
    fillZ.deallocate()
  }

  private static func table(_ kinds: [FillKind], side: Int, _ length: (Turn) -> Int32) -> UnsafeMutablePointer<Int32> {
    var reached = Array(repeating: false, count: side + 1)
    reached[0] = true
    for kind in kinds {
      // How many more of this kind a sum may still take.
      var used = reached.map { $0 ? Int32(0) : Int32.max }
      for sum in 0...side where used[sum] < kind.count {
        for turn in kind.turns {
          let next = sum + Int(length(turn))
          if next <= side { used[next] = min(used[next], used[sum] + 1) }
        }
      }
      for sum in 0...side where used[sum] != .max { reached[sum] = true }
    }
    let result = UnsafeMutablePointer<Int32>.allocate(capacity: side + 1)
    var fill: Int32 = 0
    for sum in 0...side {
      if reached[sum] { fill = Int32(sum) }
      result[sum] = fill
    }
    return result
  }

  /// A block's worth in a space, less what it makes waste of, before its contact with others is known.
  @inline(__always)
  func worth(_ block: Candidate, _ rx: Int32, _ ry: Int32, _ rz: Int32, _ perRoom: Double) -> Double {
    let x = block.x + fillX[Int(rx - block.x)]
    let y = block.y + fillY[Int(ry - block.y)]
    let z = block.z + fillZ[Int(rz - block.z)]
    let used = Double(Int64(x) * Int64(y) * Int64(z)) * perRoom
    let square = used * used
    return block.worth * square * square
  }

  /// The share of a body's surface that touches, or nearly touches, a wall or another body.
  func contact(_ body: Cuboid, _ load: Load) -> Double {
    let (dx, dy, dz) = (body.x1 - body.x0, body.y1 - body.y0, body.z1 - body.z0)
    let near = (x: dx / Self.nearness, y: dy / Self.nearness, z: dz / Self.nearness)
    let (areaX, areaY, areaZ) = (Int64(dy) * Int64(dz), Int64(dx) * Int64(dz), Int64(dx) * Int64(dy))
    var touched: Int64 = 0
    let box = load.box
    if body.x0 <= near.x { touched += areaX }
    if box.x - body.x1 <= near.x { touched += areaX }
    if body.y0 <= near.y { touched += areaY }
    if box.y - body.y1 <= near.y { touched += areaY }
    if body.z0 <= near.z { touched += areaZ }
    if box.z - body.z1 <= near.z { touched += areaZ }
    for index in 0..<load.laidCount {
      let other = load.laid[index]
      let ox = min(body.x1, other.x1) - max(body.x0, other.x0)
      let oy = min(body.y1, other.y1) - max(body.y0, other.y0)
      let oz = min(body.z1, other.z1) - max(body.z0, other.z0)
      if oy > 0 && oz > 0 {
        if -ox <= near.x { touched += Int64(oy) * Int64(oz) }
      } else if ox > 0 && oz > 0 {
        if -oy <= near.y { touched += Int64(ox) * Int64(oz) }
      } else if ox > 0 && oy > 0 && -oz <= near.z {
        touched += Int64(ox) * Int64(oy)
      }
    }
    return Double(touched) / Double(2 * (areaX + areaY + areaZ))
  }

  /// A gap counts as contact up to this fraction of the side across it.
  private static let nearness: Int32 = 25
}
