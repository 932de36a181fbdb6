import Devices
import FloorCore
import FloorModel

/// What of the daemon's shell matters to what is lost when it dies: batches, the journal's write, the moment of each effect.
struct DaemonProcess {
  /// Something for the floor's thread.
  enum Mail {
    case message(WireMessage)
    /// From within.
    case event(Event)
    /// From people and other systems, who insist until they have a confirmation.
    case outside(Event)
  }

  /// Counts the daemon's starts.
  var life = 0
  /// Set while it is dead.
  var risesAt: Instant?
  /// A batch is on its way to the disk; what comes meanwhile waits.
  var isWriting = false
  var inbox: [Mail] = []
  /// Taken in and not yet confirmed to whoever sent it.
  var unconfirmed: [Event] = []
  /// Struck at the next batch with something to journal.
  var crash: (point: Fault.CrashPoint, takes: Span)?
  /// It has risen while the broker was gone.
  var lacksSession = false
  /// The broker came back while the floor's thread was at the disk.
  var isSessionDue = false
  /// Its clock against the building's.
  var clockLead = Span.zero
  /// How far somebody has set the machine's clock forward; its restart does not undo that.
  var wallLead = Span.zero
  var clock = Instant.zero

  var isListening: Bool { risesAt == nil && !isWriting }
}

extension VirtualShift {
  var keepsJournal: Bool {
    options.keepsJournal || options.isAudited || !options.restartAt.isEmpty || !options.plan.faults.isEmpty
  }

  // MARK: In

  func take(_ mail: DaemonProcess.Mail) {
    if let risesAt = daemon.risesAt {
      if case .outside(let event) = mail { queue.add(.event(event), at: risesAt) }
      return
    }
    guard !daemon.isWriting else {
      if case .event(.tick) = mail { return }
      daemon.inbox.append(mail)
      return
    }
    process([mail])
  }

  private func process(_ batch: [DaemonProcess.Mail]) {
    var effects: [Effect] = []
    for mail in batch {
      switch mail {
      case .message(let message): arrive(message, &effects)
      case .event(let event): handle(event, &effects)
      case .outside(let event):
        if keepsJournal { daemon.unconfirmed.append(event) }
        handle(event, &effects)
      }
    }
    settle(effects)
  }

  private func arrive(_ message: WireMessage, _ effects: inout [Effect]) {
    do throws(RefusalReason) {
      let body = options.isWired ? try throughBytes(message) : message.body
      for event in try hub.receive(
        WireMessage(device: message.device, channel: message.channel, body: body), at: floorNow())
      {
        handle(event, &effects)
      }
    } catch {
      handle(.refused(message.device, reason: error), &effects)
    }
  }

  private func throughBytes(_ message: WireMessage) throws(RefusalReason) -> any WireBody {
    let topic = hub.topicPrefix(of: message.device) + "/" + message.channel
    let (_, channel) = try hub.address(of: topic)
    return try WireCoding.decode(channel, WireCoding.encode(message.body))
  }

  /// The daemon's clock. Never runs backwards while it lives.
  func floorNow() -> Instant {
    daemon.clock = max(daemon.clock, now + daemon.clockLead)
    return daemon.clock
  }

  private func handle(_ event: Event, _ effects: inout [Effect]) {
    #if PLANTED_BUGS
    for event in saboteur.incoming(event, floor) { admit(event, &effects) }
    #else
    admit(event, &effects)
    #endif
  }

  private func admit(_ event: Event, _ effects: inout [Effect]) {
    recorder.events += 1
    #if PLANTED_BUGS
    let at = saboteur.clock(floorNow())
    #else
    let at = floorNow()
    #endif
    hash.fold(at.milliseconds)
    hash.fold(event)
    let wanted = floor.handle(event, at: at)
    for effect in wanted { hash.fold(effect) }
    options.witness?(now, event, wanted)
    effects += wanted
  }

  // MARK: Durable, then done

  private func settle(_ effects: [Effect]) {
    let hasEntries = effects.contains { if case .journal = $0 { true } else { false } }
    guard hasEntries else {
      confirm()
      #if PLANTED_BUGS
      for effect in saboteur.outgoing(effects) { perform(effect) }
      #else
      for effect in effects { perform(effect) }
      #endif
      return
    }
    #if PLANTED_BUGS
    for effect in saboteur.tooEarly(effects) { perform(effect) }
    #endif
    if let crash = daemon.crash, crash.point == .beforeJournal { return kill(takes: crash.takes) }
    let delay = troubles.writingTime(at: now)
    guard delay > .zero else { return written(effects) }
    daemon.isWriting = true
    queue.add(.written(effects, life: daemon.life), at: now + delay)
  }

  func written(_ effects: [Effect]) {
    daemon.isWriting = false
    var entries: [Entry] = []
    for effect in effects {
      if case .journal(let entry) = effect { entries.append(entry) }
    }
    #if PLANTED_BUGS
    entries = saboteur.written(entries)
    #endif
    if keepsJournal { journal += entries }
    auditor?.take(entries, floor.books, at: now)
    for entry in entries {
      recorder.note(entry)
      noteStow(entry)
    }
    confirm()
    perform(effects)
    guard daemon.risesAt == nil else { return }
    if daemon.isSessionDue { openSession(isFirst: daemon.lacksSession) }
    guard !daemon.inbox.isEmpty else { return }
    let batch = daemon.inbox
    daemon.inbox = []
    process(batch)
  }

  /// From the tunnel into a bin: from then on it can be sold.
  private func noteStow(_ entry: Entry) {
    guard case .device(let event) = entry.record, case .stowed(let task, _) = event.body, !entry.changes.isEmpty,
      case .stow(let item) = floor.books.tasks[task.index].kind
    else { return }
    recorder.noteStow(of: floor.books.items[item.index], at: entry.at)
  }

  private func perform(_ effects: [Effect]) {
    #if PLANTED_BUGS
    var effects = saboteur.outgoing(effects)[...]
    #else
    var effects = effects[...]
    #endif
    let crash = daemon.crash
    switch crash?.point {
    case .betweenJournalAndEffects: effects = []
    case .amidEffects: effects = effects.prefix(effects.count / 2)
    case .anywhere, .beforeJournal, nil: break
    }
    for effect in effects { perform(effect) }
    if let crash, crash.point == .betweenJournalAndEffects || crash.point == .amidEffects { kill(takes: crash.takes) }
  }

  private func confirm() { daemon.unconfirmed.removeAll() }

  func perform(_ effect: Effect) {
    switch effect {
    case .journal: break
    case .acknowledge(let device, let stream, let sequence):
      auditor?.noteAcknowledgement(device, stream: stream, sequence: sequence)
      send(hub.acknowledge(device, stream: stream, sequence: sequence, at: floorNow()))
    case .command(let command):
      auditor?.note(command)
      send(hub.perform(command, at: floorNow()))
    case .inspect(let request):
      queue.add(
        .result(.inspected(request.item, inspect(request)), life: daemon.life), at: now + Self.inspectionTime)
    case .look(let look):
      let seen = binEye.sighting(of: world.units(in: look.bin), uniform: cameras.next())
      let planning = Planning.sighting(BinSighting(bin: look.bin, permille: seen))
      let camera = floor.site.device(look.camera).name
      queue.add(.result(.planning(planning, by: camera), life: daemon.life), at: now + Self.inspectionTime)
    case .cartonize(let request):
      let outcome = packager.answer(request)
      auditor?.check(outcome, to: request)
      queue.add(.result(.cartonized(request.order, outcome), life: daemon.life), at: now + .milliseconds(1))
    case .alarm(let alarm):
      recorder.note(alarm)
      restock(alarm)
    // Nobody watches a virtual floor's bins.
    case .binsChanged: break
    }
  }

  // MARK: Death and restart

  /// `kill -9`: what is on the wire stays there, what was only in memory is gone.
  func kill(takes: Span) {
    guard daemon.risesAt == nil else { return }
    daemon.life += 1
    daemon.crash = nil
    daemon.isWriting = false
    daemon.isSessionDue = false
    recorder.retire(floor)
    let risesAt = now + takes
    daemon.risesAt = risesAt
    for mail in daemon.inbox {
      if case .outside(let event) = mail { daemon.unconfirmed.append(event) }
    }
    daemon.inbox = []
    queue.add(.rise, at: risesAt)
    for event in daemon.unconfirmed { queue.add(.event(event), at: risesAt) }
    daemon.unconfirmed = []
  }

  /// A new process: books from the journal, everything else from what the machines say.
  func rise() {
    daemon.risesAt = nil
    #if PLANTED_BUGS
    journal = saboteur.recovered(journal)
    #endif
    var books = Books(site: floor.site)
    for entry in journal { _ = books.apply(entry.record, at: entry.at, site: floor.site) }
    floor = Floor(site: floor.site, books: books)
    crew.reviewsSeen = min(crew.reviewsSeen, books.reviews.count)
    daemon.clock = journal.last?.at ?? .zero
    if options.plan.hasOwnClock { daemon.clockLead = daemon.clock - now }
    hub = newHub(wallAheadOfFloor: daemon.wallLead - daemon.clockLead)
    daemon.lacksSession = troubles.isBrokerGone
    if !daemon.lacksSession { openSession(isFirst: true) }
  }

  /// The floor's own clock may go on where the journal ends; the time of day on the daemon's machine does not.
  private func newHub(wallAheadOfFloor lead: Span) -> DeviceHub {
    guard let hub = try? DeviceHub(site: names.site, timeOfDay: { $0 + lead }) else {
      preconditionFailure("a hub was made of this site when the shift began")
    }
    return hub
  }

  /// The broker takes the daemon's subscriptions, and delivers what it has retained.
  func openSession(isFirst: Bool) {
    daemon.lacksSession = false
    daemon.isSessionDue = false
    for index in names.site.devices.indices { redeliver(of: Device.ID(index)) }
    let effects = isFirst ? floor.restart(at: floorNow()) : floor.reconnect(at: floorNow())
    for effect in effects { hash.fold(effect) }
    #if PLANTED_BUGS
    settle(saboteur.restarted(effects))
    #else
    settle(effects)
    #endif
  }
}
