/// A part of a factsheet, whose fields have other names in other versions.
private protocol FactsheetPart {
  init(from fields: FactsheetFields) throws
  func write(to fields: inout FactsheetWriter) throws
}

/// Fields by their names in 2.1.0.
private struct FactsheetFields {
  let container: KeyedDecodingContainer<WireKey>
  let dialect: Dialect

  func value<Value: Decodable>(_ name: String) throws -> Value? {
    try container.decodeIfPresent(Value.self, forKey: dialect.factsheetKey(name))
  }

  func part<Part: FactsheetPart>(_ name: String) throws -> Part? {
    let key = dialect.factsheetKey(name)
    guard container.contains(key), try !container.decodeNil(forKey: key) else { return nil }
    let inner = try container.nestedContainer(keyedBy: WireKey.self, forKey: key)
    return try Part(from: FactsheetFields(container: inner, dialect: dialect))
  }

  func parts<Part: FactsheetPart>(_ name: String) throws -> [Part]? {
    let key = dialect.factsheetKey(name)
    guard container.contains(key), try !container.decodeNil(forKey: key) else { return nil }
    var list = try container.nestedUnkeyedContainer(forKey: key)
    var parts: [Part] = []
    while !list.isAtEnd {
      parts.append(
        try Part(from: FactsheetFields(container: list.nestedContainer(keyedBy: WireKey.self), dialect: dialect)))
    }
    return parts
  }
}

private struct FactsheetWriter {
  var container: KeyedEncodingContainer<WireKey>
  let dialect: Dialect

  mutating func value<Value: Encodable>(_ value: Value?, _ name: String) throws {
    try container.encodeIfPresent(value, forKey: dialect.factsheetKey(name))
  }

  mutating func part<Part: FactsheetPart>(_ part: Part?, _ name: String) throws {
    guard let part else { return }
    let inner = container.nestedContainer(keyedBy: WireKey.self, forKey: dialect.factsheetKey(name))
    var writer = FactsheetWriter(container: inner, dialect: dialect)
    try part.write(to: &writer)
  }

  mutating func parts<Part: FactsheetPart>(_ parts: [Part]?, _ name: String) throws {
    guard let parts else { return }
    var list = container.nestedUnkeyedContainer(forKey: dialect.factsheetKey(name))
    for part in parts {
      var writer = FactsheetWriter(container: list.nestedContainer(keyedBy: WireKey.self), dialect: dialect)
      try part.write(to: &writer)
    }
  }
}

extension DriveUnits.Factsheet: Codable {
  /// The standard wants a geometry, but nothing in it: nobody here draws vehicles.
  private struct Geometry: Encodable {}

  public init(from decoder: any Decoder) throws {
    header = try DriveUnits.Header(from: decoder)
    guard let dialect = Dialect(version: header.version) else { return }
    let fields = FactsheetFields(container: try decoder.container(keyedBy: WireKey.self), dialect: dialect)
    typeSpecification = try fields.part("typeSpecification")
    physicalParameters = try fields.part("physicalParameters")
    protocolLimits = try fields.part("protocolLimits")
    protocolFeatures = try fields.part("protocolFeatures")
    loadSpecification = try fields.part("loadSpecification")
  }

  public func encode(to encoder: any Encoder) throws {
    try header.encode(to: encoder)
    guard let dialect = Dialect(version: header.version) else { return }
    var fields = FactsheetWriter(container: encoder.container(keyedBy: WireKey.self), dialect: dialect)
    try fields.part(typeSpecification, "typeSpecification")
    try fields.part(physicalParameters, "physicalParameters")
    try fields.part(protocolLimits, "protocolLimits")
    try fields.part(protocolFeatures, "protocolFeatures")
    try fields.value(Geometry(), "agvGeometry")
    try fields.part(loadSpecification, "loadSpecification")
  }
}

extension DriveUnits.Factsheet.TypeSpecification: FactsheetPart {
  fileprivate init(from fields: FactsheetFields) throws {
    seriesName = try fields.value("seriesName")
    agvKinematic = try fields.value("agvKinematic")
    agvClass = try fields.value("agvClass")
    maxLoadMass = try fields.value("maxLoadMass")
    localizationTypes = try fields.value("localizationTypes")
    navigationTypes = try fields.value("navigationTypes")
  }

  fileprivate func write(to fields: inout FactsheetWriter) throws {
    try fields.value(seriesName, "seriesName")
    try fields.value(agvKinematic, "agvKinematic")
    try fields.value(agvClass, "agvClass")
    try fields.value(maxLoadMass, "maxLoadMass")
    try fields.value(localizationTypes, "localizationTypes")
    try fields.value(navigationTypes, "navigationTypes")
  }
}

extension DriveUnits.Factsheet.PhysicalParameters: FactsheetPart {
  fileprivate init(from fields: FactsheetFields) throws {
    speedMin = try fields.value("speedMin")
    speedMax = try fields.value("speedMax")
    accelerationMax = try fields.value("accelerationMax")
    decelerationMax = try fields.value("decelerationMax")
    heightMin = try fields.value("heightMin")
    heightMax = try fields.value("heightMax")
    width = try fields.value("width")
    length = try fields.value("length")
  }

  fileprivate func write(to fields: inout FactsheetWriter) throws {
    try fields.value(speedMin, "speedMin")
    try fields.value(speedMax, "speedMax")
    try fields.value(accelerationMax, "accelerationMax")
    try fields.value(decelerationMax, "decelerationMax")
    try fields.value(heightMin, "heightMin")
    try fields.value(heightMax, "heightMax")
    try fields.value(width, "width")
    try fields.value(length, "length")
  }
}

extension DriveUnits.Factsheet.ProtocolLimits: FactsheetPart {
  fileprivate init(from fields: FactsheetFields) throws {
    maxStringLens = try fields.value("maxStringLens")
    maxArrayLens = try fields.value("maxArrayLens")
    timing = try fields.part("timing")
  }

  fileprivate func write(to fields: inout FactsheetWriter) throws {
    try fields.value(maxStringLens, "maxStringLens")
    try fields.value(maxArrayLens, "maxArrayLens")
    try fields.part(timing, "timing")
  }
}

extension DriveUnits.Factsheet.ProtocolLimits.Timing: FactsheetPart {
  fileprivate init(from fields: FactsheetFields) throws {
    minOrderInterval = try fields.value("minOrderInterval")
    minStateInterval = try fields.value("minStateInterval")
    defaultStateInterval = try fields.value("defaultStateInterval")
  }

  fileprivate func write(to fields: inout FactsheetWriter) throws {
    try fields.value(minOrderInterval, "minOrderInterval")
    try fields.value(minStateInterval, "minStateInterval")
    try fields.value(defaultStateInterval, "defaultStateInterval")
  }
}

extension DriveUnits.Factsheet.ProtocolFeatures: FactsheetPart {
  fileprivate init(from fields: FactsheetFields) throws {
    optionalParameters = try fields.parts("optionalParameters")
    agvActions = try fields.parts("agvActions")
  }

  fileprivate func write(to fields: inout FactsheetWriter) throws {
    try fields.parts(optionalParameters, "optionalParameters")
    try fields.parts(agvActions, "agvActions")
  }
}

extension DriveUnits.Factsheet.ProtocolFeatures.OptionalParameter: FactsheetPart {
  fileprivate init(from fields: FactsheetFields) throws {
    parameter = try fields.value("parameter")
    support = try fields.value("support")
  }

  fileprivate func write(to fields: inout FactsheetWriter) throws {
    try fields.value(parameter, "parameter")
    try fields.value(support, "support")
  }
}

extension DriveUnits.Factsheet.ProtocolFeatures.SupportedAction: FactsheetPart {
  fileprivate init(from fields: FactsheetFields) throws {
    actionType = try fields.value("actionType")
    actionScopes = try fields.value("actionScopes")
  }

  /// Version 3 also asks whether an action can be paused and cancelled: none of a twin's can.
  fileprivate func write(to fields: inout FactsheetWriter) throws {
    try fields.value(actionType, "actionType")
    try fields.value(actionScopes, "actionScopes")
    guard fields.dialect.hasFineWords else { return }
    try fields.value(false, "pauseAllowed")
    try fields.value(false, "cancelAllowed")
  }
}

extension DriveUnits.Factsheet.LoadSpecification: FactsheetPart {
  fileprivate init(from fields: FactsheetFields) throws { loadSets = try fields.parts("loadSets") }

  fileprivate func write(to fields: inout FactsheetWriter) throws { try fields.parts(loadSets, "loadSets") }
}

extension DriveUnits.Factsheet.LoadSpecification.LoadSet: FactsheetPart {
  fileprivate init(from fields: FactsheetFields) throws {
    setName = try fields.value("setName")
    loadType = try fields.value("loadType")
    pickTime = try fields.value("pickTime")
    dropTime = try fields.value("dropTime")
  }

  fileprivate func write(to fields: inout FactsheetWriter) throws {
    try fields.value(setName, "setName")
    try fields.value(loadType, "loadType")
    try fields.value(pickTime, "pickTime")
    try fields.value(dropTime, "dropTime")
  }
}
