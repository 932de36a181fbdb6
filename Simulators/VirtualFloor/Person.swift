import Cartons
public import FloorCore
import FloorModel

/// The twin of a person at the review desk: looks at what is physically so, and decides as the site's rules ask.
public enum Person {
  /// Whoever counts, and whoever counts again.
  static let counters = ["counter-1", "counter-2"]

  public static func answer(_ review: Review, books: Books, world: World) -> ReviewAnswer {
    switch review.subject {
    case .item(let item):
      let plate = books.items[item.index].plate
      return world.seen[plate]?.defect == nil ? .pass : .reject
    case .box(let order):
      return .useBox(box(for: books.unitsToPack(order), site: world.site, not: books.orders[order.index].refusedBoxes))
    case .missing(let order):
      // Some customers can wait, and some cannot.
      return order.index % 2 == 0 ? .pickAgain : .shipRest
    case .package(let sku, let quantity):
      let key = DecisionBook.Key(product: world.site.skus[sku.index].code, quantity: quantity)
      let rank = books.packaging.decisions.entry(of: key)?.decision.rank ?? Int32(PackageKind.carton.rawValue)
      return .usePackage(PackageKind(rank: rank))
    }
  }

  /// The smallest box with room for the contents and a fifth more, or else the largest there is.
  static func box(for units: [StockKey], site: Site, not refused: [Box.ID]) -> Box.ID {
    let volume = units.reduce(Int64(0)) { $0 + site.skus[$1.sku.index].size.volume }
    let longest = units.map { site.skus[$0.sku.index].size.longest }.max() ?? 0
    let bySize = site.boxes.indices.sorted {
      let a = site.boxes[$0].inner.volume
      let b = site.boxes[$1].inner.volume
      return a != b ? a < b : $0 < $1
    }
    let roomy = bySize.first {
      !refused.contains(Box.ID($0)) && site.boxes[$0].inner.volume * 5 >= volume * 6
        && site.boxes[$0].inner.longest >= longest
    }
    return Box.ID(roomy ?? bySize.last ?? 0)
  }
}
