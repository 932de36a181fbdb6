import COpenCV

/// Why a step of an inspection could not be taken.
enum VisionError: Error, Equatable {
  /// The file is no picture that can be judged; the library's status code says why.
  case unreadable(Int32)
  /// The picture is too bright, too dark or too blurred.
  case badExposure
  /// Fewer fiducials than a pose needs.
  case noFiducials
  /// Nothing lies on the plate.
  case nothingThere
  /// A call of the library failed, with its status code.
  case library(Int32)
}

/// Pixels, owned. Not shared between threads.
final class Picture {
  let handle: OpaquePointer
  let width: Int
  let height: Int

  /// Takes the image over.
  private init(_ handle: OpaquePointer) {
    self.handle = handle
    let shape = ocv_shape_of(handle)
    width = Int(shape.width)
    height = Int(shape.height)
  }

  deinit { ocv_free(handle) }

  private static let prepared: Void = ocv_prepare()

  /// Runs a call that makes an image.
  static func made(_ call: (UnsafeMutablePointer<OpaquePointer?>) -> ocv_status) throws -> Picture {
    _ = prepared
    var out: OpaquePointer?
    try check(call(&out))
    guard let out else { throw VisionError.library(Int32(OCV_INTERNAL.rawValue)) }
    return Picture(out)
  }

  static func decoded(_ bytes: [UInt8], limits: FrameLimits) throws -> Picture {
    let raw = ocv_limits(
      max_bytes: limits.bytes, max_pixels: Int64(limits.pixels), max_side: Int32(clamping: limits.side))
    do {
      return try made { out in ocv_decode(bytes, bytes.count, raw, out) }
    } catch VisionError.library(let code) {
      throw VisionError.unreadable(code)
    }
  }

  /// Floats, row by row, channels together.
  static func floats(_ values: [Float], width: Int, height: Int, channels: Int) throws -> Picture {
    precondition(values.count == width * height * channels, "a picture has width × height × channels values")
    let picture = try made { ocv_new(Int32(width), Int32(height), Int32(channels), OCV_F32, $0) }
    values.withUnsafeBytes { picture.bytes.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
    return picture
  }

  static func mask(_ values: [UInt8], width: Int, height: Int) throws -> Picture {
    precondition(values.count == width * height, "a mask has width × height values")
    let picture = try made { ocv_new(Int32(width), Int32(height), 1, OCV_U8, $0) }
    values.withUnsafeBytes { picture.bytes.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
    return picture
  }

  // Images that the library made itself are continuous: rows follow each other without a gap.
  private var bytes: UnsafeMutableRawPointer { ocv_bytes(handle) }
  var channels: Int { Int(ocv_shape_of(handle).channels) }

  /// The values of an F32 picture.
  func floats() -> [Float] {
    let shape = ocv_shape_of(handle)
    precondition(shape.depth == OCV_F32, "only a picture of floats has float values")
    let count = width * height * Int(shape.channels)
    return Array(UnsafeBufferPointer(start: bytes.assumingMemoryBound(to: Float.self), count: count))
  }

  /// The values of a U8 picture.
  func octets() -> [UInt8] {
    let shape = ocv_shape_of(handle)
    precondition(shape.depth == OCV_U8, "only a picture of bytes has byte values")
    let count = width * height * Int(shape.channels)
    return Array(UnsafeBufferPointer(start: bytes.assumingMemoryBound(to: UInt8.self), count: count))
  }

  /// The colour at a point between pixels, of a U8 picture of three channels. Outside repeats the border.
  func colour(_ x: Double, _ y: Double) -> SIMD3<Double> {
    let cx = min(max(x, 0), Double(width) - 1.001)
    let cy = min(max(y, 0), Double(height) - 1.001)
    let (left, top) = (Int(cx), Int(cy))
    let (fx, fy) = (cx - Double(left), cy - Double(top))
    let stride = width * 3
    let base = bytes.assumingMemoryBound(to: UInt8.self) + top * stride + left * 3
    var result = SIMD3<Double>()
    for k in 0..<3 {
      let upper = Double(base[k]) * (1 - fx) + Double(base[k + 3]) * fx
      let lower = Double(base[k + stride]) * (1 - fx) + Double(base[k + stride + 3]) * fx
      result[k] = upper * (1 - fy) + lower * fy
    }
    return result
  }

  func grey() throws -> Picture { try .made { ocv_grey(handle, $0) } }
  func floated() throws -> Picture { try .made { ocv_float(handle, $0) } }
  func copy() throws -> Picture { try .made { ocv_clone(handle, $0) } }
  func resized(_ width: Int, _ height: Int) throws -> Picture {
    try .made { ocv_resize(handle, Int32(width), Int32(height), $0) }
  }

  /// out(p) = self(homography · p)
  func warped(_ homography: Homography, width: Int, height: Int) throws -> Picture {
    try .made { ocv_warp(handle, homography.values, Int32(width), Int32(height), $0) }
  }

  func blurred(_ sigma: Double) throws -> Picture {
    let out = try copy()
    try check(ocv_blur(out.handle, sigma, sigma))
    return out
  }

  func above(_ threshold: Double, radius: Int = 0) throws -> Picture {
    try .made { ocv_threshold(handle, threshold, Int32(radius), $0) }
  }

  func grown(_ radius: Int) throws -> Picture {
    let out = try copy()
    try check(ocv_grow(out.handle, Int32(radius)))
    return out
  }

  func maximum(within mask: Picture?) throws -> ocv_peak {
    var peak = ocv_peak()
    try check(ocv_maximum(handle, mask?.handle, &peak))
    return peak
  }

  func blobs(above threshold: Double, limit: Int) throws -> [ocv_blob] {
    var found = [ocv_blob](repeating: ocv_blob(), count: limit)
    var count: Int32 = 0
    try check(ocv_blobs(handle, threshold, &found, Int32(limit), &count))
    return Array(found.prefix(Int(count)))
  }
}

func check(_ status: ocv_status) throws {
  guard status == OCV_OK else { throw VisionError.library(Int32(status.rawValue)) }
}
