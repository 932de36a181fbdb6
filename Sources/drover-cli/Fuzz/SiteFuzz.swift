import Devices
import FloorConfig
import FloorCore
import FloorHTTP
import FloorModel
import Foundation
import Simulators

/// Site files: whatever stands in one, reading it ends with a site that can be run or with faults.
struct SiteFuzz: FuzzTarget {
  private let mutator: Mutator
  private let path: String

  init(root: URL) throws {
    let folder = root.appendingPathComponent("Config/sites")
    path = folder.appendingPathComponent("fuzz.yaml").path
    let text = [UInt8](try Data(contentsOf: folder.appendingPathComponent("small.yaml")))
    mutator = Mutator(samples: [text], words: ["map: |", "count: 9999999", "start: charger", "&a [*a]", "cell_size:"])
  }

  mutating func reset() {}

  mutating func feed(_ random: inout SeededGenerator) throws -> FuzzVerdict {
    let text = String(decoding: mutator.input(from: mutator.pick(&random), &random), as: UTF8.self)
    do throws(SiteFaults) {
      let site = try SiteReader.load(yaml: text, path: path).site
      var floor = Floor(site: site)
      _ = floor.restart(at: .zero)
      _ = floor.handle(.tick, at: .zero + Floor.tickInterval)
      return .accepted
    } catch {
      if error.faults.isEmpty { throw FuzzFailure(description: "a site was refused without a reason") }
      return .refused
    }
  }
}

/// Data files, line by line: bad lines are named, the others stand.
struct TableFuzz: FuzzTarget {
  private static let texts: [(name: String, text: String)] = [
    (
      "catalogue.csv",
      """
      code,name,length_mm,width_mm,height_mm,mass_g,fragility,temperature,this_way_up,gtin
      A1,"Tea, green",80,60,120,250,normal,ambient,false,02000000000015
      A2,Cup,100,100,110,400,fragile,chilled,true,

      """
    ),
    (
      "catalogue.ndjson",
      """
      {"code": "A1", "name": "Tea", "length_mm": 80, "width_mm": 60, "height_mm": 120, "mass_g": 250}
      {"code": "A2", "name": "Cup", "length_mm": 100, "width_mm": 100, "height_mm": 110, "mass_g": 400, "gtin": ""}

      """
    ),
    (
      "boxes.csv",
      """
      code,inner_length_mm,inner_width_mm,inner_height_mm,outer_length_mm,outer_width_mm,outer_height_mm,tare_g,max_load_g,cost_cents
      S,240,180,130,250,190,140,120,10000,40

      """
    ),
    ("velocity.csv", "sku,units_per_day\ntea,5.5\n\"cup\",1e3\n"),
    ("velocity.ndjson", "{\"sku\": \"tea\", \"units_per_day\": 5.5}\n"),
    (
      "planner.json",
      "{\"by\": \"erp\", \"extent\": \"changes\", \"lines\": [{\"sku\": \"TEA-20\", \"units_per_day\": 5.5}]}"
    ),
    ("stock.csv", "bin,sku,quantity,owner,lot\nP1-A1,tea,5,acme,7\nP1-A2,cup,1,,\n"),
  ]

  private let mutator: Mutator
  private let site: Site

  init(root: URL) throws {
    site = try SiteReader.read(path: root.appendingPathComponent("Config/sites/small.yaml").path)
    mutator = Mutator(samples: Self.texts.map { Array($0.text.utf8) }, words: ["tea", "\"", "\"\"", ",", "\r\n", "\t"])
  }

  mutating func reset() {}

  mutating func feed(_ random: inout SeededGenerator) throws -> FuzzVerdict {
    let number = mutator.pick(&random)
    let data = Data(mutator.input(from: number, &random))
    let name = Self.texts[number].name
    if name == "planner.json" { return Self.intake(data, site) }
    do throws(SiteFaults) {
      let refused: [SiteFault]
      switch name.prefix(while: { $0 != "." }) {
      case "catalogue": refused = try CatalogueReader.read(data, name: name).refused
      case "boxes": refused = try BoxReader.read(data, name: name).refused
      case "velocity": refused = try VelocityReader.read(data, name: name, skus: site.skus).refused
      default:
        refused = try StockReader.read(data, name: name, bins: site.bins, skus: site.skus, owners: site.owners).refused
      }
      return refused.isEmpty ? .accepted : .refused
    } catch {
      if error.faults.isEmpty { throw FuzzFailure(description: "\(name) was refused without a reason") }
      return .refused
    }
  }

  private static func intake(_ data: Data, _ site: Site) -> FuzzVerdict {
    guard let intake = try? VelocityIntake(data, site: site) else { return .refused }
    return Floor(site: site).refusal(of: .velocities(intake.set), by: intake.by) == nil ? .accepted : .refused
  }
}
