import Foundation

/// Files of the package that tests read.
enum ConfigFiles {
  /// The package's root, found from where this file lies.
  static let root: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.path
  }()

  static func site(_ name: String) -> String { "\(root)/Config/sites/\(name).yaml" }
}

extension ConfigFiles {
  /// Real data that is kept beside the repository; nil, with the reason printed, where it is absent.
  static func anchor(_ path: String) -> String? {
    let full = "\(root)/../shared/anchors/\(path)"
    if FileManager.default.fileExists(atPath: full) { return full }
    print("skipped: no \(path) among the anchors beside the repository")
    return nil
  }
}
