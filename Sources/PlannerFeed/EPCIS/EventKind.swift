/// The types of events, and what each must and may carry.
enum EventKind: String, CaseIterable {
  case object = "ObjectEvent"
  case aggregation = "AggregationEvent"
  case transaction = "TransactionEvent"
  case transformation = "TransformationEvent"
  case association = "AssociationEvent"

  static let common: Set<String> = [
    "@context", "type", "eventTime", "recordTime", "eventTimeZoneOffset", "eventID", "certificationInfo",
    "errorDeclaration", "bizStep", "disposition", "readPoint", "bizLocation", "bizTransactionList", "sourceList",
    "destinationList", "sensorElementList",
  ]

  var members: Set<String> {
    switch self {
    case .object: ["action", "epcList", "quantityList", "persistentDisposition", "ilmd"]
    case .aggregation, .association: ["action", "parentID", "childEPCs", "childQuantityList"]
    case .transaction: ["action", "parentID", "epcList", "quantityList"]
    case .transformation:
      [
        "inputEPCList", "inputQuantityList", "outputEPCList", "outputQuantityList", "transformationID",
        "persistentDisposition", "ilmd",
      ]
    }
  }

  func check(_ event: JSONValue, _ check: inout EventCheck) {
    if self != .transformation, !["OBSERVE", "ADD", "DELETE"].contains(event["action"]?.text) {
      check.fault("action", "an action is OBSERVE, ADD or DELETE")
    }
    switch self {
    case .object: checkObject(event, &check)
    case .aggregation, .association: checkChildren(event, &check)
    case .transaction:
      check.quantities("quantityList", event["quantityList"])
      if let parent = event["parentID"] { check.uri("parentID", parent) }
      if (event["bizTransactionList"]?.list ?? []).isEmpty {
        check.fault("bizTransactionList", "a transaction event names its transaction")
      }
    case .transformation: checkTransformation(event, &check)
    }
  }

  private func checkObject(_ event: JSONValue, _ check: inout EventCheck) {
    check.quantities("quantityList", event["quantityList"])
    let hasItems = has(event, ["epcList", "quantityList"])
    let isOfPlace = has(event, ["sensorElementList"]) && event["readPoint"] != nil
    if !hasItems && !isOfPlace {
      check.fault("", "an object event is about instances or classes, or a place with sensors")
    }
    if event["ilmd"] != nil && event["action"]?.text != "ADD" {
      check.fault("ilmd", "master data comes with ADD alone")
    }
  }

  private func checkChildren(_ event: JSONValue, _ check: inout EventCheck) {
    check.items("childEPCs", event["childEPCs"])
    check.quantities("childQuantityList", event["childQuantityList"])
    let action = event["action"]?.text
    if let parent = event["parentID"] {
      check.uri("parentID", parent)
      if (event["childEPCs"]?.list ?? []).contains(parent) { check.fault("parentID", "nothing is its own part") }
    } else if self == .association || action != "OBSERVE" {
      check.fault("parentID", "what things are added to or taken from is named")
    }
    if action != "DELETE" && !has(event, ["childEPCs", "childQuantityList"]) {
      check.fault("childEPCs", "without children, only all of them can be taken out")
    }
  }

  private func checkTransformation(_ event: JSONValue, _ check: inout EventCheck) {
    for member in ["inputEPCList", "outputEPCList"] { check.items(member, event[member]) }
    for member in ["inputQuantityList", "outputQuantityList"] { check.quantities(member, event[member]) }
    let inputs = has(event, ["inputEPCList", "inputQuantityList"])
    let outputs = has(event, ["outputEPCList", "outputQuantityList"])
    if let id = event["transformationID"] { check.uri("transformationID", id) }
    if !(inputs && outputs) && !(event["transformationID"] != nil && (inputs || outputs)) {
      check.fault("", "a transformation has inputs and outputs, or one of them and an id that links it to the other")
    }
  }

  private func has(_ event: JSONValue, _ lists: [String]) -> Bool {
    lists.contains { !(event[$0]?.list ?? []).isEmpty }
  }
}
