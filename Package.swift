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
  ],
  dependencies: [],
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
    .testTarget(name: "TrafficTests", dependencies: ["Traffic", "FloorModel"], swiftSettings: strict),
    .testTarget(
      name: "StationTests", dependencies: ["Simulators", "Devices", "FloorCore", "FloorModel", "Cartons"],
      exclude: ["check_asyncapi.py"],
      swiftSettings: strict),
    .testTarget(name: "CartonsTests", dependencies: ["Cartons", "FloorModel"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
