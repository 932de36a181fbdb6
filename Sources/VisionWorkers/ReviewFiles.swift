public import FloorCore
public import FloorModel
public import Foundation

/// What people answered about units, kept beside the golden frames with what the cameras showed: `drover vision train`
/// learns from it. A good unit of a product without references becomes one of its golden frames.
public struct ReviewFiles: Sendable {
  /// Golden frames of a view that answers may add.
  public static let goldenLimit = 8

  private let directory: URL
  private let site: Site

  /// - Parameter directory: of golden frames; answers go beside them.
  public init(directory: URL, site: Site) {
    self.directory = directory
    self.site = site
  }

  /// - Parameter frames: what the cameras showed of the unit.
  /// - Throws: what the file system said.
  public func keep(_ item: Item, _ answer: ReviewAnswer, by person: String, frames: [ViewFrame]) throws {
    let findings = item.inspection?.findings ?? []
    let strongest = findings.filter(\.kind.concernsItem).max { $0.permille < $1.permille }
    let truth: FindingKind?
    switch answer {
    case .pass: truth = nil
    case .reject: truth = strongest?.kind ?? .dent
    case .relabel(let kind): truth = kind
    case .useBox, .usePackage, .pickAgain, .shipRest: return
    }
    let sku = site.skus[item.key.sku.index]
    let unit = ReviewedUnit(
      plate: item.plate, sku: sku, truth: truth, reviewer: person, machine: item.inspection?.against ?? 0)
    let folder = directory.appendingPathComponent("answers/\(FrameFolder.name(of: item.plate))", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for frame in frames { try write(frame.file, to: folder.appendingPathComponent("\(frame.view).jpg")) }
    try write([UInt8](JSONEncoder().encode(unit)), to: folder.appendingPathComponent("answer.json"))
    guard truth == nil else { return }
    for frame in frames
    where findings.contains(where: { $0.kind == .noReference && ($0.view == frame.view || findings.count == 1) }) {
      try enrol(frame, of: sku)
    }
  }

  /// A golden frame of a product as a camera sees it.
  public func reference(of code: String, view: Int) -> [UInt8]? {
    let folder = folder(of: code, view: view)
    return names(in: folder).first.flatMap { try? Data(contentsOf: folder.appendingPathComponent($0)) }.map {
      [UInt8]($0)
    }
  }

  private func enrol(_ frame: ViewFrame, of sku: SKU) throws {
    let folder = folder(of: sku.code, view: frame.view)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let known = names(in: folder)
    guard known.count < Self.goldenLimit else { return }
    try write(frame.file, to: folder.appendingPathComponent("answer-\(known.count).jpg"))
  }

  private func folder(of code: String, view: Int) -> URL {
    let product = directory.appendingPathComponent(FrameFolder.name(of: code), isDirectory: true)
    return view == 0 ? product : product.appendingPathComponent("view-\(view)", isDirectory: true)
  }

  private func names(in folder: URL) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".jpg") }.sorted()
  }

  private func write(_ bytes: [UInt8], to file: URL) throws { try Data(bytes).write(to: file, options: .atomic) }
}
