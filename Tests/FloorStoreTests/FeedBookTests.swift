import FloorStore
import Foundation
import Testing

@Suite("Feed book") struct FeedBookTests {
  private func directory() throws -> String {
    let url = FileManager.default.temporaryDirectory.appending(path: "feed-book-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url.path
  }

  @Test("the first epoch is kept for ever, across processes")
  func epoch() throws {
    let directory = try directory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    #expect(try FeedBook(directory: directory).epoch(orFirst: 17) == 17)
    #expect(try FeedBook(directory: directory).epoch(orFirst: 99) == 17)
  }

  @Test("a change has the time of the batch that made it durable")
  func recorded() throws {
    let directory = try directory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let book = try FeedBook(directory: directory)
    try book.record(upTo: 3, at: 100)
    try book.record(upTo: 4, at: 200)
    try book.record(upTo: 9, at: 300)
    try book.record(upTo: 9, at: 999)
    #expect(try book.recorded(2...6) == [100, 100, 200, 300, 300])
    #expect(try book.recorded(8...11) == [300, 300, nil, nil])
    #expect(try book.recorded(1...1) == [100])
  }

  @Test("subscriptions outlive the process, and only their owner can read them")
  func subscriptions() throws {
    let directory = try directory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let one = FeedBook.Subscription(id: "a", url: "https://a.example/", secret: "s", form: "cloudevents", after: 4)
    do {
      let book = try FeedBook(directory: directory)
      try book.put(one)
      try book.note("a", after: 6, failures: 2, fault: "it answered 500")
      try book.note("unknown", after: 6, failures: 2, fault: nil)
    }
    let book = try FeedBook(directory: directory)
    var expected = one
    expected.after = 6
    expected.failures = 2
    expected.lastFault = "it answered 500"
    #expect(try book.subscriptions() == [expected])
    let mode = try FileManager.default.attributesOfItem(atPath: directory + "/feed.sqlite")[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(try book.remove("a"))
    #expect(try !book.remove("a"))
    #expect(try book.subscriptions() == [])
  }

  @Test("an event is captured once, and in order")
  func captured() throws {
    let directory = try directory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let book = try FeedBook(directory: directory)
    #expect(try book.capture([("x", "{}"), ("y", "{}"), ("x", "{}")]) == 2)
    #expect(try book.capture([("y", "{}"), ("z", "{\"a\":1}")]) == 1)
    #expect(try book.captured(after: 0, limit: 9).map(\.id) == ["x", "y", "z"])
    #expect(try book.captured(after: 1, limit: 1).map(\.id) == ["y"])
  }
}
