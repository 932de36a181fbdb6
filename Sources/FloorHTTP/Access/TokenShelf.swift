import Foundation
import Synchronization

/// The tokens that are good now: a list that stays as it is, or a file that is read again when it has changed, so that a
/// revoked token opens nothing a second later.
public final class TokenShelf: Sendable {
  /// Between two looks at the file.
  static let interval = Duration.seconds(1)

  private struct State {
    var book: TokenBook
    var mark: Mark?
    var looked: ContinuousClock.Instant
  }

  /// By which a changed file is known.
  private struct Mark: Equatable {
    var modified: Date?
    var inode: UInt64?
    var size: UInt64?
  }

  private let path: String?
  private let state: Mutex<State>

  public init(_ tokens: [AccessToken]) {
    path = nil
    state = Mutex(State(book: TokenBook(tokens: tokens), mark: nil, looked: .now))
  }

  /// - Throws: `TokenFault`, or what the file system says.
  public init(path: String) throws {
    self.path = path
    let mark = Self.mark(of: path)
    let book = TokenBook(tokens: try TokenFile.read(path).accessTokens())
    state = Mutex(State(book: book, mark: mark, looked: .now))
  }

  /// A file that is gone or damaged opens the door to nobody.
  func book(at now: ContinuousClock.Instant = .now) -> TokenBook {
    state.withLock { state in
      guard let path, state.looked.duration(to: now) >= Self.interval else { return state.book }
      state.looked = now
      let mark = Self.mark(of: path)
      guard mark != state.mark else { return state.book }
      state.mark = mark
      state.book = TokenBook(tokens: (try? TokenFile.read(path).accessTokens()) ?? [])
      return state.book
    }
  }

  private static func mark(of path: String) -> Mark? {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
    return Mark(
      modified: attributes[.modificationDate] as? Date,
      inode: (attributes[.systemFileNumber] as? NSNumber)?.uint64Value,
      size: (attributes[.size] as? NSNumber)?.uint64Value)
  }
}
