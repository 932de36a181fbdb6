public import FloorModel

/// What the bins' sensors say that somebody should know.
public enum ClimateNews: Equatable, Sendable, Codable {
  case left(Bin.ID, ClimateFault)
  case back(Bin.ID, ClimateFault)
  /// Nobody knows how warm the bins of an edge node, or of one of its devices, are.
  case lost(node: String)
  case found(node: String)
}

/// In which way a bin's climate is not what its goods need.
public enum ClimateFault: UInt8, CaseIterable, Sendable, Codable {
  /// The last reading lies outside the limits.
  case outside = 0
  /// The mean kinetic temperature of the last day is too high.
  case tooWarmOnAverage = 1

  var sentence: String {
    switch self {
    case .outside: "is colder or warmer than its goods may be"
    case .tooWarmOnAverage: "was too warm over the last day (mean kinetic temperature)"
    }
  }
}

extension Floor {
  mutating func hear(_ news: ClimateNews) {
    switch news {
    case .left(let bin, let fault):
      guard site.bins.indices.contains(bin.index) else { return }
      raise(.climate(bin, fault))
    case .back(let bin, let fault): clear(.climate(bin, fault))
    case .lost(let node): raise(.sensorsLost(node))
    case .found(let node): clear(.sensorsLost(node))
    }
  }
}
