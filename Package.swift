// swift-tools-version: 6.1
import Foundation
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

// Debian's opencv4.pc names eighty libraries, and a process that links them all loads some four hundred. Name the few
// that are called instead, and where the headers are, which OPENCV_INCLUDE overrides.
// Loops that tests spend their time in are optimised in debug builds too: hundreds of frames, millions of steps.
let openCVHeaders: [CXXSetting] = [
  .unsafeFlags(["-isystem", Context.environment["OPENCV_INCLUDE"] ?? "/usr/include/opencv4", "-O2"])
]
let hotLoops: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]
let openCVModules: [LinkerSetting] =
  ["core", "imgproc", "imgcodecs", "video", "calib3d", "aruco", "dnn"].map {
    .linkedLibrary("opencv_" + $0)
  } + [.linkedLibrary("ZXing")]
// Bugs that tests plant to see whether the checkers find them are in no release build.
let plantedBugs: [SwiftSetting] = [.define("PLANTED_BUGS", .when(configuration: .debug))]

/// Contracts, samples and notes lie beside the code of their family: found here, so that a new family needs no line here.
func besideCode(in target: String) -> [String] {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(target)
  let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
  return paths.filter { !$0.hasSuffix(".swift") && $0.contains(".") }
}

let package = Package(
  name: "Drover",
  products: [
    .library(name: "FloorModel", targets: ["FloorModel"]),
    .library(name: "Traffic", targets: ["Traffic"]),
    .library(name: "Cartons", targets: ["Cartons"]),
    .library(name: "FloorCore", targets: ["FloorCore"]),
    .library(name: "FloorConfig", targets: ["FloorConfig"]),
    .library(name: "FloorStore", targets: ["FloorStore"]),
    .library(name: "FloorClock", targets: ["FloorClock"]),
    .library(name: "FloorMQTT", targets: ["FloorMQTT"]),
    .library(name: "FloorHTTP", targets: ["FloorHTTP"]),
    .library(name: "PlannerFeed", targets: ["PlannerFeed"]),
    .library(name: "Devices", targets: ["Devices"]),
    .library(name: "Simulators", targets: ["Simulators"]),
    .library(name: "VisionBench", targets: ["VisionBench"]),
    .library(name: "League", targets: ["League"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.34.1"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.2"),
    .package(url: "https://github.com/apple/swift-protobuf.git", from: "1.39.0"),
  ],
  targets: [
    // Pure: nouns, algorithms, the floor itself. No clock, no randomness, no input or output.
    .target(name: "FloorModel", swiftSettings: strict),
    .target(name: "Traffic", dependencies: ["FloorModel"], swiftSettings: strict + hotLoops),
    .target(name: "Cartons", dependencies: ["FloorModel"], swiftSettings: strict),
    .target(name: "FloorCore", dependencies: ["FloorModel", "Traffic", "Cartons"], swiftSettings: strict),
    // How stock is told to planners: EPCIS, CloudEvents, GS1 keys. Used over HTTP, over MQTT and by the command line.
    .target(name: "PlannerFeed", dependencies: ["FloorCore", "FloorModel"], swiftSettings: strict),
    // Wire contracts and drivers, one folder a family; their twins.
    .target(
      name: "Devices",
      dependencies: [
        "Cartons", "FloorCore", "FloorModel", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ], path: "Devices",
      exclude: besideCode(in: "Devices"), swiftSettings: strict),
    .target(
      name: "Simulators", dependencies: ["Devices", "FloorCore", "FloorModel", "Cartons"], path: "Simulators",
      exclude: besideCode(in: "Simulators") + ["League", "TunnelScenes", "VisionBench"],
      swiftSettings: strict + plantedBugs),
    // What a tunnel's cameras would see, and the bench that judges the inspection by it.
    .target(
      name: "TunnelScenes", dependencies: ["FloorModel", "FloorCore", "COpenCV"], path: "Simulators/TunnelScenes",
      swiftSettings: strict),
    .target(
      name: "VisionBench", dependencies: ["FloorVision", "TunnelScenes", "FloorModel", "FloorCore"],
      path: "Simulators/VisionBench", swiftSettings: strict),
    // Problems of the League of Robot Runners, for whoever measures routing.
    .target(name: "League", dependencies: ["FloorModel"], path: "Simulators/League", swiftSettings: strict),
    // Shells: each exists for one outside thing.
    .target(
      name: "FloorConfig", dependencies: ["Cartons", "FloorModel", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    .target(
      name: "FloorStore",
      dependencies: [
        "FloorCore", "FloorModel", "Cartons",
        .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .systemLibrary(name: "CMosquitto", pkgConfig: "libmosquitto", providers: [.apt(["libmosquitto-dev"])]),
    .target(name: "FloorMQTT", dependencies: ["FloorModel", "CMosquitto"], swiftSettings: strict),
    .target(
      name: "FloorHTTP",
      dependencies: [
        "Cartons", "FloorCore", "FloorModel", "PlannerFeed", .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "Logging", package: "swift-log"),
      ],
      resources: [.embedInCode("Dashboard/page"), .embedInCode("OpenAPI/parts")], swiftSettings: strict),
    .target(name: "COpenCV", cxxSettings: openCVHeaders, linkerSettings: openCVModules),
    .target(
      name: "FloorVision", dependencies: ["FloorModel", "FloorCore", "COpenCV"], swiftSettings: strict + hotLoops),
    .target(name: "VisionWorkers", dependencies: ["FloorModel", "FloorCore"], swiftSettings: strict),
    .target(name: "FloorClock", dependencies: ["FloorModel"], swiftSettings: strict),
    // Programs.
    .executableTarget(
      name: "droverd",
      dependencies: [
        "Cartons", "Devices", "FloorClock", "FloorConfig", "FloorCore", "FloorHTTP", "FloorMQTT", "FloorModel",
        "FloorStore", "PlannerFeed", "VisionWorkers",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    .executableTarget(
      name: "drover-vision",
      dependencies: [
        "FloorClock", "FloorCore", "FloorModel", "FloorVision", "VisionWorkers",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    .executableTarget(
      name: "drover-cli",
      dependencies: [
        "Cartons", "Devices", "FloorClock", "FloorConfig", "FloorCore", "FloorHTTP", "FloorMQTT", "FloorModel",
        "FloorStore", "FloorVision", "PlannerFeed", "Simulators", "TunnelScenes", "VisionBench", "VisionWorkers",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    // Tests, and what only they use.
    .target(
      name: "StoreSamples", dependencies: ["FloorCore", "FloorModel", "Cartons"], path: "Tests/Support/StoreSamples",
      swiftSettings: strict),
    .executableTarget(
      name: "journal-writer", dependencies: ["FloorStore", "FloorCore", "FloorModel", "StoreSamples"],
      path: "Tests/Support/JournalWriter", swiftSettings: strict),
    .testTarget(
      name: "FloorVisionTests",
      dependencies: ["FloorVision", "TunnelScenes", "VisionBench", "COpenCV", "FloorModel", "FloorCore"],
      swiftSettings: strict),
    .testTarget(
      name: "VisionWorkersTests",
      dependencies: [
        "VisionWorkers", "drover-vision", "FloorVision", "TunnelScenes", "VisionBench", "COpenCV", "FloorModel",
        "FloorCore",
      ],
      swiftSettings: strict),
    .testTarget(name: "FloorClockTests", dependencies: ["FloorClock", "FloorModel"], swiftSettings: strict),
    .testTarget(
      name: "IntegrationTests",
      dependencies: [
        "drover-cli", "drover-vision", "droverd", "Devices", "FloorConfig", "FloorCore", "FloorModel", "FloorMQTT",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      path: "Tests/Integration",
      exclude: ["check_wire.py"],
      swiftSettings: strict),
    .testTarget(
      name: "DroverdTests",
      dependencies: ["droverd", "Devices", "FloorCore", "FloorHTTP", "FloorModel", "FloorStore", "PlannerFeed"],
      swiftSettings: strict),
    .testTarget(name: "FuzzTests", dependencies: ["drover-cli", "Simulators"], swiftSettings: strict),
    .testTarget(name: "TidyTests", dependencies: ["Simulators", "Devices"], swiftSettings: strict),
    .testTarget(name: "LeagueTests", dependencies: ["League", "FloorModel"], swiftSettings: strict),
    .testTarget(name: "TrafficTests", dependencies: ["Traffic", "FloorModel"], swiftSettings: strict),
    .testTarget(
      name: "StationTests", dependencies: ["Simulators", "Devices", "FloorCore", "FloorModel", "Cartons"],
      exclude: ["check_asyncapi.py"],
      swiftSettings: strict),
    .testTarget(
      name: "FloorCoreTests", dependencies: ["FloorCore", "FloorModel", "Cartons", "Traffic"], swiftSettings: strict),
    .testTarget(
      name: "SimulatorTests",
      dependencies: [
        "Cartons", "Simulators", "Devices", "FloorCore", "FloorHTTP", "FloorModel", "FloorConfig", "drover-cli",
      ],
      swiftSettings: strict + plantedBugs),
    .testTarget(name: "CartonsTests", dependencies: ["Cartons", "FloorModel"], swiftSettings: strict),
    .testTarget(
      name: "DriveUnitTests", dependencies: ["Devices", "Simulators", "FloorCore", "FloorModel"], swiftSettings: strict),
    .testTarget(
      name: "FloorConfigTests",
      dependencies: ["Cartons", "FloorConfig", "FloorModel", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    .testTarget(
      name: "FloorHTTPTests",
      dependencies: [
        "FloorHTTP", "Cartons", "FloorCore", "FloorModel", "PlannerFeed", "Simulators",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTesting", package: "hummingbird"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "BinSensorTests", dependencies: ["Devices", "Simulators", "FloorCore", "FloorModel"], swiftSettings: strict),
    .testTarget(
      name: "PlannerFeedTests", dependencies: ["PlannerFeed", "Simulators", "FloorConfig", "FloorCore", "FloorModel"],
      exclude: ["check_schema.py"], swiftSettings: strict),
    .testTarget(name: "FloorMQTTTests", dependencies: ["FloorMQTT", "FloorModel"], swiftSettings: strict),
    .testTarget(
      name: "FloorStoreTests",
      dependencies: [
        "FloorStore", "FloorConfig", "FloorCore", "FloorModel", "Cartons", "Simulators", "StoreSamples",
        "journal-writer",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["Samples"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
