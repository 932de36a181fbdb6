import FloorModel
import FloorVision
import Foundation
import Testing
import TunnelScenes

@Suite struct BarcodeTests {
  /// Public barcode photographs; absent on other machines.
  private static let anchors = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/anchors/vision/barcodes").standardizedFileURL

  private static func pictures(in folders: (String) -> Bool) throws -> [(picture: URL, payload: String?)] {
    let files = FileManager.default
    return try files.contentsOfDirectory(atPath: anchors.path).filter(folders).sorted().flatMap { folder in
      let path = anchors.appending(path: folder)
      return try files.contentsOfDirectory(atPath: path.path).sorted().filter { !$0.hasSuffix(".txt") }.map { name in
        let picture = path.appending(path: name)
        let payload = try? String(
          contentsOf: picture.deletingPathExtension().appendingPathExtension("txt"), encoding: .utf8)
        return (picture, payload?.trimmingCharacters(in: .whitespacesAndNewlines))
      }
    }
  }

  private static var present: Bool {
    if FileManager.default.fileExists(atPath: anchors.path) { return true }
    print("skipped: no barcode photographs at \(anchors.path)")
    return false
  }

  @Test func `three quarters of public EAN-13 and UPC-A photographs are read and none wrong`() throws {
    guard Self.present else { return }
    var (read, all) = (0, 0)
    for (picture, payload) in try Self.pictures(in: { $0.hasPrefix("ean13") || $0.hasPrefix("upca") }) {
      guard var payload else { continue }
      if payload.count == 12 { payload = "0" + payload }
      all += 1
      guard let digits = Barcode.read(file: [UInt8](try Data(contentsOf: picture))) else { continue }
      #expect(digits == payload, "\(picture.lastPathComponent)")
      read += 1
    }
    print("public EAN-13 and UPC-A photographs: \(read) of \(all) read")
    #expect(all > 0 && read * 4 >= all * 3)
  }

  @Test func `no EAN is read where there is none`() throws {
    guard Self.present else { return }
    for (picture, _) in try Self.pictures(in: { !$0.hasPrefix("ean") && !$0.hasPrefix("upca") && $0 != "LICENSE" }) {
      #expect(Barcode.read(file: [UInt8](try Data(contentsOf: picture))) == nil, "\(picture.path)")
    }
  }
}
