import Devices
import FloorModel

/// Driving, turning, lifting: what happens when, in a world where things are where they are.
extension DriveUnitTwin {
  var isStanding: Bool { if case .standing = motion { true } else { false } }

  /// A timer of the body has run out: a node is reached, a turn or an action is done.
  mutating func step(at now: Instant, world: inout World) {
    hasNews = true
    switch motion {
    case .standing: return
    case .turning(let to):
      if let load { world.podHeadings[load.index] = world.podHeadings[load.index].turned(by: to.relative(to: heading)) }
      heading = to
      motion = .standing
    case .acting(let action):
      motion = .standing
      finish(action, at: now, world: &world)
    case .driving(var drive):
      // Sums of lengths that were cut and added in another order differ in the last bits.
      let isEnd = drive.next >= drive.profile.distance - 1e-6
      reachNext(world: &world)
      battery.settle(at: now)
      if isEnd { takeOver(at: now) }
      // Without current its brakes close.
      if isEnd || battery.charge <= 0 {
        motion = .standing
      } else {
        drive.next += job.path[job.next].length
        schedule(&drive)
      }
    }
    proceed(at: now, world: &world)
  }

  /// A person drives it for a while: nothing is left of its order but the number.
  private mutating func takeOver(at now: Instant) {
    nodesPassed += 1
    guard habits.contains(.goesManual), nodesPassed >= Self.nodesBetweenManual else { return }
    nodesPassed = 0
    manualUntil = now + Self.manualTime
    job.path.removeSubrange(job.next...)
    job.pending = []
    job.wantedHeading = nil
  }

  private mutating func schedule(_ drive: inout Drive) {
    let seconds = drive.profile.time(to: min(drive.next, drive.profile.distance))
    drive.due = drive.since + .milliseconds(Int64((seconds * 1000).rounded(.up)))
    motion = .driving(drive)
    set(.motion, at: drive.due)
  }

  mutating func reachNext(world: inout World) {
    let node = job.path[job.next]
    job.next += 1
    job.lastNodeID = node.nodeID
    job.lastSequence = node.sequence
    job.wantedHeading = node.heading
    job.pending = node.actions
    cell = node.cell
    world.unitCells[device.index] = cell
  }

  /// Does the next thing, if the body is free for it.
  mutating func proceed(at now: Instant, world: inout World) {
    while isStanding {
      if job.cancellation != nil { return finishCancellation(at: now) }
      if let wanted = job.wantedHeading, wanted != heading, !job.hasFailed { return turn(to: wanted, at: now) }
      job.wantedHeading = nil
      if let action = job.pending.first {
        job.pending.removeFirst()
        return begin(action, at: now)
      }
      guard job.next < job.path.count, !isPaused, mayEnter(job.path[job.next]), !job.hasFailed, battery.charge > 0
      else {
        if battery.isCharging { return battery.settle(at: now) }
        return battery.change(to: .standing, at: now)
      }
      guard let direction = job.path[job.next].arriving else {
        reachNext(world: &world)
        continue
      }
      if direction != heading { return turn(to: direction, at: now) }
      return drive(at: now)
    }
  }

  private func mayEnter(_ node: DriveJob.PathNode) -> Bool { node.released || habits.contains(.entersHorizon) }

  private mutating func turn(to target: Heading, at now: Instant) {
    let quarters: Int64 = target == heading.opposite ? 2 : 1
    motion = .turning(to: target)
    battery.change(to: .driving, at: now)
    set(.motion, at: now + mechanics.quarterTurn * quarters)
  }

  // MARK: Driving

  private mutating func drive(at now: Instant) {
    battery.change(to: .driving, at: now)
    let profile = SpeedProfile(
      from: 0, over: distanceToStop(), limit: speedLimit, acceleration: mechanics.acceleration)
    var drive = Drive(profile: profile, since: now, next: job.path[job.next].length, due: now)
    schedule(&drive)
  }

  /// Metres from the last node to the node at which it must stop.
  private func distanceToStop() -> Double {
    var distance = 0.0
    for index in job.next..<job.path.count {
      let node = job.path[index]
      distance += node.length
      guard index != pauseEnd, node.actions.isEmpty, node.heading == nil || node.heading == heading,
        index + 1 < job.path.count,
        mayEnter(job.path[index + 1]), job.path[index + 1].arriving == heading
      else { break }
    }
    return distance
  }

  /// The path ahead has changed: drive on to the new stop without braking for the old one.
  mutating func redirect(at now: Instant) {
    guard case .driving(var drive) = motion else { return }
    // `next` lies one edge after the last node.
    let lastNode = drive.next - job.path[job.next].length
    let stop = lastNode + distanceToStop()
    guard abs(stop - drive.profile.distance) > 1e-9 else { return }
    let (driven, speed) = drive.profile.progress(after: (now - drive.since).seconds)
    guard stop - driven > 1e-9 else { return }
    drive.profile = SpeedProfile(
      from: speed, over: stop - driven, limit: speedLimit, acceleration: mechanics.acceleration)
    drive.since = now
    // A timer that runs late must not leave the next node behind.
    drive.next = max(0, drive.next - driven)
    let due = drive.due
    let seconds = drive.profile.time(to: min(drive.next, drive.profile.distance))
    drive.due = now + .milliseconds(Int64((seconds * 1000).rounded(.up)))
    motion = .driving(drive)
    if drive.due != due { set(.motion, at: drive.due) }
  }

  /// Cuts the path at the first node where it can still stop.
  mutating func stopEarly(at now: Instant) {
    guard case .driving(let drive) = motion else { return job.path.removeSubrange(job.next...) }
    job.path.removeSubrange((firstStop(of: drive, at: now) + 1)...)
    redirect(at: now)
  }

  /// The first node at which a drive can still come to a stand: an index into the path.
  private func firstStop(of drive: Drive, at now: Instant) -> Int {
    let (driven, speed) = drive.profile.progress(after: (now - drive.since).seconds)
    let needed = driven + SpeedProfile.stoppingDistance(from: speed, acceleration: mechanics.acceleration)
    var end = job.next
    var reached = drive.next
    while reached < needed - 1e-6, end + 1 < job.path.count, job.path[end + 1].released {
      end += 1
      reached += job.path[end].length
    }
    return end
  }

  /// Stops at the first node where it still can.
  mutating func pause(at now: Instant) {
    guard !isPaused else { return }
    isPaused = true
    guard case .driving(let drive) = motion else { return }
    pauseEnd = firstStop(of: drive, at: now)
    redirect(at: now)
  }

  mutating func goOn(at now: Instant, world: inout World) {
    isPaused = false
    pauseEnd = nil
    redirect(at: now)
    proceed(at: now, world: &world)
  }

  private mutating func finishCancellation(at now: Instant) {
    guard let cancellation = job.cancellation else { return }
    job.path.removeSubrange(job.next...)
    job.pending = []
    job.wantedHeading = nil
    for index in job.actionStates.indices where job.actionStates[index].status == .waiting {
      job.actionStates[index].status = .failed
    }
    job.mark(cancellation, .finished)
    if habits.contains(.forgetsCancellations) { job.actionStates.removeAll { $0.actionID == cancellation } }
    job.cancellation = nil
    hasNews = true
    if !battery.isCharging { battery.change(to: .standing, at: now) }
  }

  // MARK: Actions

  private mutating func begin(_ action: DriveUnits.Action, at now: Instant) {
    job.mark(action.actionID, .running)
    hasNews = true
    motion = .acting(action)
    let isTransfer = action.actionType == DriveUnits.ActionType.pick || action.actionType == DriveUnits.ActionType.drop
    battery.change(to: battery.isCharging && !isTransfer ? .charging : isTransfer ? .driving : .standing, at: now)
    set(.motion, at: now + (isTransfer ? mechanics.transfer : mechanics.docking))
  }

  private mutating func finish(_ action: DriveUnits.Action, at now: Instant, world: inout World) {
    battery.settle(at: now)
    let obstacle: String? =
      switch action.actionType {
      case DriveUnits.ActionType.pick: lift(action, world: &world)
      case DriveUnits.ActionType.drop: set(action, world: &world)
      case DriveUnits.ActionType.startCharging: plugIn(at: now)
      default: unplug(at: now)
      }
    guard let obstacle else {
      job.mark(action.actionID, .finished)
      if habits.contains(.forgetsFinishedActions) { job.actionStates.removeAll { $0.actionID == action.actionID } }
      return
    }
    job.mark(action.actionID, .failed)
    for later in job.pending { job.mark(later.actionID, .failed) }
    job.pending = []
    // It does not drive on as if nothing had been: master control cancels, or sends a new order if nothing was left.
    job.hasFailed = true
    fail("\(action.actionType)Error", action.actionID, obstacle)
  }

  /// - Returns: why it could not.
  private mutating func lift(_ action: DriveUnits.Action, world: inout World) -> String? {
    guard load == nil else { return "there is a load already" }
    guard !habits.contains(.failsLifts) else { return "the lift is broken" }
    guard let name = action.text("loadId"), let pod = names.pods[name] else { return "which load?" }
    guard world.podPlaces[pod.index] == .cell(cell) else { return "\(name) is not here" }
    world.podPlaces[pod.index] = .carried(by: device)
    load = pod
    return nil
  }

  private mutating func set(_ action: DriveUnits.Action, world: inout World) -> String? {
    guard let pod = load else { return "there is no load" }
    if let name = action.text("loadId"), names.pods[name] != pod { return "the load is another one" }
    guard !world.podPlaces.contains(.cell(cell)) else { return "another load stands here" }
    world.podPlaces[pod.index] = .cell(cell)
    load = nil
    return nil
  }

  private mutating func plugIn(at now: Instant) -> String? {
    guard map.grid.kind(cell) == .charger else { return "there is no charger here" }
    battery.change(to: .charging, at: now)
    return nil
  }

  private mutating func unplug(at now: Instant) -> String? {
    battery.change(to: .standing, at: now)
    return nil
  }
}
