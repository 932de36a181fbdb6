public import FloorModel

/// One inbound unit, from the tunnel until it is in a bin.
public struct Item: Equatable, Sendable, Codable {
  public typealias ID = FloorModel.ID<Item>

  public var plate: String
  public var key: StockKey
  public var tunnel: Device.ID
  public var presented: Instant
  public var stage: Stage = .presented
  public var verdict: Verdict?
  public var inspection: Inspection?
  /// Would have been rejected, and is shown to a person so that the rate of wrong rejects is known.
  public internal(set) var isAudit = false
  /// It had passed, and others like it cast doubt on it. Nil: no.
  public internal(set) var isCalledBack: Bool?
  /// Lanes chosen so far: each is a new command to the tunnel.
  public var diverts: Int32 = 0
  /// Whom it comes from, by its label or its lot; nil: nobody has said.
  public var supplier: String?

  public enum Stage: Equatable, Sendable, Codable {
    case presented
    /// Judged; the lane is being chosen or the tunnel is moving it.
    case diverting(Lane)
    case held
    case inTote(station: Device.ID)
    case stowing(task: WorkTask.ID)
    case stowed
  }

  public init(plate: String, key: StockKey, tunnel: Device.ID, presented: Instant, supplier: String? = nil) {
    self.plate = plate
    self.key = key
    self.tunnel = tunnel
    self.presented = presented
    self.supplier = supplier
  }
}

public enum Verdict: UInt8, Sendable, Codable { case pass = 0, reject = 1, review = 2 }

/// A question for a person.
public struct Review: Equatable, Sendable, Codable {
  public typealias ID = FloorModel.ID<Review>

  public enum Subject: Equatable, Sendable, Codable {
    /// Is this unit good?
    case item(Item.ID)
    /// Which box? The planned one does not fit, or none was found.
    case box(Order.ID)
    /// Which kind of package for so many units of the product? The model's choice may be dear.
    case package(SKU.ID, quantity: Int32)
    /// Units of the order are not in its tote: are they picked again, or does it go without?
    case missing(Order.ID)

    /// The order that waits for the answer.
    var order: Order.ID? {
      switch self {
      case .box(let order), .missing(let order): order
      case .item, .package: nil
      }
    }
  }

  public var subject: Subject
  public var opened: Instant
  public var answer: ReviewAnswer?
  /// What made the question necessary, in a sentence, where more is known than its subject says.
  public var reason: String?

  public init(subject: Subject, opened: Instant, reason: String? = nil) {
    self.subject = subject
    self.opened = opened
    self.reason = reason
  }
}

public enum ReviewAnswer: Equatable, Sendable, Codable {
  /// The unit is good: back through the tunnel's lane to a stow station.
  case pass
  /// The unit stays held.
  case reject
  /// The unit stays held, and this is what is wrong with it, whatever the machine called it.
  case relabel(FindingKind)
  /// Pack everything into this box, as it comes.
  case useBox(Box.ID)
  /// Send it in this kind of package from now on.
  case usePackage(PackageKind)
  /// Wait for what is missing.
  case pickAgain
  /// Send the order without what is missing.
  case shipRest
}

/// Record and reality disagree about a bin.
public struct Discrepancy: Equatable, Sendable, Codable {
  public typealias ID = FloorModel.ID<Discrepancy>

  public var bin: Bin.ID
  public var key: StockKey
  public var expected: Int32
  public var found: Int32
  public var opened: Instant

  public init(bin: Bin.ID, key: StockKey, expected: Int32, found: Int32, opened: Instant) {
    self.bin = bin
    self.key = key
    self.expected = expected
    self.found = found
    self.opened = opened
  }
}
