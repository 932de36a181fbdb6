import FloorConfig
import FloorModel
import Testing

@Suite("Checking devices, pods and names")
struct SiteCheckTests {
  @Test("a queue cell in a wall")
  func queueInWall() {
    #expect(
      TinySite.faults(["pick-1, side: north": "pick-1, side: north, queue: [[6, 1], [7, 1], [8, 1]]"]) == [
        "tiny.yaml:15:57: queue cell (8,1) of pick-1 is a wall; move it to a free cell or change the map"
      ])
  }

  @Test("a queue cell in an aisle")
  func queueInAisle() {
    #expect(
      TinySite.faults(["pick-1, side: north": "pick-1, side: north, queue: [[6, 1], [7, 1], [7, 2]]"]) == [
        "tiny.yaml:15:57: queue cell (7,2) of pick-1 is an aisle; draw 'q' there, or move it to a 'q' of the map"
      ])
  }

  @Test("a queue cell outside the floor")
  func queueOutside() {
    #expect(
      TinySite.faults(["pick-1, side: north": "pick-1, side: north, queue: [[6, 1], [7, 1], [9, 1]]"]) == [
        "tiny.yaml:15:57: cell (9,1) is outside the map of 9 × 6; use x from 0 to 8 and y from 0 to 5"
      ])
  }

  @Test("a station without a queue cell")
  func noQueue() {
    #expect(
      TinySite.faults(["#qqs#pqq#": "#qqs#p###"]) == [
        "tiny.yaml:15:12: pick-1 has no queue cell; draw a line of 'q' that ends next to it, or list cells: "
          + "'queue: [[x, y], …]'"
      ])
  }

  @Test("a queue that serves two stations")
  func sharedQueue() {
    #expect(
      TinySite.faults(["pick-1, side: north": "pick-1, side: north, queue: [[6, 1], [7, 1], [2, 1]]"]).contains(
        "tiny.yaml:15:57: queue cell (2,1) of pick-1 already serves stow-1; give each station its own queue"))
  }

  @Test("a worker where units drive")
  func worker() {
    #expect(
      TinySite.faults(["pick-1, side: north": "pick-1, side: south"]) == [
        "tiny.yaml:5:10: the worker of pick-1 would stand at (5,2), which is an aisle; turn 'side' towards a wall, or "
          + "draw '#' there"
      ])
  }

  @Test("devices that are not there, or are something else")
  func unknownDevices() {
    #expect(
      TinySite.faults(["feeds: [stow-1]": "feeds: [stow-2, pick-1]", "sorter: sorter-1": "sorter: soter-1"]) == [
        "tiny.yaml:17:30: unknown device 'stow-2'; did you mean 'stow-1'?",
        "tiny.yaml:17:38: 'pick-1' is a device for pick, not for stow; name a device for stow",
        "tiny.yaml:21:28: unknown device 'soter-1'; did you mean 'sorter-1'?",
      ])
  }

  @Test("a destination that is not there, and one without a chute")
  func destinations() {
    #expect(
      TinySite.faults(["destinations: [NORTH]": "destinations: [NORHT]"]) == [
        "tiny.yaml:19:88: chute C1 of sorter-1 serves unknown destination 'NORHT'; did you mean 'NORTH'?",
        "tiny.yaml:40:14: destination 'NORTH' has no chute at sorter-1; add it to the destinations of one of its "
          + "chutes, "
          + "or remove it",
      ])
  }

  @Test(
    "two things with one name",
    arguments: [
      ("name: pick-1", "name: stow-1", "tiny.yaml:15:12: device 'stow-1' is already there, on line 13"),
      (
        "mass: 140}", "mass: 140}\n    - {code: TEA, size: [1, 1, 1], mass: 1}",
        "tiny.yaml:30:14: SKU 'TEA' is already there, on line 29"
      ),
      (
        "  - name: P%d",
        "  - {name: P2, faces: [{side: left, bins: 1, inner: [480, 450, 350], max_load: 9}]}\n"
          + "  - name: P%d", "tiny.yaml:24:11: pod 'P2' is already there, on line 23"
      ),
      ("demand:", "owners: [us, us]\ndemand:", "tiny.yaml:36:9: owner 'us' is already there, on line 36"),
    ])
  func duplicates(old: String, new: String, fault: String) {
    #expect(TinySite.faults([old: new]) == [fault + "; give each its own name, or remove one"])
  }

  @Test("more pods than storage cells")
  func tooManyPods() {
    #expect(
      TinySite.faults(["count: 2": "count: 6"]) == [
        "tiny.yaml:24:12: 6 storage cells are needed, 5 are free; lower 'count', or draw more storage cells"
      ])
  }

  @Test("a listed pod in an aisle, and two in one place")
  func podPlaces() {
    #expect(
      TinySite.faults(["count: 2": "count: 3\n    home: [[2, 3], [2, 3], [1, 3]]"]) == [
        "tiny.yaml:25:20: P2 stands at (2,3), where P1 stands; give each pod its own cell",
        "tiny.yaml:25:28: P3 stands at (1,3), which is an aisle, not storage; move it to an 'S' of the map, or draw "
          + "one "
          + "there",
      ])
  }

  @Test("more units than free cells")
  func tooManyUnits() {
    #expect(
      TinySite.faults(["{name: du-1, start: [1, 4]}": "{name: du-%d, count: 30, start: aisle}"]).last
        == "tiny.yaml:11:26: 30 aisle cells are needed, 15 are free; lower 'count', or draw more aisle cells")
  }

  @Test("units that start in a wall or in one another")
  func starts() {
    #expect(
      TinySite.faults(["{name: du-1, start: [1, 4]}": "{name: du-%d, count: 3, start: [[1, 4], [1, 4], [0, 0]]}"]) == [
        "tiny.yaml:11:45: du-2 starts at (1,4), where du-1 starts; give each unit its own cell",
        "tiny.yaml:11:53: du-3 starts at (0,0), which is a wall; move it to a free cell or change the map",
      ])
  }

  @Test(
    "names that cannot go into a topic",
    arguments: [
      ("pick+1", "contains '+', which MQTT topics reserve"), ("pick#1", "contains '#', which MQTT topics reserve"),
      ("pick/1", "contains '/', which MQTT topics reserve"), ("$pick", "contains '$', which MQTT topics reserve"),
      ("pick 1", "contains a space"), ("", "is empty"),
      ("pick-station-number-0001", "has 24 characters, the most is 23"),
    ])
  func names(name: String, reason: String) {
    #expect(
      TinySite.faults(["name: pick-1": "name: '\(name)'"]) == [
        "tiny.yaml:15:12: device name '\(name)' \(reason); use 1 to 23 letters, digits, '-', '_' and '.'"
      ])
  }

  @Test("a role without a device is a warning: the site can still be run")
  func missingRole() {
    #expect(
      TinySite.faults(["tunnels:\n  - {name: tunnel-1, feeds: [stow-1]}\n": ""]) == [
        "tiny.yaml:1:7: warning: the site has no device to inspect, so nothing can come in; add 'tunnels'"
      ])
  }
}
