/// An event in the CloudEvents 1.0 envelope.
public struct CloudEvent: Equatable, Sendable {
  /// Unique with `source`: whoever has taken both in before may drop it.
  public var id: String
  public var source: String
  public var type: String
  public var subject: String?
  public var time: FeedTime?
  /// The extension `recordedtime`: when it was recorded, after it happened.
  public var recorded: FeedTime?
  /// The extension `sequence`: greater as text when it comes later, so numbers have leading zeros.
  public var sequence: Int64?
  public var data: JSONValue

  public init(id: String, source: String, type: String, data: JSONValue) {
    self.id = id
    self.source = source
    self.type = type
    self.data = data
  }

  public static let structured = "application/cloudevents+json"
  public static let batch = "application/cloudevents-batch+json"

  /// Attributes without the data, by name.
  public var attributes: [String: String] {
    var found = ["specversion": "1.0", "id": id, "source": source, "type": type, "datacontenttype": "application/json"]
    found["subject"] = subject
    found["time"] = time?.iso
    found["recordedtime"] = recorded?.iso
    found["sequence"] = sequence.map(Self.ordered)
    return found
  }

  /// Structured mode: everything in one object.
  public var json: JSONValue {
    var members = attributes.mapValues { JSONValue.text($0) }
    members["data"] = data
    return .object(members)
  }

  /// Binary mode: attributes as HTTP or MQTT properties, the body is the data alone.
  public var headers: [(name: String, value: String)] {
    attributes.filter { $0.key != "datacontenttype" }.sorted { $0.key < $1.key }
      .map { ("ce-\($0.key)", Self.percentEncoded($0.value)) }
  }

  /// Nineteen digits, so that text order is number order.
  static func ordered(_ sequence: Int64) -> String {
    let digits = "\(sequence)"
    return String(repeating: "0", count: max(0, 19 - digits.count)) + digits
  }

  /// CloudEvents' HTTP binding, section 3.1.3.2: blanks, quotes, percent signs and what is not ASCII are encoded.
  private static func percentEncoded(_ text: String) -> String {
    text.utf8.map { byte in
      (0x21...0x7E).contains(byte) && byte != 0x22 && byte != 0x25
        ? String(UnicodeScalar(byte)) : "%" + SHA256.hex([byte]).uppercased()
    }.joined()
  }
}

extension CloudEvent {
  /// Reads structured mode.
  /// - Returns: nil when a required attribute is missing or empty, or an attribute has a name or a form that the envelope
  ///   does not allow.
  public init?(json: JSONValue) {
    guard let members = json.members, members["specversion"]?.text == "1.0",
      let id = members["id"]?.text, !id.isEmpty, let source = members["source"]?.text, !source.isEmpty,
      let type = members["type"]?.text, !type.isEmpty
    else { return nil }
    let names = members.keys.filter { $0 != "data_base64" }
    guard
      names.allSatisfy({
        !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
      })
    else { return nil }
    self.init(id: id, source: source, type: type, data: members["data"] ?? .null)
    subject = members["subject"]?.text
    for (name, path) in [("time", \CloudEvent.time), ("recordedtime", \CloudEvent.recorded)] {
      guard let text = members[name]?.text else { continue }
      guard let time = FeedTime(text) else { return nil }
      self[keyPath: path] = time
    }
    sequence = members["sequence"]?.text.flatMap { Int64($0) }
  }
}
