/// An EPCIS 2.0 event as Drover tells one.
public struct EPCISEvent: Equatable, Sendable {
  public enum Action: String, Sendable {
    case add = "ADD"
    case observe = "OBSERVE"
    case delete = "DELETE"
  }

  /// What it is about. Instances are URIs.
  public enum Subject: Equatable, Sendable {
    case object(Action, epcs: [String], quantities: [Quantity])
    /// Things put into, seen in or taken out of a container, which moves them from now on.
    case aggregation(Action, parent: String, epcs: [String], quantities: [Quantity])
    /// Assets joined for a while: a tote on a pod, a sensor in a bin.
    case association(Action, parent: String, epcs: [String])
    case transformation(inputs: [Quantity], outputs: [Quantity])
  }

  /// So many of a class.
  public struct Quantity: Equatable, Sendable {
    public var epcClass: String
    public var quantity: Int64

    public init(epcClass: String, quantity: Int64) {
      self.epcClass = epcClass
      self.quantity = quantity
    }
  }

  /// What a sensor said.
  public struct SensorElement: Equatable, Sendable {
    public struct Report: Equatable, Sendable {
      /// A word of GS1's measurement types: `Temperature`, `RelativeHumidity`, `Mass`.
      public var type: String
      public var value: Double?
      /// UN/ECE Recommendation 20: `CEL`, `P1`, `GRM`.
      public var unit: String?
      /// `ALARM_CONDITION` when a limit is broken.
      public var isAlarm: Bool

      public init(type: String, value: Double?, unit: String?, isAlarm: Bool = false) {
        self.type = type
        self.value = value
        self.unit = unit
        self.isAlarm = isAlarm
      }
    }

    public var time: FeedTime
    public var device: String
    public var reports: [Report]

    public init(time: FeedTime, device: String, reports: [Report]) {
      self.time = time
      self.device = device
      self.reports = reports
    }
  }

  /// Says of an event that it was wrong. History is never rewritten: the event is told again, with this on it.
  public struct ErrorDeclaration: Equatable, Sendable {
    public enum Reason: String, Sendable {
      case didNotOccur = "did_not_occur"
      case incorrectData = "incorrect_data"
    }

    public var declared: FeedTime
    public var reason: Reason
    public var corrections: [String]
  }

  public var subject: Subject
  public var time: FeedTime
  public var recorded: FeedTime?
  public var step: String?
  public var disposition: String?
  public var readPoint: String?
  public var location: String?
  /// Purchase orders that it belongs to.
  public var orders: [String] = []
  public var sensors: [SensorElement] = []
  public var declaration: ErrorDeclaration?
  /// Members under Drover's own prefix, which is put before their names.
  public var extras: [String: JSONValue] = [:]

  public init(_ subject: Subject, time: FeedTime, step: String? = nil, disposition: String? = nil) {
    self.subject = subject
    self.time = time
    self.step = step
    self.disposition = disposition
  }

  /// Drover's prefix in events, and what it stands for.
  public static let prefix = "drover"
  public static let namespace = "urn:drover:epcis:"
  public static let context: JSONValue = [
    "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", ["drover": .text(namespace)],
  ]

  /// From its content (CBV 2.0 section 8.9.2): the same for the event and for its later error declaration.
  public var id: String { EventHash(namespaces: [Self.prefix: Self.namespace]).id(of: content) }

  /// The event with its id, as a member of an event list.
  public var json: JSONValue {
    var members = content.members ?? [:]
    members["eventID"] = .text(id)
    if let recorded { members["recordTime"] = .text(recorded.iso) }
    if let declaration {
      var error: [String: JSONValue] = [
        "declarationTime": .text(declaration.declared.iso), "reason": .text(declaration.reason.rawValue),
      ]
      if !declaration.corrections.isEmpty {
        error["correctiveEventIDs"] = .list(declaration.corrections.map { .text($0) })
      }
      members["errorDeclaration"] = .object(error)
    }
    return .object(members)
  }

  /// The same event, declared wrong.
  /// - Parameter corrections: ids of the events that say what was so instead.
  public func declaredWrong(
    at time: FeedTime, because reason: ErrorDeclaration.Reason, correctedBy corrections: [String]
  ) -> EPCISEvent {
    var event = self
    event.declaration = ErrorDeclaration(declared: time, reason: reason, corrections: corrections)
    return event
  }

  /// A document around events that already are JSON.
  public static func document(_ events: [JSONValue], created: FeedTime) -> JSONValue {
    [
      "@context": context, "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": .text(created.iso),
      "epcisBody": ["eventList": .list(events)],
    ]
  }
}

extension EPCISEvent {
  /// What happened, without what tells of the telling.
  private var content: JSONValue {
    var members: [String: JSONValue] = [
      "eventTime": .text(time.iso), "eventTimeZoneOffset": "+00:00",
    ]
    members.merge(about) { _, new in new }
    if let step { members["bizStep"] = .text(step) }
    if let disposition { members["disposition"] = .text(disposition) }
    if let readPoint { members["readPoint"] = ["id": .text(readPoint)] }
    if let location { members["bizLocation"] = ["id": .text(location)] }
    if !orders.isEmpty {
      members["bizTransactionList"] = .list(orders.map { ["type": "po", "bizTransaction": .text($0)] })
    }
    if !sensors.isEmpty { members["sensorElementList"] = .list(sensors.map(Self.element)) }
    for (name, value) in extras { members["\(Self.prefix):\(name)"] = value }
    return .object(members)
  }

  private var about: [String: JSONValue] {
    switch subject {
    case .object(let action, let epcs, let quantities):
      var members: [String: JSONValue] = ["type": "ObjectEvent", "action": .text(action.rawValue)]
      if !epcs.isEmpty { members["epcList"] = .list(epcs.map { .text($0) }) }
      if !quantities.isEmpty { members["quantityList"] = Self.list(quantities) }
      return members
    case .aggregation(let action, let parent, let epcs, let quantities):
      var members: [String: JSONValue] = [
        "type": "AggregationEvent", "action": .text(action.rawValue), "parentID": .text(parent),
      ]
      if !epcs.isEmpty { members["childEPCs"] = .list(epcs.map { .text($0) }) }
      if !quantities.isEmpty { members["childQuantityList"] = Self.list(quantities) }
      return members
    case .association(let action, let parent, let epcs):
      return [
        "type": "AssociationEvent", "action": .text(action.rawValue), "parentID": .text(parent),
        "childEPCs": .list(epcs.map { .text($0) }),
      ]
    case .transformation(let inputs, let outputs):
      return [
        "type": "TransformationEvent", "inputQuantityList": Self.list(inputs),
        "outputQuantityList": Self.list(outputs),
      ]
    }
  }

  private static func list(_ quantities: [Quantity]) -> JSONValue {
    .list(quantities.map { ["epcClass": .text($0.epcClass), "quantity": .integer($0.quantity)] })
  }

  private static func element(_ element: SensorElement) -> JSONValue {
    let reports = element.reports.map { report -> JSONValue in
      var members: [String: JSONValue] = ["type": .text(report.type)]
      if let value = report.value { members["value"] = .number(value) }
      if let unit = report.unit { members["uom"] = .text(unit) }
      if report.isAlarm { members["exception"] = "ALARM_CONDITION" }
      return .object(members)
    }
    return [
      "sensorMetadata": ["time": .text(element.time.iso), "deviceID": .text(element.device)],
      "sensorReport": .list(reports),
    ]
  }
}
