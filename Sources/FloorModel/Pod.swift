/// The shelf tower that a drive unit carries.
public struct Pod: Sendable, Equatable, Codable {
  public typealias ID = FloorModel.ID<Pod>

  public var name: String
  /// Where it stands at the start of the site's life.
  public var home: Cell
  /// The direction that face 0 looks at the start. Face `n` looks `n` quarter turns clockwise from it.
  public var heading: Heading
  /// Its bins lie next to each other in the site's bin array.
  public var firstBin: Bin.ID
  public var binCount: Int32

  public init(name: String, home: Cell, heading: Heading, firstBin: Bin.ID, binCount: Int32) {
    self.name = name
    self.home = home
    self.heading = heading
    self.firstBin = firstBin
    self.binCount = binCount
  }

  /// Indices of its bins in the site's bin array.
  @inlinable public var bins: Range<Int> { firstBin.index..<(firstBin.index + Int(binCount)) }
}

/// The smallest storage place.
public struct Bin: Sendable, Equatable, Codable {
  public typealias ID = FloorModel.ID<Bin>

  public var name: String
  public var pod: Pod.ID
  /// Which side of the pod it is reached from: quarter turns clockwise from the pod's heading.
  public var face: UInt8
  public var inner: Size3
  public var maxLoad: Grams
  public var temperature: TemperatureClass

  public init(
    name: String, pod: Pod.ID, face: UInt8, inner: Size3, maxLoad: Grams, temperature: TemperatureClass = .ambient
  ) {
    self.name = name
    self.pod = pod
    self.face = face
    self.inner = inner
    self.maxLoad = maxLoad
    self.temperature = temperature
  }
}
