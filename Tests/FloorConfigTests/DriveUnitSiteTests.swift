import FloorConfig
import FloorModel
import Testing

/// What a site file says of vehicles from other makers.
@Suite("Drive units in a site file")
struct DriveUnitInSiteTests {
  private func place(_ line: String) throws -> DriveUnitPlace? {
    let text = TinySite.text(["{name: du-1, start: [1, 4]}": line])
    let site = try SiteReader.load(yaml: text, path: "tiny.yaml").site
    guard case .driveUnit(let place) = site.devices[0].place else { return nil }
    return place
  }

  @Test("version and map are those of the file; without a word 2.1.0 and the site's map")
  func versionAndMap() throws {
    let plain = try place("{name: du-1, start: [1, 4]}")
    #expect(plain?.version == .v2_1 && plain?.map == nil)
    let other = try place(
      "{name: du-1, start: [1, 4], vda5050: \"3.0.0\", map: {id: hall-2, x: 12.5, y: -3, turn: 270}}")
    #expect(other?.version == .v3_0)
    #expect(other?.map == VehicleMap(id: "hall-2", x: 12.5, y: -3, quarters: 3))
  }

  @Test(
    "what no vehicle can be is said to be so",
    arguments: [
      "vda5050: \"1.1\"", "map: {x: 1}", "map: {id: a, turn: 45}", "map: {id: a, x: far}", "map: {id: a, z: 1}",
    ])
  func faults(words: String) {
    let faults = TinySite.faults(["{name: du-1, start: [1, 4]}": "{name: du-1, start: [1, 4], \(words)}"])
    #expect(faults.contains { $0.hasPrefix("tiny.yaml:") })
  }
}
