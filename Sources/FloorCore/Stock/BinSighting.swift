public import FloorModel

/// A bin that a camera has in front of it, to be estimated by its picture.
public struct BinLook: Equatable, Sendable, Codable {
  public var camera: Device.ID
  public var bin: Bin.ID
  /// The products that the record lists there, ascending. How many of each is what is asked for.
  public var things: [SKU.ID]

  public init(camera: Device.ID, bin: Bin.ID, things: [SKU.ID]) {
    self.camera = camera
    self.bin = bin
    self.things = things
  }
}

/// How many units a picture shows in a bin: probabilities, never a count to book.
public struct BinSighting: Equatable, Sendable, Codable {
  /// Numbers of units that are told apart at most.
  public static let limit = 64

  public var bin: Bin.ID
  /// By number of units of all kinds together, from 0: its probability in thousandths; sums to about 1000.
  public var permille: [Int32]

  public init(bin: Bin.ID, permille: [Int32]) {
    self.bin = bin
    self.permille = permille
  }

  /// Whether it is a distribution at all.
  var isPossible: Bool {
    (1...Self.limit).contains(permille.count) && permille.allSatisfy { (0...1000).contains($0) }
      && (900...1100).contains(permille.reduce(0, +))
  }
}

extension BinBelief {
  /// A picture is believed so far, in thousandths: it may show another bin, or a hand.
  static let sightTrust = 0.8

  /// A picture says how many units of all kinds there are.
  ///
  /// - Parameters:
  ///   - permille: see `BinSighting`.
  ///   - record: what the record says of this kind, and of the others in the bin, which are taken to be right.
  public mutating func sighted(_ permille: [Int32], of record: Int32, beside others: Int32) {
    let floor = (1 - Self.sightTrust) / Double(max(1, permille.count))
    reweigh { deviation in
      let units = max(0, Int(record) + deviation) + Int(others)
      let share = units < permille.count ? Double(permille[units]) / 1000 : 0
      return floor + Self.sightTrust * share
    }
  }
}

extension Books {
  /// From this probability that the record is wrong a picture alone has a bin counted; below, it moves up the list.
  static let countFrom = 0.5

  /// Takes in what a picture shows. It changes no record: it is evidence like any other, and where it makes the belief that
  /// nothing is there the likelier one, the stock is not offered until a person has counted it. One picture does not do that to
  /// a bin whose record nothing else speaks against. A picture is believed once for each time that somebody has reached into
  /// the bin: a second one of the same things says little new.
  mutating func sight(_ seen: BinSighting, at now: Instant, site: Site) {
    let content = ledger.bins[seen.bin.index]
    let total = content.reduce(0) { $0 + $1.quantity }
    for stock in content where isNews(stock.key, in: seen.bin) {
      var line = belief(of: stock.key, in: seen.bin, at: now, site: site)
      line.belief.sighted(seen.permille, of: stock.quantity, beside: total - stock.quantity)
      line.sighted = beliefs.touches[seen.bin.index]
      beliefs.keep(line, in: seen.bin)
      if line.belief.wrong >= Self.countFrom {
        wish(CountWish(bin: seen.bin, key: stock.key, reason: .unknown, since: now))
      }
      reconsider(stock.key, in: seen.bin)
    }
  }

  /// Whether no picture was believed since somebody last reached into the bin.
  func isNews(_ key: StockKey, in bin: Bin.ID) -> Bool {
    beliefs.lines[bin.index].first { $0.key == key }?.sighted != beliefs.touches[bin.index]
  }
}

extension Floor {
  /// A pod stands before a camera: its bins that the record has something in are looked at, unless they were since the last
  /// pick or stow.
  mutating func followPod(_ pod: Pod.ID, before camera: Device.ID) {
    for bin in site.pods[pod.index].bins.map({ Bin.ID($0) }) {
      let keys = books.ledger.bins[bin.index].map(\.key)
      guard keys.contains(where: { books.isNews($0, in: bin) }) else { continue }
      let things = keys.map(\.sku).reduce(into: [SKU.ID]()) { if $0.last != $1 { $0.append($1) } }
      effects.append(.look(BinLook(camera: camera, bin: bin, things: things)))
    }
  }

  func refusal(of seen: BinSighting) -> String? {
    site.bins.indices.contains(seen.bin.index) && seen.isPossible
      ? nil : "there is no such bin, or the numbers are no probabilities"
  }
}
