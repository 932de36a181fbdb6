public import FloorModel
import Foundation

/// Something odd that an import met, and what it did about it.
public struct ImportNote: Sendable, Hashable, CustomStringConvertible {
  public enum Decision: String, Sendable {
    /// Left out.
    case refused
    /// Taken in with a value of our own.
    case repaired
  }

  public var decision: Decision
  /// The record's file name.
  public var file: String
  /// The product's code, or nil when the whole record is meant.
  public var code: String?
  public var reason: String

  public var description: String { "\(file)\(code.map { " \($0)" } ?? ""): \(decision.rawValue): \(reason)" }
}

/// Makes a site out of records of real pod bins (metadata of the Amazon Bin Image Dataset): one record becomes one bin,
/// its products the catalogue, its quantities the opening stock. The floor around them is generated.
public enum PodBinImport {
  /// Millimetres; no bin of a pod is longer (60 inches).
  static let longestSide = 1524.0
  /// Units of one product in one bin.
  static let largestQuantity = 10_000
  /// Grams a cubic centimetre; outside, the weight is a placeholder or a slip of the comma.
  static let densities = 0.01...12.0
  /// Inner sizes of the generated bins, the smallest that holds a record's goods is taken.
  static let binSizes = [
    Size3(length: 460, width: 400, height: 280), Size3(length: 600, width: 450, height: 420),
  ]
  static let binLoad: Grams = 20_000
  static let binsPerFace = 8

  /// - Parameter directory: holds the records, one `.json` file each. They are read in the order of their numbers.
  /// - Returns: the site, and a note for everything that was refused or repaired.
  /// - Throws: when the directory cannot be read or holds no usable record.
  public static func site(directory: String) throws(SiteFaults) -> (Site, [ImportNote]) {
    let mark = SourceMark(file: directory, line: 1, column: 1)
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [])
      .filter { $0.hasSuffix(".json") }
      .sorted { ($0.count, $0) < ($1.count, $1) }
    var notes: [ImportNote] = []
    var records: [(file: String, record: PodBinRecord)] = []
    for name in names {
      let data = try contents(ofFile: directory + "/" + name, askedFrom: mark)
      if let record = try? JSONDecoder().decode(PodBinRecord.self, from: data), record.items != nil {
        records.append((name, record))
      } else {
        notes.append(ImportNote(decision: .refused, file: name, code: nil, reason: "not a record of a bin"))
      }
    }
    guard !records.isEmpty else {
      throw SiteFaults([
        SiteFault(at: mark, "no usable bin record", remedy: "give a directory of the dataset's metadata files (.json)")
      ])
    }
    var catalogue = PodBinCatalogue(records: records, notes: notes)
    let contents = records.map { catalogue.goods(of: $0.record, file: $0.file) }
    let site = GeneratedFloor(bins: contents, names: records.map(\.file), skus: catalogue.skus).site()
    let faults = SiteReader.check(site, name: directory)
    if faults.hasErrors { throw SiteFaults(faults) }
    return (site, catalogue.notes)
  }
}

/// Goods of one bin.
struct PodBinGoods {
  var lines: [(sku: SKU.ID, quantity: Int32)] = []
  var size = PodBinImport.binSizes[0]
}

/// Products of all records, each with sizes and a mass that can be.
struct PodBinCatalogue {
  private(set) var skus: [SKU] = []
  private(set) var notes: [ImportNote]
  private var known: [String: SKU.ID] = [:]
  /// Medians of what the good records say: sides in mm (length, width, height), grams a cubic centimetre.
  private let sides: [Double]
  private let density: Double

  init(records: [(file: String, record: PodBinRecord)], notes: [ImportNote]) {
    self.notes = notes
    var all: [[Double]] = [[], [], []]
    var densities: [Double] = []
    for item in records.flatMap({ ($0.record.items ?? [:]).values }) {
      let measured = [item.length, item.width, item.height].map { $0?.millimetres }
      for (side, value) in measured.enumerated() where value != nil { all[side].append(value!) }
      guard let grams = item.weight?.grams, !measured.contains(nil) else { continue }
      let density = grams * 1000 / measured.reduce(1) { $0 * $1! }
      if PodBinImport.densities.contains(density) { densities.append(density) }
    }
    sides = all.map { Self.median($0) ?? 100 }
    density = Self.median(densities) ?? 0.3
  }

  private static func median(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
  }

  /// What one record puts into its bin.
  mutating func goods(of record: PodBinRecord, file: String) -> PodBinGoods {
    var goods = PodBinGoods()
    var volume: Int64 = 0
    var mass = 0
    let items = (record.items ?? [:]).sorted { $0.key < $1.key }
    for (code, item) in items {
      guard let quantity = item.quantity, quantity > 0 else {
        note(.refused, file, code, "no quantity above 0")
        continue
      }
      guard quantity <= PodBinImport.largestQuantity else {
        note(.refused, file, code, "\(quantity) units in one bin")
        continue
      }
      guard let sku = sku(code, item, file: file) else { continue }
      let product = skus[sku.index]
      let (nextVolume, nextMass) = (
        volume + product.size.volume * Int64(quantity), mass + Int(product.mass) * quantity
      )
      let sizes = PodBinImport.binSizes.filter {
        $0.volume >= max(nextVolume, goods.size.volume) && product.fits(in: $0, maxLoad: PodBinImport.binLoad)
      }
      guard let size = sizes.first, nextMass <= Int(PodBinImport.binLoad) else {
        note(.refused, file, code, "\(quantity) × \(product.size.words), \(product.mass) g do not fit a bin")
        continue
      }
      (volume, mass, goods.size) = (nextVolume, nextMass, size)
      goods.lines.append((sku, Int32(quantity)))
    }
    let total = items.reduce(0) { $0 + max(0, $1.value.quantity ?? 0) }
    if record.expectedQuantity == nil {
      note(.repaired, file, nil, "no expected quantity; took the sum, \(total)")
    } else if let expected = record.expectedQuantity, expected != total {
      note(.repaired, file, nil, "expected quantity \(expected) is not the sum; took the sum, \(total)")
    }
    return goods
  }

  private mutating func note(_ decision: ImportNote.Decision, _ file: String, _ code: String?, _ reason: String) {
    notes.append(ImportNote(decision: decision, file: file, code: code, reason: reason))
  }

  /// The product of a code. Its first usable record decides what it is.
  private mutating func sku(_ code: String, _ item: PodBinRecord.Item, file: String) -> SKU.ID? {
    if let refusal = Names.refusal(of: code) {
      note(.refused, file, code, "the code \(refusal)")
      return nil
    }
    var written = [item.length, item.width, item.height].map { $0?.millimetres }
    if let longest = written.compactMap({ $0 }).max(), longest > PodBinImport.longestSide {
      note(.refused, file, code, "a side of \(Int(longest)) mm")
      return nil
    }
    if let id = known[code] { return id }
    for (side, name) in ["length", "width", "height"].enumerated() where written[side] == nil {
      note(
        .repaired, file, code, "no usable \(name); took the median of all products, \(Int(sides[side].rounded())) mm")
      written[side] = sides[side]
    }
    let size = written.map { Millimetres(max(1, $0!.rounded())) }
    let volume = written.reduce(1) { $0 * $1! } / 1000
    let id = SKU.ID(skus.count)
    skus.append(
      SKU(
        code: code, name: item.name ?? code, size: Size3(length: size[0], width: size[1], height: size[2]),
        mass: mass(of: item, volume: volume, code: code, file: file)))
    known[code] = id
    return id
  }

  /// - Parameter volume: cubic centimetres.
  private mutating func mass(of item: PodBinRecord.Item, volume: Double, code: String, file: String) -> Grams {
    let usual = max(1, (volume * density).rounded())
    guard let grams = item.weight?.grams else {
      note(.repaired, file, code, "no usable weight; took \(Int(usual)) g, by the median density of all products")
      return Grams(usual)
    }
    guard PodBinImport.densities.contains(grams / volume) else {
      note(
        .repaired, file, code,
        "\(Int(grams.rounded())) g at \(Int(volume.rounded())) cm³; took \(Int(usual)) g, by the "
          + "median density of all products")
      return Grams(usual)
    }
    return Grams(max(1, grams.rounded()))
  }
}
