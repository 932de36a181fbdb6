// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "DroverBenchmarks",
  dependencies: [.package(name: "Drover", path: "..")],
  targets: [
    .executableTarget(
      name: "cartons-bench",
      dependencies: [.product(name: "Cartons", package: "Drover"), .product(name: "FloorModel", package: "Drover")])
  ],
  swiftLanguageModes: [.v6]
)
