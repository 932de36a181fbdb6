public import FloorModel

/// What is believed of each bin's record, the bins that a person should count, and the counts under way.
public struct BeliefBook: Equatable, Sendable, Codable {
  /// One kind of goods in one bin.
  public struct Line: Equatable, Sendable, Codable {
    public var key: StockKey
    public var belief: BinBelief
    /// The moment and the number of touches of the bin that the belief is true for.
    public var asOf: Instant
    public var touches: Int32
    /// When a device or a person last confirmed what lies there.
    public var confirmed: Instant?
    /// Units set aside because none is believed to be there.
    public var doubted: Int32 = 0
    /// The number of touches of the bin when a picture of it was last believed.
    public var sighted: Int32?
  }

  /// A count that did not agree with the record and has to be repeated.
  public struct Recount: Equatable, Sendable, Codable {
    public var bin: Bin.ID
    public var first: BinCount
    public var by: String
    public var at: Instant
    /// So many units are at stake that the same person's second count is not enough.
    public var needsSecondPerson: Bool
  }

  /// A bin that is to be counted because somebody has seen other than the record says.
  public struct CountWish: Equatable, Sendable, Codable {
    public var bin: Bin.ID
    /// The goods that it is about.
    public var key: StockKey
    public var reason: BinCount.Reason
    public var since: Instant
  }

  /// Disturbances of a bin in a day of standing there, and for each time that somebody reaches into it.
  public static let perDay = 0.01
  public static let perTouch = 0.002
  /// Of records that nobody has confirmed since the books began.
  public static let unconfirmed = 0.02
  /// Stock that is absent with this probability is not offered to orders.
  public static let phantomFrom = 0.5
  /// A correction by so many units needs a second person.
  public static let secondPersonFrom: Int32 = 10

  /// Per bin, ascending by key: kinds about which something was heard.
  public internal(set) var lines: [[Line]]
  /// Per bin: how often somebody has reached into it.
  public internal(set) var touches: [Int32]
  /// Counts to be repeated, in the order in which they were made.
  public internal(set) var recounts: [Recount] = []
  /// Counts that are asked for, in the order in which they were; one a bin.
  public internal(set) var wishes: [CountWish] = []

  public init(bins: Int) {
    lines = Array(repeating: [], count: bins)
    touches = Array(repeating: 0, count: bins)
  }

  /// The belief about a line now.
  public func belief(of key: StockKey, in bin: Bin.ID, record: Int32, capacity: Int32, at now: Instant) -> Line {
    var line =
      lines[bin.index].first { $0.key == key }
      ?? Line(key: key, belief: Self.initial(record, capacity), asOf: .zero, touches: 0)
    let days = (now - line.asOf).seconds / 86_400
    let disturbances = Self.perDay * days + Self.perTouch * Double(touches[bin.index] - line.touches)
    line.belief.disturb(disturbances, record: record, capacity: capacity, BeliefModel())
    line.asOf = now
    line.touches = touches[bin.index]
    return line
  }

  /// An upper bound of P(record is wrong), for the price of a few additions: every disturbance taken for a change that
  /// nothing has undone.
  func suspicion(of key: StockKey, in bin: Bin.ID, at now: Instant) -> Double {
    let line = lines[bin.index].first { $0.key == key }
    let days = (now - (line?.asOf ?? .zero)).seconds / 86_400
    let disturbances = Self.perDay * days + Self.perTouch * Double(touches[bin.index] - (line?.touches ?? 0))
    return min(1, (line?.belief.wrong ?? Self.unconfirmed) + disturbances)
  }

  private static func initial(_ record: Int32, _ capacity: Int32) -> BinBelief {
    var belief = BinBelief()
    belief.disturb(unconfirmed, record: record, capacity: capacity, BeliefModel())
    return belief
  }

  mutating func keep(_ line: Line, in bin: Bin.ID) {
    let at = lines[bin.index].firstIndex { $0.key >= line.key } ?? lines[bin.index].count
    if at < lines[bin.index].count, lines[bin.index][at].key == line.key {
      lines[bin.index][at] = line
    } else {
      lines[bin.index].insert(line, at: at)
    }
  }
}
