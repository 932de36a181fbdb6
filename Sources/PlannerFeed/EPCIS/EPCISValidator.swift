/// Whether EPCIS 2.0 events say what they may: the rules of the JSON schema that matter here, and those of the standard
/// that the schema cannot express or lacks (EPCIS 2.0, section 7.4; an ADD aggregation needs its parent).
public struct EPCISValidator: Sendable {
  /// Faults of one document that are listed; whoever sends more has other worries.
  public static let faultLimit = 100

  /// Whether GS1 keys must have right check digits too. Ours do; who captures others' events may take them as they are.
  public var checksDigits: Bool

  public init(checksDigits: Bool = false) { self.checksDigits = checksDigits }

  /// What is wrong with a document; empty: nothing.
  public func faults(inDocument document: JSONValue) -> [EPCISFault] {
    var check = EventCheck(checksDigits: checksDigits)
    guard document.members != nil else { return [EPCISFault(path: "", reason: "a document is an object")] }
    if !["EPCISDocument", "EPCISQueryDocument"].contains(document["type"]?.text) {
      check.fault("type", "a document is an EPCISDocument or an EPCISQueryDocument")
    }
    if !isVersion(document["schemaVersion"]?.text) { check.fault("schemaVersion", "the version is 2.0 or a later 2.x") }
    check.requireTime("creationDate", document["creationDate"])
    check.requireContext(document["@context"])
    let body = document["epcisBody"]
    let events = body?["eventList"] ?? body?["queryResults"]?["resultsBody"]?["eventList"]
    guard let list = events?.list else {
      check.fault("epcisBody.eventList", "a document carries a list of events")
      return check.faults
    }
    check.prefixes.formUnion(EventHash.namespaces(of: document["@context"]).keys)
    for (index, event) in list.enumerated() where check.faults.count < Self.faultLimit {
      check.at("eventList[\(index)]") { $0.check(event) }
    }
    return check.faults
  }

  /// What is wrong with a single event; empty: nothing.
  /// - Parameter prefixes: those that the event's context declares.
  public func faults(in event: JSONValue, prefixes: Set<String> = []) -> [EPCISFault] {
    var check = EventCheck(checksDigits: checksDigits)
    check.prefixes.formUnion(prefixes)
    check.check(event)
    return check.faults
  }

  private func isVersion(_ text: String?) -> Bool {
    guard let parts = text?.split(separator: ".", omittingEmptySubsequences: false) else { return false }
    return (2...3).contains(parts.count) && parts[0] == "2"
      && parts.dropFirst().allSatisfy {
        !$0.isEmpty && GS1Digits.areDigits($0)
      }
  }
}

/// One pass over an event.
struct EventCheck {
  let checksDigits: Bool
  var prefixes: Set<String> = Set(Vocabulary.prefixes.keys)
  private(set) var faults: [EPCISFault] = []
  private var place: [String] = []

  init(checksDigits: Bool) { self.checksDigits = checksDigits }

  mutating func fault(_ member: String, _ reason: String) {
    let path = (place + (member.isEmpty ? [] : [member])).joined(separator: ".")
    faults.append(EPCISFault(path: path, reason: reason))
  }

  mutating func at(_ step: String, _ body: (inout EventCheck) -> Void) {
    place.append(step)
    body(&self)
    place.removeLast()
  }

  mutating func check(_ event: JSONValue) {
    guard let type = event["type"]?.text, let kind = EventKind(rawValue: type) else {
      return fault("type", "an event is one of \(EventKind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    if let own = event["@context"] { prefixes.formUnion(EventHash.namespaces(of: own).keys) }
    names(event, EventKind.common.union(kind.members))
    requireTime("eventTime", event["eventTime"])
    if let time = event["recordTime"] { requireTime("recordTime", time) }
    if !isOffset(event["eventTimeZoneOffset"]?.text) {
      fault("eventTimeZoneOffset", "an offset is written as +01:00, from -14:00 to +14:00")
    }
    if let id = event["eventID"] { uri("eventID", id) }
    word("bizStep", event["bizStep"], of: Vocabulary.businessSteps)
    word("disposition", event["disposition"], of: Vocabulary.dispositions)
    for member in ["readPoint", "bizLocation"] { if let found = event[member] { location(member, found) } }
    if let certificate = event["certificationInfo"] { oneOrMore("certificationInfo", certificate) }
    items("epcList", event["epcList"])
    kind.check(event, &self)
    transactions(event["bizTransactionList"])
    parties(event)
    persistent(event["persistentDisposition"])
    sensors(event)
    declaration(event)
  }

  private func isOffset(_ text: String?) -> Bool {
    guard let text, text.utf8.count == 6, text.hasPrefix("+") || text.hasPrefix("-") else { return false }
    let parts = text.dropFirst().split(separator: ":")
    guard parts.count == 2, let hours = Int(parts[0]), let minutes = Int(parts[1]), parts[0].count == 2,
      GS1Digits.areDigits(parts[0]), GS1Digits.areDigits(parts[1])
    else { return false }
    return hours < 14 && minutes < 60 || hours == 14 && minutes == 0
  }
}

// MARK: - Values

extension EventCheck {
  mutating func requireTime(_ member: String, _ value: JSONValue?) {
    guard let text = value?.text, FeedTime(text) != nil else {
      return fault(member, "a time is written as 2026-03-01T10:15:30.123Z or with an offset")
    }
  }

  mutating func requireContext(_ context: JSONValue?) {
    let parts = context.map { $0.list ?? [$0] } ?? []
    guard !parts.isEmpty, parts.allSatisfy({ $0.text != nil || $0.members != nil }) else {
      return fault("@context", "the context names the EPCIS vocabulary")
    }
  }

  mutating func uri(_ member: String, _ value: JSONValue?) {
    guard let text = value?.text, isURI(text) else {
      return fault(member, "a URI begins with its scheme and holds no blanks")
    }
    guard checksDigits else { return }
    let link = DigitalLink.canonical(text)
    if let path = LinkPath(link), link.hasPrefix(DigitalLink.domain), !path.hasRightCheckDigit {
      fault(member, "the check digit of \(path.value) is wrong")
    }
  }

  private func isURI(_ text: String) -> Bool {
    guard let colon = text.firstIndex(of: ":"), colon != text.startIndex, text.index(after: colon) < text.endIndex,
      text.utf8.first.map({ (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }) == true
    else { return false }
    let isScheme = text[..<colon].utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        || [0x2B, 0x2D, 0x2E].contains($0)
    }
    return isScheme
      && text.unicodeScalars.allSatisfy { $0.value > 0x20 && !["<", ">", "\"", "{", "}", "\\", "^", "`"].contains($0) }
  }

  mutating func word(_ member: String, _ value: JSONValue?, of words: Set<String>) {
    guard let value else { return }
    guard let text = value.text, words.contains(text) || (text.contains(":") && isURI(text)) else {
      return fault(member, "the vocabulary has no such word: \(value.json.prefix(60))")
    }
  }

  mutating func location(_ member: String, _ value: JSONValue) {
    at(member) { check in
      check.uri("id", value["id"])
      check.names(value, ["id"])
    }
  }

  private mutating func oneOrMore(_ member: String, _ value: JSONValue) {
    for item in value.list ?? [value] { uri(member, item) }
  }

  /// URIs of instances, each once.
  mutating func items(_ member: String, _ value: JSONValue?) {
    guard let value else { return }
    guard let list = value.list else { return fault(member, "this is a list") }
    for (index, item) in list.enumerated() { uri("\(member)[\(index)]", item) }
    if Set(list).count != list.count { fault(member, "an instance is listed twice") }
  }

  mutating func quantities(_ member: String, _ value: JSONValue?) {
    guard let value else { return }
    guard let list = value.list else { return fault(member, "this is a list") }
    for (index, item) in list.enumerated() {
      at("\(member)[\(index)]") { check in
        check.names(item, ["epcClass", "quantity", "uom"], mayExtend: false)
        check.uri("epcClass", item["epcClass"])
        guard let quantity = item["quantity"] else { return }
        guard let number = quantity.number, number > 0 else {
          return check.fault("quantity", "a quantity is a positive number")
        }
        if let unit = item["uom"] {
          if !check.isUnit(unit) { check.fault("uom", "a unit is a code of two or three letters or digits") }
        } else if number != number.rounded() {
          check.fault("quantity", "without a unit, instances are counted")
        }
      }
    }
  }

  /// UN/ECE Recommendation 20.
  private func isUnit(_ value: JSONValue) -> Bool {
    guard let text = value.text else { return false }
    return (2...3).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
      }
  }

  /// Members are the standard's, or have a prefix that the context declares.
  mutating func names(_ value: JSONValue, _ known: Set<String>, mayExtend: Bool = true) {
    guard let members = value.members else { return fault("", "this is an object") }
    for name in members.keys.sorted() where !known.contains(name) {
      guard mayExtend, let colon = name.firstIndex(of: ":") else {
        fault(name, "the standard has no such member, and it has no prefix")
        continue
      }
      let prefix = String(name[..<colon])
      if !prefixes.contains(prefix), !["http", "https", "urn"].contains(prefix) {
        fault(name, "the context does not say what \(prefix) is")
      }
    }
  }

  private mutating func transactions(_ value: JSONValue?) {
    for (index, item) in (value?.list ?? []).enumerated() {
      at("bizTransactionList[\(index)]") { check in
        check.word("type", item["type"], of: Vocabulary.transactionTypes)
        check.uri("bizTransaction", item["bizTransaction"])
      }
    }
  }

  private mutating func parties(_ event: JSONValue) {
    for (list, member) in [("sourceList", "source"), ("destinationList", "destination")] {
      for (index, item) in (event[list]?.list ?? []).enumerated() {
        at("\(list)[\(index)]") { check in
          check.word("type", item["type"], of: ["owning_party", "possessing_party", "location"])
          check.uri(member, item[member])
        }
      }
    }
  }

  private mutating func persistent(_ value: JSONValue?) {
    guard let value else { return }
    at("persistentDisposition") { check in
      let words = ["set", "unset"].map { value[$0]?.list ?? [] }
      if words[0].isEmpty && words[1].isEmpty { check.fault("", "it sets or unsets a disposition") }
      for word in words.joined() { check.word("", word, of: Vocabulary.dispositions) }
      if !Set(words[0]).isDisjoint(with: words[1]) { check.fault("", "it sets and unsets the same disposition") }
    }
  }

  private mutating func declaration(_ event: JSONValue) {
    guard let declaration = event["errorDeclaration"] else { return }
    at("errorDeclaration") { check in
      check.names(declaration, ["declarationTime", "reason", "correctiveEventIDs"])
      check.requireTime("declarationTime", declaration["declarationTime"])
      check.word("reason", declaration["reason"], of: Vocabulary.errorReasons)
      let corrections = declaration["correctiveEventIDs"]?.list ?? []
      for (index, id) in corrections.enumerated() { check.uri("correctiveEventIDs[\(index)]", id) }
      guard let own = event["eventID"] else {
        return check.fault("", "the event that was wrong is named by its eventID")
      }
      if corrections.contains(own) { check.fault("correctiveEventIDs", "an event does not correct itself") }
    }
  }
}
