import ArgumentParser
import FloorClock
import FloorCore
import FloorModel
import FloorStore
import Foundation

struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Run a recorded hour again through the production floor, and hold what it does against what it did.",
    discussion: "Exit status: 0 the same effects, 1 other effects or a recording with holes, 2 bad input.")

  @Argument(help: "An export, or a data directory (then with --site).")
  var record: String

  @Option(help: "The site file, for a data directory.")
  var site: String?

  @Option(help: "Count from this floor time on: seconds or h:mm:ss. What came before is run first, for it led there.")
  var from: FloorTime?

  @Option(help: "End at this floor time.")
  var until: FloorTime?

  @Option(help: "Floor seconds a real second, from --from on; without it: as fast as it goes.")
  var speed: Double?

  @Flag(help: "Show it on the dashboard, and stay there until Ctrl-C.")
  var serve = false

  @Option(help: "Port of the dashboard; 0: any that is free.")
  var port = 8080

  @Option(
    help: "Which process, from 1 on, where the daemon was started several times; default: the last that ran at --from.")
  var life: Int?

  func validate() throws {
    if let speed, !(0.1...100_000).contains(speed) { throw ValidationError("--speed takes 0.1 to 100000.") }
    if let from, let until, until.instant < from.instant { throw ValidationError("--until lies before --from.") }
  }

  func run() async throws {
    let source = try ReplaySource(record, site: site)
    defer { source.remove() }
    let life = try choose(source.lives)
    let start = max(from?.instant ?? life.from, life.from)
    let stage = try Records.orSay { () throws(JournalError) in
      ReplayStage(
        try Replay(life, site: source.site, journal: source.journal, from: start), journal: source.journal)
    }
    if serve { try await show(stage) }
    let recording = Recording(
      directory: source.directory, site: source.site.fingerprint, life: life, until: until?.instant ?? life.until)
    try await run(recording, on: stage, from: start)
    for note in recording.notes { tell("Note: \(note)") }
    let outcome = Result { try report(stage.current, from: start) }
    if serve {
      tell("The dashboard stays at the end of the record. Ctrl-C ends it.")
      await Signals.first([SIGINT, SIGTERM])
    }
    try outcome.get()
  }

  private func show(_ stage: ReplayStage) async throws {
    do {
      tell("Dashboard: \(try await stage.serve(port: port))")
    } catch {
      say("The dashboard cannot be served on port \(port): \(error)")
      throw Exit.badInput
    }
  }

  /// Up to where counting begins as fast as it goes, and from there on by the clock, if one was asked for.
  private func run(_ recording: Recording, on stage: ReplayStage, from start: Instant) async throws {
    var clock: FloorClock?
    for recorded in recording {
      if let speed = speed ?? (serve ? 20 : nil), recorded.at > start {
        let running = clock ?? FloorClock(start: FloorClock.monotonic(), base: start, speed: speed)
        clock = running
        let gap = running.wait(until: recorded.at)
        if gap > .zero { try await Task.sleep(for: .milliseconds(gap.milliseconds)) }
      }
      try Records.orSay { () throws(JournalError) in try stage.take(recorded) }
    }
  }

  private func choose(_ lives: [RecordedLife]) throws -> RecordedLife {
    if let life {
      guard lives.indices.contains(life - 1) else {
        say("There is no process \(life) on record; there are \(lives.count).")
        throw Exit.badInput
      }
      return lives[life - 1]
    }
    let wanted = from?.instant ?? until?.instant
    let life = lives.last { life in wanted.map { life.from <= $0 } ?? true }
    guard let life, from.map({ $0.instant <= life.until }) ?? true else {
      let kept = lives.map { "\(FloorTime.text($0.from)) to \(FloorTime.text($0.until))" }.joined(separator: ", ")
      say("\(record): nothing was recorded then; what is kept: \(kept.isEmpty ? "nothing" : kept).")
      throw Exit.badInput
    }
    return life
  }

  private func report(_ replay: Replay, from start: Instant) throws {
    let outcome = replay.outcome
    let now = replay.run.floor.now
    tell(
      "Replayed \(outcome.inputs) inputs from \(FloorTime.text(start)) to \(FloorTime.text(now)), which had \(outcome.effects) "
        + "effects. Effects hash: \(outcome.hash.description)")
    if outcome.isSame {
      tell(
        "The same effects as recorded: all \(outcome.marks) marks hold, and \(outcome.entries) journal entries are the same."
      )
      return
    }
    if let at = outcome.differsAt {
      tell("NOT the same: by \(FloorTime.text(at)) the effects differ from those recorded. Is it the same Drover?")
    }
    if let entry = outcome.differingEntry { tell("NOT the same: journal entry \(entry) came out otherwise.") }
    if outcome.lost > 0 {
      tell("\(outcome.lost) inputs could not be recorded at the time; behind them nothing can be compared.")
    }
    if outcome.marks == 0, outcome.differsAt == nil {
      tell("The recording ends before the first mark; there is nothing to compare.")
    }
    throw Exit.broken
  }
}

/// Where a replay takes its record from: a data directory, or an export unpacked for as long as the replay runs.
struct ReplaySource {
  let directory: String
  let site: Site
  let journal: JournalReader
  private let unpacked: URL?

  var lives: [RecordedLife] { Recording.lives(directory: directory, site: site.fingerprint) }

  init(_ record: String, site file: String?) throws {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: record, isDirectory: &isDirectory) else {
      say("\(record): there is no such file or directory.")
      throw Exit.badInput
    }
    if isDirectory.boolValue {
      guard let file else {
        say("A data directory needs its site file: --site FILE")
        throw Exit.badInput
      }
      unpacked = nil
      directory = record
      site = try Sites.read(file)
    } else {
      let target = FileManager.default.temporaryDirectory.appendingPathComponent("drover-replay-\(UUID().uuidString)")
      do {
        site = try Self.unpack(record, into: target, site: file)
      } catch {
        try? FileManager.default.removeItem(at: target)
        throw error
      }
      unpacked = target
      directory = target.appendingPathComponent("data").path
    }
    do {
      journal = try Records.open(directory)
      guard journal.site == site.fingerprint else {
        say("\(record) was not recorded on this site, or the site file has changed since.")
        throw Exit.badInput
      }
    } catch {
      if let unpacked { try? FileManager.default.removeItem(at: unpacked) }
      throw error
    }
  }

  private static func unpack(_ record: String, into target: URL, site file: String?) throws -> Site {
    do {
      try FileManager.default.createDirectory(
        at: target, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try TarReader.extract(record, into: target)
      let data = try Data(contentsOf: target.appendingPathComponent(ExportManifest.name))
      let manifest = try JSONDecoder().decode(ExportManifest.self, from: data)
      guard manifest.format <= ExportManifest.currentFormat else {
        throw TarFault(description: "\(record) was exported by a newer Drover")
      }
      return try Sites.read(file ?? target.appendingPathComponent(manifest.site).path)
    } catch let exit as ExitCode {
      throw exit
    } catch {
      say((error as? TarFault)?.description ?? "\(record) is no export of Drover: \(error)")
      throw Exit.badInput
    }
  }

  func remove() {
    if let unpacked { try? FileManager.default.removeItem(at: unpacked) }
  }
}
