import ArgumentParser
import FloorConfig
import FloorModel
import FloorStore
import Foundation

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract:
      "Pack a run into one file for someone else to replay: the site's files, the journal, the flight recorder.",
    discussion: "The daemon may be running. Settings and secrets are not in it.")

  @Argument(help: "A data directory.")
  var directory: String

  @Option(help: "The site file.")
  var site: String

  @Option(help: "The file to write; it must not exist.")
  var out: String

  func run() async throws {
    let site = try Sites.read(self.site)
    let reader = try Records.open(directory)
    guard reader.site == site.fingerprint else {
      say("\(directory) was not written with \(self.site); use the site file that the daemon was started with.")
      throw Exit.badInput
    }
    do {
      try pack(site, reader)
    } catch let fault as TarFault {
      try? FileManager.default.removeItem(atPath: out + ".unfinished")
      say(fault.description)
      throw Exit.badInput
    }
  }

  private func pack(_ site: Site, _ reader: JournalReader) throws {
    let copy = FileManager.default.temporaryDirectory.appendingPathComponent(
      "drover-export-\(UUID().uuidString).sqlite")
    defer { try? FileManager.default.removeItem(at: copy) }
    guard !FileManager.default.fileExists(atPath: out) else {
      throw TarFault(description: "\(out) exists already. Move it away first; nothing is overwritten")
    }
    try Records.orSay { () throws(JournalError) in try reader.backup(to: copy.path) }
    let tar = try TarWriter(out + ".unfinished")
    let files = ExportManifest.files(of: self.site)
    let manifest = ExportManifest(site: files.site, fingerprint: String(site.fingerprint, radix: 16))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    try tar.add(ExportManifest.name, encoder.encode(manifest))
    for file in files.all { try tar.add(file.name, file: file.path) }
    try tar.add("data/floor.sqlite", file: copy.path)
    let segments = Recording.files(directory: directory)
    for segment in segments { try tar.add("data/recorder/\((segment as NSString).lastPathComponent)", file: segment) }
    try tar.finish()
    try FileManager.default.moveItem(atPath: out + ".unfinished", toPath: out)
    tell("\(out): \(files.all.count) site files, the journal and \(segments.count) parts of the flight recorder.")
    tell("To run it again: drover replay \(out)")
  }
}

/// What an export says of itself.
struct ExportManifest: Codable {
  static let name = "drover-export.json"
  static let currentFormat = 1

  var format = currentFormat
  /// The site file within the export.
  var site: String
  var fingerprint: String

  /// The site file and all that it names, as `site/…` from their common directory on.
  static func files(of site: String) -> (site: String, all: [(name: String, path: String)]) {
    let named = (try? SiteReader.load(path: site))?.files ?? []
    let paths = ([site] + named).map { URL(fileURLWithPath: $0).standardized.path }
    var common = (paths.first ?? "").split(separator: "/").dropLast()
    for path in paths {
      let parts = path.split(separator: "/").dropLast()
      common = common.prefix(zip(common, parts).prefix { $0 == $1 }.count)
    }
    let names = paths.map { "site/" + $0.split(separator: "/").dropFirst(common.count).joined(separator: "/") }
    return (names.first ?? "", Array(zip(names, paths)).map { (name: $0, path: $1) })
  }
}
