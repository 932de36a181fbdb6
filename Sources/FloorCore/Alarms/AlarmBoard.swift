import FloorModel

/// Alarms that stand, and the last of those that are over. Bounded: a floor in trouble does not fill the memory.
public struct AlarmBoard: Equatable, Sendable {
  /// Alarms kept, standing or over; the oldest of those over go first.
  public static let limit = 200

  public private(set) var alarms: [Alarm] = []
  private var lastNumber: Int64 = 0

  /// - Returns: the alarm, or nil when one with this cause stands already.
  mutating func raise(_ cause: Alarm.Cause, at now: Instant) -> Alarm? {
    guard !alarms.contains(where: { $0.cause == cause && $0.cleared == nil }) else { return nil }
    lastNumber += 1
    let alarm = Alarm(number: lastNumber, severity: cause.severity, cause: cause, raised: now)
    alarms.append(alarm)
    if alarms.count > Self.limit { alarms.remove(at: alarms.firstIndex { $0.cleared != nil } ?? 0) }
    return alarm
  }

  mutating func clear(_ cause: Alarm.Cause, at now: Instant) -> Alarm? {
    guard let at = alarms.firstIndex(where: { $0.cause == cause && $0.cleared == nil }) else { return nil }
    alarms[at].cleared = now
    return alarms[at]
  }

  mutating func acknowledge(_ number: Int64, by person: String) {
    guard let at = alarms.firstIndex(where: { $0.number == number }) else { return }
    alarms[at].acknowledgedBy = person
    // What happens once is over once someone has seen it; what lasts is over when its cause is.
    if alarms[at].cause.isMomentary { alarms[at].cleared = alarms[at].cleared ?? alarms[at].raised }
  }

  public var standing: [Alarm] { alarms.filter { $0.cleared == nil } }
}

extension Alarm.Cause {
  var severity: Severity {
    switch self {
    case .linkLost, .stale, .noProgress, .invalidEvent, .noBox, .noChute, .routeRejected, .withdrawnNow, .journalSlow,
      .findingBurst, .supplierBurst, .wrongItem, .falseRejects, .cameraFault, .boxesOut, .toteDiffers, .climate,
      .sensorsLost:
      .urgent
    case .shortPick, .stowFailed, .orderLate, .deadlockResolved, .lowBattery, .podCorrected, .velocityStale,
      .binVariance, .masterData, .cartDue:
      .warning
    case .driveFault, .positionDiffers, .waitingForReports, .unitLost, .quarantined, .unknownWork: .critical
    case .certificate(_, let state): state == .expired ? .critical : .urgent
    case .journalFailing: .fatal
    case .binHeld: .urgent
    case .countWanted, .tagsDiffer: .warning
    }
  }

  /// Something that happened, as against something that lasts.
  var isMomentary: Bool {
    switch self {
    case .binHeld, .countWanted: false
    case .shortPick, .stowFailed, .orderLate, .deadlockResolved, .invalidEvent, .noBox, .noChute, .driveFault,
      .positionDiffers, .tagsDiffer, .toteDiffers, .podCorrected, .unknownWork, .wrongItem:
      true
    case .linkLost, .stale, .lowBattery, .waitingForReports, .noProgress, .routeRejected, .unitLost, .withdrawnNow,
      .quarantined, .journalFailing, .journalSlow, .certificate, .findingBurst, .supplierBurst, .falseRejects,
      .cameraFault, .velocityStale, .binVariance, .masterData, .boxesOut, .cartDue, .climate, .sensorsLost:
      false
    }
  }
}
