import Foundation
import Testing

@Suite("drover pack") struct PackCommandTests {
  private func folder() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("drover-pack-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  private func write(_ text: String, _ name: String, in folder: URL) throws -> String {
    let url = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  private let types = """
    [{"id":"bag","name":"bag","material":6,"per_litre":1,"max_thick":90,"max_g":3000},
     {"id":"carton","name":"carton","material":38,"per_litre":3,"max_thick":9000,"max_g":30000}]
    """
  private let products = """
    {"id":"a","category":"kitchen","title":"glass jug","dims":[200,120,60],"weight_g":700,"price":80}
    {"id":"b","category":"apparel","title":"wool socks","dims":[200,120,40],"weight_g":100,"price":8}
    """

  @Test("a model is trained, and decides")
  func trainAndDecide() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let types = try write(types, "types.json", in: folder)
    let products = try write(products, "products.jsonl", in: folder)
    let history = try write(
      "product,type,shipped,damaged\r\na,bag,200,60\r\nb,bag,200,0\r\n", "history.csv", in: folder)
    let model = folder.appendingPathComponent("model.json").path
    let training = ["pack", "train", "--products", products, "--history", history, "--types", types, "--out", model]
    #expect(try CommandLineTool.run(training).status == 0)
    let first = try Data(contentsOf: URL(fileURLWithPath: model))
    #expect(try CommandLineTool.run(training).status == 0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: model)) == first)

    let run = try CommandLineTool.run([
      "pack", "decide", "--model", model, "--products", products, "--types", types, "--history", history,
    ])
    #expect(run.status == 0)
    let answers = try String(decoding: run.output, as: UTF8.self).split(separator: "\n").map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(answers.map { $0["type"] as? String } == ["carton", "bag"])

    try Data(String(decoding: first, as: UTF8.self).replacingOccurrences(of: "\"spread\":", with: "\"spread\":1").utf8)
      .write(to: URL(fileURLWithPath: model))
    let broken = try CommandLineTool.run(["pack", "decide", "--model", model, "--products", products, "--types", types])
    #expect(broken.status == 2 && broken.errors.contains("train it again"))
  }

  @Test("what a daemon tells of its shipments trains a model of the floor's packages; what is wrong with it is said")
  func trainFromShipments() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let line = """
      {"sku":"jug","name":"Glass jug","category":"kitchen","size":[120,120,240],"mass":700,"price_cents":2500,\
      "fragility":"fragile","quantity":1,"shipments":[{"kind":"bag","shipped":200,"damaged":60}]}
      """
    let model = folder.appendingPathComponent("model.json").path
    func train(_ text: String) throws -> (status: Int32, errors: String) {
      let file = try write(text, "shipments.ndjson", in: folder)
      let run = try CommandLineTool.run(["pack", "train", "--shipments", file, "--out", model])
      return (run.status, run.errors)
    }
    #expect(try train(line).status == 0)
    let bare = try CommandLineTool.run(["pack", "train", "--out", model])
    #expect(bare.status == 2 && bare.errors.contains("name --shipments"))
    #expect(try train(line.replacingOccurrences(of: "bag", with: "tin")).errors.contains("tin is no package type"))
    #expect(try train(line.replacingOccurrences(of: "[120,", with: "[")).errors.contains("three sides"))
    #expect(try train("").errors.contains("nothing to learn from"))
    let site = Package.root.appendingPathComponent("Config/sites/small.yaml").path
    let missing = try CommandLineTool.run(["shift", site, "--hours", "0.01", "--damage-model", folder.path + "/none"])
    #expect(missing.status == 2 && missing.errors.contains("cannot read the damage model"))
    let used = try CommandLineTool.run(["shift", site, "--hours", "0.02", "--damage-model", model, "--json"])
    #expect(used.status == 0)
  }

  @Test("a book keeps decisions, doubts them on evidence, and takes an engineer's word")
  func book() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let types = try write(types, "types.json", in: folder)
    let products = try write(products, "products.jsonl", in: folder)
    let history = try write("product,type,shipped,damaged\na,bag,200,60\nb,bag,200,0\n", "history.csv", in: folder)
    let (model, book) = (folder.appendingPathComponent("m.json").path, folder.appendingPathComponent("b.json").path)
    let training = ["pack", "train", "--products", products, "--history", history, "--types", types, "--out", model]
    #expect(try CommandLineTool.run(training).status == 0)
    let deciding = ["pack", "decide", "--model", model, "--products", products, "--types", types, "--book", book]
    let first = try CommandLineTool.run(deciding)
    #expect(first.status == 0)
    let kept = try Data(contentsOf: URL(fileURLWithPath: book))
    #expect(try CommandLineTool.run(deciding).output == first.output)
    #expect(try Data(contentsOf: URL(fileURLWithPath: book)) == kept)

    let evidence = try write(
      "{\"product\":\"b\",\"what\":\"measured\",\"dims\":[200,120,95],\"weight_g\":100}", "e.jsonl", in: folder)
    let taken = try CommandLineTool.run(["pack", "evidence", "--book", book, "--types", types, "--evidence", evidence])
    #expect(taken.status == 0 && String(decoding: taken.output, as: UTF8.self).contains("1 more decisions"))
    let again = String(decoding: try CommandLineTool.run(deciding).output, as: UTF8.self)
    #expect(again.contains("\"type\":\"carton\"") && again.contains("version 2"))

    let word = ["pack", "override", "--book", book, "--types", types, "--by", "ann", "--reason", "spout"]
    #expect(try CommandLineTool.run(word + ["--product", "a", "--type", "carton"]).status == 0)
    #expect(try CommandLineTool.run(word + ["--product", "zz", "--type", "carton"]).status == 2)
    let report = try CommandLineTool.run(["pack", "report", "--book", book, "--types", types]).json
    let rows = try #require(report["decisions"] as? [[String: Any]])
    #expect(rows.map { $0["by"] as? String } == ["ann", "model"])
    #expect(try CommandLineTool.run(training + ["--book", book]).status == 0)
  }

  @Test("orders are packed, or refused in a sentence, and a better set of boxes is proposed")
  func planAndCatalogue() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let boxes = try write(
      """
      [{"id":"S","inner":[200,150,60],"outer":[208,158,72],"tare_g":50,"max_load_g":3000,"cost_cents":14},
       {"id":"L","inner":[400,300,250],"outer":[408,308,262],"tare_g":300,"max_load_g":20000,"cost_cents":35}]
      """, "boxes.json", in: folder)
    func order(_ id: Int, _ a: Int, _ b: Int, _ c: Int) -> String {
      "{\"id\":\"\(id)\",\"items\":[{\"dims\":[\(a),\(b),\(c)],\"weight_g\":200,\"this_way_up\":false,\"fragile\":false}]}"
    }
    let orders = try write(
      ([order(0, 410, 390, 20), order(1, 100, 100, 50)] + (2..<12).map { order($0, 300, 200, 100) })
        .joined(separator: "\n"), "orders.jsonl", in: folder)
    let plans = try CommandLineTool.run(["pack", "plan", "--catalogue", boxes, "--orders", orders])
    let lines = String(decoding: plans.output, as: UTF8.self).split(separator: "\n")
    #expect(plans.status == 0 && lines.count == 12)
    #expect(lines[0].contains("no package holds item 0: its longest side 410 mm exceeds the 400 mm inside L"))
    #expect(lines[1].contains("\"box\":\"S\""))

    let proposed = try CommandLineTool.run(["pack", "catalogue", "--catalogue", boxes, "--orders", orders])
    #expect(proposed.status == 0)
    let answer = try proposed.json
    #expect((answer["advice"] as? String)?.contains("save") == true)
    let found = try #require(answer["boxes"] as? [[String: Any]])
    #expect(found.contains { ($0["inner"] as? [Int]) == [300, 200, 100] })
  }

  @Test("an order file asks for gift wrap, folding, own containers, climates and classes apart; boxes go by cost")
  func rules() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let boxes = try write(
      """
      [{"id":"S","inner":[200,150,60],"outer":[208,158,72],"tare_g":50,"max_load_g":3000,"cost_cents":900},
       {"id":"L","inner":[400,300,250],"outer":[408,308,262],"tare_g":300,"max_load_g":20000,"cost_cents":35}]
      """, "boxes.json", in: folder)
    func item(_ sides: String, _ more: String = "") -> String {
      "{\"dims\":[\(sides)],\"weight_g\":200,\"this_way_up\":false,\"fragile\":false\(more)}"
    }
    func answers(_ orders: [[String]], _ more: String...) throws -> [String] {
      let lines = orders.enumerated().map { "{\"id\":\"\($0)\",\"items\":[\($1.joined(separator: ","))]}" }
      let file = try write(lines.joined(separator: "\n"), "orders.jsonl", in: folder)
      let run = try CommandLineTool.run(["pack", "plan", "--catalogue", boxes, "--orders", file] + more)
      return run.status == 0
        ? String(decoding: run.output, as: UTF8.self).split(separator: "\n").map(String.init) : [run.errors]
    }
    let flat = "190,140,58"
    let said = try answers(
      [
        [item(flat)], [item(flat, ",\"gift\":true")], [item("190,140,90", ",\"folded\":[190,140,50]")],
        [item("900,700,500", ",\"ships_as_is\":true")], [item(flat), item("20,20,20", ",\"temperature\":\"frozen\"")],
        [item("20,20,20", ",\"hazard\":\"acid\""), item("20,20,20", ",\"hazard\":\"base\"")],
      ], "--keep-apart", "acid+base")
    #expect(said[0].contains("\"box\":\"S\"") && !said[0].contains("gift"))
    #expect(said[1].contains("\"box\":\"L\"") && said[1].contains("\"gift\":true"))
    #expect(said[2].contains("\"box\":\"S\"") && said[2].contains("\"folded\":true"))
    #expect(!said[3].contains("\"box\"") && said[3].contains("\"size\":[900,700,500]"))
    for two in said[4...] { #expect(two.components(separatedBy: "\"box\"").count == 3, "\(two)") }
    #expect(try answers([[item(flat)]], "--cost")[0].contains("\"box\":\"L\""))
    #expect(try answers([[item(flat, ",\"temperature\":\"hot\"")]])[0].contains("one of ambient, chilled, frozen"))
    #expect(try answers([[item(flat, ",\"folded\":[1,2]")]])[0].contains("order 0, item 0: folded needs three sides"))
    #expect(try answers([[item(flat)]], "--keep-apart", "acid")[0].contains("two classes with a + between"))
  }

  @Test("items that cannot be real, or that no box holds, are refused one by one, and the rest is packed")
  func badItems() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let boxes = try write(
      """
      [{"id":"S","inner":[200,150,60],"outer":[208,158,72],"tare_g":50,"max_load_g":3000,"cost_cents":14}]
      """, "boxes.json", in: folder)
    func item(_ sides: String, _ mass: String) -> String {
      "{\"dims\":[\(sides)],\"weight_g\":\(mass),\"this_way_up\":false,\"fragile\":false}"
    }
    let cases = [
      ([item("0,10,10", "5")], "cannot be real: sides 0 × 10 × 10 mm"), ([item("-3,10,10", "5")], "cannot be real"),
      ([item("30000,10,10", "5")], "each side must be 1 to 20000 mm"), ([item("10,10,10", "0")], "10 mm, 0 g"),
      ([item("10,10,10", "3001")], "its 3001 g exceed the 3000 g"), ([item("201,9,9", "5")], "its longest side 201 mm"),
      ([item("190,140,61", "5")], "its shortest two sides 140 × 61 mm exceed the 150 × 60 mm"),
      (Array(repeating: item("1,1,1", "1"), count: 10_000), "10000 items are more than the 1000"), ([], "no items"),
    ]
    let lines = cases.enumerated().map { "{\"id\":\"\($0)\",\"items\":[\($1.0.joined(separator: ","))]}" }
    let good = "{\"id\":\"good\",\"items\":[\(item("10,10,10", "5"))]}"
    let orders = try write((lines + [good]).joined(separator: "\n"), "orders.jsonl", in: folder)
    let run = try CommandLineTool.run(["pack", "plan", "--catalogue", boxes, "--orders", orders])
    let answers = String(decoding: run.output, as: UTF8.self).split(separator: "\n")
    #expect(run.status == 0 && answers.count == cases.count + 1)
    for (answer, one) in zip(answers, cases) { #expect(answer.contains(one.1), "\(answer)") }
    #expect(answers.last?.contains("\"box\":\"S\"") == true)
    for number in ["NaN", "1e99", "99999999999"] {
      let wrong = try write("{\"id\":\"n\",\"items\":[\(item("\(number),1,1", "1"))]}", "n.jsonl", in: folder)
      let refused = try CommandLineTool.run(["pack", "plan", "--catalogue", boxes, "--orders", wrong])
      #expect(refused.status == 2 && refused.errors.contains("line 1: "), "\(number): \(refused.errors)")
    }
  }

  @Test(
    "bad files are named with status 2",
    arguments: [
      ("[]", "catalogue is empty"), ("[{\"id\":3}]", "right kind"), ("nonsense", "not JSON"),
      ("[{\"id\":\"x\",\"inner\":[1],\"outer\":[],\"tare_g\":1,\"max_load_g\":1,\"cost_cents\":1}]", "three sides"),
    ])
  func badCatalogue(text: String, sentence: String) throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let boxes = try write(text, "boxes.json", in: folder)
    let run = try CommandLineTool.run(["pack", "plan", "--catalogue", boxes, "--orders", boxes])
    #expect(run.status == 2 && run.output.isEmpty && run.errors.contains(sentence))
  }
}
