/// What has become of a camera since it was last known to be good.
public enum CameraFault: String, CaseIterable, Sendable, Codable {
  /// A fiducial is worn, covered or out of the frame: the camera moved or something lies on it.
  case fiducialHidden
  /// The lamps or the lens pass much less light.
  case dim
  /// The fiducials' edges are soft: out of focus, or a smeared lens.
  case blurred
  /// The plate's shade against the fiducials' white changed: dirt on one of them.
  case dirty

  /// For people.
  var sentence: String {
    switch self {
    case .fiducialHidden: "a fiducial is hidden, or the camera was moved"
    case .dim: "it gets much less light than it did"
    case .blurred: "it is out of focus, or its lens is smeared"
    case .dirty: "its plate or its lens is dirty"
    }
  }
}
