import FloorConfig
import FloorModel
import Foundation
import Testing

@Suite("Import of pod bins")
struct PodBinImportTests {
  @Test("real records become a site that can be run, and every unit is accounted for")
  func realRecords() throws {
    guard let directory = ConfigFiles.anchor("vision/abid/metadata") else { return }
    let (site, notes) = try PodBinImport.site(directory: directory)
    #expect(site.bins.count == 420)
    #expect(site.pods.count == 27)
    #expect(site.openingStock.reduce(0) { $0 + Int($1.quantity) } == 1970)
    #expect(SiteReader.check(site, name: "import").render() == "no faults")
  }
}
