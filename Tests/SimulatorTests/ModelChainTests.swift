import Cartons
import FloorConfig
import FloorCore
import FloorHTTP
import FloorModel
import Foundation
import Simulators
import Testing

/// From what a floor has shipped, through the file that a daemon tells and the command that trains, to a floor that decides by it.
@Suite("From shipments to a model that decides")
struct ModelChainTests {
  @Test("shipments are told, trained on from the file, and the model's file decides the next shift's packages")
  func chain() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("drover-chain-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let site = try Package.site("small")
    let cold = try VirtualShift.run(site, seed: 5, .minutes(40))
    let told = cold.floor.books.packaging.shipments(on: site)
    #expect(told.contains { $0.history.contains { $0.shipped > 0 } })

    // As `GET /v1/packaging/shipments` has it, but that most of it came back broken.
    let encoder = JSONEncoder()
    let lines = try told.map { product -> String in
      var line = ShipmentLine(product)
      for tally in line.shipments.indices {
        line.shipments[tally].shipped *= 20
        line.shipments[tally].damaged = line.shipments[tally].shipped * 0.6
      }
      return String(decoding: try encoder.encode(line), as: UTF8.self)
    }
    let shipments = folder.appendingPathComponent("shipments.ndjson")
    try Data(lines.joined(separator: "\n").utf8).write(to: shipments)
    let file = folder.appendingPathComponent("model.json").path
    let trained = try CommandLineTool.run(["pack", "train", "--shipments", shipments.path, "--out", file])
    #expect(trained.status == 0, "\(trained.errors)")

    let model = try DamageModelFile.read(path: file)
    let said = String(decoding: trained.output, as: UTF8.self)
    #expect(said.hasPrefix("model \(String(model.version, radix: 16)): "), "\(said)")
    let warm = try VirtualShift.run(site, seed: 5, .minutes(40)) { $0.damageModel = model }
    let book = warm.floor.books.packaging.decisions
    #expect(!book.entries.isEmpty && book.entries.allSatisfy { $0.decision.model == model.version })
    let before = cold.floor.books.packaging.decisions
    let protected = book.entries.filter { entry in
      before.entry(of: entry.key).map { $0.decision.rank < entry.decision.rank } ?? false
    }
    #expect(!protected.isEmpty, "what came back broken travels better protected")
    // The command that runs a shift takes the same file, and a daemon reads it by the same reader.
    let path = Package.root.appendingPathComponent("Config/sites/small.yaml").path
    let run = try CommandLineTool.run(["shift", path, "--hours", "0.02", "--damage-model", file, "--json"])
    #expect(run.status == 0, "\(run.errors)")
  }
}
