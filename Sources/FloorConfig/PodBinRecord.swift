import Foundation

/// One JSON file of the Amazon Bin Image Dataset: what was in one bin of a pod when its picture was taken.
struct PodBinRecord: Decodable {
  struct Measure: Decodable {
    var value: Double?
    var unit: String?
  }

  struct Item: Decodable {
    var name: String?
    var quantity: Int?
    var length: Measure?
    var width: Measure?
    var height: Measure?
    var weight: Measure?
  }

  /// By product code.
  var items: [String: Item]?
  var expectedQuantity: Int?

  enum CodingKeys: String, CodingKey {
    case items = "BIN_FCSKU_DATA"
    case expectedQuantity = "EXPECTED_QUANTITY"
  }
}

extension PodBinRecord.Measure {
  /// Millimetres, or nil when there is no positive number in a unit that we know.
  var millimetres: Double? { converted(by: ["IN": 25.4, "INCHES": 25.4, "CM": 10, "CENTIMETERS": 10, "MM": 1]) }

  /// Grams, or nil when there is no positive number in a unit that we know.
  var grams: Double? {
    converted(by: ["POUNDS": 453.592_37, "LB": 453.592_37, "OUNCES": 28.349_523, "OZ": 28.349_523, "KG": 1000, "G": 1])
  }

  private func converted(by factors: [String: Double]) -> Double? {
    guard let value, value.isFinite, value > 0, let factor = factors[(unit ?? "").uppercased()] else { return nil }
    return value * factor
  }
}
