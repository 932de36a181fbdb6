public import FloorModel

extension FeedNames {
  /// A bin's thermometer broke a limit.
  public func reading(of bin: Bin.ID, celsius: Double, at time: FeedTime) -> EPCISEvent {
    let name = site.bins[bin.index].name
    var event = EPCISEvent(.object(.observe, epcs: [], quantities: []), time: time, step: "sensor_reporting")
    event.readPoint = uri("bin", name)
    event.sensors = [
      EPCISEvent.SensorElement(
        time: time, device: uri("sensor", name),
        reports: [.init(type: "Temperature", value: celsius, unit: "CEL", isAlarm: true)])
    ]
    return event
  }
}
