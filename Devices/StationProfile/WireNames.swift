public import FloorCore
public import FloorModel

/// A noun that the floor numbers as it goes, named on the wire by a letter and its number.
public protocol NumberedNoun {
  static var letter: Unicode.Scalar { get }
}

extension WorkTask: NumberedNoun { public static var letter: Unicode.Scalar { "t" } }
extension Order: NumberedNoun { public static var letter: Unicode.Scalar { "o" } }
extension Parcel: NumberedNoun { public static var letter: Unicode.Scalar { "p" } }

/// `t12`, `o34`, `p56` on the wire; a number here.
public struct WireNumber<Noun: NumberedNoun>: Hashable, Sendable, Codable, CustomStringConvertible {
  public var id: ID<Noun>

  public init(_ id: ID<Noun>) { self.id = id }

  public var description: String { "\(Noun.letter)\(id.raw)" }

  public init?(_ text: String) {
    let scalars = text.unicodeScalars
    guard scalars.first == Noun.letter, let number = Int32(digits: scalars.dropFirst()) else { return nil }
    id = ID(Int(number))
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let read = Self(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a name like \(Noun.letter)12")
    }
    self = read
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension CommandID {
  /// `pick-12`, and `pick-12.1` for a further attempt: short enough to need no memory of its own, and readable in a log.
  public var wireName: String {
    attempt == 0 ? "\(kind.wireName)-\(number)" : "\(kind.wireName)-\(number).\(attempt)"
  }

  public init?(wireName: String) {
    let parts = wireName.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let kind = Kind(wireName: parts[0]) else { return nil }
    let numbers = parts[1].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let number = Int64(digits: numbers[0].unicodeScalars) else { return nil }
    guard numbers.count == 2 else {
      self.init(kind, number)
      return
    }
    guard let attempt = Int32(digits: numbers[1].unicodeScalars), attempt > 0 else { return nil }
    self.init(kind, number, attempt: attempt)
  }
}

extension CommandID.Kind {
  fileprivate var wireName: String {
    switch self {
    case .divert: "divert"
    case .stow: "stow"
    case .pick: "pick"
    case .closeTote: "close"
    case .pack: "pack"
    case .sort: "sort"
    case .route: "route"
    case .report: "report"
    case .stop: "stop"
    case .cart: "cart"
    case .lineUp: "lineUp"
    }
  }

  fileprivate init?(wireName: Substring) {
    switch wireName {
    case "divert": self = .divert
    case "stow": self = .stow
    case "pick": self = .pick
    case "close": self = .closeTote
    case "pack": self = .pack
    case "sort": self = .sort
    case "route": self = .route
    case "report": self = .report
    case "stop": self = .stop
    case "cart": self = .cart
    case "lineUp": self = .lineUp
    default: return nil
    }
  }
}

extension FixedWidthInteger {
  /// Digits only: no sign, no space, no leading zero, nothing that does not fit. One number has one name.
  fileprivate init?(digits: some Sequence<Unicode.Scalar>) {
    var value: Self = 0
    var count = 0
    for scalar in digits {
      guard let digit = Self(exactly: Int64(scalar.value) - 48), (0...9).contains(digit), count == 0 || value > 0
      else { return nil }
      let (scaled, overflowA) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflowB) = scaled.addingReportingOverflow(digit)
      guard !overflowA, !overflowB else { return nil }
      value = sum
      count += 1
    }
    guard count > 0 else { return nil }
    self = value
  }
}

/// A kind of stock by its names.
public struct WireGoods: Hashable, Sendable, Codable {
  public var sku: String
  /// May be left out where the site has only one owner.
  public var owner: String?
  /// 0 or left out: not tracked.
  public var lot: Int32?

  public init(sku: String, owner: String?, lot: Int32?) {
    self.sku = sku
    self.owner = owner
    self.lot = lot
  }
}

/// Names to ids; each throws `.unknownReference` for a name that the site does not have.
extension SiteNames {
  public func goods(_ key: StockKey) -> WireGoods {
    WireGoods(sku: site.skus[key.sku.index].code, owner: site.owners[key.owner.index], lot: key.lot)
  }

  public func key(_ goods: WireGoods) throws(RefusalReason) -> StockKey {
    guard let sku = skus[goods.sku] else { throw .unknownReference }
    let lot = goods.lot ?? 0
    guard lot >= 0 else { throw .impossible }
    guard let name = goods.owner else {
      // A guess about whose goods these are would be a lie in the books.
      guard site.owners.count == 1 else { throw .unknownReference }
      return StockKey(sku: sku, lot: lot)
    }
    guard let owner = owners[name] else { throw .unknownReference }
    return StockKey(sku: sku, owner: owner, lot: lot)
  }

  public func bin(_ name: String) throws(RefusalReason) -> Bin.ID {
    guard let bin = bins[name] else { throw .unknownReference }
    return bin
  }

  public func box(_ code: String) throws(RefusalReason) -> Box.ID {
    guard let box = boxes[code] else { throw .unknownReference }
    return box
  }

  /// A device that fills `role`.
  public func device(_ name: String, role: Role) throws(RefusalReason) -> Device.ID {
    guard let device = devices[name], site.device(device).role == role else { throw .unknownReference }
    return device
  }

  /// A plate as it may stand on a label and in a log: 1 to 64 printable ASCII characters without space.
  public func plate(_ text: String) throws(RefusalReason) -> String {
    guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw .impossible
    }
    return text
  }
}
