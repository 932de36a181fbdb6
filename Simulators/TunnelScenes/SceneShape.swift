public import FloorModel

/// What an item is, as far as a camera cares.
public enum SceneShape: String, CaseIterable, Sendable {
  case box
  case book
  /// Lies on its side, neck to the right.
  case bottle
  /// Lies on its side.
  case can
  case bag

  /// The catalogue does not say; the product's name does ("Olive oil bottle"). Anything else is a box.
  public init(of sku: SKU) {
    let name = sku.name.lowercased()
    self = Self.allCases.first { $0 != .box && name.contains($0.rawValue) } ?? .box
  }

  /// Where its outline is, as a share of its extent towards the camera.
  var outlineDepth: Double {
    switch self {
    case .box, .book: 1
    case .bottle, .can: 0.5
    case .bag: 0.55
    }
  }
}
