public import FloorCore
public import FloorModel
public import Foundation

/// A unit that a person has judged, with what the cameras showed: what the judge learns from, and what a new product is
/// enrolled from. Lies in `answers/<plate>/` of the references: `answer.json` and `<view>.jpg`.
public struct ReviewedUnit: Codable, Sendable, Equatable {
  static let folder = "answers"

  public var plate: String
  public var sku: SKU
  /// What the person saw; nil: the unit is good.
  public var truth: FindingKind?
  public var reviewer: String
  /// The machine's strongest finding against the unit, in thousandths.
  public var machine: Int32

  public init(plate: String, sku: SKU, truth: FindingKind?, reviewer: String, machine: Int32) {
    self.plate = plate
    self.sku = sku
    self.truth = truth
    self.reviewer = reviewer
    self.machine = machine
  }
}

extension ReferenceDirectory {
  private func answers() -> URL { place.appendingPathComponent(ReviewedUnit.folder, isDirectory: true) }

  /// Keeps an answer and its frames. A later answer about the same unit takes the earlier one's place.
  ///
  /// - Throws: what the file system said.
  public func keep(_ unit: ReviewedUnit, frames: [(view: Int, file: [UInt8])]) throws {
    let folder = answers().appendingPathComponent(Self.name(of: unit.plate), isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (view, file) in frames {
      try Data(file).write(to: folder.appendingPathComponent("\(view).jpg"), options: .atomic)
    }
    try JSONEncoder().encode(unit).write(to: folder.appendingPathComponent("answer.json"), options: .atomic)
  }

  /// Every answer kept, in the order of plates; what cannot be read is left out.
  public func reviewedUnits() -> [(unit: ReviewedUnit, frames: [(view: Int, file: [UInt8])])] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: answers().path)) ?? []
    return names.sorted().compactMap { name in
      let folder = answers().appendingPathComponent(name, isDirectory: true)
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
