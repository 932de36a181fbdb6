/// Lets a layout that was found without regard to gravity come to rest, and says whether it then holds.
struct Settling {
  let goods: Goods
  let minimumSupportPermille: Int32

  /// The layout after everything has sunk as far as it can, the right way up or upside down; nil when some item still
  /// rests on too little.
  func settle(_ bodies: [Laid], box: Turn) -> [Laid]? {
    if let upright = sink(bodies, box) { return upright }
    if goods.hasFragile { return nil }
    return sink(
      bodies.map { laid in
        var body = laid.body
        (body.z0, body.z1) = (box.z - laid.body.z1, box.z - laid.body.z0)
        return Laid(item: laid.item, body: body)
      }, box)
  }

  /// Lowest first, each as deep as it goes; one that rests on too little may be pushed along what it rests on.
  private func sink(_ bodies: [Laid], _ box: Turn) -> [Laid]? {
    var all = bodies.sorted { ($0.body.z0, $0.item) < ($1.body.z0, $1.item) }
    for index in all.indices {
      let body = lowered(all[index].body, onto: all[..<index])
      if isHeld(body, by: all[..<index]) {
        all[index].body = body
      } else if let pushed = pushed(body, index, all, box) {
        all[index].body = pushed
      } else {
        return nil
      }
    }
    return all
  }

  private func lowered(_ body: Cuboid, onto settled: ArraySlice<Laid>) -> Cuboid {
    var floor: Int32 = 0
    for below in settled where Self.area(below.body, body) > 0 { floor = max(floor, below.body.z1) }
    var result = body
    (result.z0, result.z1) = (floor, floor + body.z1 - body.z0)
    return result
  }

  private func isHeld(_ body: Cuboid, by settled: ArraySlice<Laid>) -> Bool {
    if body.z0 == 0 { return true }
    let resting = settled.reduce(Int64(0)) { $0 + ($1.body.z1 == body.z0 ? Self.area($1.body, body) : 0) }
    let base = Int64(body.x1 - body.x0) * Int64(body.y1 - body.y0)
    return resting * 1000 >= Int64(minimumSupportPermille) * base
  }

  /// The body flush with an edge of something below or of the box, where it is held and in nobody's way.
  private func pushed(_ body: Cuboid, _ index: Int, _ all: [Laid], _ box: Turn) -> Cuboid? {
    let (dx, dy) = (body.x1 - body.x0, body.y1 - body.y0)
    var across: [Int32] = [body.x0, 0, box.x - dx]
    var along: [Int32] = [body.y0, 0, box.y - dy]
    for laid in all[..<index] where laid.body.z1 == body.z0 {
      across += [laid.body.x0, laid.body.x1 - dx]
      along += [laid.body.y0, laid.body.y1 - dy]
    }
    for x in across where x >= 0 && x + dx <= box.x {
      for y in along where y >= 0 && y + dy <= box.y {
        let moved = Cuboid(x0: x, y0: y, z0: body.z0, x1: x + dx, y1: y + dy, z1: body.z1)
        guard isHeld(moved, by: all[..<index]) else { continue }
        if all.indices.allSatisfy({ $0 == index || isClear(moved, all[index].item, all[$0], isSettled: $0 < index) }) {
          return moved
        }
      }
    }
    return nil
  }

  /// Whether another body, settled below or yet to come down, leaves room and may be passed.
  private func isClear(_ body: Cuboid, _ item: Int, _ other: Laid, isSettled: Bool) -> Bool {
    if body.meets(other.body) { return false }
    guard Self.area(body, other.body) > 0 else { return true }
    // What is settled must lie below and may not be fragile; what comes later must lie above.
    return isSettled
      ? other.body.z1 <= body.z0 && !goods.fragile[other.item] : other.body.z0 >= body.z1 && !goods.fragile[item]
  }

  /// What two bodies share in vertical projection.
  @inline(__always) private static func area(_ a: Cuboid, _ b: Cuboid) -> Int64 {
    let dx = min(a.x1, b.x1) - max(a.x0, b.x0)
    let dy = min(a.y1, b.y1) - max(a.y0, b.y0)
    return dx > 0 && dy > 0 ? Int64(dx) * Int64(dy) : 0
  }
}
