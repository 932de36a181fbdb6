import ArgumentParser
import FloorCore
import FloorModel
import Foundation
import Simulators

struct SoakCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soak",
    abstract:
      "Hunt for a counter-example: shifts full of faults in virtual time, one a seed, with every invariant checked.",
    discussion: """
      Each seed draws its own faults: lost, doubled and late messages, partitions, dying devices, a dying daemon, slow and \
      failing storage, jumping clocks, lying machines, people who answer late or never. After that nothing goes wrong any more, \
      and the floor must finish what is open. Exit status 0: nothing was found; 1: something was, with the line that repeats it.
      """)

  @Argument(help: "A site file, such as Config/sites/small.yaml.")
  var site = "Config/sites/small.yaml"

  @Option(help: "Seeds to try, such as 0..<1000.")
  var seeds = SeedRange(0..<100)

  @Option(help: "One seed only, with all that goes wrong in it, in words.")
  var seed: UInt64?

  @Option(help: "Minutes of each shift in which things go wrong.")
  var minutes = 30.0

  @Option(help: "Minutes in which the floor must then finish what is open.")
  var calm = 60.0

  @Option(help: "Shifts at a time; 0: one a processor.")
  var jobs = 0

  @Flag(help: "Pass every message through the production codecs.")
  var wire = false

  @Flag(help: "With --seed: every event that reaches the floor, and what the floor then wants done.")
  var log = false

  func validate() throws {
    guard minutes > 0, minutes <= 24 * 60 else {
      throw ValidationError("--minutes takes more than 0 and at most 1440.")
    }
    guard calm > 0, calm <= 24 * 60 else { throw ValidationError("--calm takes more than 0 and at most 1440.") }
    guard (0...256).contains(jobs) else { throw ValidationError("--jobs takes 0 to 256.") }
  }

  func run() async throws {
    var soak = Soak(site: try Sites.read(site), trouble: .minutes(minutes))
    soak.patience = .minutes(calm)
    soak.isWired = wire
    if log, seed != nil { soak.witness = Self.show }
    do {
      if let seed { try show(Self.run(soak, seed), on: soak.site) } else { try await hunt(soak) }
    } catch let fault as UnknownFamilyFault {
      say("\(fault)")
      throw Exit.badInput
    }
  }

  /// The line that repeats a shift.
  private func line(_ seed: UInt64) -> String {
    var line = "drover soak \(site) --seed \(seed) --minutes \(minutes)"
    if calm != 60 { line += " --calm \(calm)" }
    if wire { line += " --wire" }
    return line
  }

  private func show(_ outcome: Soak.Outcome, on site: Site) throws {
    let link = outcome.plan.link
    tell(
      "Links lose \(percent(link.loss)), repeat \(percent(link.repetition)), delay \(percent(link.lateness)) by up to "
        + "\(link.latest.seconds) s; jitter \(link.jitter.seconds) s.")
    let people = outcome.plan.people
    tell("People answer late \(percent(people.late)), never \(percent(people.never)).")
    for fault in outcome.plan.faults { tell(fault.text(on: site)) }
    for violation in outcome.violations { tell("BROKEN      \(violation)") }
    for open in outcome.unfinished { tell("UNFINISHED  \(open)") }
    tell(
      "\(outcome.events) events, \(outcome.entries) journal entries, \(outcome.shipped) orders shipped, trace "
        + outcome.hash)
    guard outcome.isGood else { throw Exit.broken }
    tell("Every invariant held, and all was finished.")
  }

  private static func show(_ now: Instant, _ event: Event, _ effects: [Effect]) {
    if event == .tick, effects.isEmpty { return }
    tell("\(now.seconds) s  \(event)")
    for effect in effects { tell("    \(effect)") }
  }

  private func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }

  private func hunt(_ soak: Soak) async throws {
    let start = Date()
    TrapReport.install(
      before: " is the seed of a shift that was under way: drover soak \(site) --minutes \(minutes) --seed N")
    let width = jobs > 0 ? jobs : ProcessInfo.processInfo.activeProcessorCount
    var total = Totals()
    try await withThrowingTaskGroup(of: Soak.Outcome.self) { group in
      var left = seeds.range.makeIterator()
      for _ in 0..<width {
        if let seed = left.next() { group.addTask { try Self.run(soak, seed) } }
      }
      while let outcome = try await group.next() {
        total.add(outcome)
        if let fault = outcome.fault { tell("\(line(outcome.seed))  # \(fault)") }
        if let seed = left.next() { group.addTask { try Self.run(soak, seed) } }
      }
    }
    let wall = String(format: "%.1f", Date().timeIntervalSince(start))
    tell(
      "\(total.shifts) shifts, \(total.faults) faults, \(total.events) events, \(total.entries) journal entries, "
        + "\(total.shipped) orders shipped in \(wall) s: \(total.broken) broken")
    if total.broken > 0 { throw Exit.broken }
  }

  private static func run(_ soak: Soak, _ seed: UInt64) throws -> Soak.Outcome {
    let slot = TrapReport.begin(seed)
    defer { TrapReport.end(slot) }
    do {
      return try soak.run(seed: seed)
    } catch {
      throw UnknownFamilyFault(description: "\(error)")
    }
  }

  private struct Totals {
    var shifts = 0
    var faults = 0
    var events: Int64 = 0
    var entries = 0
    var shipped = 0
    var broken = 0

    mutating func add(_ outcome: Soak.Outcome) {
      shifts += 1
      faults += outcome.plan.faults.count
      events += outcome.events
      entries += outcome.entries
      shipped += outcome.shipped
      if !outcome.isGood { broken += 1 }
    }
  }
}

/// The site has a device that no twin can stand in for.
private struct UnknownFamilyFault: Error, CustomStringConvertible {
  var description: String
}

/// `0..<1000`, as Swift writes it.
struct SeedRange: ExpressibleByArgument {
  var range: Range<UInt64>

  init(_ range: Range<UInt64>) { self.range = range }

  init?(argument: String) {
    let parts = argument.split(separator: "..<", omittingEmptySubsequences: false)
    guard parts.count == 2, let low = UInt64(parts[0]), let high = UInt64(parts[1]), low < high else { return nil }
    range = low..<high
  }

  var defaultValueDescription: String { "\(range)" }
}
