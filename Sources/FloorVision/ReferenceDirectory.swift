import FloorCore
public import FloorModel
public import Foundation

/// Golden frames as they lie on disk: a folder a product, and the tunnel that they were taken in.
///
///     tunnel.json            cameras and fiducials, a `Tunnel`
///     <product>/*.jpg        good pieces as the first camera sees them
///     <product>/view-1/*.jpg as the second one does, and so on
///     <product>/doubted/     frames put aside because they were unlike the others; a person moves them back, or throws them away
public struct ReferenceDirectory: Sendable {
  /// Golden frames of a view that are used at most.
  public static let goldenLimit = 8
  /// Cameras that a tunnel can have.
  public static let viewLimit = 6

  public let place: URL

  public init(_ path: String) { place = URL(fileURLWithPath: path, isDirectory: true) }

  /// - Throws: `ReferenceError`.
  public func tunnel() throws -> Tunnel {
    let file = place.appendingPathComponent("tunnel.json")
    guard let data = try? Data(contentsOf: file) else { throw ReferenceError.storage(file.lastPathComponent) }
    guard let tunnel = try? JSONDecoder().decode(Tunnel.self, from: data) else {
      throw ReferenceError.damaged(file.lastPathComponent)
    }
    return tunnel
  }

  public func write(_ tunnel: Tunnel) throws {
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try JSONEncoder().encode(tunnel).write(to: place.appendingPathComponent("tunnel.json"), options: .atomic)
  }

  /// Where a product's frames of one view lie.
  public func folder(of code: String, view: Int) -> URL {
    let product = place.appendingPathComponent(FrameFolder.name(of: code), isDirectory: true)
    return view == 0 ? product : product.appendingPathComponent("view-\(view)", isDirectory: true)
  }

  /// Files, in the order of their names.
  public func frames(of code: String, view: Int) -> [[UInt8]] { files(of: code, view: view).map(\.file) }

  /// The golden frames that there are of each view: when they change, the product is to be learnt anew.
  public func frameNames(of code: String) -> [[String]] {
    (0..<Self.viewLimit).map { names(of: code, view: $0) }
  }

  func files(of code: String, view: Int) -> [(name: String, file: [UInt8])] {
    let folder = folder(of: code, view: view)
    return names(of: code, view: view).compactMap { name in
      (try? Data(contentsOf: folder.appendingPathComponent(name))).map { (name, [UInt8]($0)) }
    }
  }

  private func names(of code: String, view: Int) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder(of: code, view: view).path)) ?? []
    let frames = names.filter { !$0.hasPrefix(".") && !$0.hasPrefix("view-") && $0 != Self.doubted }
    return Array(frames.sorted().prefix(Self.goldenLimit))
  }

  private static let doubted = "doubted"

  /// Keeps a frame out of the references until a person has looked.
  func putAside(_ name: String, of code: String, view: Int) throws {
    let folder = folder(of: code, view: view)
    let aside = folder.appendingPathComponent(Self.doubted, isDirectory: true)
    try FileManager.default.createDirectory(at: aside, withIntermediateDirectories: true)
    let place = aside.appendingPathComponent(name)
    try? FileManager.default.removeItem(at: place)
    try FileManager.default.moveItem(at: folder.appendingPathComponent(name), to: place)
  }

  /// Keeps a frame of a good piece, as the last of its view.
  ///
  /// - Throws: what the file system said.
  public func add(_ frame: [UInt8], of code: String, view: Int) throws {
    let folder = folder(of: code, view: view)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let last = names.compactMap { Int($0.prefix { $0 != "." }) }.max() ?? -1
    try Data(frame).write(to: folder.appendingPathComponent("\(last + 1).jpg"), options: .atomic)
  }
}

/// What became of a product's golden frames.
public struct Enrolment: Equatable, Sendable {
  /// The views learnt, ascending; none where there are too few good frames.
  public var views: [Int] = []
  /// Frames that were unlike the others of their view, and are put aside.
  public var doubted: [Doubted] = []

  public struct Doubted: Equatable, Sendable {
    public var view: Int
    public var name: String
    /// How many times odder than good pieces are, in thousandths.
    public var oddness: Int
  }
}

extension Inspector {
  /// Learns every view of a product that has frames. A frame unlike the others of its view is put aside, and named, for a
  /// person to look at.
  @discardableResult
  public func enrol(_ sku: SKU, from references: ReferenceDirectory) -> Enrolment {
    var enrolment = Enrolment()
    for view in 0..<ReferenceDirectory.viewLimit {
      let files = references.files(of: sku.code, view: view)
      guard files.count >= 3 else { continue }
      guard let odd = try? enrolAgreeing(sku: sku, view: view, frames: files.map(\.file)) else { continue }
      enrolment.views.append(view)
      for piece in odd {
        let name = files[piece.frame].name
        enrolment.doubted.append(Enrolment.Doubted(view: view, name: name, oddness: piece.oddness))
        // Where it cannot be moved it is left out again the next time.
        try? references.putAside(name, of: sku.code, view: view)
      }
    }
    return enrolment
  }

  /// How odd each piece is to the others, in the order of frames in which an item was found; see `doubtedAbove`.
  ///
  /// - Throws: `EnrolmentError.tooFewFrames`.
  package func oddness(of frames: [[UInt8]], as sku: SKU, view: Int = 0) throws -> [Double] {
    let depth = GoldenView.extents(of: sku.size, view: view).depth
    let seen = frames.compactMap { try? SeenItem($0, tunnel: tunnel, depth: depth) }
    return try GoldenView(seen, sku: sku, view: view).oddness
  }

  /// A piece that is odder to so many others does not agree with them.
  package static func doubtedAbove(_ pieces: Int) -> Double { GoldenView.differs(among: pieces) }

  /// Learns from those frames that agree with each other.
  ///
  /// - Returns: those that were left out.
  /// - Throws: `EnrolmentError.tooFewFrames` when fewer than three agree.
  @discardableResult
  public func enrolAgreeing(sku: SKU, view: Int = 0, frames: [[UInt8]]) throws -> [OddPiece] {
    do {
      try enrol(sku: sku, view: view, frames: frames)
      return []
    } catch EnrolmentError.differ(let odd) {
      let rest = frames.indices.filter { frame in !odd.contains { $0.frame == frame } }
      try enrol(sku: sku, view: view, frames: rest.map { frames[$0] }, mayDiffer: true)
      return odd
    }
  }
}
