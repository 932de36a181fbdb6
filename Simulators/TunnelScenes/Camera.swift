/// The plate that items lie on, as wide as the camera above it sees, and its fiducials. Millimetres from its middle.
public struct Plate: Sendable {
  /// A fiducial of ArUco's 4x4_50: its upper left corner.
  public struct Marker: Sendable {
    public let id: Int
    public let x: Double
    public let y: Double
  }

  public let width: Double
  public let height: Double
  public let markerSide: Double
  public let markers: [Marker]

  init(width: Double, firstMarker: Int) {
    self.width = width
    height = width * 0.75
    markerSide = width * 0.058
    let (x, y) = (width * 0.46, width * 0.345)
    let side = markerSide
    markers = [(-x, -y), (x - side, -y), (x - side, y - side), (-x, y - side)].enumerated().map {
      Marker(id: firstMarker + $0.offset, x: $0.element.0, y: $0.element.1)
    }
  }

  /// The tunnel's three camera heights.
  public static let all = [
    Plate(width: 320, firstMarker: 0), Plate(width: 512, firstMarker: 4), Plate(width: 832, firstMarker: 8),
  ]

  /// Millimetres from the lens to the plate.
  var distance: Double { TunnelScene.focalLength * width / Double(TunnelScene.frameWidth) }

  /// The nearest camera in which the face stays clear of the fiducials.
  static func fitting(_ face: FaceGeometry) throws -> Plate {
    for plate in all {
      let nearer = plate.distance / (plate.distance - face.depth)
      let long = max(face.width, face.height) * nearer * 1.04
      let short = face.short * nearer * 1.04 + long * 0.15
      if nearer > 0, nearer < 2, long < plate.width * 0.8, short < plate.height * 0.68 { return plate }
    }
    throw SceneError.itemTooLarge(Int32(max(face.width, face.height)))
  }
}

/// A pinhole camera over a plate, nearly but never quite upright.
struct Camera {
  let plate: Plate
  private let x: Double
  private let y: Double
  private let distance: Double
  private let tiltX: Double
  private let tiltY: Double
  private let roll: Double

  init(plate: Plate, _ random: inout SceneRandom) {
    self.plate = plate
    x = random.between(-0.006, 0.006) * plate.width
    y = random.between(-0.006, 0.006) * plate.width
    distance = plate.distance * random.between(0.995, 1.005)
    tiltX = random.between(-0.5, 0.5)
    tiltY = random.between(-0.5, 0.5)
    roll = random.between(-0.6, 0.6)
  }

  /// A point of the plate, `z` millimetres above it, to pixels.
  func project(_ px: Double, _ py: Double, _ z: Double) -> Point {
    let flat = Point(px - x, py - y).turned(roll)
    let first = Point(flat.x, distance - z).turned(tiltY)
    let second = Point(flat.y, first.y).turned(tiltX)
    let focal = TunnelScene.focalLength
    return Point(
      focal * first.x / second.y + Double(TunnelScene.frameWidth - 1) / 2,
      focal * second.x / second.y + Double(TunnelScene.frameHeight - 1) / 2)
  }
}

/// How an item lies on the plate.
struct Pose {
  private let centre: Point
  private let degrees: Double

  init(_ face: FaceGeometry, _ random: inout SceneRandom) {
    // The conveyor's guides keep it near the middle and lengthwise, either way round.
    centre = Point(random.between(-0.1, 0.1) * face.short, random.between(-0.1, 0.1) * face.short)
    let upright = face.height > face.width ? 90.0 : 0
    degrees = upright + random.between(-7, 7) + (random.chance(0.5) ? 180 : 0)
  }

  /// A point of the face to one of the plate, both in millimetres.
  func onPlate(_ point: Point, of face: FaceGeometry) -> Point {
    let turned = Point(point.x - face.width / 2, point.y - face.height / 2).turned(degrees)
    return Point(centre.x + turned.x, centre.y + turned.y)
  }
}
