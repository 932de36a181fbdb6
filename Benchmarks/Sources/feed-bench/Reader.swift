import Foundation
import Synchronization

/// Nanoseconds on the machine's monotonic clock, the same for all threads.
func monotonic() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// One planner on the feed's event stream, on a thread of its own.
final class Reader: Sendable {
  struct State {
    /// When each event came, by its sequence number from 1.
    var arrivals: [UInt64] = []
    var gaps = 0
    var holes = 0
    var isOver = false
  }

  let state = Mutex(State())
  private let descriptor: Int32

  /// - Parameter isAsleep: it asks, and reads nothing.
  init(port: UInt16, isAsleep: Bool) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    if isAsleep {
      var room: Int32 = 2_048
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &room, socklen_t(MemoryLayout<Int32>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw BenchFault("no connection to the daemon") }
    let request =
      "GET /v1/stock/changes?as=cloudevents HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer \(FloorProcesses.token)\r\n\r\n"
    _ = request.withCString { write(descriptor, $0, strlen($0)) }
    if !isAsleep { Thread { [self] in read() }.start() }
  }

  private func read() {
    var rest: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return state.withLock { $0.isOver = true } }
      let now = monotonic()
      rest += buffer[..<count]
      guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { continue }
      for line in rest[...end].split(separator: UInt8(ascii: "\n")) { take(line, at: now) }
      rest.removeSubrange(...end)
    }
  }

  private func take(_ line: ArraySlice<UInt8>, at now: UInt64) {
    let text = String(decoding: line, as: UTF8.self)
    if text.hasPrefix("event: gap") { state.withLock { $0.gaps += 1 } }
    guard text.hasPrefix("id: "), let sequence = Int(text.dropFirst(4).trimmingCharacters(in: .whitespaces)) else {
      return
    }
    state.withLock { state in
      if sequence != state.arrivals.count + 1 { state.holes += 1 }
      state.arrivals.append(now)
    }
  }

  func close() {
    shutdown(descriptor, Int32(SHUT_RDWR))
    _ = Foundation.close(descriptor)
  }
}
