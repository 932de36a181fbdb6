import FloorConfig
import FloorModel
import Testing

@Suite("The sites that come with Drover")
struct SitesTests {
  @Test("read without a fault", arguments: ["demo", "small"])
  func readsWithoutFault(name: String) {
    #expect(SiteReader.check(path: ConfigFiles.site(name)).render() == "no faults")
  }

  @Test("demo has what its description promises")
  func demo() throws {
    let site = try SiteReader.read(path: ConfigFiles.site("demo"))
    #expect(site.devices(.drive).count == 48)
    #expect(site.devices(.stow).count == 4)
    #expect(site.devices(.pick).count == 6)
    #expect(site.devices(.inspect).count == 3)
    #expect(site.devices(.pack).count == 4)
    #expect(site.devices(.sort).count == 2)
    #expect(site.pods.count == 440)
    #expect(site.bins.count == 440 * 16)
    #expect(site.skus.count == 2000)
    #expect(site.boxes.count == 16)
    let storage = site.grid.kinds.count { $0 == .storage }
    #expect(Double(storage - site.pods.count) / Double(storage) >= 0.05)
    let units = site.openingStock.reduce(0) { $0 + Int($1.quantity) }
    #expect(Set(site.openingStock.map(\.key.sku)).count == 2000)
    #expect((30_000...45_000).contains(units))
  }
}
