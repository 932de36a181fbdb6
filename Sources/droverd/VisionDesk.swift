import FloorConfig
import FloorCore
import FloorModel
import Foundation
import VisionWorkers

/// Has the frames of a unit looked at by worker processes, and hands the findings back.
final class VisionDesk: Sendable {
  private let workers: VisionWorkers?
  private let site: Site
  private let shelf: FrameShelf

  /// - Parameter references: the directory of golden frames, with `tunnel.json`, the cameras and their fiducials; nil: every
  ///   unit goes to a person.
  init(site: Site, shelf: FrameShelf, references: String?, log: @escaping @Sendable (String) -> Void) throws {
    self.site = site
    self.shelf = shelf
    guard let references else {
      workers = nil
      return
    }
    guard FileManager.default.isReadableFile(atPath: "\(references)/tunnel.json") else {
      throw SettingsFault(description: "no tunnel.json in the directory of golden frames, \(references)")
    }
    let limits = WorkerLimits()
    workers = VisionWorkers(
      .worker(in: Self.ownDirectory, references: references, limits: limits), limits: limits, log: log)
  }

  private static var ownDirectory: String {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
  }

  var counters: WorkerCounters { workers?.counters ?? WorkerCounters() }

  func stop() { workers?.stop() }

  func inspect(_ request: InspectionRequest, then answer: @escaping @Sendable (Event) -> Void) {
    let frames = allViews(of: request)
    // A person looks at what no camera has shown.
    guard let workers, !frames.isEmpty else {
      answer(.inspected(request.item, VisionWorkers.unjudged))
      return
    }
    workers.inspect(VisionTask(sku: site.skus[request.sku.index], frames: frames)) { inspection in
      answer(.inspected(request.item, inspection))
    }
  }

  /// The views that came, and an empty one for each camera whose frame did not: it counts as unreadable.
  private func allViews(of request: InspectionRequest) -> [ViewFrame] {
    let frames = shelf.frames(of: request.plate)
    guard !frames.isEmpty, case .tunnel(let place) = site.device(request.tunnel).place else { return [] }
    return (0..<place.cameras).map { view in frames.first { $0.view == view } ?? ViewFrame(view: view, file: []) }
  }
}
