/// What is known of an inspection tunnel before any item comes: its lenses and its plates.
///
/// Every view has its own plate with at least two fiducials (ArUco 4x4_50) in the frame. They give the scale, the
/// camera's tilt and, by their white borders, the colour of the light. Lengths are in millimetres.
public struct Tunnel: Sendable, Codable {
  /// A square fiducial on a plate, by its upper left corner; x to the right, y down, as the camera sees it.
  public struct Fiducial: Sendable, Codable {
    public var id: Int
    public var x: Double
    public var y: Double
    public var side: Double

    public init(id: Int, x: Double, y: Double, side: Double) {
      self.id = id
      self.x = x
      self.y = y
      self.side = side
    }
  }

  /// Of every camera, in pixels.
  public var focalLength: Double
  /// Of all plates: ids are unique in the tunnel, and one frame shows those of one plate.
  public var fiducials: [Fiducial]
  public var limits: FrameLimits

  public init(focalLength: Double, fiducials: [Fiducial], limits: FrameLimits = FrameLimits()) {
    self.focalLength = focalLength
    self.fiducials = fiducials
    self.limits = limits
  }
}

/// The largest file that is decoded at all. Checked against the file's header: a bomb is refused unopened.
public struct FrameLimits: Sendable, Codable {
  public var bytes: Int
  public var pixels: Int
  /// Of either side, in pixels.
  public var side: Int

  public init(bytes: Int = 32 << 20, pixels: Int = 24_000_000, side: Int = 8192) {
    self.bytes = bytes
    self.pixels = pixels
    self.side = side
  }
}
