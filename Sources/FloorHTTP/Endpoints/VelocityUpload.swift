import FloorCore
import FloorModel
import Foundation

/// A planner's velocities, line by line: what is good is taken, what is not is named with its line and the reason.
struct VelocityUpload {
  struct Refusal: Encodable {
    /// From 1; in CSV the heading is line 1, in JSON the first element is.
    var line: Int
    var sku: String?
    var reason: String
  }

  private(set) var lines: [VelocityLine] = []
  private(set) var refusals: [Refusal] = []
  private(set) var refusedCount = 0
  private var firstLine: [SKU.ID: Int] = [:]
  private let index: SiteIndex
  private let limits: HTTPLimits

  static let heading = ["sku", "units_per_day"]

  init(index: SiteIndex, limits: HTTPLimits) {
    self.index = index
    self.limits = limits
  }

  /// - Throws: `HTTPFault` when it is no UTF-8 or has no heading.
  init(csv data: Data, index: SiteIndex, limits: HTTPLimits) throws {
    self.init(index: index, limits: limits)
    guard var text = String(bytes: data, encoding: .utf8) else {
      throw HTTPFault.badRequest("the text is not UTF-8", "save it as UTF-8")
    }
    if text.hasPrefix("\u{FEFF}") { text.removeFirst() }
    var sawHeading = false
    for (offset, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let fields = Self.fields(of: line)
      guard sawHeading else {
        guard fields == Self.heading else {
          throw HTTPFault.badRequest("the first line is not \(Self.heading.joined(separator: ","))", "add the heading")
        }
        sawHeading = true
        continue
      }
      if line.allSatisfy(\.isWhitespace) { continue }
      guard fields.count == 2 else {
        refuse(offset + 1, nil, "has \(fields.count) fields instead of 2")
        continue
      }
      take(fields[0], Double(fields[1]), written: fields[1], line: offset + 1)
    }
  }

  /// - Throws: `HTTPFault` when it is no JSON list.
  init(json data: Data, index: SiteIndex, limits: HTTPLimits) throws {
    self.init(index: index, limits: limits)
    guard let list = try? JSONDecoder().decode([Element].self, from: data) else {
      throw HTTPFault.badRequest(
        "the body is no JSON list", "send [{\"sku\": \"…\", \"units_per_day\": 1.5}, …] or text/csv")
    }
    for (offset, element) in list.enumerated() {
      guard let sku = element.sku else {
        refuse(offset + 1, nil, "sku is missing or no string")
        continue
      }
      take(sku, element.unitsPerDay, written: element.unitsPerDay.map { "\($0)" } ?? "nothing", line: offset + 1)
    }
  }

  /// An element that never fails as a whole, so that one bad one does not hide the others.
  private struct Element: Decodable {
    var sku: String?
    var unitsPerDay: Double?

    enum CodingKeys: String, CodingKey {
      case sku
      case unitsPerDay = "units_per_day"
    }

    init(from decoder: any Decoder) throws {
      guard let container = try? decoder.container(keyedBy: CodingKeys.self) else { return }
      sku = try? container.decode(String.self, forKey: .sku)
      unitsPerDay = try? container.decode(Double.self, forKey: .unitsPerDay)
    }
  }

  private mutating func take(_ code: String, _ value: Double?, written: String, line: Int) {
    guard let sku = index.sku(code) else { return refuse(line, code, "unknown SKU") }
    guard let value, !value.isNaN else {
      return refuse(line, code, "units_per_day is no number: \(written.prefix(40))")
    }
    guard value >= 0 else { return refuse(line, code, "units_per_day is negative") }
    guard value <= limits.unitsPerDay else {
      return refuse(line, code, "units_per_day is more than \(Int(limits.unitsPerDay))")
    }
    if let first = firstLine[sku] { return refuse(line, code, "is in line \(first) already") }
    firstLine[sku] = line
    lines.append(VelocityLine(sku: sku, unitsPerDay: value))
  }

  private mutating func refuse(_ line: Int, _ sku: String?, _ reason: String) {
    refusedCount += 1
    guard refusals.count < limits.refusalsListed else { return }
    refusals.append(Refusal(line: line, sku: sku.map { String($0.prefix(80)) }, reason: reason))
  }

  /// Fields of one line; a field may stand in double quotes, which it then doubles inside.
  static func fields(of line: Substring) -> [String] {
    var fields: [String] = []
    var field = ""
    var isQuoted = false
    var rest = line[...]
    while let character = rest.popFirst() {
      switch character {
      case "\"" where isQuoted && rest.first == "\"":
        rest.removeFirst()
        field.append("\"")
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        fields.append(field.trimmingCharacters(in: .whitespaces))
        field = ""
      default: field.append(character)
      }
    }
    return fields + [field.trimmingCharacters(in: .whitespaces)]
  }
}
