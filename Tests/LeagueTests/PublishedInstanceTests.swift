import FloorModel
import Foundation
import League
import Testing

/// The published instances beside the repository, one of each kind.
@Suite struct PublishedInstanceTests {
  private static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../shared/anchors/traffic").standardized.path

  private var isThere: Bool {
    let isThere = FileManager.default.fileExists(atPath: Self.folder)
    if !isThere { print("skipped: no routing anchors beside the repository") }
    return isThere
  }

  private func load(_ map: String, _ agents: String, _ units: Int, hasPods: Bool = false) throws -> LeagueInstance {
    try LeagueInstance(folder: Self.folder, map: map, agents: agents, units: units, hasPods: hasPods)
  }

  @Test func aWarehouse() throws {
    guard isThere else { return }
    let problem = try load("warehouse_small", "warehouse_small_100", 100)
    #expect((problem.grid.width, problem.grid.height) == (57, 33))
    #expect(problem.tasks.count == 20_000 && problem.tasks[0] == [Cell(1298)])
    #expect(problem.starts.count == 100 && problem.pods.isEmpty)
  }

  @Test func aSortationFloorWithMoreUnitsThanItNames() throws {
    guard isThere else { return }
    let problem = try load("sortation_large", "sortation_large_2000", 2500)
    #expect((problem.grid.width, problem.grid.height) == (500, 140))
    #expect(problem.starts.count == 2500 && Set(problem.starts).count == 2500)
    #expect(problem.starts.allSatisfy { problem.grid.kind($0) != .blocked })
  }

  @Test func podsAndTheirVisits() throws {
    guard isThere else { return }
    let problem = try load("fc_demo", "fc_demo_20", 20, hasPods: true)
    #expect(problem.pods.count == 480 && problem.starts.count == 20)
    let pods = Set(problem.pods)
    #expect(problem.tasks.allSatisfy { $0.count == 3 && $0[0] == $0[2] && pods.contains($0[0]) })
  }
}
