import FloorConfig
import FloorModel
import Testing

@Suite("Reading a site file")
struct SiteReaderTests {
  private func site(_ changes: KeyValuePairs<String, String> = [:]) throws -> Site {
    try SiteReader.load(yaml: TinySite.text(changes), path: "tiny.yaml").site
  }

  @Test("a sound site has no faults")
  func sound() throws {
    #expect(TinySite.faults([:]) == [])
    let site = try site()
    #expect(site.name == "tiny")
    #expect(site.devices.map(\.name) == ["du-1", "stow-1", "pick-1", "sorter-1", "tunnel-1", "pack-1"])
    #expect(
      site.devices.map(\.family) == [
        "drive-unit", "stow-station", "pick-station", "arm-sorter", "tunnel", "pack-station",
      ]
    )
    #expect(site.bins.map(\.name) == ["P1-A1", "P1-A2", "P2-A1", "P2-A2"])
    #expect(site.bins.map(\.pod.index) == [0, 0, 1, 1])
    #expect(site.owners == ["house"])
    #expect(site.openingStock == [StockLine(bin: ID(0), key: StockKey(sku: ID(0)), quantity: 5)])
    #expect(site.demand.destinations.first?.every == .hours(2))
  }

  @Test("stations take their cell and queue from the map, the nearest queue cell first")
  func stationsFromMap() throws {
    let site = try site()
    let grid = site.grid
    guard case .podStation(let stow) = site.devices[1].place, case .podStation(let pick) = site.devices[2].place else {
      Issue.record("device 1 and 2 must be stations")
      return
    }
    #expect(stow.cell == grid.cell(x: 3, y: 1))
    #expect(stow.queue == [grid.cell(x: 2, y: 1), grid.cell(x: 1, y: 1)])
    #expect(stow.side == .north)
    #expect(pick.cell == grid.cell(x: 5, y: 1))
    #expect(pick.queue == [grid.cell(x: 6, y: 1), grid.cell(x: 7, y: 1)])
  }

  @Test("a queue is a lane: in at its far end, on towards the station, never back")
  func queueLane() throws {
    let grid = try site().grid
    let (far, near, station) = (grid.cell(x: 1, y: 1), grid.cell(x: 2, y: 1), grid.cell(x: 3, y: 1))
    #expect(grid.step(from: grid.cell(x: 1, y: 2), .north) == far)
    #expect(Heading.allCases.filter { grid.mayLeave(far, $0) } == [.east])
    #expect(Heading.allCases.filter { grid.mayLeave(near, $0) } == [.east])
    #expect(Heading.allCases.filter { grid.mayLeave(station, $0) } == [.south])
    #expect(grid.step(from: grid.cell(x: 2, y: 2), .north) == nil)
    #expect(grid.step(from: grid.cell(x: 3, y: 2), .north) == nil)
  }

  @Test("a one-way aisle may be turned off and turned into, but never driven backwards")
  func oneWayAisle() throws {
    let grid = try site(["#.......#": "#.>>>>>.#", "#......##": "#.......#"]).grid
    let aisle = grid.cell(x: 3, y: 2)
    #expect(Heading.allCases.filter { grid.mayLeave(aisle, $0) } == [.east, .south])
    #expect(grid.step(from: grid.cell(x: 7, y: 2), .west) == nil)
    #expect(grid.step(from: grid.cell(x: 3, y: 3), .north) == aisle)
  }

  @Test("'exit' is the only way out of a station")
  func exit() throws {
    let grid = try site(["#qqs#pqq#": "#qqs.pqq#", "stow-1, side: north": "stow-1, side: north, exit: east"]).grid
    #expect(Heading.allCases.filter { grid.mayLeave(grid.cell(x: 3, y: 1), $0) } == [.east])
    #expect(grid.step(from: grid.cell(x: 4, y: 1), .west) == nil)
  }

  @Test("many things need few lines")
  func ranges() throws {
    let site = try site([
      "{name: du-1, start: [1, 4]}": "{name: du-%02d, count: 3, from: 9, start: aisle, heading: west, speed: 900}",
      "count: 2": "count: 4",
    ])
    #expect(site.devices.prefix(3).map(\.name) == ["du-09", "du-10", "du-11"])
    let places = site.devices.compactMap { device -> DriveUnitPlace? in
      guard case .driveUnit(let unit) = device.place else { return nil }
      return unit
    }
    #expect(places.allSatisfy { $0.heading == .west && $0.speed == 900 && site.grid.kind($0.start) == .aisle })
    #expect(Set(places.map(\.start)).count == 3)
    #expect(site.pods.map(\.name) == ["P1", "P2", "P3", "P4"])
    #expect(Set(site.pods.map(\.home)).count == 4)
    #expect(site.pods.map(\.bins) == [0..<2, 2..<4, 4..<6, 6..<8])
  }

  @Test("all faults are told at once, in the order in which they are written")
  func allAtOnce() {
    #expect(
      TinySite.faults([
        "site: tiny": "site: tiny/1", "start: [1, 4]": "start: [0, 0]", "max_mass: 15000": "max_mass: -1",
        "quantity: 5": "quantity: 5, qty: 6",
      ]) == [
        "tiny.yaml:1:7: site name 'tiny/1' contains '/', which MQTT topics reserve; use 1 to 23 letters, digits, '-', "
          + "'_' and '.'",
        "tiny.yaml:11:25: du-1 starts at (0,0), which is a wall; move it to a free cell or change the map",
        "tiny.yaml:19:32: 'max_mass' of a sorter is out of range ('-1'); write for example: a number from 1 to 2000000",
        "tiny.yaml:35:43: unknown key 'qty' in a stock line; known are: bin, sku, quantity, owner, lot",
      ])
  }

  @Test("an unknown key is a fault, with the key that was meant")
  func unknownKey() {
    #expect(
      TinySite.faults(["drive_units:": "drive_unit:"]).first
        == "tiny.yaml:1:7: warning: the site has no device to drive, so no pod can be moved; add 'drive_units'")
    #expect(
      TinySite.faults(["drive_units:": "drive_unit:"]).last
        == "tiny.yaml:10:1: unknown key 'drive_unit' in the site; did you mean 'drive_units'?")
  }

  @Test("what is not YAML is told with its place")
  func notYAML() {
    #expect(
      TinySite.faults(["site: tiny": "site: [tiny"]) == [
        "tiny.yaml:2:6: not YAML: did not find expected ',' or ']'; check quotes, colons and indentation around here "
          + "(spaces, never tabs)"
      ])
    #expect(
      TinySite.faults(["site: tiny": "site: tiny\nsite: tony"]) == [
        "tiny.yaml:1:1: 'site' is there twice in a mapping; remove one"
      ])
    #expect(throws: SiteFaults.self) { try SiteReader.load(yaml: "", path: "empty.yaml") }
    #expect(throws: SiteFaults.self) { try SiteReader.load(yaml: "- 1\n- 2", path: "list.yaml") }
  }

  @Test("a character of the map that means nothing is told with its own column", arguments: ["\n", "\r\n"])
  func mapCharacter(lineEnd: String) {
    let text = TinySite.text(["#......##": "#..x..##"]).replacing("\n", with: lineEnd)
    let faults = #expect(throws: SiteFaults.self) { try SiteReader.load(yaml: text, path: "tiny.yaml") }
    #expect(
      faults?.faults.map(\.description) == [
        "tiny.yaml:8:8: 'x' is not a cell of the map; use . aisle, ^v<> one-way aisle, S storage, # blocked, q queue, "
          + "s stow, p pick or c charger",
        "tiny.yaml:8:13: row 4 of the map has 8 cells, the widest has 9; fill it up with '#'",
      ])
  }

  @Test("stations and queues that are drawn must be used")
  func drawnButUnused() {
    let faults = TinySite.faults(["#......##": "#.p...q##"])
    #expect(
      faults.contains(
        "tiny.yaml:8:7: no station stands at the 'p' of (2,4); add a pick station or raise 'count', or draw '.' instead"
      ))
    #expect(
      faults.contains(
        "tiny.yaml:8:11: no station uses queue cell (6,4); connect it to a station, list it in a 'queue', or draw '.' "
          + "instead"))
  }

  @Test("a queue that branches must be listed")
  func branchingQueue() {
    #expect(
      TinySite.faults(["#.......#": "#.q.....#"]).contains(
        "tiny.yaml:5:7: the queue of stow-1 branches at (2,1); draw it as one line of 'q', or list its cells: "
          + "'queue: [[x, y], …]', the nearest first"))
  }

  @Test("several things with one name")
  func countWithoutPattern() {
    #expect(
      TinySite.faults(["name: P%d": "name: POD", "bin: P1": "bin: POD-1"]) == [
        "tiny.yaml:23:11: 2 things cannot all be called 'POD'; put a number into the name: 'POD-%d', or 'POD-%03d' for "
          + "leading zeros"
      ])
  }

  @Test("a cell outside the map")
  func outside() {
    #expect(
      TinySite.faults(["start: [1, 4]": "start: [9, 4]"]).contains(
        "tiny.yaml:11:25: cell (9,4) is outside the map of 9 × 6; use x from 0 to 8 and y from 0 to 5"))
  }

  @Test("a data file that is not there")
  func missingFile() {
    #expect(
      TinySite.faults(["skus:\n    - {code: TEA, size: [90, 80, 140], mass: 140}": "file: nowhere.csv"]) == [
        "tiny.yaml:28:9: cannot read 'nowhere.csv'; check that the file exists and may be read; paths are relative to "
          + "the file that names them"
      ])
    #expect(SiteReader.check(path: "nowhere.yaml").count == 1)
  }

  @Test(
    "a wrong bin does not make every product a fault",
    arguments: [("inner: [480, 450, 350]", "inner: [480, 450]"), ("count: 2", "count: 6"), ("tare: 190", "tare: x")])
  func noCascade(old: String, new: String) {
    #expect(TinySite.faults([old: new]).count == 1)
  }

  @Test(
    "lengths of time",
    arguments: [("90s", 90.0), ("45m", 2700), ("4h", 14_400), ("2h30m", 9000), ("1h1m1s", 3661)])
  func spans(written: String, seconds: Double) throws {
    let site = try site(["first_pull: 1h": "first_pull: \(written)"])
    #expect(site.demand.destinations[0].firstPull.seconds == seconds)
  }

  @Test("lengths of time that are none", arguments: ["90", "h", "-1h", "1d", "1h30", "99999999999999999999s"])
  func noSpans(written: String) {
    #expect(
      TinySite.faults(["first_pull: 1h": "first_pull: \(written)"]) == [
        "tiny.yaml:40:33: 'first_pull' of a destination is not a length of time ('\(written)'); write for example: 2h"
      ])
  }

  @Test("rendered for a person: one line a fault, then their number")
  func render() {
    let mark = SourceMark(file: "a.yaml", line: 2, column: 3)
    let faults = [
      SiteFault(at: mark, "it is wrong", remedy: "mend it"), SiteFault(.warning, at: mark, "it is odd", remedy: "look"),
    ]
    #expect(
      faults.render() == "a.yaml:2:3: it is wrong; mend it\na.yaml:2:3: warning: it is odd; look\n1 error, 1 warning")
    #expect([SiteFault]().render() == "no faults")
  }
}
