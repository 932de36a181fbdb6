import Dispatch
import Foundation

/// Waiting for the operating system's signals.
enum Signals {
  /// Returns when the first of the signals arrives.
  static func first(_ numbers: [Int32]) async {
    for number in numbers { signal(number, SIG_IGN) }
    let stream = AsyncStream<Int32>(bufferingPolicy: .bufferingOldest(1)) { continuation in
      for number in numbers {
        let source = DispatchSource.makeSignalSource(signal: number)
        source.setEventHandler { continuation.yield(number) }
        source.resume()
        retained.append(source)
      }
    }
    for await _ in stream { return }
  }

  /// Sources end when nobody holds them.
  nonisolated(unsafe) private static var retained: [any DispatchSourceSignal] = []
}
