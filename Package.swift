// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "Drover",
  products: [
    .library(name: "FloorModel", targets: ["FloorModel"]),
    .library(name: "Traffic", targets: ["Traffic"]),
    .library(name: "Cartons", targets: ["Cartons"]),
    .library(name: "FloorCore", targets: ["FloorCore"]),
    .library(name: "FloorConfig", targets: ["FloorConfig"]),
    .library(name: "FloorStore", targets: ["FloorStore"]),
    .library(name: "FloorMQTT", targets: ["FloorMQTT"]),
    .library(name: "Devices", targets: ["Devices"]),
    .library(name: "Simulators", targets: ["Simulators"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Pure: nouns, algorithms, the floor itself. No clock, no randomness, no input or output.
    .target(name: "FloorModel", swiftSettings: strict),
    .target(name: "Traffic", dependencies: ["FloorModel"], swiftSettings: strict),
    .target(name: "Cartons", dependencies: ["FloorModel"], swiftSettings: strict),
    .target(name: "FloorCore", dependencies: ["FloorModel", "Traffic", "Cartons"], swiftSettings: strict),
    // Wire contracts and drivers, one folder a family; their twins.
    .target(
      name: "Devices", dependencies: ["Cartons", "FloorCore", "FloorModel"], path: "Devices",
      exclude: [
        "asyncapi.json",
        "StationProfile/README.md", "StationProfile/Samples",
        "StowStations/README.md", "StowStations/Samples",
        "PickStations/README.md", "PickStations/Samples",
        "Tunnels/README.md", "Tunnels/Samples",
        "PackStations/README.md", "PackStations/Samples",
        "ArmSorters/README.md", "ArmSorters/Samples",
      ], swiftSettings: strict),
    .target(
      name: "Simulators", dependencies: ["Devices", "FloorCore", "FloorModel", "Cartons"], path: "Simulators",
      swiftSettings: strict),
    // Shells: each exists for one outside thing.
    .target(
      name: "FloorConfig", dependencies: ["FloorModel", .product(name: "Yams", package: "Yams")], swiftSettings: strict),
    .target(
      name: "FloorStore",
      dependencies: [
        "FloorCore", "FloorModel", "Cartons",
        .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .systemLibrary(name: "CMosquitto", pkgConfig: "libmosquitto", providers: [.apt(["libmosquitto-dev"])]),
    .target(name: "FloorMQTT", dependencies: ["FloorModel", "CMosquitto"], swiftSettings: strict),
    // Programs.
    .executableTarget(
      name: "drover-cli",
      dependencies: [
        "Devices", "FloorConfig", "FloorCore", "FloorModel", "Simulators",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    // Tests, and what only they use.
    .target(
      name: "StoreSamples", dependencies: ["FloorCore", "FloorModel", "Cartons"], path: "Tests/Support/StoreSamples",
      swiftSettings: strict),
    .executableTarget(
      name: "journal-writer", dependencies: ["FloorStore", "FloorCore", "FloorModel", "StoreSamples"],
      path: "Tests/Support/JournalWriter", swiftSettings: strict),
    .testTarget(name: "TrafficTests", dependencies: ["Traffic", "FloorModel"], swiftSettings: strict),
    .testTarget(
      name: "StationTests", dependencies: ["Simulators", "Devices", "FloorCore", "FloorModel", "Cartons"],
      exclude: ["check_asyncapi.py"],
      swiftSettings: strict),
    .testTarget(name: "CartonsTests", dependencies: ["Cartons", "FloorModel"], swiftSettings: strict),
    .testTarget(
      name: "FloorConfigTests", dependencies: ["FloorConfig", "FloorModel", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    .testTarget(
      name: "FloorStoreTests",
      dependencies: [
        "FloorStore", "FloorCore", "FloorModel", "Cartons", "StoreSamples", "journal-writer",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
