import ArgumentParser
import Devices
import FloorClock
import FloorConfig
import FloorCore
import FloorMQTT
import FloorModel
import FloorStore
import Foundation

/// The daemon: puts the floor, the drivers and the shells together, and nothing else.
@main
struct Droverd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "droverd", abstract: "Drives one floor: MQTT to the machines, HTTP to people and planners.")

  @Option(help: "The site file.")
  var site: String

  @Option(help: "Directory for the journal; it must exist and be this daemon's alone.")
  var data: String

  @Option(help: "JSON file with the broker's address and the secrets, mode 0600.")
  var settings: String

  @Option(help: "Floor seconds a real second; 1 on a real floor.")
  var speed = 1.0

  @Option(help: "Monotonic nanoseconds at which the floor's clock showed 0; for twins that keep the same time.")
  var clockStart: UInt64?

  @Option(help: "Directory of golden frames, <SKU code>/*.jpg, and tunnel.json; without it people inspect.")
  var references: String?

  @Option(help: "What damages goods on their way: a file of 'drover pack train'. Also damageModel in the settings.")
  var damageModel: String?

  @Option(help: "File to write the HTTP port to, once it listens.")
  var portFile: String?

  @Flag(help: "End when the process that started this one ends.")
  var withParent = false

  func run() async throws {
    if withParent { Signals.endWithParent() }
    do {
      let composition = try Composition(self)
      try composition.start()
      await composition.untilStopped()
    } catch {
      Composition.log("\(error)")
      throw ExitCode(2)
    }
  }
}
