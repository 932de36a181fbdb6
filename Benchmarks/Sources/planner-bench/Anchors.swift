import Foundation

/// The planner anchors beside the repository: `../shared/anchors/planner`.
struct Anchors {
  let folder: URL

  init() {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    folder = root.deletingLastPathComponent().appendingPathComponent("shared/anchors/planner")
  }

  var isPresent: Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("dispatch/wt16.json").path)
  }

  func json<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: Data(contentsOf: folder.appendingPathComponent(name)))
  }

  /// Lines of a gzip file, by the system's own gzip.
  func unzipped(_ name: String) throws -> [Substring] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", folder.appendingPathComponent(name).path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
  }
}
