import Testing

@testable import League

/// Every fault says what is wrong, in which line, and what to do.
@Suite struct LeagueFaultTests {
  private func place(_ file: String, _ line: Int, _ x: Int, _ y: Int) -> LeaguePlace {
    LeaguePlace(file: file, line: line, x: x, y: y)
  }

  private func says(_ fault: LeagueFault?, _ sentence: String) -> Bool { fault?.description == sentence }

  @Test func unreadable() {
    #expect(throws: LeagueFault.unreadable(file: "/nowhere/maps/a.map")) {
      try LeagueInstance(folder: "/nowhere", map: "a", agents: "b", units: 1)
    }
    #expect(
      says(.unreadable(file: "a.map"), "a.map: no such file, or no UTF-8 text: look at the folder and the name"))
  }

  @Test(arguments: [
    ("", 1, "no line \"map\": the rows come after it"),
    ("height 1\nwidth 2\n..", 3, "no line \"map\": the rows come after it"),
    ("height 1\nmap\n..", 2, "no line \"width N\" before \"map\": add it"),
    ("width 2\nmap\n..", 2, "no line \"height N\" before \"map\": add it"),
    ("height one\nwidth 2\nmap\n..", 1, "\"height one\" is no size: write \"height N\" with N from 1"),
    ("height 0\nwidth 2\nmap\n", 1, "\"height 0\" is no size: write \"height N\" with N from 1"),
    ("height 2\nwidth 2\nmap\n..", 4, "1 rows, but the head says height 2"),
    ("height 1\nwidth 2\nmap\n..\n..", 5, "2 rows, but the head says height 1"),
    ("height 2\nwidth 2\n\nmap\n..\n...", 6, "a row of 3 cells, but the head says width 2"),
    ("height 1\nwidth 2\nmap\n.?", 4, "\"?\" marks no cell: walls are @ O T, free cells . E G P S"),
  ]) func badMap(map: String, line: Int, why: String) {
    #expect(fault(map: map) == .badMap(file: "a.map", line: line, why: why))
    #expect(says(fault(map: map), "a.map:\(line): \(why)"))
  }

  @Test(arguments: [
    ("", 1, "the first line has to say how many follow, from 1"),
    ("# empty\n0", 2, "the first line has to say how many follow, from 1"),
    ("0,1\n5", 1, "the first line has to say how many follow, from 1"),
    ("3\n0\n1", 1, "says 3, but 2 follow: correct it, or the file is cut short"),
    ("1\n0\n1", 1, "says 1, but 2 follow: correct it, or the file is cut short"),
    ("2\n0\n15", 3, "\"15\" is no cell of the floor: 5 × 3, so 0 to 14"),
    ("2\n-1\n0", 2, "\"-1\" is no cell of the floor: 5 × 3, so 0 to 14"),
    ("# version\n2\n0\n0,,1", 4, "\"\" is no cell of the floor: 5 × 3, so 0 to 14"),
    ("1\nhere", 2, "\"here\" is no cell of the floor: 5 × 3, so 0 to 14"),
  ]) func badList(text: String, line: Int, why: String) {
    #expect(fault(tasks: text) == .badList(file: "a.tasks", line: line, why: why))
    #expect(fault(agents: text) == .badList(file: "a.agents", line: line, why: why))
    #expect(says(fault(tasks: text), "a.tasks:\(line): \(why)"))
  }

  @Test func aStartIsOneCell() {
    #expect(
      fault(agents: "2\n0\n1,2") == .badList(file: "a.agents", line: 3, why: "2 cells, but a unit starts in one"))
  }

  @Test func moreUnitsThanCells() {
    // The room has nine; the cell beyond the wall does not count.
    #expect(fault(units: 10) == .moreUnitsThanCells(units: 10, cells: 9))
    #expect(
      says(fault(units: 10), "10 units, but only 9 cells that can be driven to: ask for 9 units at most"))
  }

  @Test func startsInWallsAndShared() {
    #expect(fault(agents: "2\n0\n8", units: 2) == .startInWall(place("a.agents", 3, 3, 1)))
    #expect(
      says(
        fault(agents: "2\n0\n8", units: 2),
        "a.agents:3: cell 3,1 is a wall, where no unit can start: name a free cell"))
    let shared = fault(agents: "3\n0\n7\n7", units: 3)
    #expect(shared == .sharedStart(place("a.agents", 4, 2, 1), firstLine: 3))
    #expect(says(shared, "a.agents:4: cell 2,1 is where the unit of line 3 starts: name another cell"))
    // Lines of units that were not asked for do not count.
    #expect(fault(agents: "3\n0\n7\n7", units: 2) == nil)
  }

  @Test func goalsInWalls() {
    #expect(fault(tasks: "2\n6\n12,14") == .goalInWall(place("a.tasks", 3, 4, 2)))
    #expect(
      says(fault(tasks: "2\n6\n12,14"), "a.tasks:3: cell 4,2 is a wall, where no unit can go: name a free cell"))
  }

  @Test func islands() {
    #expect(fault(tasks: "2\n6\n12,4") == .island(place("a.tasks", 3, 4, 0)))
    #expect(fault(agents: "2\n0\n4", units: 2) == .island(place("a.agents", 3, 4, 0)))
    #expect(
      says(
        fault(tasks: "2\n6\n4"),
        "a.tasks:3: cell 4,0 cannot be driven to from the first unit's start: open a way in the map, or name another cell"
      ))
  }

  @Test func podsInWallsAndOnOtherFloors() {
    let head = "type octile\nheight 3\nwidth 5\nmap\n"
    let inWall = fault(pods: head + "....." + "\n...P.\n.....")
    #expect(inWall == .podInWall(place("a.pods.map", 6, 3, 1)))
    #expect(
      says(inWall, "a.pods.map:6: cell 3,1 is a wall, where no pod can stand: mark a cell that is free in the map"))
    #expect(
      fault(pods: "height 1\nwidth 2\nmap\n.P")
        == .badMap(file: "a.pods.map", line: 4, why: "pods on 2 × 1 cells, but the map has 5 × 3"))
  }
}
