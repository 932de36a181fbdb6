import Testing

/// Who may import whom. A new target gets its line here, and has to say what it is.
@Suite("Imports")
struct Imports {
  /// swift-collections, and nothing else from outside.
  private static let collections: Set<Substring> = [
    "BitCollections", "Collections", "DequeModule", "HashTreeCollections", "HeapModule", "OrderedCollections",
  ]
  private static let system: Set<Substring> = ["Dispatch", "Foundation", "Glibc", "Synchronization"]

  static let pure: [String: Set<Substring>] = [
    "FloorModel": [], "Traffic": ["FloorModel"], "Cartons": ["FloorModel"],
    "FloorCore": ["FloorModel", "Traffic", "Cartons"],
  ]

  /// A shell: the one outside thing that it exists for.
  static let shells: [String: Set<Substring>] = [
    "FloorClock": [], "FloorConfig": ["Yams"], "FloorMQTT": ["CMosquitto"], "FloorStore": ["GRDB", "GRDBSQLite"],
    "FloorHTTP": [
      "HTTPTypes", "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "Logging", "NIOCore", "NIOHTTPTypes", "NIOPosix",
      "NIOSSL",
      "ServiceLifecycle",
    ], "FloorVision": ["COpenCV"], "VisionWorkers": [],
  ]

  /// What a target's files may import; nil: whatever they like.
  private static func allowed(_ target: String) -> Set<Substring>? {
    let core = Set(pure.keys.map { $0[...] })
    if let own = pure[target] { return own.union(collections) }
    if let own = shells[target] {
      return own.union(core).union(system).union(collections).union(target == "FloorHTTP" ? ["PlannerFeed"] : [])
    }
    switch target {
    // Sparkplug is protobuf: one family needs its runtime.
    case "Devices": return core.union(["Foundation", "SwiftProtobuf"])
    case "PlannerFeed": return ["FloorCore", "FloorModel", "Foundation"]
    case "Simulators": return core.union(["Devices", "Foundation"])
    case "League": return ["FloorModel", "Foundation"]
    case "TunnelScenes": return core.union(["COpenCV", "Foundation"])
    case "VisionBench": return core.union(["FloorVision", "Foundation", "TunnelScenes"])
    case "droverd":
      return core.union(shells.keys.map { $0[...] }).union(system).union([
        "ArgumentParser", "Devices", "FoundationNetworking", "Logging", "PlannerFeed",
      ])
    case "drover-vision":
      return core.union(system).union(["ArgumentParser", "FloorClock", "FloorVision", "VisionWorkers"])
    case "drover-cli": return nil
    default: return []
    }
  }

  @Test("every target imports what the design lets it, and no more")
  func imports() {
    for file in Repository.own.sources where !file.isTest && file.target != "Benchmarks" {
      guard let allowed = Self.allowed(file.target) else { continue }
      for (module, line) in file.imports where !allowed.contains(module) && module[...] != file.target[...] {
        Issue.record("\(file.path):\(line): \(file.target) must not import \(module). \(Self.reason(file.target))")
      }
    }
  }

  private static func reason(_ target: String) -> String {
    if pure[target] != nil { return "It is pure: time, randomness and input come as arguments and events" }
    if shells[target] != nil { return "A shell knows the core and its one outside thing, no other shell and no device" }
    switch target {
    case "Devices", "Simulators", "PlannerFeed": return "Contracts, twins and feed formats know the core and JSON alone"
    case "droverd": return "The daemon puts core, devices and shells together, and never a twin"
    default: return "Say in this table what \(target) is"
    }
  }

  @Test("every target of the package is in the table")
  func table() {
    let known = Set(Self.pure.keys).union(Self.shells.keys).union(["PlannerFeed"])
    for target in Repository.own.names(in: "Sources")
    where !["CMosquitto", "COpenCV", "droverd", "drover-cli", "drover-vision"].contains(target) {
      #expect(known.contains(target), "say in this table what \(target) may import")
    }
  }
}
