import Cartons
import FloorModel
import Testing

/// What the packer calls proven, against searches that share nothing with it.
@Suite struct ExactnessTests {
  /// One box that may or may not do, and one that always does.
  private func catalogue(_ inner: Size3) -> [Box] {
    [
      Samples.box("tight", inner.length, inner.width, inner.height), Samples.box("loose", 100, 100, 100),
    ]
  }

  @Test func agreesWithTryingEveryPositionInTinyBoxes() throws {
    var generator = SeededGenerator(seed: 11)
    var (fitting, refused) = (0, 0)
    for round in 0..<150 {
      func side(_ range: ClosedRange<Int32>) -> Int32 { Int32.random(in: range, using: &generator) }
      let inner = Samples.size(side(2...4), side(2...4), side(2...3))
      let items = (0..<Int.random(in: 2...5, using: &generator)).map { _ in
        Samples.item(
          side(1...3), side(1...3), side(1...3), thisWayUp: side(0...4) == 0, fragile: side(0...4) == 0)
      }
      let plan = try Cartonizer(catalogue: catalogue(inner)).plan(items)
      let expected = BruteForce.fits(items, in: inner)
      #expect((plan.parcels.map(\.box) == [0]) == expected, "round \(round): \(items) in \(inner)")
      #expect(plan.isProvenOptimal, "round \(round)")
      if expected { fitting += 1 } else { refused += 1 }
    }
    #expect(fitting > 20 && refused > 20, "the samples must try both answers: \(fitting), \(refused)")
  }

  @Test func findsThreeSticksOfWhichEachRestsOnTheNext() throws {
    // None of the three can be laid first into a corner with the others beside, before and above it.
    let items =
      Array(repeating: Samples.item(10, 10, 20), count: 3) + [Samples.item(10, 10, 10), Samples.item(10, 10, 10)]
    let plan = try Cartonizer(catalogue: catalogue(Samples.size(20, 20, 20))).plan(items)
    #expect(plan.parcels.map(\.box) == [0])
  }

  @Test func findsAPinwheelThatNoCutSeparates() throws {
    let items = [
      Samples.item(30, 20, 40), Samples.item(20, 30, 40), Samples.item(30, 20, 40), Samples.item(20, 30, 40),
      Samples.item(10, 10, 40),
    ]
    let plan = try Cartonizer(catalogue: catalogue(Samples.size(50, 50, 40))).plan(items)
    #expect(plan.parcels.map(\.box) == [0])
    #expect(plan.isProvenOptimal)
  }

  @Test func putsACutCartonTogetherAgain() throws {
    var generator = SeededGenerator(seed: 12)
    for round in 0..<12 {
      var pieces = [Samples.size(320, 240, 160)]
      while pieces.count < 7 {
        pieces.sort { $0.volume > $1.volume }
        let piece = pieces.removeFirst()
        let share = Int32.random(in: 30...70, using: &generator)
        var (near, far) = (piece, piece)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0:
          near.length = piece.length * share / 100
          far.length -= near.length
        case 1:
          near.width = piece.width * share / 100
          far.width -= near.width
        default:
          near.height = piece.height * share / 100
          far.height -= near.height
        }
        pieces += [near, far]
      }
      let boxes = [Samples.box("cut", 320, 240, 160), Samples.box("next", 400, 300, 200)]
      let plan = try Cartonizer(catalogue: boxes).plan(pieces.map { PackItem(size: $0, mass: 10) })
      #expect(plan.parcels.map(\.box) == [0], "round \(round): \(pieces)")
    }
  }

  @Test func splitsAsWellAsTryingEveryPairOfParts() throws {
    var generator = SeededGenerator(seed: 13)
    let boxes = [
      Samples.box("a", 100, 100, 50), Samples.box("b", 120, 100, 80), Samples.box("c", 160, 120, 90, maxLoad: 900),
    ]
    let cartonizer = Cartonizer(catalogue: boxes)
    var splits = 0
    for round in 0..<25 {
      let items = (0..<5).map { _ in
        Samples.item(
          Int32.random(in: 50...95, using: &generator), Int32.random(in: 40...95, using: &generator),
          Int32.random(in: 30...50, using: &generator), mass: Grams.random(in: 50...400, using: &generator))
      }
      let plan = try cartonizer.plan(items)
      guard plan.parcels.count == 2, plan.isProvenOptimal else { continue }
      splits += 1
      var least = Int64.max
      for mask in 1..<(1 << items.count) - 1 {
        let near = try cartonizer.plan(items.indices.filter { mask & (1 << $0) != 0 }.map { items[$0] })
        let far = try cartonizer.plan(items.indices.filter { mask & (1 << $0) == 0 }.map { items[$0] })
        guard near.parcels.count == 1 && far.parcels.count == 1 else { continue }
        least = min(least, Samples.volume(near, of: boxes) + Samples.volume(far, of: boxes))
      }
      #expect(Samples.volume(plan, of: boxes) == least, "round \(round)")
    }
    #expect(splits > 5)
  }

  @Test func withoutBudgetNothingIsCalledProvenThatIsNot() throws {
    var generator = SeededGenerator(seed: 14)
    let cartonizer = Cartonizer(catalogue: Samples.catalogue)
    for _ in 0..<40 {
      let items = Samples.order(Int.random(in: 1...7, using: &generator), using: &generator)
      let quick = try cartonizer.plan(items, budget: .quick)
      let thorough = try cartonizer.plan(items)
      let (a, b) = (
        (quick.parcels.count, Samples.volume(quick)), (thorough.parcels.count, Samples.volume(thorough))
      )
      #expect(a >= b)
      if quick.isProvenOptimal { #expect(a == b) }
    }
  }
}

/// Tries every turn at every position of a tiny box.
private enum BruteForce {
  static func fits(_ items: [PackItem], in inner: Size3) -> Bool {
    var laid: [(x: Range<Int32>, y: Range<Int32>, z: Range<Int32>, fragile: Bool)] = []
    func lay(_ index: Int) -> Bool {
      guard index < items.count else { return true }
      let item = items[index]
      for turn in turns(item) {
        for x in 0..<max(0, inner.length - turn.length + 1) {
          for y in 0..<max(0, inner.width - turn.width + 1) {
            for z in 0..<max(0, inner.height - turn.height + 1) {
              let new = (x..<x + turn.length, y..<y + turn.width, z..<z + turn.height, item.fragile)
              let isClear = laid.allSatisfy { old in
                guard old.x.overlaps(new.0) && old.y.overlaps(new.1) else { return true }
                if old.z.overlaps(new.2) { return false }
                return old.z.lowerBound < new.2.lowerBound ? !old.fragile : !item.fragile
              }
              guard isClear else { continue }
              laid.append((new.0, new.1, new.2, new.3))
              if lay(index + 1) { return true }
              laid.removeLast()
            }
          }
        }
      }
      return false
    }
    return lay(0)
  }

  private static func turns(_ item: PackItem) -> Set<Size3> {
    let (a, b, c) = (item.size.length, item.size.width, item.size.height)
    let upright: Set<Size3> = [Samples.size(a, b, c), Samples.size(b, a, c)]
    if item.thisWayUp { return upright }
    return upright.union([
      Samples.size(a, c, b), Samples.size(c, a, b), Samples.size(b, c, a), Samples.size(c, b, a),
    ])
  }
}
