import ArgumentParser
import FloorClock
import FloorModel
import Foundation

struct UpCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "up",
    abstract: "Run the whole product on this machine: broker, daemon, a twin of every machine, and a shift.")

  @Option(help: "A site file.")
  var site = "Config/sites/demo.yaml"

  @Option(help: "Floor seconds a real second.")
  var speed = 20.0

  @Option(help: "Length of the shift in floor hours.")
  var hours = 8.0

  @Option(help: "Same site, same seed: the same goods and orders come.")
  var seed: UInt64 = 1

  @Option(help: "Port of the dashboard; 0: any that is free.")
  var port = 8080

  @Option(help: "Keep the journal and the flight recorder in this directory; without it they go with the run.")
  var data: String?

  @Option(help: "real: tunnels send frames and OpenCV inspects them; people: every unit goes to the review desk.")
  var vision = Vision.real

  @Option(help: "A damage model of 'drover pack train' to choose packages by.")
  var damageModel: String?

  @Option(help: "How machines show the broker who they are: certificates (with TLS) or passwords.")
  var identity = Identity.certificates

  enum Identity: String, ExpressibleByArgument { case certificates, passwords }

  @Option(help: "Write every MQTT message to this file, a JSON object a line.")
  var capture: String?

  @Option(help: "Kill the daemon so many times (SIGKILL), at random moments of the shift.")
  var kills = 0

  @Option(help: "Kill the broker so many times.")
  var brokerKills = 0

  enum Vision: String, ExpressibleByArgument { case real, people }

  func validate() throws {
    guard speed >= 0.1, speed <= 100 else { throw ValidationError("--speed takes 0.1 to 100.") }
    guard hours > 0, hours <= 24 * 14 else { throw ValidationError("--hours takes more than 0 and at most 336.") }
    guard (0...10_000).contains(kills), (0...10_000).contains(brokerKills) else {
      throw ValidationError("--kills and --broker-kills take 0 to 10000.")
    }
    guard (0...65_535).contains(port) else { throw ValidationError("--port takes 0 to 65535.") }
  }

  func run() async throws {
    let stop = Task { await Signals.first([SIGINT, SIGTERM]) }
    let rig: Rig
    do {
      rig = try Rig(self)
    } catch {
      say("\(error)")
      throw Exit.badInput
    }
    let result: Rig.Outcome
    do {
      try await rig.start()
      tell("Dashboard: \(rig.dashboard)")
      tell("Why does it wait? ./drover why ORDER --daemon \(rig.addressFile)")
      tell("Planners and sensors of your own connect over MQTT as the files in \(rig.links) say.")
      tell("Shift of \(hours) h on \(site) at ×\(speed), seed \(seed). Ctrl-C ends it early.")
      result = try await rig.watch(until: stop)
    } catch {
      rig.stop()
      say("\(error)")
      throw Exit.broken
    }
    rig.stop()
    tell(result.text)
    if !result.isGood { throw Exit.broken }
  }
}
