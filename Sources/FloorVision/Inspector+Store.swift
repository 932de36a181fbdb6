import FloorCore
import FloorModel
import Foundation

/// Why golden references could not be kept or read.
public enum ReferenceError: Error, Equatable {
  /// A file is not what this version wrote; its name.
  case damaged(String)
  /// The directory or a file cannot be written or read; what the system said.
  case storage(String)
}

/// One product's references as they lie on disk.
private struct ReferenceFile: Codable {
  static let version = 1
  static let ending = ".golden.json"

  var version: Int
  var code: String
  var views: [Int: GoldenView]
}

extension Inspector {
  /// Writes every product's references, a file each. What was there under the same names is replaced, each at once.
  ///
  /// - Throws: `ReferenceError.storage`.
  public func save(to directory: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      for code in codes {
        guard let views = reference(of: code) else { continue }
        let file = ReferenceFile(version: ReferenceFile.version, code: code, views: views)
        let path = URL(fileURLWithPath: directory).appending(path: Self.fileName(of: code))
        try JSONEncoder().encode(file).write(to: path, options: .atomic)
      }
    } catch {
      throw ReferenceError.storage("\(error)")
    }
  }

  /// Reads what `save` wrote, beside what is known already. Nothing is taken over when one file is damaged.
  ///
  /// - Returns: the codes of the products read, sorted.
  /// - Throws: `ReferenceError`.
  @discardableResult
  public func load(from directory: String) throws -> [String] {
    var files: [ReferenceFile] = []
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: directory)
    } catch {
      throw ReferenceError.storage("\(error)")
    }
    for name in names.sorted() where name.hasSuffix(ReferenceFile.ending) {
      let path = URL(fileURLWithPath: directory).appending(path: name)
      guard let data = try? Data(contentsOf: path) else { throw ReferenceError.storage(name) }
      guard let file = try? JSONDecoder().decode(ReferenceFile.self, from: data),
        file.version == ReferenceFile.version
      else { throw ReferenceError.damaged(name) }
      files.append(file)
    }
    for file in files { adopt(file.views, as: file.code) }
    return files.map(\.code).sorted()
  }

  private static func fileName(of code: String) -> String { FrameFolder.name(of: code) + ReferenceFile.ending }
}
