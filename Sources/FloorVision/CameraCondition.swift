import COpenCV
public import FloorCore

/// How a camera sees its own plate and fiducials, whatever item lies there.
public struct CameraCondition: Hashable, Sendable, Codable {
  /// Fiducials found.
  public var fiducials: Int
  /// Median grey level of the fiducials' white, 0...255.
  public var white: Double
  /// The plate's brightness over that white.
  public var plate: Double
  /// Variance of the Laplacian on the fiducials over their white squared.
  public var sharpness: Double

  public init(fiducials: Int, white: Double, plate: Double, sharpness: Double) {
    self.fiducials = fiducials
    self.white = white
    self.plate = plate
    self.sharpness = sharpness
  }

  /// Relative changes beyond these are faults; single frames vary by a third of them.
  private static let leastWhite = 0.6
  private static let leastSharpness = 0.3
  private static let mostShade = 0.2

  /// - Parameter baseline: of the same camera when it was known to be good.
  public func faults(since baseline: CameraCondition) -> [CameraFault] {
    var faults: [CameraFault] = []
    if fiducials < baseline.fiducials { faults.append(.fiducialHidden) }
    if white < Self.leastWhite * baseline.white { faults.append(.dim) }
    if sharpness < Self.leastSharpness * baseline.sharpness { faults.append(.blurred) }
    if abs(plate / baseline.plate - 1) > Self.mostShade { faults.append(.dirty) }
    return faults
  }

  init(_ view: PlateView, _ background: Background) throws {
    fiducials = view.fiducialQuads.count
    let levels = view.whites.map { ($0.colour.x + $0.colour.y + $0.colour.z) / 3 }.sorted()
    white = levels[levels.count / 2]
    let shade = background.plateColour
    plate = (shade.x + shade.y + shade.z) / 3
    var sum = 0.0
    let square = [Spot(8, 8), Spot(56, 8), Spot(56, 56), Spot(8, 56)]
    for corners in view.fiducialQuads {
      let upright = try view.grey.warped(Homography(square, to: corners), width: 64, height: 64)
      var sharpness = 0.0
      try check(ocv_sharpness(upright.handle, &sharpness))
      sum += sharpness
    }
    sharpness = sum / Double(fiducials) / (white * white)
  }
}

extension Inspector {
  /// How the camera that took a frame is; nil where not even its fiducials can be found.
  public func condition(of frame: [UInt8]) -> CameraCondition? {
    guard let view = try? PlateView(Picture.decoded(frame, limits: tunnel.limits), tunnel: tunnel),
      let background = try? Background(view)
    else { return nil }
    return try? CameraCondition(view, background)
  }
}
