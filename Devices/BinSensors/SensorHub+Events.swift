public import FloorCore

extension SensorHub {
  /// Who holds bins for what their sensors say. A person releases what was held.
  public static let who = "cold chain"
}

extension SensorHub.Outcome {
  /// What the floor is told for it.
  public var events: [Event] {
    switch self {
    case .alert(let bin, _): [.climate(.left(bin, .outside))]
    case .hold(let bin, .outside): [.intervention(.holdBin(bin), by: SensorHub.who)]
    case .hold(let bin, .tooWarmOnAverage):
      [.climate(.left(bin, .tooWarmOnAverage)), .intervention(.holdBin(bin), by: SensorHub.who)]
    case .over(let bin): [.climate(.back(bin, .outside))]
    case .cool(let bin): [.climate(.back(bin, .tooWarmOnAverage))]
    case .lost(let node): [.climate(.lost(node: node))]
    case .found(let node): [.climate(.found(node: node))]
    case .publish, .weighed, .refused: []
    }
  }
}
