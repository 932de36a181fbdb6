public import Devices
public import FloorModel

/// A software machine that a family's driver cannot tell from a real one: messages in, messages out, and timers.
///
/// It has no clock and no socket: a simulated shift runs it in virtual time, `drover up` runs it behind a real MQTT client.
public protocol Twin: Sendable {
  /// Switched on, or on again after a crash.
  mutating func start(at now: Instant, world: inout World) -> [TwinOutput]
  mutating func receive(_ body: any WireBody, on channel: String, at now: Instant, world: inout World) -> [TwinOutput]
  /// A timer that it set has run out. Tokens are the twin's own; a twin ignores those it no longer wants.
  mutating func fire(_ token: Int, at now: Instant, world: inout World) -> [TwinOutput]
}

/// A twin that can lose its memory, as a machine does whose controller is replaced. `start` it next.
public protocol ForgetfulTwin: Twin {
  /// What it has done to the world stays done; what it knew, also of commands and unacknowledged events, is gone.
  mutating func forget()
}

/// A twin that can be made to say what is not so.
public protocol LyingTwin: Twin {
  /// Sends an event of something that has not happened as if it had. Of another family's happenings nothing is sent.
  mutating func claim(_ happening: any StationPayload, at now: Instant) -> [TwinOutput]
}

/// A twin that moves on the floor, and only where it was told that it may.
public protocol BoundTwin: Twin {
  /// Cells that it may still enter, in order, by what it has taken in. Where it stands is its own in any case.
  var base: [Cell] { get }
}

public enum TwinOutput: Sendable {
  case publish(channel: String, body: any WireBody)
  case timer(Int, at: Instant)
}

/// A family that has a twin. Conform in the family's folder under `Simulators/`; the catalogue line is enough to find it.
public protocol Twinned: DeviceFamily {
  static func makeTwin(of device: Device.ID, names: SiteNames, seed: UInt64) -> any Twin
  /// What the broker publishes for the twin when its connection breaks; nil: none.
  static func lastWill(of device: Device.ID, names: SiteNames) -> (channel: String, body: any WireBody)?
}
