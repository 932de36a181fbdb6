import Cartons
import FloorConfig
import FloorModel
import Foundation
import Testing

/// A damage model's file is used as it was written, or refused with a sentence.
@Suite struct DamageModelFileTests {
  private let model = DamageTraining(rankCount: 6).train([
    TrainingProduct(
      profile: ProductProfile(
        text: "glass jug", category: "kitchen", size: Size3(length: 100, width: 90, height: 80), mass: 500),
      history: [ShipmentTally(rank: 0, shipped: 100, damaged: 20), ShipmentTally(rank: 4, shipped: 100, damaged: 1)])
  ])

  private func read(_ text: String?, ranks: Int = 6) -> Result<DamageModel, DamageModelFault> {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("model-\(UUID().uuidString).json")
    if let text { try? Data(text.utf8).write(to: url) }
    defer { try? FileManager.default.removeItem(at: url) }
    do throws(DamageModelFault) {
      return .success(try DamageModelFile.read(path: url.path, ranks: ranks))
    } catch { return .failure(error) }
  }

  private func fault(_ text: String?, ranks: Int = 6) -> String {
    if case .failure(let fault) = read(text, ranks: ranks) { fault.description } else { "no fault" }
  }

  @Test func whatWasWrittenIsRead() throws {
    let text = String(decoding: try JSONEncoder().encode(model), as: UTF8.self)
    #expect(try read(text).get() == model)
    #expect(fault(text, ranks: 4).contains("knows 6 package types, there are 4"))
  }

  @Test func anythingElseIsRefusedWithARemedy() throws {
    let text = String(decoding: try JSONEncoder().encode(model), as: UTF8.self)
    #expect(fault(nil).contains("cannot read the damage model"))
    #expect(fault("").contains("no damage model"))
    #expect(fault(String(text.dropLast(20))).contains("train it again"))
    #expect(fault("{\"weights\": []}").contains("of another version of drover"))
    let moved = text.replacingOccurrences(of: "\"shipped\":200", with: "\"shipped\":201")
    #expect(moved != text && fault(moved).contains("is damaged"))
  }
}
