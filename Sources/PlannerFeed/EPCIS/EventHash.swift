/// The id that follows from an event's content (CBV 2.0, section 8.9.2): two parties that saw the same event, in whatever
/// order its members came, give it the same id. That makes it a key for taking an event in once.
public struct EventHash: Sendable {
  /// Namespaces by prefix, from the document's `@context`.
  let namespaces: [String: String]
  /// Members that are no part of the event: what a repository has added for itself.
  let ignored: Set<String>

  public init(namespaces: [String: String] = [:], ignoring: Set<String> = []) {
    self.namespaces = namespaces.merging(Vocabulary.prefixes) { own, _ in own }
    ignored = ignoring
  }

  /// As the document says: its context, and the members that it calls `ignoreFields`.
  public init(document: JSONValue) {
    var ignoring: Set<String> = []
    let results = document["epcisBody"]?["queryResults"]?.members ?? [:]
    for (name, value) in (document.members ?? [:]).merging(results, uniquingKeysWith: { first, _ in first })
    where name.hasSuffix(":ignoreFields") {
      ignoring.formUnion((value.list ?? [value]).compactMap(\.text))
    }
    self.init(namespaces: Self.namespaces(of: document["@context"]), ignoring: ignoring)
  }

  static func namespaces(of context: JSONValue?) -> [String: String] {
    var found: [String: String] = [:]
    for part in context?.list ?? [context].compactMap({ $0 }) {
      for (prefix, namespace) in part.members ?? [:] { found[prefix] = namespace.text }
    }
    return found
  }

  /// `ni:///sha-256;…?ver=CBV2.0`.
  public func id(of event: JSONValue) -> String {
    "ni:///sha-256;\(SHA256.hex(SHA256.digest(canonical(event).utf8)))?ver=CBV2.0"
  }

  /// What is hashed: the members in canonical order, without what only tells of the telling (id, record time, error
  /// declaration).
  public func canonical(_ event: JSONValue) -> String {
    var hash = self
    if let own = event["@context"] {
      hash = EventHash(namespaces: Self.namespaces(of: own).merging(namespaces) { own, _ in own }, ignoring: ignored)
    }
    return hash.text(of: event)
  }

  private func text(of event: JSONValue) -> String {
    var text = "eventType=\(event["type"]?.text ?? "")"
    for field in Self.order {
      guard let value = event[field.name] else { continue }
      switch field.form {
      case .value(let kind): text += pair(field.name, value, kind)
      case .list(let child): text += list(field.name, value) { pair(child, $0, .uri) }
      case .quantities: text += list(field.name, value) { "quantityElement" + fields($0, Self.quantity) }
      case .typed(let child, let root):
        text += list(field.name, value) { pair("type", $0["type"], .word(root)) + pair(child, $0[child], .uri) }
      case .place:
        let content = pair("id", value["id"], .uri) + extensions(of: value)
        if !content.isEmpty { text += field.name + content }
      case .persistent:
        let content = ["set", "unset"].map { name in
          (value[name]?.list ?? []).map { pair(name, $0, .word(Self.disposition)) }.sorted(by: Self.before).joined()
        }
        text += field.name + content.joined()
      case .sensors: text += list(field.name, value, sensorElement)
      case .master: text += field.name + extensions(of: value)
      }
    }
    return text + extensions(of: event)
  }

  private func list(_ name: String, _ value: JSONValue, _ each: (JSONValue) -> String) -> String {
    let items = (value.list ?? []).map(each).sorted(by: Self.before)
    return items.isEmpty ? "" : name + items.joined()
  }

  private func sensorElement(_ element: JSONValue) -> String {
    var text = "sensorElement"
    if let metadata = element["sensorMetadata"] {
      text += "sensorMetadata" + fields(metadata, Self.metadata) + extensions(of: metadata)
    }
    let reports = (element["sensorReport"]?.list ?? []).map {
      "sensorReport" + fields($0, Self.report) + extensions(of: $0)
    }
    return text + reports.sorted(by: Self.before).joined() + extensions(of: element)
  }

  private func fields(_ value: JSONValue, _ order: [(String, Kind)]) -> String {
    order.map { pair($0.0, value[$0.0], $0.1) }.joined()
  }

  /// By bytes, not as people sort.
  static func before(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

  // MARK: - Values

  enum Kind {
    case plain
    case time
    case uri
    /// A word of a vocabulary, by what its bare form is short for.
    case word(String)
  }

  private func pair(_ name: String, _ value: JSONValue?, _ kind: Kind) -> String {
    guard let value, let text = scalar(value, kind) else { return "" }
    return "\(name)=\(text)"
  }

  private func scalar(_ value: JSONValue, _ kind: Kind) -> String? {
    switch value {
    case .null, .list, .object: nil
    case .bool(let flag): flag ? "true" : "false"
    case .integer(let number): "\(number)"
    case .number(let number): JSONValue.decimal(number)
    case .text(let raw): self.text(raw.trimmed, kind)
    }
  }

  private func text(_ text: String, _ kind: Kind) -> String {
    switch kind {
    case .plain: return text
    case .time: return FeedTime(text)?.iso ?? text
    case .uri: return DigitalLink.canonical(expanded(text))
    case .word(let root):
      for (urn, web) in Vocabulary.roots where text.hasPrefix(urn) { return web + text.dropFirst(urn.count) }
      return text.contains(":") ? expanded(text) : root + text
    }
  }

  /// A compact URI in full: its prefix is one that the context declares.
  private func expanded(_ text: String) -> String {
    guard let colon = text.firstIndex(of: ":"), let namespace = namespaces[String(text[..<colon])],
      !text[colon...].hasPrefix("://")
    else { return text }
    return namespace + text[text.index(after: colon)...]
  }

  // MARK: - Extensions

  /// Members with a prefix, each under its namespace in braces, sorted as whole strings.
  private func extensions(of value: JSONValue) -> String {
    var found: [String] = []
    for (name, content) in value.members ?? [:] where name.contains(":") {
      guard !ignored.contains(name), let key = key(name) else { continue }
      found.append(contentsOf: extensionTexts(key, content))
    }
    return found.sorted(by: Self.before).joined()
  }

  /// - Returns: nil for a comment, which is no part of what happened.
  private func key(_ name: String) -> String? {
    guard let colon = name.firstIndex(of: ":"), !name[colon...].hasPrefix("://") else { return "{}\(name)" }
    let namespace = namespaces[String(name[..<colon])] ?? String(name[...colon])
    let local = name[name.index(after: colon)...]
    return namespace == Vocabulary.prefixes["rdfs"] && local == "comment" ? nil : "{\(namespace)}\(local)"
  }

  private func extensionTexts(_ key: String, _ value: JSONValue) -> [String] {
    switch value {
    case .list(let list): list.flatMap { extensionTexts(key, $0) }
    case .object: [key + extensions(of: value)]
    case .null: [key]
    case .bool, .integer, .number, .text: [scalar(value, .uri).map { "\(key)=\($0)" } ?? key]
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    let tail = drop(while: \.isWhitespace)
    guard let last = tail.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(tail[...last])
  }
}
