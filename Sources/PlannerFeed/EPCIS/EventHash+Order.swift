/// The canonical order of members (CBV 2.0, table in section 8.9.2).
extension EventHash {
  enum Form {
    case value(Kind)
    /// A list of URIs, each under this name.
    case list(String)
    case quantities
    /// A list of URIs with a type: the URI's name, and what bare types are short for.
    case typed(String, String)
    case place
    case persistent
    case sensors
    /// Instance and lot master data: extensions alone.
    case master
  }

  static let step = "https://ref.gs1.org/cbv/BizStep-"
  static let disposition = "https://ref.gs1.org/cbv/Disp-"
  private static let transactionType = "https://ref.gs1.org/cbv/BTT-"
  private static let partyType = "https://ref.gs1.org/cbv/SDT-"
  private static let measurement = "https://gs1.org/voc/"

  static let order: [(name: String, form: Form)] = [
    ("eventTime", .value(.time)),
    ("eventTimeZoneOffset", .value(.plain)),
    ("certificationInfo", .value(.uri)),
    ("parentID", .value(.uri)),
    ("epcList", .list("epc")),
    ("inputEPCList", .list("epc")),
    ("childEPCs", .list("epc")),
    ("quantityList", .quantities),
    ("childQuantityList", .quantities),
    ("inputQuantityList", .quantities),
    ("outputEPCList", .list("epc")),
    ("outputQuantityList", .quantities),
    ("action", .value(.plain)),
    ("transformationID", .value(.uri)),
    ("bizStep", .value(.word(step))),
    ("disposition", .value(.word(disposition))),
    ("persistentDisposition", .persistent),
    ("readPoint", .place),
    ("bizLocation", .place),
    // The table has sensors behind the three lists of parties; the implementation that everyone compares with does not.
    ("sensorElementList", .sensors),
    ("bizTransactionList", .typed("bizTransaction", transactionType)),
    ("destinationList", .typed("destination", partyType)),
    ("sourceList", .typed("source", partyType)),
    ("ilmd", .master),
  ]

  static let quantity: [(String, Kind)] = [("epcClass", .uri), ("quantity", .plain), ("uom", .plain)]

  static let metadata: [(String, Kind)] = [
    ("time", .time), ("startTime", .time), ("endTime", .time), ("deviceID", .uri), ("deviceMetadata", .uri),
    ("rawData", .uri), ("dataProcessingMethod", .uri), ("bizRules", .uri),
  ]

  static let report: [(String, Kind)] = [
    ("type", .word(measurement)), ("exception", .word(measurement)), ("deviceID", .uri), ("deviceMetadata", .uri),
    ("rawData", .uri), ("dataProcessingMethod", .uri), ("bizRules", .uri), ("time", .time), ("microorganism", .uri),
    ("chemicalSubstance", .uri), ("value", .plain), ("component", .word("https://ref.gs1.org/cbv/Comp-")),
    ("stringValue", .plain), ("booleanValue", .plain), ("hexBinaryValue", .plain), ("uriValue", .uri),
    ("minValue", .plain), ("maxValue", .plain), ("meanValue", .plain), ("sDev", .plain), ("percRank", .plain),
    ("percValue", .plain), ("uom", .plain), ("coordinateReferenceSystem", .uri),
  ]
}
