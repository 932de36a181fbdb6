public import FloorModel

extension Fault {
  /// In words, with the site's names.
  public func text(on site: Site) -> String {
    func name(_ device: Device.ID) -> String { site.devices[device.index].name }
    func seconds(_ span: Span) -> String { "\(Double(span.milliseconds) / 1000) s" }
    func place(_ cell: Cell) -> String { "(\(site.grid.x(of: cell)), \(site.grid.y(of: cell)))" }
    let what: String
    switch kind {
    case .partition(let scope, let span, let isHeld):
      let whom =
        switch scope {
        case .device(let device): name(device)
        case .zone(let a, let b): "the zone \(place(a)) to \(place(b))"
        case .broker: "the broker"
        }
      what = "\(whom) is cut off for \(seconds(span)), messages are \(isHeld ? "kept" : "lost")"
    case .reboot(let device, let span, let forgets):
      what = "\(name(device)) is without power for \(seconds(span))\(forgets ? " and forgets everything" : "")"
    case .crash(let point, let span): what = "the daemon is killed (\(point)) and back after \(seconds(span))"
    case .retainedAgain(let device): what = "retained messages of \(name(device)) come again"
    case .staleWill(let device): what = "a late last will of \(name(device)) comes"
    case .deviceClock(let device, let span): what = "the clock of \(name(device)) is set by \(seconds(span))"
    case .daemonClock(let span): what = "the daemon's clock jumps by \(seconds(span))"
    case .slowStorage(let each, let span): what = "writing takes \(seconds(each)) for \(seconds(span))"
    case .failingStorage(let span): what = "nothing can be written for \(seconds(span))"
    case .lie(let device, let span): what = "\(name(device)) lies, about its place for \(seconds(span)), else once"
    case .withdrawal(let device, let span): what = "\(name(device)) is out of service for \(seconds(span))"
    case .pause(let span): what = "the floor is paused for \(seconds(span))"
    }
    return "\(seconds(at)): \(what)"
  }
}
