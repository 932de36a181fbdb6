import FloorConfig
import FloorModel
import Foundation
import Testing

@Suite("Reading data files line by line")
struct DataFileTests {
  static let header = "code,name,length_mm,width_mm,height_mm,mass_g,fragility,temperature,this_way_up,gtin\n"

  private func catalogue(_ text: String, name: String = "c.csv") throws -> DataFile<SKU> {
    try CatalogueReader.read(Data(text.utf8), name: name)
  }

  @Test("every column of a good line is taken")
  func goodLine() throws {
    let file = try catalogue(Self.header + "TEA,Green tea,90,80,140,120,fragile,chilled,true,4006381333931\n")
    #expect(file.refused == [])
    #expect(
      file.items == [
        SKU(
          code: "TEA", name: "Green tea", size: Size3(length: 90, width: 80, height: 140), mass: 120,
          fragility: .fragile,
          temperature: .chilled, thisWayUp: true, gtin: "4006381333931")
      ])
    #expect(file.marks == [SourceMark(file: "c.csv", line: 2, column: 1)])
  }

  @Test("columns may stand in any order, and those that are not required may be missing")
  func columnOrder() throws {
    let file = try catalogue("mass_g,code,name,height_mm,width_mm,length_mm\r\n120,TEA,Tea,3,2,1\r\n")
    #expect(file.items == [SKU(code: "TEA", name: "Tea", size: Size3(length: 1, width: 2, height: 3), mass: 120)])
  }

  @Test("bad lines are left out with a reason each; good ones go on")
  func badLines() throws {
    let file = try catalogue(
      Self.header + """
        A,ok,1,2,3,4,,,,
        B,no side,1,2,,4,,,,
        C,negative,1,-2,3,4,,,,
        D,not a number,1,2,3,nan,,,,
        E,too few,1,2,3
        F,too many,1,2,3,4,,,,,
        A,again,1,2,3,4,,,,
        G,glass,1,2,3,4,brittle,,,
        H,code,1,2,3,4,,,,4006381333930
        I/J,slash,1,2,3,4,,,,
        ,no code,1,2,3,4,,,,

        Z,ok,1,2,3,4,,,,
        """)
    #expect(file.items.map(\.code) == ["A", "Z"])
    #expect(
      file.refused.map(\.description) == [
        "c.csv:3:15: warning: height_mm is ''; line left out; write a whole number from 1 to 10000",
        "c.csv:4:14: warning: width_mm is '-2'; line left out; write a whole number from 1 to 10000",
        "c.csv:5:22: warning: mass_g is 'nan'; line left out; write a whole number from 1 to 2000000",
        "c.csv:6:1: warning: the line has 5 fields, the header has 10; line left out; put fields that contain commas "
          + "into "
          + "double quotes",
        "c.csv:7:1: warning: the line has 11 fields, the header has 10; line left out; put fields that contain "
          + "commas into "
          + "double quotes",
        "c.csv:8:1: warning: code 'A' is already on line 2; line left out; remove one of the two lines",
        "c.csv:9:17: warning: fragility is 'brittle'; line left out; write one of: sturdy, normal, fragile",
        "c.csv:10:19: warning: gtin '4006381333930' has a wrong check digit (1 would be right); line left out; "
          + "correct it, "
          + "or leave it empty",
        "c.csv:11:1: warning: code 'I/J' contains '/', which MQTT topics reserve; line left out; use letters, "
          + "digits, '-', "
          + "'_' and '.'",
        "c.csv:12:1: warning: 'code' is empty; line left out; give every line its own code",
      ])
  }

  @Test("quotes hold commas, quotes and line breaks; lines are counted on through them")
  func quotes() throws {
    let file = try catalogue(
      "code,name,length_mm,width_mm,height_mm,mass_g\n"
        + "A,\"Mug, \"\"large\"\"\nblue\",1,2,3,4\nB,\"\",1,2,3,4\nC,x,1,2,3,bad\n")
    #expect(file.items.map(\.name) == ["Mug, \"large\"\nblue", ""])
    #expect(file.refused.map(\.line) == [5])
  }

  @Test("a quote that is never closed costs its own line, not the rest of the file")
  func openQuote() throws {
    let file = try catalogue(
      "code,name,length_mm,width_mm,height_mm,mass_g\nA,\"open,1,2,3,4\nB,b,1,2,3,4\nC,\"c\"d,1,2,3,4\nD,d,1,2,3,4")
    #expect(file.items.map(\.code) == ["B", "D"])
    #expect(file.refused.map(\.line) == [2, 4])
    #expect(file.refused.allSatisfy { $0.message.hasPrefix("a quoted field is not closed properly") })
  }

  @Test("a header without a column refuses the file")
  func wrongHeader() {
    let faults = #expect(throws: SiteFaults.self) {
      try catalogue("code,name,length_mm,width_mm,height_mm\nA,a,1,2,3\n")
    }
    #expect(
      faults?.faults.map(\.description) == [
        "c.csv:1:1: column 'mass_g' is missing; the first line must name the columns: code,name,length_mm,width_mm,"
          + "height_mm,mass_g,fragility,temperature,this_way_up,gtin,keeps_apart,rfid,category,price_cents,hazard,"
          + "max_on_top_g,folded_length_mm,folded_width_mm,folded_height_mm,ships_as_is"
      ])
    #expect(throws: SiteFaults.self) { try catalogue("") }
    #expect(throws: SiteFaults.self) { try catalogue("code,code,name,length_mm,width_mm,height_mm,mass_g\n") }
  }

  @Test("what folds says its three sides folded, and what ships in its own container says so")
  func folds() throws {
    let header =
      "code,name,length_mm,width_mm,height_mm,mass_g,folded_length_mm,folded_width_mm,folded_height_mm,ships_as_is\n"
    let file = try catalogue(
      header + "A,shirt,300,200,30,250,150,200,60,\nB,drill,300,200,100,2000,,,,true\nC,cup,90,90,90,300,,,,\n"
        + "D,half,300,200,30,250,150,,60,\nE,both,300,200,30,250,150,200,60,true\nF,same,300,200,30,250,300,200,30,\n"
        + "G,more,300,200,30,250,300,200,60,false\nH,word,300,200,30,250,,,,perhaps\n")
    #expect(file.items.map(\.code) == ["A", "B", "C"])
    #expect(file.items.map(\.folded) == [Size3(length: 150, width: 200, height: 60), nil, nil])
    #expect(file.items.map(\.shipsAsIs) == [false, true, false])
    let said = file.refused.map(\.description)
    #expect(said.count == 5 && said[0].contains("folded_width_mm is ''"))
    #expect(said[1].contains("SKU 'E' ships in its own container, and is to be folded"))
    #expect(said[2].contains("SKU 'F' is folded to 300 × 200 × 30 mm, and measures 300 × 200 × 30 mm"))
    #expect(said[3].contains("SKU 'G'") && said[4].contains("ships_as_is is 'perhaps'"))
  }

  @Test("a column that is not known is named, with the one that was meant; a byte order mark is no part of the first")
  func unknownColumn() throws {
    let file = try catalogue("\u{feff}code,name,length_mm,width_mm,height_mm,mass_g,fragilty\nA,a,1,2,3,4,fragile\n")
    #expect(file.items.count == 1)
    #expect(
      file.refused.map(\.description) == ["c.csv:1:47: warning: unknown column 'fragilty'; did you mean 'fragility'?"])
  }

  @Test("names of any length are read in no time, and quoted in part")
  func longNames() throws {
    let long = String(repeating: "9", count: 60_000)
    let file = try catalogue("code,name,length_mm,width_mm,height_mm,mass_g,\(long)\nA,a,1,2,3,4,x\n")
    #expect(file.items.count == 1)
    let fault = try #require(file.refused.first?.description)
    #expect(fault.contains("unknown column '9999") && fault.count < 200)
    #expect(throws: SiteFaults.self) { try catalogue("code," + String(repeating: "9", count: 10_000_000)) }
    #expect(throws: SiteFaults.self) { try catalogue("code" + String(repeating: ",", count: 10_000_000)) }
    let many = (0..<8_000).map { "c\($0)" }.joined(separator: ",")
    #expect(try catalogue("code,name,length_mm,width_mm,height_mm,mass_g,\(many)\n").refused.count == 8_000)
  }

  @Test("NDJSON: the same fields, one object a line")
  func ndjson() throws {
    let file = try catalogue(
      """
      {"code": "A", "name": "a", "length_mm": 1, "width_mm": 2, "height_mm": 3, "mass_g": 4, "this_way_up": true}
      {"code": "B", "name": "b", "length_mm": 1, "width_mm": 2, "height_mm": 3}
      {"code": "C", "name": "c", "length_mm": 1.5, "width_mm": 2, "height_mm": 3, "mass_g": 4}
      {"code": "D", "nme": "d", "length_mm": 1, "width_mm": 2, "height_mm": 3, "mass_g": 4}
      {"code": "E",
      [1, 2]
      {"code": "F", "name": "f", "length_mm": 1, "width_mm": 2, "height_mm": 3, "mass_g": 4, "gtin": null}
      """, name: "c.ndjson")
    #expect(file.items.map(\.code) == ["A", "F"])
    #expect(file.items.map(\.thisWayUp) == [true, false])
    #expect(
      file.refused.map(\.description) == [
        "c.ndjson:2:1: warning: 'mass_g' is missing; line left out; add it",
        "c.ndjson:3:1: warning: length_mm is '1.5'; line left out; write a whole number from 1 to 10000",
        "c.ndjson:4:1: warning: unknown key 'nme'; line left out; did you mean 'name'?",
        "c.ndjson:5:1: warning: not a JSON object of plain values; line left out; write one object a line, without "
          + "lists "
          + "or objects in it",
        "c.ndjson:6:1: warning: not a JSON object of plain values; line left out; write one object a line, without "
          + "lists "
          + "or objects in it",
      ])
  }

  @Test("boxes")
  func boxes() throws {
    let header =
      "code,inner_length_mm,inner_width_mm,inner_height_mm,outer_length_mm,outer_width_mm,outer_height_mm,tare_g,"
      + "max_load_g,cost_cents\n"
    let file = try BoxReader.read(
      Data((header + "S,10,20,30,11,21,31,40,500,6\nL,10,20,30,11,19,31,40,500,6\n").utf8), name: "b.csv")
    #expect(
      file.items == [
        Box(
          code: "S", inner: Size3(length: 10, width: 20, height: 30), outer: Size3(length: 11, width: 21, height: 31),
          tare: 40, maxLoad: 500, costCents: 6)
      ])
    #expect(file.refused.map(\.message) == ["box 'L' is larger inside than outside; line left out"])
  }

  @Test("velocity and stock refer to what the site has")
  func references() throws {
    let site = try SiteReader.load(yaml: TinySite.text, path: "tiny.yaml").site
    let rates = try VelocityReader.read(
      Data("sku,units_per_day\nTEA,2.5\nTAE,1\nTEA,3\n".utf8), name: "v.csv", skus: site.skus)
    #expect(rates.items == [VelocityLine(sku: ID(0), unitsPerDay: 2.5)])
    #expect(
      rates.refused.map(\.description) == [
        "v.csv:3:1: warning: unknown SKU 'TAE'; line left out; did you mean 'TEA'?",
        "v.csv:4:1: warning: sku 'TEA' is already on line 2; line left out; remove one of the two lines",
      ])
    let stock = try StockReader.read(
      Data("bin,sku,quantity,owner,lot\nP2-A1,TEA,3,house,7\nP2-A1,TEA,2,,\nP2-A9,TEA,2,,\nP2-A1,TEA,0,,\n".utf8),
      name: "s.csv", bins: site.bins, skus: site.skus, owners: site.owners)
    #expect(
      stock.items == [
        StockLine(bin: ID(2), key: StockKey(sku: ID(0), owner: ID(0), lot: 7), quantity: 3),
        StockLine(bin: ID(2), key: StockKey(sku: ID(0)), quantity: 2),
      ])
    #expect(stock.refused.map(\.line) == [4, 5])
  }
}
