public import FloorCore
public import FloorModel
public import Foundation

/// One camera's picture of a unit.
public struct ViewFrame: Sendable, Equatable {
  /// Which camera, from 0.
  public var view: Int
  /// The image file, as the camera sent it.
  public var file: [UInt8]

  public init(view: Int, file: [UInt8]) {
    self.view = view
    self.file = file
  }
}

/// A unit for a worker to look at.
public struct VisionTask: Sendable, Equatable {
  public var sku: SKU
  public var frames: [ViewFrame]
  /// The tunnel whose cameras took them, or the bin camera.
  public var station: String
  /// Of a bin: the products that its record lists. Then there is one frame, and `sku` says nothing.
  public var things: [SKU]?

  public init(sku: SKU, frames: [ViewFrame], station: String = "") {
    self.sku = sku
    self.frames = frames
    self.station = station
  }

  /// How many units does a bin's picture show?
  ///
  /// - Parameter things: one product at least.
  public init(bin file: [UInt8], things: [SKU], camera: String) {
    precondition(!things.isEmpty, "a bin without a record is not asked about")
    self.init(sku: things[0], frames: [ViewFrame(view: 0, file: file)], station: camera)
    self.things = things
  }
}

/// What is wrong with one camera.
public struct CameraReport: Codable, Sendable, Equatable {
  public var view: Int
  /// Empty when it is well.
  public var faults: [CameraFault]

  public init(view: Int, faults: [CameraFault]) {
    self.view = view
    self.faults = faults
  }
}

/// What is said of a unit, and of the cameras that saw it.
public struct VisionAnswer: Codable, Sendable, Equatable {
  public var inspection: Inspection
  public var cameras: [CameraReport]
  /// Of a bin: see `BinSighting`; nil where nothing can be said.
  public var permille: [Int32]?

  public init(_ inspection: Inspection, cameras: [CameraReport] = [], permille: [Int32]? = nil) {
    self.inspection = inspection
    self.cameras = cameras
    self.permille = permille
  }
}

/// What the daemon writes to a worker: this as one line of JSON, then the files, one after the other.
public struct WorkerRequest: Codable, Sendable, Equatable {
  /// A frame that follows the line.
  public struct Announced: Codable, Sendable, Equatable {
    public var view: Int
    public var bytes: Int

    public init(view: Int, bytes: Int) {
      self.view = view
      self.bytes = bytes
    }
  }

  public var id: Int
  public var sku: SKU
  public var frames: [Announced]
  public var station: String
  public var things: [SKU]?

  public init(id: Int, sku: SKU, frames: [Announced], station: String, things: [SKU]? = nil) {
    self.id = id
    self.sku = sku
    self.frames = frames
    self.station = station
    self.things = things
  }
}

/// What a worker writes, a line of JSON each.
public enum WorkerReply: Codable, Sendable, Equatable {
  /// It has started and waits for requests.
  case ready
  /// It first learns what the product looks like: the request may take longer.
  case enrolling(id: Int)
  /// `megabytes`: what the worker's memory holds now.
  case inspected(id: Int, answer: VisionAnswer, megabytes: Int)
}

/// Lines of JSON, both ways.
public enum WorkerLine {
  /// Bytes of a line at most; a longer one is no line of ours.
  public static let limit = 1 << 20
  /// Bytes of all files of a request together at most.
  public static let filesLimit = 64 << 20

  /// With its newline at the end.
  public static func encode(_ value: some Encodable) throws -> Data {
    var data = try JSONEncoder().encode(value)
    data.append(10)
    return data
  }

  public static func decode<T: Decodable>(_ type: T.Type, _ line: Data) throws -> T {
    try JSONDecoder().decode(type, from: line)
  }
}
