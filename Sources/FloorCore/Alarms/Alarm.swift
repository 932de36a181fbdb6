public import FloorModel

/// How soon a person must look.
public enum Severity: UInt8, CaseIterable, Comparable, Sendable, Codable {
  case warning = 0
  case urgent = 1
  case critical = 2
  case fatal = 3

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// Something that a person should know.
public struct Alarm: Equatable, Sendable, Codable {
  public enum Cause: Equatable, Sendable, Codable {
    case linkLost(Device.ID)
    case stale(Device.ID)
    case noProgress(Device.ID)
    case deadlockResolved
    case driveFault(Device.ID, DriveFault)
    case positionDiffers(Device.ID)
    case routeRejected(Device.ID)
    case invalidEvent(Device.ID, RefusalReason)
    case shortPick(Bin.ID)
    case stowFailed(Bin.ID)
    case noBox(Order.ID)
    case noChute(Parcel.ID)
    case orderLate(Order.ID)
    case lowBattery(Device.ID)
    /// What the bin holds is not to be sold until a person releases it.
    case binHeld(Bin.ID)
    /// After a restart, units have not yet said where they are; nothing is released until they do.
    case waitingForReports
    /// Silent for so long that its work was given to others; its cells stay closed until a person says that they are clear.
    case unitLost(Device.ID)
    /// Taken out of service by force: what it carries is held, and it stands where it was stopped.
    case withdrawnNow(Device.ID)
    /// It rejected route after route; nothing more is sent to it until a person restores it.
    case quarantined(Device.ID)
    /// It ends soon, or has ended; never `good`.
    case certificate(CertificateHolder, CertificateState)
    /// Its measures are not what the catalogue says: the next unit is to go through a tunnel.
    case masterData(SKU.ID)
    /// No more of these boxes are left, or a station found none.
    case boxesOut(Box.ID)
    /// The cart under a chute is to be changed, or it will be full before its truck leaves.
    case cartDue(Device.ID, chute: Int32)
    /// No planner has sent velocities for longer than they keep.
    case velocityStale
    /// A count did not agree with the record, and has to be repeated.
    case binVariance(Bin.ID)
    /// Somebody or something has seen other in the bin than the record says; it is to be counted.
    case countWanted(Bin.ID)
    /// The RFID tags of what passed a portal are not those of what should be there.
    case tagsDiffer(TagReading.Subject)
    /// An order's tote held something else at the pack station than what was picked into it.
    case toteDiffers(Order.ID)
    /// Nothing can be made durable, so nothing is accepted.
    case journalFailing
    /// The disk takes seconds for a batch.
    case journalSlow
    /// After a restart, a unit has other than the record about this pod; the record now says what the unit says.
    case podCorrected(Pod.ID, by: Device.ID)
    /// After a restart, a station has work in hand that no record knows.
    case unknownWork(Device.ID)
    /// Unit after unit of a product shows the same finding; all of them get a second look until that ends.
    case findingBurst(SKU.ID, FindingKind)
    /// A tunnel holds a unit for another product than its lot says.
    case wrongItem(Item.ID)
    /// Far more good units are rejected than the site accepts.
    case falseRejects
    /// A camera is not what it was: moved, dim, blurred or dirty.
    case cameraFault(Device.ID, view: Int32, CameraFault)
    /// Unit after unit of a supplier, of more than one product, shows the same finding.
    case supplierBurst(String, FindingKind)
    /// A bin's climate is not what its goods need.
    case climate(Bin.ID, ClimateFault)
    /// An edge node of sensors has died: nobody knows how warm its bins are.
    case sensorsLost(String)
  }

  public var number: Int64
  public var severity: Severity
  public var cause: Cause
  public var raised: Instant
  public var cleared: Instant?
  public var acknowledgedBy: String?

  public init(number: Int64, severity: Severity, cause: Cause, raised: Instant) {
    self.number = number
    self.severity = severity
    self.cause = cause
    self.raised = raised
  }
}
