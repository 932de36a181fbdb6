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
      ])
  ],
  swiftLanguageModes: [.v6]
)
