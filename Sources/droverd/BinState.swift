import FloorCore
import FloorModel
import Foundation

/// What one bin holds, as planners and screens read it from its retained topic `fc/v1/{site}/stock/{bin}`.
struct BinState: Encodable, Sendable {
  struct Line: Encodable, Sendable {
    var sku: String
    var owner: String
    var lot: Int32
    var quantity: Int32
    /// How many of them picks have spoken for.
    var reserved: Int32
  }

  var site: String
  var bin: String
  var pod: String
  /// Sequence number of the last stock change that this takes in.
  var offset: Int64
  var lines: [Line]

  init(_ id: Bin.ID, _ lines: [BinLine], offset: Int64, site: Site) {
    let described = site.bins[id.index]
    self.site = site.name
    bin = described.name
    pod = site.pods[described.pod.index].name
    self.offset = offset
    self.lines = lines.map {
      Line(
        sku: site.skus[$0.key.sku.index].code, owner: site.owners[$0.key.owner.index], lot: $0.key.lot,
        quantity: $0.quantity, reserved: $0.reserved)
    }
  }

  var topic: String { "fc/v1/\(site)/stock/\(bin)" }

  var payload: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    // Names and numbers alone cannot fail to be JSON.
    return (try? encoder.encode(self)).map { [UInt8]($0) } ?? []
  }
}
