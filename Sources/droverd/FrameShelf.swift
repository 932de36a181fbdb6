import Synchronization
import VisionWorkers

/// The last frames that tunnels have sent, by the unit's plate: for the inspection, and for the reviewer's eye; and those of
/// bin cameras, until they are looked at. Bounded.
final class FrameShelf: Sendable {
  /// Units whose frames are kept; the oldest go first.
  static let limit = 400
  /// Bins whose frames are kept; the oldest go first.
  static let binLimit = 1_000

  private struct State {
    var frames: [String: [Int: [UInt8]]] = [:]
    var order: [String] = []
    var bins: [String: [UInt8]] = [:]
    var binOrder: [String] = []
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

  func put(_ data: [UInt8], ofBin name: String) {
    state.withLock { state in
      if state.bins.updateValue(data, forKey: name) == nil { state.binOrder.append(name) }
      if state.binOrder.count > Self.binLimit { state.bins[state.binOrder.removeFirst()] = nil }
    }
  }

  /// A bin's last frame, once.
  func takeBin(_ name: String) -> [UInt8]? {
    state.withLock { state in
      guard let data = state.bins.removeValue(forKey: name) else { return nil }
      state.binOrder.removeAll { $0 == name }
      return data
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
