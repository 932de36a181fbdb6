import FloorCore
import FloorModel
import FloorVision
import Foundation
import Synchronization

/// Looks at the frames of a unit, on threads of its own, and hands the findings back.
///
/// A product is known by golden frames of good pieces in a directory of its own, `<references>/<SKU code>/*.jpg`; they are
/// enrolled when the first piece comes. A product without them is sent to a person.
final class VisionDesk: Sendable {
  /// Inspections that can wait; beyond that a unit is sent to a person at once.
  static let backlogLimit = 200
  /// Golden frames of the view that are used at most.
  static let goldenLimit = 8

  private let inspector: Inspector?
  private let references: URL?
  private let site: Site
  private let shelf: FrameShelf
  private let queue = DispatchQueue(label: "vision", qos: .utility)
  private let backlog = Mutex(0)

  /// - Parameter references: the directory of golden frames, with `tunnel.json`, the cameras and their fiducials; nil: every
  ///   unit goes to a person.
  init(site: Site, shelf: FrameShelf, references: String?) throws {
    self.site = site
    self.shelf = shelf
    let directory = references.map { URL(fileURLWithPath: $0, isDirectory: true) }
    self.references = directory
    guard let directory else {
      inspector = nil
      return
    }
    let file = directory.appendingPathComponent("tunnel.json")
    inspector = Inspector(tunnel: try JSONDecoder().decode(Tunnel.self, from: Data(contentsOf: file)))
  }

  func inspect(_ request: InspectionRequest, then answer: @escaping @Sendable (Event) -> Void) {
    let isOver = backlog.withLock { waiting in
      waiting += 1
      return waiting > Self.backlogLimit
    }
    guard !isOver else {
      backlog.withLock { $0 -= 1 }
      answer(.inspected(request.item, Inspection(findings: [Finding(kind: .unreadableFrame, permille: 500)])))
      return
    }
    queue.async { [self] in
      defer { backlog.withLock { $0 -= 1 } }
      let sku = site.skus[request.sku.index]
      let frames = shelf.frames(of: request.plate)
      guard !frames.isEmpty, let inspector else {
        // A person looks at what no camera has shown.
        answer(.inspected(request.item, Inspection(findings: [Finding(kind: .unreadableFrame, permille: 600)])))
        return
      }
      if !inspector.knows(sku) { enrol(sku, by: inspector) }
      var inspection = inspector.inspect(frames: frames, as: sku)
      if inspection.findings.contains(where: { $0.kind == .noReference }) {
        inspection.findings = [Finding(kind: .noReference, permille: 500)]
      }
      answer(.inspected(request.item, inspection))
    }
  }

  private func enrol(_ sku: SKU, by inspector: Inspector) {
    guard let references else { return }
    let directory = references.appendingPathComponent(sku.code, isDirectory: true)
    let files = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
    let frames = files.sorted().prefix(Self.goldenLimit).compactMap {
      try? Data(contentsOf: directory.appendingPathComponent($0))
    }
    guard frames.count >= 3 else { return }
    try? inspector.enrol(sku: sku, frames: frames.map { [UInt8]($0) })
  }
}
