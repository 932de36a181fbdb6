import Foundation

// planner-bench [dispatch | parking | belief [--fit]]     without a name: all three

let anchors = Anchors()
guard anchors.isPresent else {
  print("skipped: no planner anchors beside the repository")
  exit(0)
}
let arguments = Array(CommandLine.arguments.dropFirst())
let wanted = arguments.first { !$0.hasPrefix("--") }
if wanted == nil || wanted == "dispatch" { try DispatchBench(anchors: anchors).run() }
if wanted == nil || wanted == "parking" { try ParkingBench(anchors: anchors).run() }
if wanted == nil || wanted == "belief" {
  let bench = try BeliefBench(anchors: anchors)
  if arguments.contains("--fit") { bench.crossFit() } else { bench.run() }
}
