import FloorModel
import Foundation
import Traffic

// traffic-bench [--folder F] [--steps N] [--iterations N] [--no-check] [--bounds] [--motion turning|four-way]
//   [--case small-100,large-2000,…] [--set name=value]…

var settings = Settings(arguments: Array(CommandLine.arguments.dropFirst()))
print(Report.header)
for name in settings.cases {
  guard var bench = Case.all.first(where: { $0.name == name }) else {
    print("unknown case \(name); there are \(Case.all.map(\.name).joined(separator: " "))")
    continue
  }
  // Worked out for units that turn.
  if settings.motion == .fourWay { (bench.bound, bench.goal) = (nil, nil) }
  do { print(try bench.run(settings).line) } catch { print("\(name): \(error)") }
}
