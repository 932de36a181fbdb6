/// Somebody who may connect to a private broker, and what for.
public struct BrokerUser: Sendable {
  public enum Access: String, Sendable, CaseIterable {
    case read, write, readwrite
  }

  /// A topic, or a filter with wildcards.
  public struct Rule: Sendable, Equatable {
    public var pattern: String
    public var access: Access

    public init(_ pattern: String, _ access: Access) {
      self.pattern = pattern
      self.access = access
    }
  }

  public var name: String
  public var password: Secret
  /// Everything else is forbidden. A forbidden publish is acknowledged and dropped, as MQTT 3.1.1 has no word for it.
  public var allow: [Rule]

  /// A user with a new random password, unless one is given.
  public init(name: String, password: Secret = .random(), allow: [Rule]) {
    self.name = name
    self.password = password
    self.allow = allow
  }
}
