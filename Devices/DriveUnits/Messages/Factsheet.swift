extension DriveUnits {
  /// What a vehicle is and can do. Everything is optional on the way in; a twin fills in all of it.
  public struct Factsheet: WireBody, Equatable {
    public var header: Header
    public var typeSpecification: TypeSpecification?
    public var physicalParameters: PhysicalParameters?
    public var protocolLimits: ProtocolLimits?
    public var protocolFeatures: ProtocolFeatures?
    public var loadSpecification: LoadSpecification?

    public struct TypeSpecification: Equatable, Sendable, Codable {
      public var seriesName: String?
      public var agvKinematic: String?
      public var agvClass: String?
      /// Kilograms.
      public var maxLoadMass: Double?
      public var localizationTypes: [String]?
      public var navigationTypes: [String]?

      public init(
        seriesName: String, kinematic: String, agvClass: String, maxLoadMass: Double, localizationTypes: [String],
        navigationTypes: [String]
      ) {
        self.seriesName = seriesName
        agvKinematic = kinematic
        self.agvClass = agvClass
        self.maxLoadMass = maxLoadMass
        self.localizationTypes = localizationTypes
        self.navigationTypes = navigationTypes
      }
    }

    /// Metres, seconds.
    public struct PhysicalParameters: Equatable, Sendable, Codable {
      public var speedMin: Double?
      public var speedMax: Double?
      public var accelerationMax: Double?
      public var decelerationMax: Double?
      public var heightMax: Double?
      public var width: Double?
      public var length: Double?

      public init(speedMax: Double, acceleration: Double, height: Double, width: Double, length: Double) {
        speedMin = 0
        self.speedMax = speedMax
        accelerationMax = acceleration
        decelerationMax = acceleration
        heightMax = height
        self.width = width
        self.length = length
      }
    }

    public struct ProtocolLimits: Equatable, Sendable, Codable {
      /// Seconds.
      public struct Timing: Equatable, Sendable, Codable {
        public var minOrderInterval: Double?
        public var minStateInterval: Double?
        public var defaultStateInterval: Double?

        public init(minOrderInterval: Double, minStateInterval: Double, defaultStateInterval: Double) {
          self.minOrderInterval = minOrderInterval
          self.minStateInterval = minStateInterval
          self.defaultStateInterval = defaultStateInterval
        }
      }

      /// By the standard's names; none given: no limit.
      public var maxStringLens: [String: ParameterValue?]?
      public var maxArrayLens: [String: ParameterValue?]?
      public var timing: Timing?

      public init(timing: Timing) {
        maxStringLens = [:]
        maxArrayLens = [:]
        self.timing = timing
      }
    }

    public struct ProtocolFeatures: Equatable, Sendable, Codable {
      public struct OptionalParameter: Equatable, Sendable, Codable {
        public var parameter: String?
        public var support: String?

        public init(_ parameter: String, support: String) {
          self.parameter = parameter
          self.support = support
        }
      }

      public struct SupportedAction: Equatable, Sendable, Codable {
        public var actionType: String?
        public var actionScopes: [String]?

        public init(_ actionType: String, scopes: [String]) {
          self.actionType = actionType
          actionScopes = scopes
        }
      }

      public var optionalParameters: [OptionalParameter]?
      public var agvActions: [SupportedAction]?

      public init(optionalParameters: [OptionalParameter], actions: [SupportedAction]) {
        self.optionalParameters = optionalParameters
        agvActions = actions
      }
    }

    public struct LoadSpecification: Equatable, Sendable, Codable {
      public struct LoadSet: Equatable, Sendable, Codable {
        public var setName: String?
        public var loadType: String?
        /// Seconds.
        public var pickTime: Double?
        public var dropTime: Double?

        public init(setName: String, loadType: String, pickTime: Double, dropTime: Double) {
          self.setName = setName
          self.loadType = loadType
          self.pickTime = pickTime
          self.dropTime = dropTime
        }
      }

      public var loadSets: [LoadSet]?

      public init(loadSets: [LoadSet]) { self.loadSets = loadSets }
    }

    public init(header: Header) { self.header = header }
  }
}

extension DriveUnits.Factsheet: Codable {
  private enum CodingKeys: String, CodingKey {
    case typeSpecification, physicalParameters, protocolLimits, protocolFeatures, agvGeometry, loadSpecification
  }

  /// The standard wants a geometry, but nothing in it: nobody here draws vehicles.
  private struct Geometry: Encodable {}

  public init(from decoder: any Decoder) throws {
    header = try DriveUnits.Header(from: decoder)
    guard Dialect.knows(header.version) else { return }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    typeSpecification = try container.decodeIfPresent(TypeSpecification.self, forKey: .typeSpecification)
    physicalParameters = try container.decodeIfPresent(PhysicalParameters.self, forKey: .physicalParameters)
    protocolLimits = try container.decodeIfPresent(ProtocolLimits.self, forKey: .protocolLimits)
    protocolFeatures = try container.decodeIfPresent(ProtocolFeatures.self, forKey: .protocolFeatures)
    loadSpecification = try container.decodeIfPresent(LoadSpecification.self, forKey: .loadSpecification)
  }

  public func encode(to encoder: any Encoder) throws {
    try header.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(typeSpecification, forKey: .typeSpecification)
    try container.encodeIfPresent(physicalParameters, forKey: .physicalParameters)
    try container.encodeIfPresent(protocolLimits, forKey: .protocolLimits)
    try container.encodeIfPresent(protocolFeatures, forKey: .protocolFeatures)
    try container.encode(Geometry(), forKey: .agvGeometry)
    try container.encodeIfPresent(loadSpecification, forKey: .loadSpecification)
  }
}
