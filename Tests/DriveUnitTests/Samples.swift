import Devices
import FloorModel
import Foundation

/// The checked-in golden messages, and the official schemas beside the repository.
enum Samples {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let folder = root.appending(path: "Devices/DriveUnits/Samples")
  static let schemas = root.appending(path: "../shared/anchors/vda5050")

  static let channels = DriveUnits.inbound + DriveUnits.outbound

  static func data(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: "\(name).json")) }

  /// `order.minimal`, `order.full`, …
  static func names(_ kinds: String...) -> [String] {
    channels.flatMap { channel in kinds.map { "\(channel.name).\($0)" } }
  }

  static func channel(of name: String) -> Channel { channels.first { name.hasPrefix($0.name + ".") }! }

  static func body(_ name: String) throws -> any WireBody { try WireCoding.decode(channel(of: name), data(name)) }

  static func state(_ name: String) throws -> DriveUnits.State { try body("state.\(name)") as! DriveUnits.State }

  /// What is wrong with messages by the official schemas, one line each; nil, with a printed reason, where they or Python's
  /// jsonschema are not there.
  static func schemaErrors(
    in messages: [(channel: String, json: Data)], version: VDA5050Version = .v2_1
  ) throws -> [String]? {
    let schemas = schemas.appending(path: version.rawValue)
    guard FileManager.default.fileExists(atPath: schemas.path) else {
      print("skipped: the official schemas are not at ../shared/anchors/vda5050")
      return nil
    }
    let script = """
      import json, os, sys
      try:
          import jsonschema
      except ImportError:
          sys.exit(3)
      for line in sys.stdin:
          channel, text = line.split(" ", 1)
          path = sys.argv[1] + "/" + channel
          schema = json.load(open(path + (".schema" if os.path.exists(path + ".schema") else ".json")))
          for error in jsonschema.Draft202012Validator(schema).iter_errors(json.loads(text)):
              print(channel, list(error.path), error.message)
      """
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, schemas.path]
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    for (channel, json) in messages {
      let object = try JSONSerialization.jsonObject(with: json)
      let line = try JSONSerialization.data(withJSONObject: object)
      input.fileHandleForWriting.write(Data("\(channel) ".utf8) + line + Data("\n".utf8))
    }
    try input.fileHandleForWriting.close()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      print("skipped: python3 with jsonschema is not there (\(process.terminationStatus))")
      return nil
    }
    return text.split(separator: "\n").map(String.init)
  }
}
