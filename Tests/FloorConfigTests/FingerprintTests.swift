import FloorConfig
import FloorModel
import Foundation
import Testing

@Suite("A site's fingerprint")
struct FingerprintTests {
  private func site() throws -> Site { try SiteReader.load(yaml: TinySite.text, path: "tiny.yaml").site }

  @Test("is the same in every process")
  func stable() throws {
    let fingerprint = try site().fingerprint
    #expect(fingerprint == 8_128_851_272_718_685_308)
  }

  @Test("changes with anything that a site says")
  func sensitive() throws {
    let site = try site()
    let changes: [(inout Site) -> Void] = [
      { $0.name += "x" }, { $0.cellSize += 1 }, { $0.devices[0].name = "du-2" }, { $0.devices.swapAt(1, 2) },
      { $0.devices[0].family = "other" }, { $0.pods[0].heading = .east }, { $0.pods[1].home = Cell(29) },
      { $0.bins[0].inner.height += 1 }, { $0.bins[3].maxLoad -= 1 }, { $0.bins[0].temperature = .frozen },
      { $0.skus[0].mass += 1 }, { $0.skus[0].thisWayUp = true }, { $0.skus[0].gtin = "4006381333931" },
      { $0.boxes[0].costCents += 1 }, { $0.owners.append("us") }, { $0.openingStock[0].quantity += 1 },
      { $0.openingStock[0].key.lot += 1 }, { $0.velocity[0] += 0.001 }, { $0.demand.defectRate += 0.001 },
      { $0.demand.destinations[0].every = .hours(3) }, { $0.demand.ordersPerHour.append(1) },
      { $0.grid = Grid(width: 3, height: 18, kinds: $0.grid.kinds) },
    ]
    var seen: Set<UInt64> = [site.fingerprint]
    for (index, change) in changes.enumerated() {
      var other = site
      change(&other)
      #expect(seen.insert(other.fingerprint).inserted, "change \(index)")
    }
  }

  @Test("does not run the end of one text into the next")
  func lengths() throws {
    var (a, b) = (try site(), try site())
    a.owners = ["ab", "c"]
    b.owners = ["a", "bc"]
    #expect(a.fingerprint != b.fingerprint)
  }
}

@Suite("GTIN check digits")
struct GTINTests {
  @Test("of well-known numbers")
  func known() {
    #expect(GTIN.isValid13("4006381333931"))
    #expect(!GTIN.isValid13("4006381333930"))
    #expect(!GTIN.isValid13("400638133393"))
    #expect(!GTIN.isValid13("40063813339३1"))
    #expect(!GTIN.isValid13(""))
    #expect(GTIN.checkDigit(of: "629104150021") == 3)
    #expect(GTIN.checkDigit(of: "6291041500213") == nil)
  }

  @Test("of the reference vectors")
  func vectors() throws {
    guard let path = ConfigFiles.anchor("feeds/gs1/check_digits.json") else { return }
    struct Vector: Decodable {
      var key: String
      var body: String
      var check: String
    }
    let all = try JSONDecoder().decode([Vector].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    let vectors = all.filter { $0.key == "GTIN-13" }
    #expect(!vectors.isEmpty)
    for vector in vectors {
      #expect(GTIN.checkDigit(of: vector.body).map(String.init) == vector.check)
      #expect(GTIN.isValid13(vector.body + vector.check))
    }
  }
}
