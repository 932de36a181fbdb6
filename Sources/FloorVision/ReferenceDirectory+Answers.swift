public import FloorCore
import Foundation

extension ReferenceDirectory {
  /// Every answer kept, in the order of plates; what cannot be read is left out.
  public func reviewedUnits() -> [(unit: ReviewedUnit, frames: [(view: Int, file: [UInt8])])] {
    let answers = place.appendingPathComponent("answers", isDirectory: true)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: answers.path)) ?? []
    return names.sorted().compactMap { name in
      let folder = answers.appendingPathComponent(name, isDirectory: true)
      guard let data = try? Data(contentsOf: folder.appendingPathComponent("answer.json")),
        let unit = try? JSONDecoder().decode(ReviewedUnit.self, from: data)
      else { return nil }
      let frames = (0..<Self.viewLimit).compactMap { view -> (view: Int, file: [UInt8])? in
        (try? Data(contentsOf: folder.appendingPathComponent("\(view).jpg"))).map { (view, [UInt8]($0)) }
      }
      return (unit, frames)
    }
  }
}
