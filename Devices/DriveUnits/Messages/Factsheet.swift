extension DriveUnits {
  /// What a vehicle is and can do. Everything is optional on the way in; a twin fills in all of it.
  public struct Factsheet: WireBody, Equatable {
    public var header: Header
    public var typeSpecification: TypeSpecification?
    public var physicalParameters: PhysicalParameters?
    public var protocolLimits: ProtocolLimits?
    public var protocolFeatures: ProtocolFeatures?
    public var loadSpecification: LoadSpecification?

    public struct TypeSpecification: Equatable, Sendable {
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
    public struct PhysicalParameters: Equatable, Sendable {
      public var heightMin: Double?
      public var speedMin: Double?
      public var speedMax: Double?
      public var accelerationMax: Double?
      public var decelerationMax: Double?
      public var heightMax: Double?
      public var width: Double?
      public var length: Double?

      public init(speedMax: Double, acceleration: Double, height: Double, width: Double, length: Double) {
        speedMin = 0
        heightMin = height
        self.speedMax = speedMax
        accelerationMax = acceleration
        decelerationMax = acceleration
        heightMax = height
        self.width = width
        self.length = length
      }
    }

    public struct ProtocolLimits: Equatable, Sendable {
      /// Seconds.
      public struct Timing: Equatable, Sendable {
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

    public struct ProtocolFeatures: Equatable, Sendable {
      public struct OptionalParameter: Equatable, Sendable {
        public var parameter: String?
        public var support: String?

        public init(_ parameter: String, support: String) {
          self.parameter = parameter
          self.support = support
        }
      }

      public struct SupportedAction: Equatable, Sendable {
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

    public struct LoadSpecification: Equatable, Sendable {
      public struct LoadSet: Equatable, Sendable {
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
