import Foundation

/// The repository's own files, as committed.
struct Repository {
  let root: URL
  /// Paths from the root, ascending; nil where there is no git to ask.
  let committed: [String]?
  /// Swift files of the package, read.
  let sources: [SourceFile]

  static let own = Repository()

  private init() {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    root = url
    committed = Self.listing(url)
    if committed == nil { print("skipped in part: no git, so what is committed is not known") }
    var sources: [SourceFile] = []
    for folder in ["Benchmarks", "Devices", "Simulators", "Sources", "Tests"] {
      let start = url.appendingPathComponent(folder).resolvingSymlinksInPath()
      let names = FileManager.default.enumerator(atPath: start.path)?.compactMap { $0 as? String } ?? []
      for name in names.sorted() where name.hasSuffix(".swift") && !name.hasPrefix(".") && !name.contains("/.") {
        guard let text = try? String(contentsOf: start.appendingPathComponent(name), encoding: .utf8) else { continue }
        sources.append(SourceFile(path: "\(folder)/\(name)", text: text))
      }
    }
    self.sources = sources
  }

  private static func listing(_ root: URL) -> [String]? {
    let git = Process()
    git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    git.arguments = ["git", "ls-files"]
    git.currentDirectoryURL = root
    let pipe = Pipe()
    git.standardOutput = pipe
    git.standardError = FileHandle.nullDevice
    guard (try? git.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    git.waitUntilExit()
    guard git.terminationStatus == 0, !data.isEmpty else { return nil }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Names in a folder, ascending; those that begin with a dot left out.
  func names(in folder: String) -> [String] {
    let all = try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)
    return (all ?? []).filter { !$0.hasPrefix(".") }.sorted()
  }

  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path) }

  func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
