import FloorCore
import FloorVision
import Testing
import TunnelScenes

@Suite struct PoisonTests {
  static let sku = Stage.products[0]

  private func finding(_ frame: [UInt8]) -> [Finding] {
    Stage.inspector.inspect(frames: [frame], as: Self.sku).findings
  }

  private static let unreadable = [Finding(kind: .unreadableFrame, permille: 1000)]

  @Test func `a truncated frame is unreadable wherever it was cut`() throws {
    let frame = try TunnelScene.render(sku: Self.sku, seed: 5)
    for share in [0, 1, 2, 5, 20, 50, 90, 99] {
      #expect(finding(Array(frame.prefix(frame.count * share / 100))) == Self.unreadable, "\(share) % of it")
    }
  }

  @Test func `what is no picture is unreadable`() {
    #expect(finding([]) == Self.unreadable)
    #expect(finding(Array("GIF89a and so on, but not a picture".utf8)) == Self.unreadable)
    #expect(finding([UInt8](repeating: 0, count: 4096)) == Self.unreadable)
  }

  @Test func `a header that claims a huge picture is refused unopened`() {
    // 60,000 x 60,000 pixels would take ten gigabytes.
    #expect(finding(Poison.png(width: 60_000, height: 60_000, bits: 8)) == Self.unreadable)
    #expect(finding(Poison.jpeg(width: 60_000, height: 60_000, bits: 8, channels: 3)) == Self.unreadable)
  }

  @Test func `sixteen bits and CMYK are refused`() {
    #expect(finding(Poison.png(width: 64, height: 64, bits: 16)) == Self.unreadable)
    #expect(finding(Poison.jpeg(width: 64, height: 64, bits: 8, channels: 4)) == Self.unreadable)
    #expect(finding(Poison.jpeg(width: 64, height: 64, bits: 12, channels: 3)) == Self.unreadable)
  }

  @Test func `flipped bytes never stop an inspection`() throws {
    let frame = try TunnelScene.render(sku: Self.sku, seed: 6)
    for step in 1...12 {
      var bad = frame
      // Never the first bytes: the file still says that it is a JPEG.
      for at in stride(from: 20 + step * 37, to: bad.count - 2, by: 997 * step) { bad[at] ^= UInt8(step * 21) }
      let findings = finding(bad)
      #expect(findings.allSatisfy { (0...1000).contains($0.permille) })
    }
  }

  @Test func `a camera's note that the picture is to be turned changes nothing`() throws {
    // The sensor's rows are what the fiducials lie in; a turned picture would have another principal point.
    let frame = try TunnelScene.render(sku: Self.sku, seed: 5)
    #expect(
      Stage.inspector.inspect(frames: [Poison.turned(frame)], as: Self.sku)
        == Stage.inspector.inspect(frames: [frame], as: Self.sku))
  }

  @Test func `a bad frame does not stop the others`() throws {
    let dented = try TunnelScene.render(sku: Self.sku, seed: 2, defect: SceneDefect(.stain, severity: 0.9))
    let inspection = Stage.inspector.inspect(frames: [dented, [0]], as: Self.sku)
    #expect(inspection.findings.contains { $0.view == 0 && $0.permille > 900 })
  }
}

/// Files whose headers lie.
enum Poison {
  static func png(width: UInt32, height: UInt32, bits: UInt8) -> [UInt8] {
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    let header = Array("IHDR".utf8) + big(width) + big(height) + [bits, 2, 0, 0, 0]
    let end: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]
    return signature + big(13) + header + big(0) + end
  }

  static func jpeg(width: UInt16, height: UInt16, bits: UInt8, channels: UInt8) -> [UInt8] {
    let size = [UInt8(height >> 8), UInt8(height & 255), UInt8(width >> 8), UInt8(width & 255)]
    var frame: [UInt8] = [0xFF, 0xC0, 0, 8 + 3 * channels, bits] + size + [channels]
    for channel in 1...channels { frame += [channel, 0x11, 0] }
    return [0xFF, 0xD8] + frame + [0xFF, 0xD9]
  }

  /// The same JPEG with an EXIF orientation of 6, a quarter turn.
  static func turned(_ jpeg: [UInt8]) -> [UInt8] {
    let tiff: [UInt8] = [
      0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
    ]
    let body = Array("Exif".utf8) + [0, 0] + tiff
    return Array(jpeg.prefix(2)) + [0xFF, 0xE1, 0, UInt8(body.count + 2)] + body + jpeg.dropFirst(2)
  }

  private static func big(_ value: UInt32) -> [UInt8] {
    [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
  }
}
