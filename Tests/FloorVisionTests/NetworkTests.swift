import FloorCore
import FloorVision
import Foundation
import Testing
import TunnelScenes

/// A site's own network: one more check, refused clearly where it cannot be used.
@Suite struct NetworkTests {
  private static func file(_ bytes: [UInt8]) throws -> URL {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("net-\(UUID().uuidString).onnx")
    try Data(bytes).write(to: file)
    return file
  }

  private static func network(_ bytes: [UInt8]) throws -> PairNetwork {
    let file = try file(bytes)
    defer { try? FileManager.default.removeItem(at: file) }
    return try PairNetwork(contentsOf: file)
  }

  private static func inspector(_ network: PairNetwork?) throws -> Inspector {
    let inspector = Inspector(tunnel: Stage.tunnel, network: network)
    try inspector.enrol(sku: Stage.products[0], frames: Stage.golden(Stage.products[0], count: 4))
    return inspector
  }

  private func look(_ inspector: Inspector, _ defect: SceneDefect?) throws -> (odd: Int32?, worst: Int32) {
    let sku = Stage.products[0]
    let inspection = inspector.inspect(frames: [try TunnelScene.render(sku: sku, seed: 11, defect: defect)], as: sku)
    return (inspection.checks?.first { $0.check == .network }?.oddness, inspection.worst)
  }

  @Test func `a network that sees a wrong colour says so as a check of its own, and has half the say`() throws {
    // The mean difference from good pieces, a hundred times over: how much brighter the item is.
    let bright = try Self.network(TinyONNX.difference(gain: 100))
    let (with, without) = (try Self.inspector(bright), try Self.inspector(nil))
    let wrong = SceneDefect(.wrongColour, severity: 0.9)
    let (good, bad) = (try look(with, nil), try look(with, wrong))
    #expect(good.odd != nil && bad.odd != nil && good.odd != bad.odd)
    #expect(try look(without, wrong).odd == nil)
    let sure = try Self.network(TinyONNX.difference(gain: 0, bias: 8))
    #expect(try look(Self.inspector(sure), nil).worst > 400, "it is sure that all is wrong")
    let calm = try Self.network(TinyONNX.difference(gain: 0, bias: -8))
    #expect(try look(Self.inspector(calm), SceneDefect(.stain, severity: 0.9)).worst < 600, "that nothing is")
  }

  @Test func `a file that is no network is refused in words`() throws {
    let whole = TinyONNX.difference(gain: 1)
    for bytes in [[], [1, 2, 3], Array(whole.prefix(whole.count / 2)), Array(repeating: 0xFF, count: 500)] {
      let file = try Self.file(bytes)
      defer { try? FileManager.default.removeItem(at: file) }
      let error = #expect(throws: NetworkError.self) { try PairNetwork(contentsOf: file) }
      #expect(error?.description.contains(file.lastPathComponent) == true)
    }
    #expect(throws: NetworkError.unreadable("nowhere.onnx")) {
      try PairNetwork(contentsOf: URL(fileURLWithPath: "/nowhere.onnx"))
    }
  }

  @Test func `a network of another shape is refused when it is read, not at the first item`() throws {
    let file = try Self.file(TinyONNX.difference(gain: 1, channels: 3))
    defer { try? FileManager.default.removeItem(at: file) }
    #expect(throws: NetworkError.otherShape(file.lastPathComponent)) { try PairNetwork(contentsOf: file) }
  }
}

/// The smallest pair network, as the bytes of an ONNX file: a 1×1 convolution of the six planes and the mean over the picture.
enum TinyONNX {
  /// - Parameters:
  ///   - gain: of (first picture − second); the output is its mean, plus `bias`.
  ///   - channels: planes of its input.
  static func difference(gain: Float, bias: Float = 0, channels: Int = 6) -> [UInt8] {
    // OpenCV does not take a kernel's size from its weights.
    let kernel = text(1, "kernel_shape") + number(8, 1) + number(8, 1) + number(20, 7)
    let weights = (0..<channels).map { $0 < channels / 2 ? gain / 3 : -gain / 3 }
    let graph =
      message(1, node("Conv", ["x", "w", "b"], "c") + message(5, kernel))
      + message(1, node("GlobalAveragePool", ["c"], "y"))
      + text(2, "tiny") + message(5, tensor("w", [1, channels, 1, 1], weights)) + message(5, tensor("b", [1], [bias]))
      + message(11, value("x", [1, channels, PairNetwork.rows, PairNetwork.columns]))
      + message(12, value("y", [1, 1, 1, 1]))
    return number(1, 7) + message(7, graph) + message(8, text(1, "") + number(2, 11))
  }

  private static func node(_ kind: String, _ inputs: [String], _ output: String) -> [UInt8] {
    inputs.flatMap { text(1, $0) } + text(2, output) + text(3, output) + text(4, kind)
  }

  private static func tensor(_ name: String, _ sizes: [Int], _ values: [Float]) -> [UInt8] {
    let raw = values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
    return sizes.flatMap { number(1, $0) } + number(2, 1) + text(8, name) + message(9, raw)
  }

  private static func value(_ name: String, _ sizes: [Int]) -> [UInt8] {
    let shape = sizes.flatMap { message(1, number(1, $0)) }
    return text(1, name) + message(2, message(1, number(1, 1) + message(2, shape)))
  }

  // MARK: Protocol buffers

  private static func number(_ field: Int, _ value: Int) -> [UInt8] { varint(field << 3) + varint(value) }
  private static func text(_ field: Int, _ value: String) -> [UInt8] { message(field, Array(value.utf8)) }
  private static func message(_ field: Int, _ bytes: [UInt8]) -> [UInt8] {
    varint(field << 3 | 2) + varint(bytes.count) + bytes
  }

  private static func varint(_ value: Int) -> [UInt8] {
    var (left, bytes) = (UInt64(value), [UInt8]())
    while left > 127 {
      bytes.append(UInt8(left & 127) | 128)
      left >>= 7
    }
    return bytes + [UInt8(left)]
  }
}
