public import FloorCore
import FloorModel

/// What may be done with a unit, in the words that planners use. Reservations are told beside stock, not by it: a reserved
/// unit is still where it is, and still sellable to the order that spoke for it.
public enum StockDisposition: String, CaseIterable, Sendable {
  case sellable
  case reserved
  case held
  case damaged
  case missing
  case expired

  /// By where a unit is.
  public init(of place: Place) {
    self =
      switch place {
      case .tunnel, .stowTote, .bin, .outside: .sellable
      case .orderTote, .parcel, .shipped: .reserved
      case .holdShelf: .held
      case .missing: .missing
      }
  }

  /// The word of the Core Business Vocabulary 2.0 that says the same.
  public var vocabulary: String {
    switch self {
    case .sellable: "sellable_accessible"
    case .reserved: "reserved"
    case .held: "non_sellable_other"
    case .damaged: "damaged"
    case .missing: "mismatch_quantity"
    case .expired: "expired"
    }
  }
}
