/// Sensor elements (EPCIS 2.0, section 7.3.7).
extension EventCheck {
  private static let metadata: Set<String> = [
    "time", "startTime", "endTime", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules",
  ]
  private static let reportURIs = [
    "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules", "microorganism", "chemicalSubstance",
    "coordinateReferenceSystem", "uriValue",
  ]
  private static let reportNumbers = ["value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"]
  private static let reportTexts = ["stringValue", "hexBinaryValue", "uom"]
  private static let report = Set(
    reportURIs + reportNumbers + reportTexts + ["type", "exception", "time", "booleanValue", "component"])
  private static let exceptions: Set<String> = ["ALARM_CONDITION", "ERROR_CONDITION"]

  mutating func sensors(_ event: JSONValue) {
    guard let value = event["sensorElementList"] else { return }
    guard let list = value.list, !list.isEmpty else {
      return fault("sensorElementList", "this is a list with elements")
    }
    for (index, element) in list.enumerated() {
      at("sensorElementList[\(index)]") { $0.element(element) }
    }
  }

  private mutating func element(_ element: JSONValue) {
    names(element, ["sensorMetadata", "sensorReport"])
    if let metadata = element["sensorMetadata"] {
      at("sensorMetadata") { check in
        check.names(metadata, Self.metadata)
        for member in ["time", "startTime", "endTime"] {
          if let time = metadata[member] { check.requireTime(member, time) }
        }
        for member in Self.reportURIs { if let uri = metadata[member] { check.uri(member, uri) } }
        let span = ["startTime", "endTime"].compactMap { metadata[$0]?.text.flatMap { FeedTime($0) } }
        if span.count == 2, span[0] > span[1] { check.fault("endTime", "a span ends after it began") }
      }
    }
    guard let reports = element["sensorReport"]?.list, !reports.isEmpty else {
      return fault("sensorReport", "a sensor element reports something")
    }
    for (index, report) in reports.enumerated() { at("sensorReport[\(index)]") { $0.report(report) } }
  }

  private mutating func report(_ report: JSONValue) {
    names(report, Self.report)
    // The vocabulary of measurements grows; a word of it, or a URI.
    if report["type"]?.text?.isEmpty != false { fault("type", "a report says what was measured") }
    word("exception", report["exception"], of: Self.exceptions)
    if let time = report["time"] { requireTime("time", time) }
    for member in Self.reportURIs { if let uri = report[member] { self.uri(member, uri) } }
    for member in Self.reportNumbers where report[member] != nil && report[member]?.number == nil {
      fault(member, "this is a number")
    }
    for member in Self.reportTexts where report[member] != nil && report[member]?.text == nil {
      fault(member, "this is text")
    }
    let order = ["minValue", "meanValue", "maxValue"].compactMap { report[$0]?.number }
    if zip(order, order.dropFirst()).contains(where: { $0 > $1 }) {
      fault("minValue", "the least, the mean and the greatest are in order")
    }
  }
}
