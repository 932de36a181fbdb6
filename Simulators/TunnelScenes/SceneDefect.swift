public import FloorCore

/// What is wrong with the item of a scene.
public struct SceneDefect: Hashable, Sendable {
  /// Kinds that are not a property of an item (`unreadableFrame`, `noReference`) draw a good item.
  public var kind: FindingKind
  /// 0: barely there; 1: nobody would miss it.
  public var severity: Double
  /// Which camera sees it. Colour, size and identity show in every view.
  public var view: Int

  public init(_ kind: FindingKind, severity: Double = 0.7, view: Int = 0) {
    self.kind = kind
    self.severity = min(1, max(0, severity))
    self.view = view
  }

  /// Whether it shows in this view.
  func shows(in view: Int) -> Bool {
    switch kind {
    case .wrongColour, .wrongSize, .wrongItem: true
    case .dent, .crush, .tear, .stain, .openFlap, .missingLabel: view == self.view
    case .unreadableFrame, .noReference: false
    }
  }
}
