import Foundation
import PlannerFeed

/// Data that other implementations are held against too: it lies beside the repository, and is never copied into it.
enum Anchors {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/anchors")

  /// - Returns: nil, with a line that says so, where the anchors are not there.
  static func json(_ path: String) throws -> JSONValue? {
    let url = root.appending(path: path)
    guard FileManager.default.fileExists(atPath: url.path) else {
      print("skipped: \(path) is not there")
      return nil
    }
    return try JSONValue(json: Data(contentsOf: url))
  }

  /// Paths of the files of a folder whose names end in `suffix`, sorted; empty, with a line that says so, without it.
  static func files(_ folder: String, _ suffix: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
    if names.isEmpty { print("skipped: \(folder) is not there") }
    return names.filter { $0.hasSuffix(suffix) }.sorted().map { "\(folder)/\($0)" }
  }

  static func events(of document: JSONValue) -> [JSONValue] {
    let body = document["epcisBody"]
    return (body?["eventList"] ?? body?["queryResults"]?["resultsBody"]?["eventList"])?.list ?? []
  }
}
