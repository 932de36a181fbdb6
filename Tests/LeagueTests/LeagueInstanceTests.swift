import FloorModel
import Testing

@testable import League

/// A floor of 5 × 3: a room of nine cells, a wall, and a cell on the other side of it.
let rooms = """
  type octile
  height 3
  width 5
  map
  ..E@.
  .S.T@
  ...@@
  """

func instance(
  map: String = rooms, agents: String = "1\n0", tasks: String = "1\n12", pods: String? = nil, units: Int = 1
) throws(LeagueFault) -> LeagueInstance {
  try LeagueInstance(
    map: LeagueText(file: "a.map", text: map), agents: LeagueText(file: "a.agents", text: agents),
    tasks: LeagueText(file: "a.tasks", text: tasks), pods: pods.map { LeagueText(file: "a.pods.map", text: $0) },
    units: units)
}

/// What `LeagueInstance` has against a problem.
func fault(
  map: String = rooms, agents: String = "1\n0", tasks: String = "1\n12", pods: String? = nil, units: Int = 1
) -> LeagueFault? {
  do {
    _ = try instance(map: map, agents: agents, tasks: tasks, pods: pods, units: units)
    return nil
  } catch { return error }
}

@Suite struct LeagueInstanceTests {
  @Test func wallsAreWallsAndTheRestIsFree() throws {
    let grid = try instance().grid
    #expect((grid.width, grid.height) == (5, 3))
    let walls = grid.kinds.indices.filter { grid.kinds[$0] == .blocked }
    #expect(walls == [3, 8, 9, 13, 14])
    #expect(grid.kinds.count { $0 == .aisle } == 10)
  }

  @Test func theHeadMayComeInAnyOrderAndLinesMayEndAnyWay() throws {
    let plain = try instance().grid
    #expect(try instance(map: "width 5\ntype octile\nheight 3\nmap\n..E@.\n.S.T@\n...@@\n\n").grid == plain)
    #expect(try instance(map: "# made by hand\n" + rooms).grid == plain)
    #expect(try instance(map: rooms.split(separator: "\n").joined(separator: "\r\n") + "\r\n").grid == plain)
  }

  @Test func startsAreTheFirstOfTheList() throws {
    #expect(try instance(agents: "# version\n3\n7\n0\n12\n").starts == [Cell(7)])
    #expect(try instance(agents: "3\n7\n0\n12\n", units: 3).starts == [7, 0, 12].map { Cell($0) })
  }

  @Test func furtherUnitsStartAtFreeCellsAlwaysTheSame() throws {
    let starts = try instance(agents: "1\n7", units: 9).starts
    #expect(starts[0] == Cell(7))
    // All of the room, and never the cell beyond the wall.
    #expect(Set(starts) == Set([0, 1, 2, 5, 6, 7, 10, 11, 12].map { Cell($0) }))
    #expect(try instance(agents: "1\n7", units: 9).starts == starts)
    #expect(try Array(instance(agents: "1\n7", units: 4).starts) == Array(starts.prefix(4)))
  }

  @Test func tasksGoRound() throws {
    let problem = try instance(agents: "2\n0\n1", tasks: "5\n0\n1\n2\n5\n6", units: 2)
    let places = (0..<6).map { number in (0..<2).map { problem.task(number, of: $0)[0].index } }
    #expect(places == [[0, 1], [2, 5], [6, 0], [1, 2], [5, 6], [0, 1]])
  }

  @Test func aTaskMayHaveSeveralPlaces() throws {
    let problem = try instance(tasks: "2\n6,2,6\n0, 12")
    #expect(problem.tasks == [[6, 2, 6].map { Cell($0) }, [0, 12].map { Cell($0) }])
  }

  @Test func podsStandWhereTheirMapHasThem() throws {
    let pods = "type octile\nheight 3\nwidth 5\nmap\n..P@.\n.P.@@\n...@@"
    #expect(try instance(pods: pods).pods == [Cell(2), Cell(6)])
    #expect(try instance().pods == [])
  }
}
