public import FloorCore
public import FloorModel
import Foundation

/// What one bin holds, as planners and screens read it from its retained topic `fc/v1/{site}/stock/{bin}`.
///
/// The daemon sends it whenever the bin's stock or reservations change, at QoS 1; the newest stays with the broker.
public struct StockTopic: WireBody {
  public struct Line: Codable, Sendable, Equatable {
    public var sku: String
    public var owner: String
    public var lot: Int32
    public var quantity: Int32
    /// How many of them picks have spoken for.
    public var reserved: Int32
    /// The last day on which it may be sold, as `2027-03-31`; nil: not known, or it keeps.
    public var expires: String?
    /// `expired` or `held`; nil: it may be sold.
    public var disposition: String?
  }

  public static let qos: UInt8 = 1

  /// What the daemon may write to, as a filter.
  public static func filter(site: String) -> String { "fc/v1/\(site)/stock/#" }

  public var site: String
  public var bin: String
  public var pod: String
  /// Sequence number of the last stock change that this takes in.
  public var offset: Int64
  public var lines: [Line]

  /// - Parameters:
  ///   - lots: what is known of dates; nil: nothing.
  ///   - isHeld: whether nothing of a kind in it is to be sold.
  public init(
    _ id: Bin.ID, _ lines: [BinLine], offset: Int64, site: Site, lots: LotBook? = nil,
    isHeld: (StockKey) -> Bool = { _ in false }
  ) {
    let described = site.bins[id.index]
    self.site = site.name
    bin = described.name
    pod = site.pods[described.pod.index].name
    self.offset = offset
    self.lines = lines.map {
      Line(
        sku: site.skus[$0.key.sku.index].code, owner: site.owners[$0.key.owner.index], lot: $0.key.lot,
        quantity: $0.quantity, reserved: $0.reserved, expires: lots?.expiry(of: $0.key)?.description,
        disposition: lots?.isExpired($0.key) == true ? "expired" : isHeld($0.key) ? "held" : nil)
    }
  }

  public var topic: String { "fc/v1/\(site)/stock/\(bin)" }

  public var payload: [UInt8] { [UInt8](WireCoding.encode(self)) }
}
