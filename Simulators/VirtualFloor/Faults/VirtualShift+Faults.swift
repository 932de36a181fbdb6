import Devices
import FloorCore
import FloorModel

/// Faults begin, and end.
extension VirtualShift {
  /// From a device's silence until its broker publishes its last will: one and a half keep-alives of 40 s.
  private static let willAfter = Span.seconds(60)

  func begin(_ kind: Fault.Kind) {
    switch kind {
    case .partition(let scope, let span, let isHeld): cut(scope, for: span, isHeld: isHeld)
    case .reboot(let device, let span, let forgets):
      guard !troubles.isDown[device.index] else { return }
      troubles.isDown[device.index] = true
      if span > Self.willAfter { queue.add(.mend(.will(device)), at: now + Self.willAfter) }
      queue.add(.mend(.power(device, forgets: forgets)), at: now + span)
    case .crash(.anywhere, let span): kill(takes: span)
    case .crash(let point, let span):
      if daemon.risesAt == nil { daemon.crash = (point, span) }
    case .retainedAgain(let device):
      if !troubles.isBrokerGone { redeliver(of: device) }
    case .staleWill(let device): publishWill(of: device)
    case .deviceClock(let device, let span):
      troubles.clockLeads[device.index] = troubles.clockLeads[device.index] + span
    case .daemonClock(let span):
      daemon.clockLead = daemon.clockLead + span
      daemon.wallLead = daemon.wallLead + span
    case .slowStorage(let each, let span): troubles.slow = (each, now + span)
    case .failingStorage(let span): troubles.failingUntil = max(troubles.failingUntil, now + span)
    case .lie(let device, let span): lie(device, for: span)
    case .withdrawal(let device, let span):
      queue.add(.event(.intervention(.withdraw(device), by: "twin")), at: now)
      queue.add(.mend(.order(.restore(device))), at: now + span)
    case .pause(let span):
      queue.add(.event(.intervention(.pauseAll, by: "twin")), at: now)
      queue.add(.mend(.order(.resumeAll)), at: now + span)
    }
  }

  private func cut(_ scope: Fault.Scope, for span: Span, isHeld: Bool) {
    var devices: [Device.ID] = []
    switch scope {
    case .device(let device): devices = [device]
    case .zone(let a, let b): devices = devicesStanding(between: a, b)
    case .broker:
      devices = names.site.devices.indices.map { Device.ID($0) }
      troubles.isBrokerGone = true
      troubles.brokerGoneUntil = max(troubles.brokerGoneUntil, now + span)
    }
    for device in devices {
      troubles.cutUntil[device.index] = max(troubles.cutUntil[device.index], now + span)
      troubles.keeps[device.index] = isHeld
      queue.add(.mend(.link(device)), at: now + span)
      if scope != .broker, span > Self.willAfter { queue.add(.mend(.will(device)), at: now + Self.willAfter) }
    }
    // After the links: what the daemon then sends must pass.
    if scope == .broker { queue.add(.mend(.broker), at: now + span) }
  }

  private func devicesStanding(between a: Cell, _ b: Cell) -> [Device.ID] {
    let grid = names.site.grid
    return names.site.devices.indices.map { Device.ID($0) }.filter { device in
      let cell: Cell?
      switch names.site.device(device).place {
      case .driveUnit: cell = world.unitCells[device.index]
      case .podStation(let place): cell = place.cell
      case .binCamera(let place): cell = place.cell
      case .tunnel, .packStation, .sorter, .portal: cell = nil
      }
      guard let cell else { return false }
      return (grid.x(of: a)...grid.x(of: b)).contains(grid.x(of: cell))
        && (grid.y(of: a)...grid.y(of: b)).contains(grid.y(of: cell))
    }
  }

  func mend(_ mending: Mending) {
    switch mending {
    case .link(let device):
      guard troubles.isCut(device), troubles.cutUntil[device.index] <= now else { return }
      troubles.cutUntil[device.index] = .zero
      release(device)
    case .broker:
      guard troubles.isBrokerGone, troubles.brokerGoneUntil <= now else { return }
      troubles.isBrokerGone = false
      guard daemon.risesAt == nil else { return }
      if daemon.isWriting { daemon.isSessionDue = true } else { openSession(isFirst: daemon.lacksSession) }
    case .power(let device, let forgets):
      guard troubles.isDown[device.index] else { return }
      troubles.isDown[device.index] = false
      if forgets, var twin = twins[device.index] as? any ForgetfulTwin {
        twin.forget()
        twins[device.index] = twin
      }
      output(twins[device.index].start(at: now, world: &world), of: device)
    case .truth(let device): troubles.places[device.index] = nil
    case .will(let device):
      if troubles.isDown[device.index] || troubles.isCut(device) { publishWill(of: device) }
    case .order(let intervention): queue.add(.event(.intervention(intervention, by: "twin")), at: now)
    }
  }

  /// Whatever lasts ends now.
  func calmDown() {
    daemon.crash = nil
    troubles.slow = nil
    troubles.failingUntil = .zero
    world.slips = World.Slips()
    for index in names.site.devices.indices {
      let device = Device.ID(index)
      troubles.cutUntil[index] = min(troubles.cutUntil[index], now)
      if troubles.cutUntil[index] > .zero { mend(.link(device)) }
      troubles.places[index] = nil
      mend(.power(device, forgets: false))
      queue.add(.event(.intervention(.restore(device), by: "twin")), at: now)
    }
    queue.add(.event(.intervention(.resumeAll, by: "twin")), at: now)
    troubles.brokerGoneUntil = now
    mend(.broker)
  }

  // MARK: Lies

  private func lie(_ device: Device.ID, for span: Span) {
    guard !troubles.isDown[device.index] else { return }
    if world.unitCells[device.index] != nil {
      let cells = names.site.grid.count
      let place = (0..<16).lazy.map { _ in Cell(self.chaos.below(cells)) }.first {
        self.names.site.grid.kind($0) != .blocked
      }
      troubles.places[device.index] = place.map { ($0, daemon.life) }
      queue.add(.mend(.truth(device)), at: now + span)
      return
    }
    var liar = Liar(site: names.site, books: floor.books, dice: chaos)
    let happening = liar.untruth(of: device, names: names)
    chaos = liar.dice
    guard let happening, var twin = twins[device.index] as? any LyingTwin else { return }
    let outputs = twin.claim(happening, at: now)
    twins[device.index] = twin
    output(outputs, of: device)
  }
}
