import FloorModel
import Testing

@testable import FloorCore
@testable import Traffic

/// Floors and units with which something cannot be done: it is said of whom, and the others drive on.
@Suite("Bad floors")
struct BadFloorTests {
  /// Two corridors of one cell's width and without a bay, with a wall between them: two islands.
  private static let width = 9
  private static func cell(_ x: Int, _ y: Int) -> Cell { Cell(y * width + x) }

  private static func site(_ starts: [Cell]) -> Site {
    var site = Tiny.site()
    var kinds = Array(repeating: CellKind.aisle, count: width * 3)
    for x in 0..<width { kinds[width + x] = .blocked }
    site.grid = Grid(width: width, height: 3, kinds: kinds)
    site.devices = starts.enumerated().map { index, start in
      Device(
        name: "u\(index)", family: "drive-unit", place: .driveUnit(DriveUnitPlace(start: start, heading: .east)))
    }
    return site
  }

  /// A fleet and units that do as they are told; each wants to go somewhere.
  private struct Hall {
    var fleet: Fleet
    var units: [ObedientUnit]
    var now = Instant.zero + .hours(1)
    var causes: [Alarm.Cause] = []
    private let grid: Grid

    init(_ starts: [Cell], goals: [Cell]) {
      let site = BadFloorTests.site(starts)
      grid = site.grid
      fleet = Fleet(site: site, planner: FlowPlanner())
      units = starts.enumerated().map { ObedientUnit(Device.ID($0), at: $1) }
      for (index, goal) in goals.enumerated() {
        take(units[index].report, from: index)
        aim(index, at: goal)
      }
    }

    mutating func aim(_ index: Int, at goal: Cell) {
      fleet.units[index].target = goal
      fleet.units[index].job = .charge(cell: goal)
    }

    mutating func take(_ report: DriveReport, from index: Int) {
      _ = fleet.take(report, from: index, at: now)
      deliver()
    }

    private mutating func deliver() {
      let commands = fleet.commands
      fleet.commands = []
      for command in commands {
        if case .route(let update) = command.work {
          units[command.device.index].take(update)
        } else {
          units[command.device.index].take(command.work)
        }
      }
      causes += fleet.causes
      fleet.causes = []
    }

    /// - Parameter silent: units whose reports are not heard.
    mutating func run(_ span: Span, silent: Set<Int> = []) {
      let end = now + span
      while now < end {
        now = now + Floor.tickInterval
        fleet.plan(at: now)
        fleet.repeatUnanswered(at: now)
        fleet.resolveJams(at: now)
        fleet.watchCancels(at: now)
        deliver()
        for index in units.indices where !silent.contains(index) {
          units[index].step(on: grid)
          take(units[index].report, from: index)
        }
        #expect(Set(units.map(\.report.cell)).count == units.count, "two units in one cell")
      }
    }
  }

  @Test("two that want to pass each other in a corridor without a bay are named; on the other island all goes on")
  func corridor() {
    var hall = Hall(
      [Self.cell(0, 0), Self.cell(8, 0), Self.cell(0, 2)], goals: [Self.cell(8, 0), Self.cell(0, 0), Self.cell(8, 2)])
    hall.run(.minutes(2))
    #expect(hall.units[2].report.cell == Self.cell(8, 2))
    hall.aim(2, at: Self.cell(1, 2))
    hall.run(.minutes(2))
    #expect(hall.units[2].report.cell == Self.cell(1, 2))
    #expect(hall.causes.contains(.noProgress(ID(0))) || hall.causes.contains(.noProgress(ID(1))))
    #expect(!hall.causes.contains(.noProgress(ID(2))))
    #expect(hall.fleet.collisions == 0)
  }

  @Test("a goal on another island or inside a wall is never reached: said so, and the rest moves on")
  func goals() {
    for goal in [Self.cell(4, 2), Self.cell(4, 1)] {
      var hall = Hall([Self.cell(0, 0), Self.cell(0, 2)], goals: [goal, Self.cell(8, 2)])
      hall.run(.minutes(3))
      #expect(hall.units[1].report.cell == Self.cell(8, 2))
      #expect(hall.causes.contains(.noProgress(ID(0))))
      #expect(hall.fleet.hopeless.contains(0), "its job is given up")
    }
  }

  @Test("a unit that says it stands inside a wall is told nothing, and the others drive on")
  func insideWall() {
    var hall = Hall([Self.cell(0, 0), Self.cell(0, 2)], goals: [Self.cell(8, 0), Self.cell(8, 2)])
    hall.run(.seconds(2))
    hall.take(DriveReport(cell: Self.cell(4, 1), heading: .east), from: 0)
    hall.run(.minutes(1), silent: [0])
    #expect(hall.causes.contains(.positionDiffers(ID(0))))
    #expect(hall.units[1].report.cell == Self.cell(8, 2))
  }

  @Test("even when that is the first that it says")
  func firstInsideWall() {
    var hall = Hall([Self.cell(0, 0), Self.cell(0, 2)], goals: [])
    hall.take(DriveReport(cell: Self.cell(4, 1), heading: .east), from: 0)
    hall.take(hall.units[1].report, from: 1)
    hall.aim(0, at: Self.cell(8, 0))
    hall.aim(1, at: Self.cell(8, 2))
    hall.run(.minutes(1), silent: [0])
    #expect(hall.units[1].report.cell == Self.cell(8, 2))
  }

  @Test("as many units as cells: nothing moves, nothing breaks, and all that want to move are named")
  func full() {
    let row = (0..<Self.width).map { Self.cell($0, 2) }
    var hall = Hall(row + [Self.cell(0, 0)], goals: row.reversed() + [Self.cell(8, 0)])
    hall.run(.minutes(1))
    #expect(hall.units.prefix(Self.width).map(\.report.cell) == row)
    #expect(hall.units[Self.width].report.cell == Self.cell(8, 0))
    #expect(hall.causes.contains(.noProgress(ID(0))))
  }
}
