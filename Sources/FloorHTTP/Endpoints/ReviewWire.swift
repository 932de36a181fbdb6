import Cartons
import FloorCore
import FloorModel

/// An open question as a person sees it.
struct ReviewOut: Encodable, Sendable {
  struct FindingOut: Encodable, Sendable {
    var kind: String
    /// 0 to 1.
    var probability: Double
    /// Which camera, from 0.
    var view: Int32
    /// x, y, width and height in pixels of that frame.
    var region: [Int32]?
  }

  /// What one check says by itself.
  struct CheckOut: Encodable, Sendable {
    var check: String
    /// About 1 at the edge of what good pieces show.
    var oddness: Double
    /// The chance that a good piece is at least as odd; nothing while too few good units are known.
    var p: Double?
    var view: Int32
    /// x, y, width and height in pixels of that frame.
    var region: [Int32]?

    init(_ score: CheckScore) {
      check = "\(score.check)"
      oddness = Double(score.oddness) / 1000
      p = score.pPermille.map { Double($0) / 1000 }
      view = score.view
      region = score.region.map(ReviewOut.corners)
    }
  }

  var number: Int
  /// `item` (answer pass or reject), `box` (use_box), `package` (use_package) or `missing` (pick_again or ship_rest).
  var subject: String
  var ageSeconds: Double
  var plate: String?
  var sku: String?
  var skuName: String?
  var gtin: String?
  /// Whom the unit comes from, where its label or its lot says.
  var supplier: String?
  var findings: [FindingOut]
  /// The oddest first.
  var checks: [CheckOut]
  /// Where the unit's pictures are.
  var frames: [String]
  /// Where a good piece is seen by the same cameras; not every product has them.
  var references: [String]
  var order: String?
  /// Why a person is asked, where more is known than the subject says.
  var reason: String?
  /// Boxes that may be chosen.
  var boxes: [String]
  /// Kinds of package that may be chosen, and for how many units of the product.
  var packages: [String]?
  var quantity: Int32?

  init(_ number: Int, in floor: borrowing Floor, _ index: SiteIndex) {
    let review = floor.books.reviews[number]
    self.number = number
    ageSeconds = (floor.now - review.opened).seconds
    findings = []
    checks = []
    frames = []
    references = []
    boxes = []
    reason = review.reason
    switch review.subject {
    case .item(let id):
      let item = floor.books.items[id.index]
      subject = "item"
      plate = item.plate
      sku = index.code(of: item.key.sku)
      skuName = index.site.skus[item.key.sku.index].name
      gtin = item.inspection?.gtin
      supplier = item.supplier
      findings = (item.inspection?.findings ?? []).map {
        FindingOut(
          kind: "\($0.kind)", probability: Double($0.permille) / 1000, view: $0.view,
          region: $0.region.map(Self.corners))
      }
      checks = (item.inspection?.checks ?? []).sorted { $0.oddness > $1.oddness }.map { CheckOut($0) }
      if case .tunnel(let place) = index.site.devices[item.tunnel.index].place {
        frames = (0..<place.cameras).map { "/v1/frames/\(Self.escaped(item.plate))/\($0)" }
        references = (0..<place.cameras).map { "/v1/references/\(Self.escaped(sku ?? ""))/\($0)" }
      }
    case .box(let order):
      subject = "box"
      self.order = floor.books.orders[order.index].request.code
      boxes = index.site.boxes.map(\.code)
    case .missing(let order):
      subject = "missing"
      self.order = floor.books.orders[order.index].request.code
      reason = floor.describe(.toteDiffers(order))
    case .package(let product, let quantity):
      subject = "package"
      sku = index.code(of: product)
      skuName = index.site.skus[product.index].name
      self.quantity = quantity
      let key = DecisionBook.Key(product: index.code(of: product), quantity: quantity)
      packages =
        floor.books.packaging.decisions.entry(of: key)?.decision.weighed.map { DecisionOut.kind($0.rank) } ?? []
    }
  }

  private static func corners(_ region: Region) -> [Int32] { [region.x, region.y, region.width, region.height] }

  /// A path segment.
  private static func escaped(_ text: String) -> String {
    var path = ""
    for byte in text.utf8 {
      let isPlain =
        (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
        || byte == 0x5F || byte == 0x2E
      if isPlain {
        path.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        path += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
      }
    }
    return path
  }
}

/// A person's answer.
struct ReviewIn: Decodable {
  var answer: String
  var box: String?
  /// With use_package: the kind.
  var package: String?
  /// With relabel: what is wrong with the unit.
  var kind: String?
}
