import Foundation
import PlannerFeed

/// JSON schemas, by the validator that Debian has: python3-jsonschema.
enum Schema {
  /// Numbers of the documents that break the schema, with the fault.
  /// - Returns: nil, with a line that says so, when the schema or the validator is not there.
  static func faults(of documents: [JSONValue], by schema: String) throws -> [Int: String]? {
    let path = Anchors.root.appending(path: schema).path
    guard FileManager.default.fileExists(atPath: path), FileManager.default.fileExists(atPath: "/usr/bin/python3")
    else {
      print("skipped: \(schema) or python3 is not there")
      return nil
    }
    let lines = FileManager.default.temporaryDirectory.appending(path: "feed-\(UUID().uuidString).jsonl")
    defer { try? FileManager.default.removeItem(at: lines) }
    try Data(documents.map { $0.json + "\n" }.joined().utf8).write(to: lines)
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "check_schema.py").path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = [script, path, lines.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus != 3 else {
      print("skipped: python3-jsonschema is not installed")
      return nil
    }
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
    return output.split(separator: "\n").reduce(into: [:]) { found, line in
      let parts = line.split(separator: " ", maxSplits: 1)
      found[Int(parts[0]) ?? -1] = String(parts.last ?? "")
    }
  }

  struct Failure: Error { var status: Int32 }
}
