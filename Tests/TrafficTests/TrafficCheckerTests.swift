import FloorModel
import Testing

@testable import Traffic

@Suite struct TrafficCheckerTests {
  let open = floor("....", "....", "....")

  func judge(_ vehicles: [Vehicle], _ steps: [Step], on terrain: Terrain? = nil, _ checker: TrafficChecker = .init())
    -> [TrafficViolation]
  { checker.violations(of: steps, for: vehicles, on: terrain ?? open) }

  @Test func safeStepsPass() {
    #expect(judge([Vehicle(at: 0), Vehicle(at: 5, .north)], [.forward, .turnLeft]) == [])
  }

  @Test func countIsChecked() {
    #expect(judge([Vehicle(at: 0)], []) == [.wrongCount(steps: 0, vehicles: 1)])
  }

  @Test func twoIntoOneCell() {
    let vehicles = [Vehicle(at: 0), Vehicle(at: 2, .west)]
    #expect(judge(vehicles, [.forward, .forward]) == [.sharedCell(0, 1, Cell(1))])
    #expect(judge([Vehicle(at: 0), Vehicle(at: 1)], [.forward, .wait]) == [.sharedCell(0, 1, Cell(1))])
  }

  @Test func sharedStart() {
    #expect(judge([Vehicle(at: 3), Vehicle(at: 3)], [.wait, .wait]).contains(.sharedStart(0, 1, Cell(3))))
  }

  @Test func swap() {
    #expect(judge([Vehicle(at: 0), Vehicle(at: 1, .west)], [.forward, .forward]) == [.swapped(0, 1)])
  }

  @Test func followingIsAChoice() {
    let vehicles = [Vehicle(at: 0), Vehicle(at: 1)]
    #expect(judge(vehicles, [.forward, .forward]) == [])
    #expect(
      judge(vehicles, [.forward, .forward], TrafficChecker(allowsFollowing: false)) == [.followed(0, 1)])
  }

  @Test func ring() {
    let vehicles = [
      Vehicle(at: 11, .west), Vehicle(at: 5, .north), Vehicle(at: 0), Vehicle(at: 1, .south), Vehicle(at: 4, .north),
      Vehicle(at: 5, .west),
    ]
    let round = [vehicles[0], vehicles[4], vehicles[2], vehicles[3], vehicles[5]]
    let steps: [Step] = [.wait, .forward, .forward, .forward, .forward]
    #expect(judge(round, steps) == [.ring([1, 2, 3, 4])])
    #expect(judge(round, steps, TrafficChecker(allowsRings: true)) == [])
  }

  @Test func ringOfSixIsToldOnce() {
    let round = [
      Vehicle(at: 0), Vehicle(at: 1), Vehicle(at: 2, .south), Vehicle(at: 6, .west), Vehicle(at: 5, .west),
      Vehicle(at: 4, .north),
    ]
    #expect(judge(round, Array(repeating: .forward, count: 6)) == [.ring([0, 1, 2, 3, 4, 5])])
  }

  @Test func anOpenChainIsNoRing() {
    let chain = [Vehicle(at: 0), Vehicle(at: 1), Vehicle(at: 2, .south), Vehicle(at: 4, .north)]
    #expect(judge(chain, Array(repeating: .forward, count: 4)) == [])
  }

  @Test func offTheFloor() {
    #expect(judge([Vehicle(at: 3)], [.forward]) == [.outsideFloor(0)])
    #expect(judge([Vehicle(at: 4, .west)], [.forward]) == [.outsideFloor(0)])
    #expect(judge([Vehicle(at: 1, .north)], [.forward]) == [.outsideFloor(0)])
    #expect(judge([Vehicle(at: 9, .south)], [.forward]) == [.outsideFloor(0)])
  }

  @Test func whereNothingMayDrive() {
    let terrain = floor(".#.X.P<.")
    #expect(judge([Vehicle(at: 0)], [.forward], on: terrain) == [.intoBlocked(0, Cell(1))])
    #expect(judge([Vehicle(at: 2)], [.forward], on: terrain) == [.intoClosed(0, Cell(3))])
    #expect(judge([Vehicle(at: 3)], [.forward], on: terrain) == [])
    #expect(judge([Vehicle(at: 4, loaded: true)], [.forward], on: terrain) == [.intoPod(0, Cell(5))])
    #expect(judge([Vehicle(at: 4)], [.forward], on: terrain) == [])
    #expect(judge([Vehicle(at: 5, loaded: true)], [.forward], on: terrain) == [])
    #expect(judge([Vehicle(at: 6)], [.forward], on: terrain) == [.againstArrow(0, Cell(6))])
  }

  @Test func fixedUnitsStay() {
    #expect(judge([Vehicle(at: 0, fixed: true)], [.turnLeft]) == [.movedWhileFixed(0)])
  }
}
