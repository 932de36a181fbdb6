import ArgumentParser
import Cartons
import FloorModel
import Foundation

/// The file that a book of decisions is kept in.
struct BookFile {
  var path: String

  /// - Returns: an empty book where there is no file yet.
  func read(_ types: [PackageType]) throws -> DecisionBook {
    guard FileManager.default.fileExists(atPath: path) else { return DecisionBook() }
    let book = try PackFiles.whole(path, as: DecisionBook.self)
    guard book.isSound(ranks: types.count) else { throw PackFileFault("\(path) is no book of these package types") }
    return book
  }

  /// Whole or not at all.
  func write(_ book: DecisionBook) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    do {
      try encoder.encode(book).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch { throw PackFileFault("cannot write \(path): \(error.localizedDescription)") }
  }
}

extension PackCommand {
  struct Evidence: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take shipments, returns, measures and fit reports into a book of decisions.")
    @Option(help: "The book.") var book: String
    @Option(help: "Package types, the least protective first.") var types: String
    @Option(help: "What happened, one JSON object a line.") var evidence: String

    func run() throws {
      try refusing {
        let types = try PackFiles.types(types)
        let file = BookFile(path: book)
        var book = try file.read(types)
        let before = book.entries.count { $0.doubt != nil }
        let lines = try PackFiles.lines(evidence, as: EvidenceLine.self)
        for line in lines { book.take(try line.evidence(types)) }
        try file.write(book)
        let doubted = book.entries.count { $0.doubt != nil } - before
        tell(
          "\(lines.count) taken; \(doubted) more decisions to be made anew; \(book.toMeasure.count) products to measure"
        )
      }
    }
  }

  struct Override: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Decide for a product by an engineer's word.")
    @Option(help: "The book.") var book: String
    @Option(help: "Package types, the least protective first.") var types: String
    @Option var product: String
    @Option var quantity: Int32 = 1
    @Option(help: "The package type that it goes in from now on.") var type: String
    @Option(help: "Who says so.") var by: String
    @Option var reason: String

    func run() throws {
      try refusing {
        let types = try PackFiles.types(types)
        guard let rank = types.firstIndex(where: { $0.code == type }) else {
          throw PackFileFault("\(type) is no package type")
        }
        let file = BookFile(path: book)
        var book = try file.read(types)
        let key = DecisionBook.Key(product: product, quantity: quantity)
        guard let entry = book.override(key, rank: Int32(rank), by: by, reason: reason) else {
          throw PackFileFault("nothing was decided for \(quantity) of \(product), or \(type) does not take it")
        }
        try file.write(book)
        tell("\(product): \(type), version \(entry.version), by \(by)")
      }
    }
  }

  struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Predicted against real fit and damage, decisions in doubt, and products to measure.")
    @Option(help: "The book.") var book: String
    @Option(help: "Package types, the least protective first.") var types: String

    func run() throws {
      try refusing {
        let types = try PackFiles.types(types)
        let book = try BookFile(path: book).read(types)
        tell(try PackFiles.line(BookReport(book, types)))
      }
    }
  }
}

/// One line of what happened: `{"product":"a","what":"returned","type":"bag","reason":"damaged","count":1}`.
struct EvidenceLine: Decodable {
  var product: String
  var what: String
  var type: String?
  var reason: String?
  var count: Int32?
  var dims: [Int32]?
  var weight_g: Int32?

  private static let reasons: [String: ReturnReason] = [
    "damaged": .damaged, "leaking": .leaking, "defective": .defective, "wrong_item": .wrongItem,
    "not_as_described": .notAsDescribed, "unwanted": .unwanted, "late": .late,
  ]

  func evidence(_ types: [PackageType]) throws -> PackingEvidence {
    let found = PackingEvidence(product: product, try happening(types))
    guard found.isPossible else { throw PackFileFault("product \(product): \(what) with numbers that cannot be") }
    return found
  }

  private func happening(_ types: [PackageType]) throws -> PackingEvidence.What {
    if what == "measured" {
      guard let dims, dims.count == 3, let weight_g else {
        throw PackFileFault("product \(product): measured needs dims of three sides and weight_g")
      }
      return .measured(Size3(length: dims[0], width: dims[1], height: dims[2]), weight_g)
    }
    guard let type, let rank = types.firstIndex(where: { $0.code == type }).map(Int32.init) else {
      throw PackFileFault("product \(product): \(type ?? "nothing") is no package type")
    }
    switch what {
    case "shipped": return .shipped(rank: rank, count: count ?? 1)
    case "did_not_fit": return .didNotFit(rank: rank)
    case "returned":
      guard let reason, let known = Self.reasons[reason] else {
        throw PackFileFault("product \(product): \(reason ?? "nothing") is no reason of a return")
      }
      return .returned(rank: rank, reason: known, count: count ?? 1)
    default: throw PackFileFault("product \(product): \(what) is nothing that happens to it")
    }
  }
}

struct BookReport: Encodable {
  struct Row: Encodable {
    var product: String
    var quantity: Int32
    var type: String
    var version: Int32
    var by: String
    var in_doubt: Bool
    var shipped: Double
    var expected_damages: Double
    var damages: Double
    var misfits: Int32
  }

  var decisions: [Row]
  var to_measure: [String]

  init(_ book: DecisionBook, _ types: [PackageType]) {
    decisions = book.entries.map { entry in
      let outcome = book.outcomes.first { $0.key == entry.key }
      let by = if case .person(let name, _) = entry.source { name } else { "model" }
      return Row(
        product: entry.key.product, quantity: entry.key.quantity,
        type: types.indices.contains(Int(entry.decision.rank)) ? types[Int(entry.decision.rank)].code : "?",
        version: entry.version, by: by, in_doubt: entry.doubt != nil, shipped: outcome?.shipped ?? 0,
        expected_damages: outcome?.expectedDamages ?? 0, damages: outcome?.damages ?? 0, misfits: entry.misfits)
    }
    to_measure = book.toMeasure
  }
}
