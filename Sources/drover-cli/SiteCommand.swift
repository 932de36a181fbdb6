import ArgumentParser
import FloorConfig
import FloorModel

struct SiteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "site", abstract: "Work with site files.", subcommands: [Check.self])

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Name every fault of a site file with its line, column and remedy.")

    @Argument(help: "A site file, such as Config/sites/demo.yaml.")
    var file: String

    func run() async throws {
      let faults = SiteReader.check(path: file)
      for fault in faults { print(fault.description) }
      if faults.contains(where: { $0.severity == .error }) { throw Exit.badInput }
      let site = try Sites.read(file)
      print(
        """
        \(file): good. \(site.devices(.drive).count) drive units, \(site.pods.count) pods, \(site.bins.count) bins, \
        \(site.skus.count) SKUs, \(site.devices.count - site.devices(.drive).count) stations, tunnels and sorters.
        """)
    }
  }
}

/// Site files as commands read them.
enum Sites {
  static func read(_ path: String) throws -> Site {
    do {
      return try SiteReader.read(path: path)
    } catch {
      say(error.description)
      throw Exit.badInput
    }
  }
}
