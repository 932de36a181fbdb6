/// A subset of the EPCIS 2.0 query language: the filters of `GET /epcis/events`.
///
/// Values of one filter are separated by `|` and any of them may match; filters are joined by and. URIs match in any form
/// of the same key; vocabulary words match bare or in full.
public struct EPCISQuery: Sendable {
  /// Why a query is refused, in the words of the standard's `QueryParameterException`.
  public struct Fault: Error, Equatable, Sendable {
    public var parameter: String
    public var reason: String
  }

  /// Events on one page.
  public static let pageLimit = 1_000
  public static let pageDefault = 30

  public private(set) var perPage = EPCISQuery.pageDefault
  /// Where the last page ended; nil: from the start.
  public private(set) var token: String?
  private var conditions: [Condition] = []

  private enum Condition: Sendable {
    case words(members: [String], Set<String>)
    case uris(members: [String], Set<String>)
    case classes(lists: [String], Set<String>)
    case time(String, isFrom: Bool, FeedTime)
    case quantity(String, Double)
    case order(type: String, Set<String>)
    case isDeclaredWrong(Bool)
  }

  private static let words: [String: [String]] = [
    "eventType": ["type"], "EQ_action": ["action"], "EQ_bizStep": ["bizStep"], "EQ_disposition": ["disposition"],
  ]

  private static let uris: [String: [String]] = [
    "EQ_readPoint": ["readPoint"], "EQ_bizLocation": ["bizLocation"], "EQ_eventID": ["eventID"],
    "EQ_transformationID": ["transformationID"], "MATCH_parentID": ["parentID"],
    "MATCH_epc": ["epcList", "childEPCs"], "MATCH_inputEPC": ["inputEPCList"], "MATCH_outputEPC": ["outputEPCList"],
    "MATCH_anyEPC": ["parentID", "epcList", "childEPCs", "inputEPCList", "outputEPCList"],
  ]

  private static let classes: [String: [String]] = [
    "MATCH_epcClass": ["quantityList", "childQuantityList"], "MATCH_inputEPCClass": ["inputQuantityList"],
    "MATCH_outputEPCClass": ["outputQuantityList"],
    "MATCH_anyEPCClass": ["quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"],
  ]

  /// - Throws: `Fault` for a parameter that is unknown here, given twice or not of its form.
  public init(_ parameters: some Sequence<(name: String, value: String)>) throws(Fault) {
    var seen: Set<String> = []
    for (name, value) in parameters {
      guard seen.insert(name).inserted else {
        throw Fault(parameter: name, reason: "give it once, with its values separated by |")
      }
      try add(name, value)
    }
  }

  private mutating func add(_ name: String, _ value: String) throws(Fault) {
    let values = Set(value.split(separator: "|").map { String($0) })
    guard !values.isEmpty else { throw Fault(parameter: name, reason: "a value is missing") }
    if let members = Self.words[name] {
      if name == "EQ_action", !values.isSubset(of: ["ADD", "OBSERVE", "DELETE"]) {
        throw Fault(parameter: name, reason: "an action is ADD, OBSERVE or DELETE")
      }
      conditions.append(.words(members: members, Set(values.map(Self.bare))))
    } else if let members = Self.uris[name] {
      conditions.append(.uris(members: members, Set(values.map(DigitalLink.canonical))))
    } else if let lists = Self.classes[name] {
      conditions.append(.classes(lists: lists, Set(values.map(DigitalLink.canonical))))
    } else if name.hasPrefix("EQ_bizTransaction_") {
      let type = Self.bare(String(name.dropFirst("EQ_bizTransaction_".count)))
      conditions.append(.order(type: type, values))
    } else {
      try addScalar(name, value)
    }
  }

  private mutating func addScalar(_ name: String, _ value: String) throws(Fault) {
    switch name {
    case "GE_eventTime", "LT_eventTime", "GE_recordTime", "LT_recordTime":
      guard let time = FeedTime(value) else {
        throw Fault(parameter: name, reason: "a time is written as 2026-03-01T10:15:30.123Z; encode a + as %2B")
      }
      conditions.append(.time(String(name.dropFirst(3)), isFrom: name.hasPrefix("GE"), time))
    case "EQ_quantity", "GT_quantity", "GE_quantity", "LT_quantity", "LE_quantity":
      guard let number = Double(value), number.isFinite else {
        throw Fault(parameter: name, reason: "this is a number")
      }
      conditions.append(.quantity(String(name.prefix(2)), number))
    case "EXISTS_errorDeclaration": conditions.append(.isDeclaredWrong(value != "false"))
    case "perPage":
      guard let number = Int(value), (1...Self.pageLimit).contains(number) else {
        throw Fault(parameter: name, reason: "a page has 1 to \(Self.pageLimit) events")
      }
      perPage = number
    case "nextPageToken": token = value
    default: throw Fault(parameter: name, reason: "this service does not know it; GET /openapi.json lists the filters")
    }
  }

  /// The bare form of a vocabulary word.
  private static func bare(_ word: String) -> String {
    for (urn, web) in Vocabulary.roots {
      if word.hasPrefix(urn) { return String(word.dropFirst(urn.count)) }
      if word.hasPrefix(web) { return String(word.dropFirst(web.count)) }
    }
    for prefix in ["cbv:BizStep-", "cbv:Disp-", "cbv:BTT-"] where word.hasPrefix(prefix) {
      return String(word.dropFirst(prefix.count))
    }
    return word
  }

  // MARK: - Matching

  public func matches(_ event: JSONValue) -> Bool { conditions.allSatisfy { Self.matches(event, $0) } }

  private static func matches(_ event: JSONValue, _ condition: Condition) -> Bool {
    switch condition {
    case .words(let members, let wanted):
      members.contains { event[$0]?.text.map { wanted.contains(bare($0)) } ?? false }
    case .uris(let members, let wanted):
      members.contains { uris(event[$0]).contains { wanted.contains(DigitalLink.canonical($0)) } }
    case .classes(let lists, let wanted):
      quantities(event, lists).contains { wanted.contains(DigitalLink.canonical($0["epcClass"]?.text ?? "")) }
    case .time(let member, let isFrom, let limit):
      event[member]?.text.flatMap { FeedTime($0) }.map { isFrom ? $0 >= limit : $0 < limit } ?? false
    case .quantity(let relation, let limit):
      quantities(event, classes["MATCH_anyEPCClass"] ?? []).contains {
        compare($0["quantity"]?.number, relation, limit)
      }
    case .order(let type, let wanted):
      (event["bizTransactionList"]?.list ?? []).contains {
        bare($0["type"]?.text ?? "") == type && wanted.contains($0["bizTransaction"]?.text ?? "")
      }
    case .isDeclaredWrong(let wanted): (event["errorDeclaration"] != nil) == wanted
    }
  }

  /// A URI, the id of a place, or a list of URIs.
  private static func uris(_ value: JSONValue?) -> [String] {
    switch value {
    case .text(let text): [text]
    case .list(let list): list.compactMap(\.text)
    case .object(let members): [members["id"]?.text].compactMap { $0 }
    case .null, .bool, .integer, .number, nil: []
    }
  }

  private static func quantities(_ event: JSONValue, _ lists: [String]) -> [JSONValue] {
    lists.flatMap { event[$0]?.list ?? [] }
  }

  private static func compare(_ number: Double?, _ relation: String, _ limit: Double) -> Bool {
    guard let number else { return false }
    return switch relation {
    case "EQ": number == limit
    case "GT": number > limit
    case "GE": number >= limit
    case "LT": number < limit
    default: number <= limit
    }
  }
}
