import FloorModel
import Foundation
import Testing

@testable import FloorConfig

@Suite struct LotAndPortalTests {
  private func read(_ more: String) throws -> Site {
    try SiteReader.load(yaml: TinySite.text + more, path: "tiny.yaml").site
  }

  @Test("lots and portals are read")
  func good() throws {
    let site = try read(
      """
      portals:
        - {name: gate-1, before: pack-1}
        - {name: gate-2, before: pick-1}
      lots:
        list:
          - {sku: TEA, lot: 7, expires: 2027-03-31}
      """)
    #expect(site.lots == [Lot(sku: ID(0), number: 7, expires: CalendarDay("2027-03-31")!)])
    let gates = site.devices(.portal).map { site.device($0) }
    #expect(gates.map(\.family) == ["rfid-portal", "rfid-portal"])
    let names = gates.compactMap {
      if case .portal(let place) = $0.place { site.device(place.before).name } else { nil }
    }
    #expect(names == ["pack-1", "pick-1"])
    var plain = site
    plain.lots = []
    #expect(site.fingerprint != plain.fingerprint)
  }

  @Test("bin cameras are read with the cell that each sees")
  func eyes() throws {
    let site = try read(
      """
      bin_cameras:
        - {name: eye-1, cell: [5, 1]}
        - {name: eye-2, cell: [2, 2], family: bin-camera}
      """)
    let eyes = site.devices(.watch).map { site.device($0) }
    #expect(eyes.map(\.name) == ["eye-1", "eye-2"])
    #expect(eyes.map(\.family) == ["bin-camera", "bin-camera"])
    #expect(
      eyes.map(\.place) == [(5, 1), (2, 2)].map { .binCamera(BinCameraPlace(cell: site.grid.cell(x: $0, y: $1))) })
    var without = site
    without.devices.removeLast()
    #expect(site.fingerprint != without.fingerprint)
  }

  @Test(
    "what cannot be is said with its reason",
    arguments: [
      ("bin_cameras:\n  - {name: eye-1, cell: [[5, 1], [5, 2]]}", "'eye-1' sees more than one cell"),
      ("portals:\n  - {name: gate-1, before: du-1}", "'du-1' is no pack, pick or stow station"),
      ("lots:\n  list:\n    - {sku: COFFEE, lot: 1, expires: 2027-03-31}", "unknown SKU 'COFFEE'"),
      ("lots:\n  list:\n    - {sku: TEA, lot: 1, expires: 2027-02-29}", "'2027-02-29' is no day"),
    ])
  func bad(more: String, message: String) {
    let faults = #expect(throws: SiteFaults.self) { try read(more) }
    #expect(faults?.faults.map(\.message).contains(message) == true, "\(String(describing: faults))")
  }

  @Test("a lot may name its supplier, in the site file or in a file of lots; a name that is none is refused")
  func suppliers() throws {
    let site = try read("lots:\n  list:\n    - {sku: TEA, lot: 1, expires: 2027-03-31, supplier: Acme Mills}")
    #expect(site.lots.map(\.supplier) == ["Acme Mills"])
    let skus = [SKU(code: "TEA", name: "", size: Size3(length: 1, width: 1, height: 1), mass: 1)]
    let long = String(repeating: "x", count: Lot.supplierLimit + 1)
    let csv = "sku,lot,expires,supplier\nTEA,1,2027-03-31,Hill Farm\nTEA,2,2027-03-31,\nTEA,3,2027-03-31,\(long)\n"
    let file = try LotReader.read(Data(csv.utf8), name: "lots.csv", skus: skus)
    #expect(file.items.map(\.supplier) == ["Hill Farm", nil])
    #expect(file.refused.count == 1)
    let faults = #expect(throws: SiteFaults.self) {
      try read("lots:\n  list:\n    - {sku: TEA, lot: 1, expires: 2027-03-31, supplier: ''}")
    }
    #expect(faults?.faults.map(\.message).contains("the supplier's name is empty or too long") == true)
  }

  @Test("a file of lots is read line by line")
  func file() throws {
    let skus = [SKU(code: "TEA", name: "", size: Size3(length: 1, width: 1, height: 1), mass: 1)]
    let csv = "sku,lot,expires\nTEA,1,2027-03-31\nTEA,1,2027-04-30\nTEA,0,2027-03-31\nMILK,1,2027-03-31\nTEA,2,soon\n"
    let file = try LotReader.read(Data(csv.utf8), name: "lots.csv", skus: skus)
    #expect(file.items == [Lot(sku: ID(0), number: 1, expires: CalendarDay("2027-03-31")!)])
    #expect(file.refused.count == 4)
  }
}
