public import FloorModel

/// Classes of dangerous goods that do not mix with every other, as bits that a packer compares quickly.
public struct HazardClasses: Sendable {
  /// Classes that may be told apart.
  public static let limit = UInt32.bitWidth

  /// Pairs of bits that may not share a parcel.
  public let forbidden: [(UInt32, UInt32)]
  private let bits: [String: UInt32]

  /// - Parameter pairs: of classes that share no parcel. Classes beyond the limit, in the order in which they are named, have
  ///   no bit: whoever reads pairs from people refuses so many.
  public init(keepingApart pairs: [ClassPair]) {
    var bits: [String: UInt32] = [:]
    for word in pairs.flatMap({ [$0.first, $0.second] }) where bits[word] == nil { bits[word] = 1 << bits.count }
    self.bits = bits
    forbidden = pairs.map { (bits[$0.first] ?? 0, bits[$0.second] ?? 0) }
  }

  /// The class's bit; 0: it may mix with every other.
  public func bit(of word: String?) -> UInt32 { word.flatMap { bits[$0] } ?? 0 }
}
