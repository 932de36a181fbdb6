import FloorModel
import Foundation
import Simulators

/// Something that reads what strangers send.
protocol FuzzTarget {
  /// Makes up one input and has it read.
  /// - Throws: `FuzzFailure` when what must never happen has happened.
  mutating func feed(_ random: inout SeededGenerator) async throws -> FuzzVerdict
  /// Goes back to the beginning.
  mutating func reset()
}

/// What became of an input.
enum FuzzVerdict: Sendable {
  /// Taken for what it says.
  case accepted
  /// Refused with a reason, and nothing has changed.
  case refused
}

/// What must never happen.
struct FuzzFailure: Error, CustomStringConvertible {
  var description: String
}

/// The families of inputs.
enum FuzzFamily: String, CaseIterable, Sendable {
  /// VDA 5050, from drive units and to them.
  case drive
  /// The station profile: stow, pick and pack stations, tunnels, sorters, portals, bin cameras.
  case stations
  /// Sparkplug B from sensors' edge nodes.
  case sensors
  /// Site files.
  case site
  /// Catalogues, boxes, velocities and stock in CSV and NDJSON; velocities as they come over the broker.
  case tables
  /// Bodies, paths and queries of HTTP requests.
  case http

  func target(root: URL) throws -> any FuzzTarget {
    switch self {
    case .drive: try MessageFuzz(root: root, site: "small", folders: ["DriveUnits"])
    case .stations:
      try MessageFuzz(
        root: root, site: "fresh",
        folders: [
          "StationProfile", "StowStations", "PickStations", "Tunnels", "PackStations", "ArmSorters", "RFIDPortals",
          "BinCameras",
        ])
    case .sensors: try SensorFuzz(root: root)
    case .site: try SiteFuzz(root: root)
    case .tables: try TableFuzz(root: root)
    case .http: try HTTPFuzz(root: root)
    }
  }
}

/// A run of inputs. Each is made from the seed and its own number; every `block` of them the target begins anew, so that
/// a failure is had again from the beginning of its block.
struct FuzzRun {
  static let block = 64

  var family: FuzzFamily
  var seed: UInt64
  var from = 0
  var inputs: Int
  /// Of the repository: samples and sites lie below it.
  var root: URL

  struct Report: Encodable, Sendable {
    var family: String
    var seed: UInt64
    var inputs = 0
    var accepted = 0
    var refused = 0
    var seconds = 0.0
    /// The longest that one input took.
    var longestMilliseconds = 0.0
    /// How much memory was in use at the end, beyond what was after the first tenth.
    var grownMegabytes = 0.0
    /// What must never happen, and the command that shows it again; nil: it has not.
    var failure: String?
  }

  /// - Parameter progress: called every `block` inputs with the number of the next.
  func run(progress: (Int) -> Void = { _ in }) async throws -> Report {
    try await run(on: try family.target(root: root), progress: progress)
  }

  func run(on target: any FuzzTarget, progress: (Int) -> Void = { _ in }) async throws -> Report {
    var target = target
    var report = Report(family: family.rawValue, seed: seed)
    let clock = ContinuousClock()
    let start = clock.now
    var first = Memory.megabytes
    for number in from..<from + inputs {
      if number % Self.block == 0 || number == from {
        target.reset()
        progress(number)
      }
      if number == from + inputs / 10 { first = Memory.megabytes }
      var random = SeededGenerator(seed: seed, stream: UInt64(number))
      let began = clock.now
      do {
        switch try await target.feed(&random) {
        case .accepted: report.accepted += 1
        case .refused: report.refused += 1
        }
      } catch let failure as FuzzFailure {
        let block = number - number % Self.block
        report.failure =
          "\(failure) (drover fuzz \(family.rawValue) --seed \(seed) --from \(block) --inputs \(number - block + 1))"
      }
      report.inputs += 1
      report.longestMilliseconds = max(report.longestMilliseconds, (clock.now - began) / .milliseconds(1))
      if report.failure != nil { break }
    }
    report.seconds = (clock.now - start) / .seconds(1)
    report.grownMegabytes = max(0, Memory.megabytes - first)
    return report
  }
}

/// What this process holds.
enum Memory {
  /// Resident megabytes, as the kernel counts them.
  static var megabytes: Double {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
    return pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
  }
}
