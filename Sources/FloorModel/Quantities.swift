/// A length in whole millimetres.
public typealias Millimetres = Int32

/// A mass in whole grams.
public typealias Grams = Int32

/// Extents of a thing along its own three axes, in millimetres. `height` is the axis that stands up.
public struct Size3: Hashable, Sendable, Codable {
  public var length: Millimetres
  public var width: Millimetres
  public var height: Millimetres

  @inlinable public init(length: Millimetres, width: Millimetres, height: Millimetres) {
    self.length = length
    self.width = width
    self.height = height
  }

  /// Cubic millimetres.
  @inlinable public var volume: Int64 { Int64(length) * Int64(width) * Int64(height) }

  /// The longest of the three sides.
  @inlinable public var longest: Millimetres { max(length, width, height) }
}

/// A point in a container, millimetres from its lower front left corner.
public struct Position3: Hashable, Sendable, Codable {
  public var x: Millimetres
  public var y: Millimetres
  public var z: Millimetres

  @inlinable public init(x: Millimetres, y: Millimetres, z: Millimetres) {
    self.x = x
    self.y = y
    self.z = z
  }
}
