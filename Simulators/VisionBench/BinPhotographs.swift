public import FloorModel
public import FloorVision
public import Foundation
import TunnelScenes

/// Photographs of bins with what was in them, as warehouses publish them: `images/<id>.jpg` and `metadata/<id>.json`, which
/// lists every product with its quantity, extents in inches and weight in pounds.
public struct BinPhotographs {
  struct Example {
    var features: [Double]
    var count: Int
    var lines: Int
    /// Examples that share a product are of one group: they are never on both sides of a split.
    var group: Int
  }

  private(set) var examples: [Example] = []
  /// Files that could not be used.
  public private(set) var unusable = 0

  private struct Metadata: Decodable {
    struct Thing: Decodable {
      struct Amount: Decodable { var value: Double }
      var length, width, height, weight: Amount?
      var quantity: Int
    }

    var things: [String: Thing]
    private enum CodingKeys: String, CodingKey { case things = "BIN_FCSKU_DATA" }
  }

  /// - Throws: what the file system said.
  public init(directory: URL) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.appending(path: "metadata").path).sorted()
    var products: [[String]] = []
    for name in names where name.hasSuffix(".json") {
      let id = String(name.dropLast(5))
      guard let data = try? Data(contentsOf: directory.appending(path: "metadata/\(name)")),
        let metadata = try? JSONDecoder().decode(Metadata.self, from: data),
        let picture = try? Data(contentsOf: directory.appending(path: "images/\(id).jpg")),
        let features = try? BinCounter.features([UInt8](picture), things: Self.skus(metadata))
      else {
        unusable += 1
        continue
      }
      let count = metadata.things.values.reduce(0) { $0 + $1.quantity }
      examples.append(Example(features: features, count: count, lines: metadata.things.count, group: 0))
      products.append(metadata.things.keys.sorted())
    }
    for (index, group) in Self.groups(products).enumerated() { examples[index].group = group }
  }

  /// Pictures drawn from a seed, of products of its own: what a camera over a simulated floor learns from.
  ///
  /// - Throws: `SceneError`.
  public init(drawn count: Int, most: Int, inner: Size3, skus: [SKU], seed: UInt64) throws {
    var random = SceneRandom(seed)
    for index in 0..<count {
      let units = Int(random.next() % UInt64(most)) + 1
      var content: [(sku: SKU, quantity: Int)] = []
      var left = units
      while left > 0 {
        let sku = skus[Int(random.next() % UInt64(skus.count))]
        let quantity = Int(random.next() % UInt64(left)) + 1
        left -= quantity
        content.append((sku, quantity))
      }
      let picture = try BinScene.render(content: content, inner: inner, seed: random.next())
      let things = content.map(\.sku)
      let features = try BinCounter.features(picture, things: things)
      examples.append(Example(features: features, count: units, lines: things.count, group: index))
    }
  }

  private static func skus(_ metadata: Metadata) -> [SKU] {
    metadata.things.sorted { $0.key < $1.key }.map { code, thing in
      func side(_ amount: Metadata.Thing.Amount?) -> Int32 { Int32(max(1, min(5000, (amount?.value ?? 4) * 25.4))) }
      let size = Size3(length: side(thing.length), width: side(thing.width), height: side(thing.height))
      return SKU(code: code, name: code, size: size, mass: Int32(max(1, min(1e6, (thing.weight?.value ?? 1) * 454))))
    }
  }

  /// Connected by shared products.
  private static func groups(_ products: [[String]]) -> [Int] {
    var parent = Array(products.indices)
    func root(_ index: Int) -> Int { parent[index] == index ? index : root(parent[index]) }
    var first: [String: Int] = [:]
    for (index, codes) in products.enumerated() {
      for code in codes {
        if let other = first[code] { parent[root(index)] = root(other) } else { first[code] = index }
      }
    }
    return products.indices.map(root)
  }

  /// A counter that has learnt from all of them; nil when there are too few.
  ///
  /// - Parameter most: bins that hold more are left out.
  public func counter(most: Int) -> BinCounter? {
    BinCounter(examples.filter { $0.count <= most }.map { ($0.features, $0.count, $0.lines) })
  }
}
