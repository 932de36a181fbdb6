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
  dependencies: [
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2")
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
      exclude: ["DriveUnits/README.md", "DriveUnits/Samples"], swiftSettings: strict),
    .target(
      name: "Simulators", dependencies: ["Devices", "FloorCore", "FloorModel", "Cartons"], path: "Simulators",
      swiftSettings: strict),
    // Shells: each exists for one outside thing.
    .target(
      name: "FloorConfig", dependencies: ["FloorModel", .product(name: "Yams", package: "Yams")], swiftSettings: strict),
    .testTarget(name: "TrafficTests", dependencies: ["Traffic", "FloorModel"], swiftSettings: strict),
    .testTarget(name: "CartonsTests", dependencies: ["Cartons", "FloorModel"], swiftSettings: strict),
    .testTarget(
      name: "DriveUnitTests", dependencies: ["Devices", "Simulators", "FloorCore", "FloorModel"], swiftSettings: strict),
    .testTarget(
      name: "FloorConfigTests", dependencies: ["FloorConfig", "FloorModel", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
