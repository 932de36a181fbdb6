import Devices
import FloorCore
import FloorModel

/// Messages between twins and daemon, and what becomes of them on the way.
extension VirtualShift {
  func send(_ messages: [WireMessage]) {
    for message in messages {
      var body = message.body
      if options.isWired {
        guard let decoded = try? WireCoding.decode(hub.outboundChannel(of: message), WireCoding.encode(body)) else {
          recorder.violate("the daemon's own \(message.channel) message cannot be read back", at: now)
          continue
        }
        body = decoded
      }
      deliver(.toTwin(message.device, channel: message.channel, body: body), link: message.device)
    }
  }

  func output(_ outputs: [TwinOutput], of device: Device.ID) {
    for output in outputs {
      switch output {
      case .timer(let token, let at): queue.add(.timer(device, token), at: max(at, now))
      case .publish(let channel, let body):
        let message = WireMessage(device: device, channel: channel, body: tampered(body, by: device))
        options.wiretap?(message)
        deliver(.toDaemon(message), link: device)
      }
    }
    if auditor != nil, let drive = twins[device.index] as? any BoundTwin {
      auditor?.noteBase(drive.base, of: device, world: world)
      report()
    }
  }

  private func deliver(_ happening: Happening, link device: Device.ID) {
    recorder.messages += 1
    if troubles.isCut(device) {
      if troubles.keeps[device.index] { troubles.kept[device.index].append(happening) }
      return
    }
    remember(happening)
    let link = options.link
    let isFaulty = !isDraining && !isCalm(now)
    if isFaulty, link.loss > 0, links.chance(link.loss) { return }
    let copies = isFaulty && link.repetition > 0 && links.chance(link.repetition) ? 2 : 1
    for _ in 0..<copies {
      var delay = link.latency + jitter()
      if isFaulty, link.lateness > 0, links.chance(link.lateness) {
        delay = delay + Span(milliseconds: Int64(links.unit() * Double(link.latest.milliseconds)))
      }
      launch(happening, after: delay)
    }
  }

  private func launch(_ happening: Happening, after delay: Span) {
    underWay += 1
    queue.add(happening, at: now + delay)
  }

  private func jitter() -> Span {
    let most = options.link.jitter.milliseconds
    return most > 0 ? Span(milliseconds: Int64(links.below(Int(most)))) : .zero
  }

  /// What was kept while the link was cut comes all at once.
  func release(_ device: Device.ID) {
    let kept = troubles.kept[device.index]
    troubles.kept[device.index] = []
    for happening in kept {
      remember(happening)
      launch(happening, after: options.link.latency + jitter())
    }
  }

  // MARK: Retained messages

  private func remember(_ happening: Happening) {
    guard !options.plan.faults.isEmpty, case .toDaemon(let message) = happening else { return }
    let channel = hub.family(of: message.device).inbound.first { $0.name == message.channel }
    guard channel?.retained == true else { return }
    retain(message)
  }

  private func retain(_ message: WireMessage) {
    let at = message.device.index
    troubles.retained[at].removeAll { $0.channel == message.channel }
    troubles.retained[at].append(message)
  }

  /// From the broker to the daemon: no link of a device lies between.
  func redeliver(of device: Device.ID) {
    for message in troubles.retained[device.index] {
      launch(.toDaemon(message), after: options.link.latency + jitter())
    }
  }

  /// The broker speaks for a device whose session has ended.
  func publishWill(of device: Device.ID) {
    guard let family = hub.family(of: device) as? any Twinned.Type,
      let will = family.lastWill(of: device, names: names)
    else { return }
    let message = WireMessage(device: device, channel: will.channel, body: will.body)
    retain(message)
    if !troubles.isBrokerGone { launch(.toDaemon(message), after: options.link.latency) }
  }

  // MARK: Untrue messages

  /// What a machine says, with the stamps of its own clock and the lies that it tells.
  private func tampered(_ body: any WireBody, by device: Device.ID) -> any WireBody {
    let lead = troubles.clockLeads[device.index]
    let lie = troubles.places[device.index]
    guard lead != .zero || lie != nil else { return body }
    switch body {
    case var state as DriveUnits.State:
      state.header.timestamp = state.header.timestamp.map { $0 + lead }
      if let lie, isCaughtLying(device, in: lie.life), !state.orderID.isEmpty { misplace(&state, to: lie.cell) }
      return state
    case var connection as DriveUnits.Connection:
      connection.header.timestamp = connection.header.timestamp.map { $0 + lead }
      return connection
    case var state as StationState:
      state.header.timestamp = state.header.timestamp.map { StationTime($0.instant + lead) }
      return state
    case var connection as StationConnection:
      connection.header.timestamp = connection.header.timestamp.map { StationTime($0.instant + lead) }
      return connection
    default: return body
    }
  }

  /// Whether this daemon has heard better. What a unit says first is all that there is: nobody could know that it is not so.
  private func isCaughtLying(_ device: Device.ID, in life: Int) -> Bool {
    guard life == daemon.life, let unit = floor.fleet.index(of: device) else { return false }
    return floor.fleet.units[unit].isKnown
  }

  private func misplace(_ state: inout DriveUnits.State, to cell: Cell) {
    let map = DriveMap(names.site)
    let (x, y) = map.centre(of: cell)
    state.position?.x = x
    state.position?.y = y
    state.lastNodeID = map.nodeID(of: cell)
  }
}
