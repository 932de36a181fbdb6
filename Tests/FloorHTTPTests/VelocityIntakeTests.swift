import FloorCore
import FloorModel
import Foundation
import Testing

@testable import FloorHTTP

/// Velocities as one JSON object.
@Suite struct VelocityIntakeTests {
  private func refusal(_ text: String) -> String? {
    do {
      _ = try VelocityIntake(Data(text.utf8), site: TestFloor.site)
      return nil
    } catch { return error.reason }
  }

  @Test func aSetIsReadWithItsHead() throws {
    let text = """
      {"by": "plan-b", "extent": "whole", "as_of": "2026-01-02T00:00:00Z", "follows": 3,
       "lines": [{"sku": "tea", "units_per_day": 4, "p90": 6}, {"sku": "nothing", "units_per_day": 1},
                 {"sku": "cup,big", "units_per_day": -1}]}
      """
    let intake = try VelocityIntake(Data(text.utf8), site: TestFloor.site)
    #expect(intake.by == "plan-b")
    #expect(
      intake.set
        == VelocitySet(
          extent: .whole, lines: [VelocityLine(sku: ID(0), unitsPerDay: 4, p90: 6)], kept: [ID(1)],
          asOf: 1_767_312_000_000, follows: 3))
    let answer = String(decoding: intake.answer(refusal: nil), as: UTF8.self)
    #expect(answer.contains("\"accepted\":1") && answer.contains("unknown SKU") && answer.contains("is negative"))
    let refused = String(decoding: intake.answer(refusal: "too old"), as: UTF8.self)
    #expect(refused.contains("\"accepted\":0") && refused.contains("too old"))
  }

  @Test func whatCannotBeReadSaysWhy() {
    let line = "{\"sku\": \"tea\", \"units_per_day\": 1}"
    #expect(refusal("[]") == "it is no object with by and lines")
    #expect(refusal("{\"by\": \"\", \"lines\": [\(line)]}") == "it is no object with by and lines")
    #expect(refusal("{\"by\": \"a\", \"lines\": 3}") == "it is no object with by and lines")
    #expect(refusal("{\"by\": \"a\", \"lines\": []}") == "no line can be taken: none is there")
    #expect(refusal("{\"by\": \"a\", \"as_of\": \"x\", \"lines\": [\(line)]}") == "as_of is no time")
    #expect(
      refusal("{\"by\": \"a\", \"extent\": \"x\", \"lines\": [\(line)]}") == "extent is neither whole nor changes")
    #expect(refusal("{\"by\": \"a\", \"lines\": [{\"sku\": \"x\"}]}") == "no line can be taken: unknown SKU")
    #expect(refusal("{\"by\": \"a\", \"lines\": [\(line)]}") == nil)
  }
}
