import COpenCV
public import Foundation
import Synchronization

/// A site's own neural network as one more check: an ONNX model that looks at an item and at the mean of good pieces.
///
/// Input 1×6×96×128 (batch, B G R of the item and then of the mean, rows, columns; 0...1), output one number: the logit of "something
/// is wrong". The README beside this file says how to train one.
public final class PairNetwork: Sendable {
  public static let fileName = "pair.onnx"
  /// Pixels that the network sees.
  public static let (columns, rows) = (128, 96)
  /// Bytes of a file at most: what is larger would not look at an item in its time.
  static let byteLimit = 64 << 20

  /// Owns the network, which one thread at a time may use.
  private struct Handle: ~Copyable, @unchecked Sendable {
    let raw: OpaquePointer
    deinit { ocv_net_free(raw) }
  }

  private let net: Mutex<Handle>

  /// Reads a model and tries it on an empty picture, so that one that cannot be used is refused now and not at the first item.
  ///
  /// - Throws: `NetworkError`.
  public init(contentsOf file: URL) throws {
    let name = file.lastPathComponent
    guard let data = try? Data(contentsOf: file) else { throw NetworkError.unreadable(name) }
    guard data.count <= Self.byteLimit else { throw NetworkError.tooLarge(name, bytes: data.count) }
    ocv_prepare()
    var raw: OpaquePointer?
    let status = data.withUnsafeBytes { bytes in
      bytes.baseAddress.map { ocv_net_read($0.assumingMemoryBound(to: UInt8.self), bytes.count, &raw) }
    }
    guard status == OCV_OK, let raw else { throw NetworkError.noNetwork(name) }
    net = Mutex(Handle(raw: raw))
    let grey = [Float](repeating: 128, count: Self.columns * Self.rows * 3)
    let empty = try Picture.floats(grey, width: Self.columns, height: Self.rows, channels: 3)
    guard (try? logit(empty, usual: empty)) != nil else { throw NetworkError.otherShape(name) }
  }

  /// - Parameters: an item's patch and the mean of good pieces, F32, three channels.
  /// - Returns: the logit of "something is wrong", -10...10.
  /// - Throws: `VisionError`.
  func logit(_ seen: Picture, usual: Picture) throws -> Double {
    try net.withLock { net in
      var logit = 0.0
      try check(
        ocv_net_pair(net.raw, seen.handle, usual.handle, Int32(Self.columns), Int32(Self.rows), &logit))
      return min(10, max(-10, logit))
    }
  }
}

/// Why a network cannot be used.
public enum NetworkError: Error, Equatable, CustomStringConvertible {
  case unreadable(String)
  case tooLarge(String, bytes: Int)
  /// It is damaged, or uses what OpenCV's reader does not know.
  case noNetwork(String)
  /// It does not take two pictures and give one number.
  case otherShape(String)

  public var description: String {
    switch self {
    case .unreadable(let name): "\(name) cannot be read"
    case .tooLarge(let name, let bytes): "\(name) has \(bytes >> 20) MB; 64 are allowed"
    case .noNetwork(let name):
      "\(name) is no ONNX model that OpenCV 4.6 can read: damaged, or of a kind it does not know"
    case .otherShape(let name): "\(name) does not make one number of an input of 1 x 6 x 96 x 128"
    }
  }
}
