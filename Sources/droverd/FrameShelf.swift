import Synchronization
import VisionWorkers

/// The last frames that tunnels have sent, by the unit's plate: for the inspection, and for the reviewer's eye. Bounded.
final class FrameShelf: Sendable {
  /// Units whose frames are kept; the oldest go first.
  static let limit = 400

  private struct State {
    var frames: [String: [Int: [UInt8]]] = [:]
    var order: [String] = []
  }

  private let state = Mutex(State())

  func put(_ data: [UInt8], of plate: String, view: Int) {
    state.withLock { state in
      if state.frames[plate] == nil {
        state.order.append(plate)
        if state.order.count > Self.limit { state.frames[state.order.removeFirst()] = nil }
      }
      state.frames[plate, default: [:]][view] = data
    }
  }

  func frame(of plate: String, view: Int) -> [UInt8]? { state.withLock { $0.frames[plate]?[view] } }

  /// All views of a unit, the first camera's first.
  func frames(of plate: String) -> [ViewFrame] {
    state.withLock { state in
      (state.frames[plate] ?? [:]).sorted { $0.key < $1.key }.map { ViewFrame(view: $0.key, file: $0.value) }
    }
  }
}
