// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that nobody who only uses Drover builds it.
let package = Package(
  name: "DroverBenchmarks",
  dependencies: [.package(name: "Drover", path: "..")],
  targets: [
    .executableTarget(
      name: "traffic-bench",
      dependencies: [
        .product(name: "Traffic", package: "Drover"), .product(name: "FloorModel", package: "Drover"),
        .product(name: "League", package: "Drover"),
      ]),
    .executableTarget(
      name: "shift-bench",
      dependencies: [
        .product(name: "Simulators", package: "Drover"), .product(name: "FloorConfig", package: "Drover"),
        .product(name: "FloorModel", package: "Drover"),
      ]),
    // The bare C loop that the journal is measured against.
    .target(name: "CJournalLoop", linkerSettings: [.linkedLibrary("sqlite3")]),
    .executableTarget(
      name: "journal-bench",
      dependencies: [
        "CJournalLoop", .product(name: "FloorStore", package: "Drover"), .product(name: "FloorCore", package: "Drover"),
        .product(name: "FloorConfig", package: "Drover"), .product(name: "FloorModel", package: "Drover"),
      ]),
    .executableTarget(
      name: "cartons-bench",
      dependencies: [.product(name: "Cartons", package: "Drover"), .product(name: "FloorModel", package: "Drover")]),
    .executableTarget(
      name: "fleet-bench",
      dependencies: [
        .product(name: "Simulators", package: "Drover"), .product(name: "FloorConfig", package: "Drover"),
        .product(name: "FloorCore", package: "Drover"), .product(name: "FloorModel", package: "Drover"),
        .product(name: "FloorMQTT", package: "Drover"), .product(name: "FloorClock", package: "Drover"),
      ]),
    .executableTarget(name: "feed-bench", dependencies: [.product(name: "FloorMQTT", package: "Drover")]),
    .executableTarget(name: "planner-bench", dependencies: [.product(name: "FloorCore", package: "Drover")]),
  ],
  swiftLanguageModes: [.v6]
)
