public import FloorCore
public import FloorModel

/// A parcel's label as stations print, read or go by it.
public struct WireLabel: Codable, Equatable, Sendable {
  public var destination: String
  /// When its truck leaves.
  public var due: StationTime
  /// How large it is to a sorter: `small`, `medium` or `large`.
  public var chuteClass: ChuteClass
  /// Outside, in millimetres: as planned until it is packed, then as measured.
  public var size: Size3
  /// In grams, box included.
  public var mass: Grams

  public init(_ label: ParcelLabel) {
    destination = label.destination
    due = StationTime(label.due)
    chuteClass = label.chuteClass
    size = label.size
    mass = label.mass
  }
}
