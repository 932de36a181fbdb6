import ArgumentParser
import Cartons
import FloorHTTP
import FloorModel
import Foundation

/// Packing away from the floor: the bench, the training of the damage model, decisions, plans, and the best set of boxes.
struct PackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Boxes and package types: bench, shipments, train, decide, remember, plan, catalogue.",
    subcommands: [
      Bench.self, Shipments.self, Train.self, Decide.self, Evidence.self, Override.self, Report.self, Plan.self,
      Catalogue.self,
    ])

  struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measure packing and decisions against the reference data.")
    @Option(help: "Folder with orders, reference answers and the decision history.")
    var anchors = "../shared/anchors/packing"
    @Option(help: "A site whose packages and products the floor's packager is timed on.")
    var site = "Config/sites/demo.yaml"

    func run() throws {
      try refusing {
        try PackingBench(files: PackFiles(folder: anchors)).run()
        try DecisionBench(files: PackFiles(folder: anchors + "/pde")).run()
        PackagerBench(site: try Sites.read(site)).run()
      }
    }
  }

  struct Shipments: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take from a running daemon what its damage model can be trained on.")
    @Option(help: "A JSON file with the daemon's address and a token, mode 0600; 'drover up' prints its name.")
    var daemon: String
    @Option(name: .customLong("out"), help: "Where it is written.") var output: String

    func run() async throws {
      let client: DaemonClient
      do {
        client = try DaemonAddress.read(daemon).client
      } catch {
        say("\(daemon) does not name a daemon: \(error)")
        throw Exit.badInput
      }
      do {
        let lines = try await client.get("/v1/packaging/shipments")
        try lines.write(to: URL(fileURLWithPath: output), options: .atomic)
        tell("\(output): \(lines.count { $0 == UInt8(ascii: "\n") }) products")
      } catch {
        say("drover pack: \(error)")
        throw Exit.badInput
      }
    }
  }

  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Train the damage model from shipments and returns.",
      discussion: "From a running site: 'drover pack shipments --daemon FILE --out S.ndjson', then 'drover pack train "
        + "--shipments S.ndjson --out MODEL', then 'droverd --damage-model MODEL'.")
    @Option(help: "What a daemon tells of its shipments, one JSON object a line.") var shipments: String?
    @Option(help: "Products, one JSON object a line; with --history, and instead of --shipments.") var products: String?
    @Option(help: "Shipments: CSV of product, type, shipped, damaged.") var history: String?
    @Option(help: "Package types, the least protective first; without it those of the floor.") var types: String?
    @Option(help: "A book of decisions, whose shipments and answers of people are learned from, too.") var book: String?
    @Option(name: .customLong("out"), help: "Where the model is written.") var output: String

    func run() throws {
      try refusing {
        let types = try types.map { try PackFiles.types($0) } ?? PackageType.usual
        let model = DamageTraining(rankCount: types.count).train(try known(types))
        guard model.shipped > 0 else { throw PackFileFault("nothing was shipped: there is nothing to learn from") }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        do {
          try encoder.encode(model).write(to: URL(fileURLWithPath: output), options: .atomic)
        } catch { throw PackFileFault("cannot write \(output): \(error.localizedDescription)") }
        tell(
          "model \(String(model.version, radix: 16)): \(Int(model.shipped)) shipments, \(Int(model.damaged)) damaged; "
            + "\(model.weights.count) weights; a product's own spread \(fixed(model.spread, 2))")
      }
    }

    private func known(_ types: [PackageType]) throws -> [TrainingProduct] {
      guard (products == nil) == (history == nil), products != nil || shipments != nil || book != nil else {
        throw PackFileFault("name --shipments, --book, or --products with --history")
      }
      var known =
        try shipments.map { try PackFiles.lines($0, as: ShipmentLine.self).map { try $0.product(types) } } ?? []
      if let products, let history {
        let tallies = try PackFiles.history(history, types: types)
        known += try PackFiles.products(products).map {
          TrainingProduct(profile: $0.profile, history: tallies[$0.id] ?? [])
        }
      }
      return known + (try book.map { try BookFile(path: $0).read(types).training } ?? [])
    }
  }

  struct Decide: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Choose the package type of each product.")
    @Option(help: "A model that `drover pack train` wrote.") var model: String
    @Option(help: "Products, one JSON object a line.") var products: String
    @Option(help: "Package types, the least protective first.") var types: String
    @Option(help: "The products' own shipments, if any.") var history: String?
    @Option(help: "A book in which decisions are kept; what stands in it is not decided again.") var book: String?

    func run() throws {
      try refusing {
        let types = try PackFiles.types(types)
        let model = try PackFiles.model(model, ranks: types.count)
        let history = try history.map { try PackFiles.history($0, types: types) } ?? [:]
        let chooser = PackageChooser(types: types, model: model)
        if let book { return try decide(in: BookFile(path: book), chooser) }
        for product in try PackFiles.products(products) {
          let made = try product.decide(with: chooser, history: history[product.id] ?? [])
          let answer = DecisionLine(
            id: product.id, type: types[Int(made.rank)].code,
            damage_prob: Dictionary(
              uniqueKeysWithValues: zip(
                types.map(\.code), model.estimate(product.profile, history: history[product.id] ?? []).probability)),
            confidence: made.confidence, doubt_cents: made.doubtCents, needs_person: made.needsPerson,
            reasons: made.reasons.map(\.description))
          tell(try PackFiles.line(answer))
        }
      }
    }

    private func decide(in file: BookFile, _ chooser: PackageChooser) throws {
      var book = try file.read(chooser.types)
      for product in try PackFiles.products(products) {
        let entry: DecisionBook.Entry
        do throws(DecisionRefusal) {
          entry = try book.decision(
            for: product.id, product.profile, by: chooser, damageCents: product.damage_cost_cents)
        } catch { throw PackFileFault("product \(product.id): \(error)") }
        let made = entry.decision
        let chances = made.weighed.map { (chooser.types[Int($0.rank)].code, $0.damage) }
        tell(
          try PackFiles.line(
            DecisionLine(
              id: product.id, type: chooser.types[Int(made.rank)].code,
              damage_prob: Dictionary(uniqueKeysWithValues: chances), confidence: made.confidence,
              doubt_cents: made.doubtCents, needs_person: made.needsPerson,
              reasons: made.reasons.map(\.description) + ["version \(entry.version)"])))
      }
      try file.write(book)
    }
  }

  struct Plan: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Pack each order of a file; one JSON object a line.",
      discussion:
        "An item has dims, weight_g, this_way_up and fragile, and if wanted max_on_top_g, folded, ships_as_is, "
        + "temperature, hazard and gift; a box may have a kind.")
    @Option(help: "Boxes, a JSON array.") var catalogue: String
    @Option(help: "Orders, one JSON object a line.") var orders: String
    @OptionGroup var rules: PlanRules

    func run() throws {
      try refusing {
        let boxes = try PackFiles.boxes(catalogue)
        let packer = OrderPacker(
          catalogue: boxes, rules: rules.rules(for: boxes), minimumSupportPermille: rules.support)
        let classes = rules.classes
        for order in try PackFiles.orders(orders) {
          let items = try PlanRules.items(of: order, in: classes)
          let start = processorTime()
          let outcome = Result { try packer.plan(items) }
          let time = microseconds(processorTime() - start)
          tell(try PackFiles.line(PlanLine(order.id, outcome, items, boxes, microseconds: time)))
        }
      }
    }
  }

  struct Catalogue: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Propose the best set of box sizes for a history of orders.")
    @Option(help: "Orders, one JSON object a line.") var orders: String
    @Option(help: "The boxes used now, a JSON array.") var catalogue: String
    @Option(help: "How many sizes; as many as now, unless said.") var sizes: Int?

    func run() throws {
      try refusing {
        let present = try PackFiles.boxes(catalogue)
        let count = sizes ?? present.count
        guard 1...200 ~= count else { throw PackFileFault("--sizes must be 1 to 200") }
        let orders = try PackFiles.orders(orders).map(\.packItems)
        tell(try PackFiles.line(CatalogueAnswer(orders: orders, present: present, count: count)))
      }
    }
  }
}

/// Runs what reads files; a fault of theirs is said in one sentence, and the exit status tells it.
func refusing(_ work: () throws -> Void) throws {
  do {
    try work()
  } catch let fault as PackFileFault {
    say("drover pack: \(fault.text)")
    throw Exit.badInput
  }
}
