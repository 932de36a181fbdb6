import Cartons
import Foundation

// cartons-bench orders [--support 700] [--strata ABC] [--iterations N] [--answers FILE] [--verbose]
// cartons-bench boxpacker [--iterations N] [--verbose]
// cartons-bench monotone [--strata ABC]
// cartons-bench draw --order ID > picture.svg
// cartons-bench fresh [--seed 1]
// cartons-bench large [--iterations N]
// cartons-bench containers [--per-class 10] [--iterations N] [--class 3]

let anchors = Anchors()
guard anchors.isPresent else {
  print("skipped: no packing anchors beside the repository")
  exit(0)
}
let arguments = Array(CommandLine.arguments.dropFirst())

func option(_ name: String) -> String? {
  guard let at = arguments.firstIndex(of: name), at + 1 < arguments.count else { return nil }
  return arguments[at + 1]
}

let budget = option("--iterations").flatMap(Int.init).map(PackingBudget.init) ?? .default
let verbose = arguments.contains("--verbose")
switch arguments.first {
case "boxpacker":
  try BoxPackerBench(anchors: anchors, budget: budget, verbose: verbose).run()
case "fresh":
  try FreshBench(anchors: anchors, seed: option("--seed").flatMap(UInt64.init) ?? 1, budget: budget).run()
case "large":
  LargeBench(budget: budget).run()
case "containers":
  try ContainerBench(
    anchors: anchors, perClass: option("--per-class").flatMap(Int.init) ?? 10,
    iterations: option("--iterations").flatMap(Int.init) ?? 200_000,
    classes: option("--class").flatMap(Int.init).map { [$0] } ?? Array(1...7)
  ).run()
default:
  let bench = OrderBench(
    anchors: anchors, supportPermille: option("--support").flatMap(Int32.init) ?? 0,
    strata: option("--strata") ?? "ABCDE", budget: budget, answersFile: option("--answers"), verbose: verbose)
  if arguments.first == "monotone" {
    try bench.monotone()
  } else if arguments.first == "draw" {
    print(try bench.draw(option("--order") ?? "") ?? "no such order")
  } else {
    try bench.run()
  }
}
