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
  /// Columns that may follow the heading, in any order.
  static let options = ["horizon_days", "p90", "hourly"]
  /// SKUs that were named with a value that was refused.
  private(set) var kept: [SKU.ID] = []

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
    var columns: [String]?
    for (offset, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let fields = Self.fields(of: line)
      guard let known = columns else {
        let more = fields.dropFirst(2)
        guard Array(fields.prefix(2)) == Self.heading, more.allSatisfy(Self.options.contains),
          Set(more).count == more.count
        else {
          throw HTTPFault.badRequest(
            "the first line is not \(Self.heading.joined(separator: ","))",
            "add the heading; after it may come "
              + Self.options.joined(separator: ", "))
        }
        columns = fields
        continue
      }
      if line.allSatisfy(\.isWhitespace) { continue }
      guard fields.count == known.count else {
        refuse(offset + 1, nil, "has \(fields.count) fields instead of \(known.count)")
        continue
      }
      take(csv: Dictionary(uniqueKeysWithValues: zip(known, fields)), line: offset + 1)
    }
  }

  /// - Throws: `HTTPFault` when it is no JSON list.
  init(json data: Data, index: SiteIndex, limits: HTTPLimits) throws {
    guard !Nesting.isTooDeep(data), let list = try? JSONDecoder().decode([Element].self, from: data) else {
      throw HTTPFault.badRequest(
        "the body is no JSON list", "send [{\"sku\": \"…\", \"units_per_day\": 1.5}, …] or text/csv")
    }
    self.init(list, index: index, limits: limits)
  }

  /// Elements of a JSON list, wherever it stood.
  init(_ list: [Element], index: SiteIndex, limits: HTTPLimits) {
    self.init(index: index, limits: limits)
    for (offset, element) in list.enumerated() {
      guard let sku = element.sku else {
        refuse(offset + 1, nil, "sku is missing or no string")
        continue
      }
      take(
        sku, element.unitsPerDay, written: element.unitsPerDay.map { "\($0)" } ?? "nothing", element.more,
        line: offset + 1)
    }
  }

  /// An element that never fails as a whole, so that one bad one does not hide the others.
  struct Element: Decodable {
    fileprivate var sku: String?
    fileprivate var unitsPerDay: Double?
    fileprivate var more = More()

    enum CodingKeys: String, CodingKey {
      case sku
      case unitsPerDay = "units_per_day"
      case horizonDays = "horizon_days"
      case p90
      case hourly
    }

    init(from decoder: any Decoder) throws {
      guard let container = try? decoder.container(keyedBy: CodingKeys.self) else { return }
      sku = try? container.decode(String.self, forKey: .sku)
      unitsPerDay = try? container.decode(Double.self, forKey: .unitsPerDay)
      do {
        more.horizonDays = try container.decodeIfPresent(Double.self, forKey: .horizonDays)
        more.p90 = try container.decodeIfPresent(Double.self, forKey: .p90)
        more.hourly = try container.decodeIfPresent([Double].self, forKey: .hourly)
      } catch {
        more.fault = "horizon_days and p90 are numbers, hourly is a list of 24 numbers"
      }
    }
  }

  /// What a line may say beyond its rate.
  fileprivate struct More {
    var horizonDays: Double?
    var p90: Double?
    var hourly: [Double]?
    var fault: String?

    /// Why it cannot be, with a rate of `unitsPerDay`; nil: it can.
    func refusal(_ unitsPerDay: Double) -> String? {
      if let fault { return fault }
      if let horizonDays, !(horizonDays > 0 && horizonDays <= 3_650) {
        return "horizon_days is not above 0 and up to 3650"
      }
      if let p90, !(p90 >= unitsPerDay && p90.isFinite) { return "p90 is below units_per_day, or no number" }
      guard let hourly else { return nil }
      guard hourly.count == 24, hourly.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
        return "hourly is not 24 shares from 0 to 1"
      }
      return abs(hourly.reduce(0, +) - 1) <= 0.01 ? nil : "the shares of hourly do not add up to 1"
    }
  }

  private mutating func take(csv fields: [String: String], line: Int) {
    var more = More()
    func number(_ name: String) -> Double? {
      guard let text = fields[name], !text.isEmpty else { return nil }
      guard let value = Double(text) else {
        more.fault = "\(name) is no number: \(text.prefix(40))"
        return nil
      }
      return value
    }
    more.horizonDays = number("horizon_days")
    more.p90 = number("p90")
    if let text = fields["hourly"], !text.isEmpty {
      let shares = text.split(separator: ";").map { Double($0) }
      more.hourly = shares.compactMap(\.self)
      if shares.contains(nil) { more.fault = "hourly is not 24 numbers with ; between them" }
    }
    let rate = fields["units_per_day"] ?? ""
    take(fields["sku"] ?? "", Double(rate), written: rate, more, line: line)
  }

  private mutating func take(_ code: String, _ value: Double?, written: String, _ more: More, line: Int) {
    guard let sku = index.sku(code) else { return refuse(line, code, "unknown SKU") }
    if let refusal = refusal(of: value, written) ?? value.flatMap({ more.refusal($0) }) {
      kept.append(sku)
      return refuse(line, code, refusal)
    }
    if let first = firstLine[sku] { return refuse(line, code, "is in line \(first) already") }
    guard let value else { return }
    firstLine[sku] = line
    lines.append(
      VelocityLine(sku: sku, unitsPerDay: value, horizonDays: more.horizonDays, p90: more.p90, hourly: more.hourly))
  }

  private func refusal(of value: Double?, _ written: String) -> String? {
    guard let value, !value.isNaN else { return "units_per_day is no number: \(written.prefix(40))" }
    guard value >= 0 else { return "units_per_day is negative" }
    return value <= limits.unitsPerDay ? nil : "units_per_day is more than \(Int(limits.unitsPerDay))"
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
