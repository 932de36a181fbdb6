import FloorModel
import Foundation
import Synchronization

/// A planner's system that reads the feed from its beginning while daemon and broker die under it, and believes nothing: no
/// change may be missing, none may come twice, and all of them together must give the stock.
final class FeedFollower: Sendable {
  private struct Change: Decodable {
    struct End: Decodable {
      var kind: String
      var name: String?
    }

    var sequence: Int64
    var sku: String
    var owner: String
    var lot: Int32
    var quantity: Int32
    var from: End
    var to: End
  }

  private struct State {
    var offset: Int64 = 0
    /// Units by bin, product, owner and lot.
    var bins: [String: Int32] = [:]
    var faults: [String] = []
  }

  private let state: Mutex<State>
  private let client: FeedClient

  init(_ client: FeedClient, site: Site) {
    self.client = client
    var opening = State()
    for line in site.openingStock {
      let kind = "\(site.skus[line.key.sku.index].code)|\(site.owners[line.key.owner.index])|\(line.key.lot)"
      opening.bins["\(site.bins[line.bin.index].name)|\(kind)", default: 0] += line.quantity
    }
    state = Mutex(opening)
  }

  var offset: Int64 { state.withLock { $0.offset } }

  /// Reads until it is cancelled; a daemon that does not answer is asked again.
  func run() async {
    while !Task.isCancelled {
      let isIdle = (try? await read(wait: 1)) != true
      if isIdle { try? await Task.sleep(for: .milliseconds(200)) }
    }
  }

  /// Reads what there is up to a change.
  /// - Throws: the daemon's refusal.
  func read(through last: Int64) async throws {
    while offset < last, try await read(wait: 0) {}
  }

  /// - Returns: whether there was anything.
  private func read(wait: Int) async throws -> Bool {
    let after = offset
    let answer = try await client.changes(after: after, limit: 1_000, form: "changes", wait: wait)
    var changes: [Change] = []
    for line in answer.data.split(separator: UInt8(ascii: "\n")) {
      changes.append(try JSONDecoder().decode(Change.self, from: Data(line)))
    }
    state.withLock { state in
      // Another reader of the same follower was quicker.
      guard state.offset == after else { return }
      for change in changes { Self.take(change, &state) }
    }
    return !changes.isEmpty
  }

  private static func take(_ change: Change, _ state: inout State) {
    if change.sequence != state.offset + 1 {
      state.faults.append("the feed goes from change \(state.offset) to \(change.sequence)")
    }
    state.offset = change.sequence
    for (end, sign) in [(change.from, -1), (change.to, 1)] as [(Change.End, Int32)] where end.kind == "bin" {
      let key = "\(end.name ?? "?")|\(change.sku)|\(change.owner)|\(change.lot)"
      state.bins[key, default: 0] += sign * change.quantity
      if state.bins[key, default: 0] < 0 { state.faults.append("change \(change.sequence) takes what is not there") }
    }
  }

  /// What is wrong with the feed, and with the stock that it leads to.
  func faults(against stock: StockSnapshot) -> [String] {
    state.withLock { state in
      var faults = state.faults
      if state.offset != stock.offset {
        faults.append("the feed ends at \(state.offset), the stock is at \(stock.offset)")
      }
      var rest = state.bins
      for row in stock.rows {
        let told = rest.removeValue(forKey: "\(row.bin)|\(row.sku)|\(row.owner)|\(row.lot)") ?? 0
        if told != row.quantity {
          faults.append("by the feed bin \(row.bin) holds \(told) of \(row.sku), by the stock \(row.quantity)")
        }
      }
      let unknown = rest.values.reduce(0, +)
      if unknown != 0 { faults.append("by the feed \(unknown) units lie in bins whose stock does not know them") }
      return faults
    }
  }
}
