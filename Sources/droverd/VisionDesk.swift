import FloorConfig
import FloorCore
import FloorModel
import Foundation
import Synchronization
import VisionWorkers

/// Has the frames of a unit looked at by worker processes, and hands the findings back.
final class VisionDesk: Sendable {
  private let workers: VisionWorkers?
  private let site: Site
  private let shelf: FrameShelf
  private let files: ReviewFiles?
  /// By tunnel and view: the faults that the floor knows of.
  private let told = Mutex<[Int: [CameraFault]]>([:])
  private let log: @Sendable (String) -> Void
  private let clerk = DispatchQueue(label: "review files", qos: .utility)

  /// - Parameter references: the directory of golden frames, with `tunnel.json`, the cameras and their fiducials; nil: every
  ///   unit goes to a person.
  init(site: Site, shelf: FrameShelf, references: String?, log: @escaping @Sendable (String) -> Void) throws {
    self.site = site
    self.shelf = shelf
    self.log = log
    files = references.map { ReviewFiles(directory: URL(fileURLWithPath: $0, isDirectory: true), site: site) }
    guard let references else {
      workers = nil
      return
    }
    guard FileManager.default.isReadableFile(atPath: "\(references)/tunnel.json") else {
      throw SettingsFault(description: "no tunnel.json in the directory of golden frames, \(references)")
    }
    let limits = WorkerLimits()
    let command = VisionWorkers.Command.worker(in: Self.ownDirectory, references: references, limits: limits)
    // A judge or a network that cannot be used is said now, and not by the first unit that it fails.
    if let complaint = command.complaint() { throw SettingsFault(description: complaint) }
    workers = VisionWorkers(command, limits: limits, log: log)
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
      answer(.inspected(request.item, VisionWorkers.unjudged.inspection))
      return
    }
    let task = VisionTask(
      sku: site.skus[request.sku.index], frames: frames, station: site.device(request.tunnel).name)
    workers.inspect(task) { [self] found in
      answer(.inspected(request.item, found.inspection))
      for camera in found.cameras where isNews(camera, of: request.tunnel) {
        answer(.camera(request.tunnel, view: Int32(clamping: camera.view), camera.faults))
      }
    }
  }

  /// Has a bin's picture estimated. A bin whose frame has not come, or of which nothing can be said, is passed over.
  func look(_ look: BinLook, then answer: @escaping @Sendable (Event) -> Void) {
    let name = site.bins[look.bin.index].name
    guard let workers, !look.things.isEmpty, let frame = shelf.takeBin(name) else { return }
    let camera = site.device(look.camera).name
    let things = look.things.map { site.skus[$0.index] }
    workers.inspect(VisionTask(bin: frame, things: things, camera: camera)) { found in
      guard let permille = found.permille else { return }
      answer(.planning(.sighting(BinSighting(bin: look.bin, permille: permille)), by: camera))
    }
  }

  /// Whether the floor has not been told so yet.
  private func isNews(_ camera: CameraReport, of tunnel: Device.ID) -> Bool {
    told.withLock { told in
      let place = tunnel.index * 64 + camera.view
      defer { told[place] = camera.faults }
      return told[place, default: []] != camera.faults
    }
  }

  /// Keeps what a person said of a unit, with what the cameras showed. Returns at once.
  func keep(_ answer: ReviewAnswer, about item: Item, by person: String) {
    guard let files else { return }
    let frames = shelf.frames(of: item.plate)
    clerk.async { [log] in
      do {
        try files.keep(item, answer, by: person, frames: frames)
      } catch {
        log("WARNING the answer about unit \(item.plate) cannot be kept for training: \(error)")
      }
    }
  }

  func reference(of code: String, view: Int) -> [UInt8]? { files?.reference(of: code, view: view) }

  /// The views that came, and an empty one for each camera whose frame did not: it counts as unreadable.
  private func allViews(of request: InspectionRequest) -> [ViewFrame] {
    let frames = shelf.frames(of: request.plate)
    guard !frames.isEmpty, case .tunnel(let place) = site.device(request.tunnel).place else { return [] }
    return (0..<place.cameras).map { view in frames.first { $0.view == view } ?? ViewFrame(view: view, file: []) }
  }
}
