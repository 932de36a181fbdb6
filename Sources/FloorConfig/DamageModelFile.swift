public import Cartons
public import FloorModel
import Foundation

/// Why a file holds no damage model that can be used, in a sentence with the remedy.
public struct DamageModelFault: Error, Equatable, CustomStringConvertible {
  public var description: String
}

/// A damage model in a file, as `drover pack train` writes it.
public enum DamageModelFile {
  /// Bytes that a model may have.
  static let byteLimit = 64 << 20

  /// - Parameter ranks: package types that decisions are made between; a floor's are those of `PackageKind`.
  public static func read(
    path: String, ranks: Int = PackageKind.allCases.count
  ) throws(DamageModelFault) -> DamageModel {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DamageModelFault(description: "cannot read the damage model \(path): name a file of 'drover pack train'")
    }
    guard data.count <= byteLimit else {
      throw DamageModelFault(description: "\(path) is larger than \(byteLimit >> 20) MiB: that is no damage model")
    }
    let model: DamageModel
    do {
      model = try JSONDecoder().decode(DamageModel.self, from: data)
    } catch DecodingError.keyNotFound(let key, _) {
      throw DamageModelFault(
        description: "\(path) lacks '\(key.stringValue)': it is of another version of drover; train it again")
    } catch {
      throw DamageModelFault(description: "\(path) is no damage model, or a part of one: train it again")
    }
    guard model.isSound else {
      throw DamageModelFault(
        description: "\(path) is damaged: its numbers are not those that were written; train it again")
    }
    guard model.rankCount == ranks else {
      throw DamageModelFault(
        description: "\(path) knows \(model.rankCount) package types, there are \(ranks): train it for these")
    }
    return model
  }
}
