import ArgumentParser
import FloorClock
import FloorCore
import FloorModel
import Foundation
import Simulators

/// The twins' process of `drover up`. Not for people: it wants a file with every device's password.
struct TwinsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "twins", abstract: "Run the twins of a site as MQTT clients.", shouldDisplay: false)

  @Option var site: String
  @Option var settings: String
  @Option var seed: UInt64
  @Option var speed: Double
  @Option var clockStart: UInt64
  @Option(help: "Floor hours after which nothing new comes in.") var hours: Double
  @Option(help: "File to write reality to at the end.") var reality: String
  @Option(help: "Directory for golden frames.") var references: String?
  @Flag var withParent = false

  func run() async throws {
    if withParent { Signals.endWithParent() }
    let site = try Sites.read(site)
    let settings = try TwinSettings.read(settings)
    let clock = FloorClock(start: clockStart, base: .zero, speed: speed)
    let pictures = try references.map { try TunnelPictures(directory: $0, seed: seed, site: site) }
    let host = try TwinHost(site: site, seed: seed, settings: settings, clock: clock, pictures: pictures)
    let ended = AsyncStream<Void>.makeStream()
    let thread = Thread {
      host.run()
      ended.continuation.finish()
    }
    thread.stackSize = 16 << 20
    thread.start()
    let outside = OutsideWorld(
      site: site, seed: seed, host: host, clock: clock, settings: settings, pictures: pictures)
    let end = Instant.zero + .hours(hours)
    // Never cancelled: Foundation's URLSession traps when a request under way is. It ends with the process.
    Task { await outside.run(until: end) }
    await Signals.first([SIGTERM, SIGINT])
    host.stop()
    for await _ in ended.stream {}
    try JSONEncoder().encode(host.reality()).write(to: URL(fileURLWithPath: reality))
    // At once: a frame that is being drawn must not meet the destructors of OpenCV's codecs.
    _exit(0)
  }
}
