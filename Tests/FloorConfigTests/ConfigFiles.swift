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
