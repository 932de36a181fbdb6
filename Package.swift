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
    .library(name: "FloorStore", targets: ["FloorStore"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0")
  ],
  targets: [
    // Pure: nouns, algorithms, the floor itself. No clock, no randomness, no input or output.
    .target(name: "FloorModel", swiftSettings: strict),
    .target(name: "Traffic", dependencies: ["FloorModel"], swiftSettings: strict),
    .target(name: "Cartons", dependencies: ["FloorModel"], swiftSettings: strict),
    .target(name: "FloorCore", dependencies: ["FloorModel", "Traffic", "Cartons"], swiftSettings: strict),
    // Shell: the journal, snapshots, projections, the flight recorder.
    .target(
      name: "FloorStore",
      dependencies: [
        "FloorCore", "FloorModel", "Cartons",
        .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    // Wire contracts and drivers, one folder a family; their twins.
    .target(
      name: "Devices", dependencies: ["FloorCore", "FloorModel"], path: "Devices", swiftSettings: strict),
    .target(
      name: "Simulators", dependencies: ["Devices", "FloorCore", "FloorModel", "Cartons"], path: "Simulators",
      swiftSettings: strict),
    .target(
      name: "StoreSamples", dependencies: ["FloorCore", "FloorModel", "Cartons"], path: "Tests/Support/StoreSamples",
      swiftSettings: strict),
    .executableTarget(
      name: "journal-writer", dependencies: ["FloorStore", "FloorCore", "FloorModel", "StoreSamples"],
      path: "Tests/Support/JournalWriter", swiftSettings: strict),
    .testTarget(
      name: "FloorStoreTests",
      dependencies: [
        "FloorStore", "FloorCore", "FloorModel", "Cartons", "StoreSamples", "journal-writer",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .testTarget(name: "TrafficTests", dependencies: ["Traffic", "FloorModel"], swiftSettings: strict),
    .testTarget(name: "CartonsTests", dependencies: ["Cartons", "FloorModel"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
