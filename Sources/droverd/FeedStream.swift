import Devices
import FloorCore
import FloorHTTP
import FloorModel
import PlannerFeed

/// Tells every stock change on one MQTT topic, as CloudEvents in structured mode: the stream beside the bins' retained
/// topics. Reads the journal at its own pace, so neither the floor nor a slow broker waits for the other.
///
/// A daemon that starts goes on from what is durable then; who needs what was told while it was away takes it from HTTP by
/// the sequence number that is missing.
struct FeedStream: Sendable {
  /// Changes read at once.
  private static let page = 200
  private static let pause = Duration.milliseconds(500)

  let names: FeedNames
  let access: DaemonAccess
  /// The last change before the first that is told.
  let after: Int64
  /// - Returns: false when it cannot be taken at present.
  let publish: @Sendable (_ payload: [UInt8], _ topic: String) -> Bool

  func run() async {
    var last = after
    while !Task.isCancelled {
      await access.waitForChange(after: last)
      guard case .changes(let records)? = try? await access.changes(after: last, limit: Self.page), !records.isEmpty,
        let codes = try? await codes(of: records)
      else {
        try? await Task.sleep(for: Self.pause)
        continue
      }
      for record in records {
        let move = StockMove(
          change: record.change, at: record.at, recorded: record.recorded, device: record.device, codes: codes)
        let payload = Array(move.cloudEvent(names).json.json.utf8)
        while !publish(payload, FeedTopic.topic(site: names.site.name)) {
          try? await Task.sleep(for: Self.pause)
          if Task.isCancelled { return }
        }
        last = record.change.sequence
      }
    }
  }

  private func codes(of records: [ChangeRecord]) async throws -> OrderCodes {
    let changes = records.map(\.change)
    guard OrderCodes.areNeeded(for: changes) else { return OrderCodes() }
    return try await access.read { OrderCodes(for: changes, in: $0) }
  }
}
