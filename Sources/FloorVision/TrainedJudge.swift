public import Foundation

/// What turns evidence into a probability and a kind, as `drover vision train` fits it for a site.
public struct TrainedJudge: Codable, Sendable, Equatable {
  static let version = 1
  public static let fileName = "judge.json"

  var version = TrainedJudge.version
  /// Weights of a logistic regression on `Judge.strains`: a constant, then one a check.
  package var fusion: [Double]
  /// As `KindWeights.rows`.
  package var kinds: [[Double]]

  package init(fusion: [Double], kinds: [[Double]]) {
    self.fusion = fusion
    self.kinds = kinds
  }

  /// Strains as the regression takes them.
  package static func terms(_ strains: [Double]) -> [Double] { Judge.terms(strains) }

  var isUsable: Bool {
    version == Self.version && fusion.count == Judge.strainCount + 1 && kinds.count == KindWeights.rows.count
      && kinds.allSatisfy { $0.count == KindFeatures.names.count + 1 }
      && (fusion + kinds.joined()).allSatisfy(\.isFinite)
  }

  /// - Throws: `ReferenceError`.
  public init(contentsOf file: URL) throws {
    guard let data = try? Data(contentsOf: file) else { throw ReferenceError.storage(file.lastPathComponent) }
    guard let judge = try? JSONDecoder().decode(TrainedJudge.self, from: data), judge.isUsable else {
      throw ReferenceError.damaged(file.lastPathComponent)
    }
    self = judge
  }

  public func write(to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(self).write(to: file, options: .atomic)
  }
}
