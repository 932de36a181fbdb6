import Devices
import FloorCore
import FloorModel

/// Faults that last, as they stand just now.
struct Troubles {
  /// Per device: until when nothing passes.
  var cutUntil: [Instant]
  /// Per device: whether what is sent meanwhile is kept, and what is.
  var keeps: [Bool]
  var kept: [[VirtualShift.Happening]]
  var isDown: [Bool]
  /// Per device: what the broker has retained of it.
  var retained: [[WireMessage]]
  /// Per device: its wall clock against the building's.
  var clockLeads: [Span]
  /// Per device: where a drive unit says that it is, to a daemon that has heard better of it in the same life.
  var places: [(cell: Cell, life: Int)?]
  var isBrokerGone = false
  var brokerGoneUntil = Instant.zero
  var slow: (each: Span, until: Instant)?
  var failingUntil = Instant.zero

  init(devices: Int) {
    cutUntil = Array(repeating: .zero, count: devices)
    keeps = Array(repeating: false, count: devices)
    kept = Array(repeating: [], count: devices)
    isDown = Array(repeating: false, count: devices)
    retained = Array(repeating: [], count: devices)
    clockLeads = Array(repeating: .zero, count: devices)
    places = Array(repeating: nil, count: devices)
  }

  func isCut(_ device: Device.ID) -> Bool { cutUntil[device.index] > .zero }

  /// How long a write of the journal takes that begins now. The daemon tries a failing one again and again.
  func writingTime(at now: Instant) -> Span {
    var time = Span.zero
    if failingUntil > now { time = failingUntil - now }
    if let slow, slow.until > now + time { time = time + slow.each }
    return time
  }
}

/// What ends a fault that lasts.
enum Mending {
  case link(Device.ID)
  case broker
  case power(Device.ID, forgets: Bool)
  case truth(Device.ID)
  case will(Device.ID)
  case order(Intervention)
}
