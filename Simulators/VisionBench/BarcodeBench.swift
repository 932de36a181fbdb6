import FloorVision
public import Foundation

/// How many codes of real photographs are read: a folder a symbology, the payload in a `.txt` beside each picture.
public struct BarcodeBench {
  public private(set) var read = 0
  public private(set) var all = 0
  /// Codes read where there is another one, or none: their files.
  public private(set) var wrong: [String] = []

  /// - Throws: what the file system said.
  public init(directory: URL) throws {
    let files = FileManager.default
    for folder in try files.contentsOfDirectory(atPath: directory.path).sorted() {
      let path = directory.appending(path: folder)
      // Folders alone: a licence lies beside them.
      guard let names = try? files.contentsOfDirectory(atPath: path.path) else { continue }
      let isRead = folder.hasPrefix("ean13") || folder.hasPrefix("upca")
      for name in names.sorted() where !name.hasSuffix(".txt") {
        try look(at: path.appending(path: name), isRead: isRead)
      }
    }
  }

  private mutating func look(at picture: URL, isRead: Bool) throws {
    let digits = Barcode.read(file: [UInt8](try Data(contentsOf: picture)))
    guard isRead else {
      if digits != nil { wrong.append(picture.lastPathComponent) }
      return
    }
    let text = picture.deletingPathExtension().appendingPathExtension("txt")
    guard
      var payload = (try? String(contentsOf: text, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
    else { return }
    if payload.count == 12 { payload = "0" + payload }
    all += 1
    if digits == payload { read += 1 } else if digits != nil { wrong.append(picture.lastPathComponent) }
  }

  public var figure: BenchFigure {
    let share = 100 * Double(read) / Double(max(1, all))
    return BenchFigure(
      "EAN-13 and UPC-A of real photographs read / false reads",
      "\(read) of \(all), \(BenchResult.number(share, 1, 1).trimmed) % / \(wrong.count)", goal: "≥ 75 % / 0",
      isMet: share >= 75 && wrong.isEmpty)
  }
}
