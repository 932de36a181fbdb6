import FloorCore
import FloorModel

/// A `Place` as two whole numbers. The kinds are in files: never renumber one.
struct PlaceColumns: Equatable {
  var kind: Int32
  var id: Int32?

  init(kind: Int32, id: Int32?) {
    self.kind = kind
    self.id = id
  }

  @inline(__always)
  init(_ place: Place) {
    switch place {
    case .outside: self.init(kind: 0, id: nil)
    case .tunnel(let id): self.init(kind: 1, id: id.raw)
    case .holdShelf: self.init(kind: 2, id: nil)
    case .stowTote(let id): self.init(kind: 3, id: id.raw)
    case .bin(let id): self.init(kind: 4, id: id.raw)
    case .orderTote(let id): self.init(kind: 5, id: id.raw)
    case .parcel(let id): self.init(kind: 6, id: id.raw)
    case .shipped: self.init(kind: 7, id: nil)
    case .missing: self.init(kind: 8, id: nil)
    }
  }

  /// The place, or nil if these columns are no place.
  var place: Place? {
    switch (kind, id.map(Int.init)) {
    case (0, nil): .outside
    case (1, let id?): .tunnel(ID(id))
    case (2, nil): .holdShelf
    case (3, let id?): .stowTote(ID(id))
    case (4, let id?): .bin(ID(id))
    case (5, let id?): .orderTote(ID(id))
    case (6, let id?): .parcel(ID(id))
    case (7, nil): .shipped
    case (8, nil): .missing
    default: nil
    }
  }
}
