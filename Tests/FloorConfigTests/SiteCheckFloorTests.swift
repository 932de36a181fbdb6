import FloorConfig
import FloorModel
import Testing

@Suite("Checking the ways of a floor")
struct SiteCheckFloorTests {
  @Test("a cell that can be entered but never left")
  func trap() {
    #expect(
      TinySite.faults(["####c####": "#v##c####\n    #.#######"]) == [
        "tiny.yaml:9:6: aisle (1,5) can be entered but never left; turn an arrow round, or open a way out",
        "tiny.yaml:10:6: aisle (1,6) can be entered but never left; turn an arrow round, or open a way out",
      ])
  }

  @Test("a cell that can be left but never entered")
  func neverEntered() {
    #expect(
      TinySite.faults(["####c####": "#^##c####\n    #.#######"]) == [
        "tiny.yaml:9:6: aisle (1,5) can never be entered; turn an arrow round, or open a way in",
        "tiny.yaml:10:6: aisle (1,6) can never be entered; turn an arrow round, or open a way in",
      ])
  }

  @Test("an island, and the unit on it")
  func island() {
    #expect(
      TinySite.faults(["####c####": "####c####\n    #########\n    #.#######", "[1, 4]": "[1, 7]"]) == [
        "tiny.yaml:11:6: aisle (1,7) is cut off from the rest of the floor; open a way to it, or draw '#' there",
        "tiny.yaml:13:25: du-1 starts at (1,7), which is not connected both ways to the floor; move it, or change "
          + "the map",
      ])
  }

  @Test("storage so deep that a pod inside cannot come out when the rest is full, though an empty unit can")
  func deepStorage() {
    let faults = TinySite.faults(["#.SSSSS.#": "#.SSSSS.#\n    #.SSSSS.#\n    #.SSSSS.#"])
    #expect(
      faults
        == [(7, 3), (8, 4), (9, 5)].map { column, x in
          "tiny.yaml:8:\(column + 1): storage cell (\(x),4) cannot be left by a loaded unit when the storage around "
            + "it is "
            + "full; put an aisle next to it; storage can be two deep between aisles, not more"
        })
  }

  @Test("storage between one-way aisles is reached from both")
  func oneWayAisles() {
    #expect(TinySite.faults(["#.......#": "#.>>>>>.#", "#......##": "#.<<<<<.#"]) == [])
  }

  @Test("storage next to nothing but a charger")
  func chargerIsNoWay() {
    #expect(
      TinySite.faults(["####c####": "####c####\n    ####S####"]) == [
        "tiny.yaml:10:9: storage cell (4,6) cannot be left by a loaded unit when the storage around it is full; put an "
          + "aisle next to it; storage can be two deep between aisles, not more"
      ])
  }

  @Test("a station whose only way out leads through storage")
  func stationBehindStorage() {
    #expect(
      TinySite.faults([
        "#.......#\n    #.SSSSS.#": "#.....S.#\n    #.SSSSS.#", "#qqs#pqq#": "#qqs##pq#", "#......##": "#.......#",
      ]) == [
        "tiny.yaml:5:11: no loaded unit can drive from pick-1 to the aisles; connect its 'exit' side with an aisle"
      ])
  }

  @Test("a station whose queue begins nowhere")
  func stationWithoutWayIn() {
    #expect(
      TinySite.faults(["#.......#": "#......##"]) == [
        "tiny.yaml:5:10: station (5,1) can never be entered; turn an arrow round, or open a way in",
        "tiny.yaml:5:11: queue cell (6,1) can never be entered; turn an arrow round, or open a way in",
        "tiny.yaml:5:12: queue cell (7,1) can never be entered; turn an arrow round, or open a way in",
      ])
  }

  @Test("many cells of one fault are summed up")
  func summary() {
    let rows = Array(repeating: "    #########\n    #.......#", count: 4).joined(separator: "\n")
    let faults = TinySite.faults(["####c####": "####c####\n\(rows)"])
    #expect(faults.count == 21)
    #expect(
      faults.last
        == "tiny.yaml:15:12: (7,11) and 7 more: is cut off from the rest of the floor; open a way to it, or draw '#' "
        + "there"
    )
  }
}
