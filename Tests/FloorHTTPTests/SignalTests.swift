import Testing

@testable import FloorHTTP

@Suite struct SignalTests {
  @Test func whoIsBehindDoesNotWait() async {
    let signal = ChangeSignal(last: 5)
    await signal.wait(after: 4)
    #expect(signal.waiting == 0)
  }

  @Test func newsWakeThoseThatWaitForThem() async throws {
    let signal = ChangeSignal(last: 5)
    async let first: Void = signal.wait(after: 5)
    let later = Task { await signal.wait(after: 7) }
    try await until { signal.waiting == 2 }
    signal.announce(6)
    await first
    #expect(signal.waiting == 1)
    // An older announcement that comes late takes nothing back.
    signal.announce(8)
    signal.announce(2)
    await later.value
    await signal.wait(after: 7)
    #expect(signal.waiting == 0)
  }

  @Test func cancellingEndsTheWait() async throws {
    let signal = ChangeSignal(last: 0)
    let waiting = Task { await signal.wait(after: 0) }
    try await until { signal.waiting == 1 }
    waiting.cancel()
    await waiting.value
    #expect(signal.waiting == 0)
    let early = Task {
      while !Task.isCancelled { await Task.yield() }
      await signal.wait(after: 0)
    }
    early.cancel()
    await early.value
    #expect(signal.waiting == 0)
  }
}
