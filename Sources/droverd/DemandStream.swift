import Devices
import FloorCore
import FloorHTTP
import FloorModel
import PlannerFeed

/// Tells planners over MQTT what was really asked for, so that they see how far their figures are off: every hour of the floor's
/// time, and as soon as other products than before are off. Retained: who subscribes has the newest at once.
struct DemandStream: Sendable {
  /// What was told last.
  struct Told: Equatable {
    var at: Instant
    var flagged: [String]
  }

  static let every = Span.hours(1)
  /// Real time from one look to the next.
  private static let interval = Duration.seconds(10)

  let names: FeedNames
  let access: any FloorAccess
  /// - Returns: false when it cannot be taken at present.
  let publish: @Sendable (_ payload: [UInt8], _ topic: String) -> Bool

  /// Until the process ends.
  func run() async {
    var told: Told?
    while !Task.isCancelled {
      await pass(&told)
      try? await Task.sleep(for: Self.interval)
    }
  }

  /// One look at the floor. What the broker does not take is told anew at the next.
  func pass(_ told: inout Told?) async {
    guard let basis = try? await access.read({ AchievedVelocity.Basis(in: $0) }) else { return }
    let found = AchievedVelocity(basis, on: names.site)
    let flagged = found.flagged
    if let told, told.flagged == flagged, found.until - told.at < Self.every { return }
    let payload = Array(found.cloudEvent(names).json.json.utf8)
    if publish(payload, VelocityTopic.achieved(site: names.site.name)) {
      told = Told(at: found.until, flagged: flagged)
    }
  }
}
