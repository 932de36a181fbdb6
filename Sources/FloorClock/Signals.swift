import Dispatch
import Foundation

/// Waiting for the operating system's signals.
public enum Signals {
  /// Returns when the first of the signals arrives.
  public static func first(_ numbers: [Int32]) async {
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

  /// Ends this process when its parent is gone, even when that was killed.
  public static func endWithParent() {
    let parent = getppid()
    let thread = Thread {
      while getppid() == parent { Thread.sleep(forTimeInterval: 0.5) }
      exit(0)
    }
    thread.start()
  }

  /// Sources end when nobody holds them.
  nonisolated(unsafe) private static var retained: [any DispatchSourceSignal] = []
}
