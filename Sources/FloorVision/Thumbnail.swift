import COpenCV
package import FloorCore

/// Small pictures for reports.
package enum Thumbnail {
  /// A JPEG of a frame, `width` pixels wide, the region framed in red; nil for what is no picture.
  package static func jpeg(of file: [UInt8], width: Int, marking region: Region? = nil) -> [UInt8]? {
    guard let frame = try? Picture.decoded(file, limits: FrameLimits()) else { return nil }
    let scale = Double(width) / Double(frame.width)
    let height = max(1, Int(Double(frame.height) * scale))
    guard let small = try? frame.resized(width, height) else { return nil }
    if let region {
      let (x0, y0) = (Double(region.x) * scale, Double(region.y) * scale)
      let (x1, y1) = (x0 + Double(region.width) * scale, y0 + Double(region.height) * scale)
      let corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
      for (a, b) in zip(corners, corners.dropFirst()) {
        _ = ocv_line(small.handle, a.0, a.1, b.0, b.1, 2, ocv_colour(b: 30, g: 30, r: 230))
      }
    }
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    guard ocv_encode(small.handle, 80, &bytes, &count) == OCV_OK else { return nil }
    defer { ocv_release(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }
}
