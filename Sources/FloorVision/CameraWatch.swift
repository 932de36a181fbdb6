public import FloorCore
import FloorModel
import Foundation

/// Remembers how each camera was when it was new, and says what has become of it since.
///
/// One frame says little: a fault counts when most of the last frames show it.
public struct CameraWatch: Codable, Sendable {
  public static let fileName = "cameras.json"
  /// Frames of which a camera's first condition is the median.
  static let learning = 8
  /// Frames looked back on, and how many of them must agree.
  static let window = 5
  static let agreeing = 4

  private struct Camera: Codable {
    var first: [CameraCondition] = []
    /// Faults of the last frames.
    var last: [[CameraFault]] = []

    var baseline: CameraCondition? {
      guard first.count >= CameraWatch.learning else { return nil }
      func median(_ value: (CameraCondition) -> Double) -> Double { first.map(value).sorted()[first.count / 2] }
      return CameraCondition(
        fiducials: first.map(\.fiducials).min() ?? 0, white: median(\.white), plate: median(\.plate),
        sharpness: median(\.sharpness))
    }
  }

  private var cameras: [String: Camera] = [:]

  public init() {}

  /// - Parameters:
  ///   - camera: a name that is its alone.
  ///   - condition: as one frame shows it.
  /// - Returns: what is wrong with it by now; empty while it is being learnt.
  public mutating func saw(_ condition: CameraCondition, by camera: String) -> [CameraFault] {
    var state = cameras[camera] ?? Camera()
    defer { cameras[camera] = state }
    guard let baseline = state.baseline else {
      state.first.append(condition)
      return []
    }
    state.last.append(condition.faults(since: baseline))
    if state.last.count > Self.window { state.last.removeFirst() }
    return CameraFault.allCases.filter { fault in state.last.count { $0.contains(fault) } >= Self.agreeing }
  }

  /// Whether every camera seen so far is known well enough to be watched: then it is worth keeping.
  public var isLearnt: Bool { !cameras.isEmpty && cameras.values.allSatisfy { $0.baseline != nil } }

  /// What was kept; a new one where there is none that can be read: then cameras are learnt anew.
  public init(from references: ReferenceDirectory) {
    let data = try? Data(contentsOf: references.place.appendingPathComponent(Self.fileName))
    self = data.flatMap { try? JSONDecoder().decode(CameraWatch.self, from: $0) } ?? CameraWatch()
  }

  /// - Throws: what the file system said.
  public func write(to references: ReferenceDirectory) throws {
    try JSONEncoder().encode(self).write(
      to: references.place.appendingPathComponent(Self.fileName), options: .atomic)
  }
}
