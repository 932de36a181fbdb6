// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

// Debian's opencv4.pc names eighty libraries, and a process that links them all loads some four hundred. Name the few
// that are called instead, and where the headers are, which OPENCV_INCLUDE overrides.
// Pixel loops are optimised in debug builds too: tests look at hundreds of frames.
let openCVHeaders: [CXXSetting] = [
  .unsafeFlags(["-isystem", Context.environment["OPENCV_INCLUDE"] ?? "/usr/include/opencv4", "-O2"])
]
// FloorVision compares some hundred thousand pixels an inspection: unoptimised, its tests take minutes.
let pixelLoops: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]
let openCVModules: [LinkerSetting] =
  ["core", "imgproc", "imgcodecs", "video", "calib3d", "aruco"].map {
    .linkedLibrary("opencv_" + $0)
  } + [.linkedLibrary("ZXing")]

let package = Package(
  name: "Drover",
  products: [
    .library(name: "FloorModel", targets: ["FloorModel"]),
    .library(name: "Traffic", targets: ["Traffic"]),
    .library(name: "Cartons", targets: ["Cartons"]),
    .library(name: "VisionBench", targets: ["VisionBench"]),
  ],
  dependencies: [],
  targets: [
    // Pure: nouns, algorithms, the floor itself. No clock, no randomness, no input or output.
    .target(name: "FloorModel", swiftSettings: strict),
    .target(name: "Traffic", dependencies: ["FloorModel"], swiftSettings: strict),
    .target(name: "Cartons", dependencies: ["FloorModel"], swiftSettings: strict),
    .target(name: "FloorCore", dependencies: ["FloorModel", "Traffic", "Cartons"], swiftSettings: strict),
    // Inspection tunnels: the only C++, and the shell over it.
    .target(name: "COpenCV", cxxSettings: openCVHeaders, linkerSettings: openCVModules),
    .target(
      name: "FloorVision", dependencies: ["FloorModel", "FloorCore", "COpenCV"], swiftSettings: strict + pixelLoops),
    .target(
      name: "TunnelScenes", dependencies: ["FloorModel", "FloorCore", "COpenCV"], path: "Simulators/TunnelScenes",
      swiftSettings: strict),
    .target(
      name: "VisionBench", dependencies: ["FloorVision", "TunnelScenes", "FloorModel", "FloorCore"],
      path: "Simulators/VisionBench", swiftSettings: strict),
    .testTarget(
      name: "FloorVisionTests",
      dependencies: ["FloorVision", "TunnelScenes", "VisionBench", "FloorModel", "FloorCore"],
      swiftSettings: strict),
    .testTarget(name: "TrafficTests", dependencies: ["Traffic", "FloorModel"], swiftSettings: strict),
    .testTarget(name: "CartonsTests", dependencies: ["Cartons", "FloorModel"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
