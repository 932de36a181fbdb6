import FloorConfig
import FloorModel

/// The bins of the Amazon Bin Image Dataset on a floor that works with them: the import's own floor, with expected sales
/// and orders as its quantities suggest.
enum RealBins {
  static func site(directory: String) throws -> Site {
    var (site, _) = try PodBinImport.site(directory: directory)
    site.demand.ordersPerHour = [30]
    site.demand.inboundPerHour = 20
    return site
  }
}
