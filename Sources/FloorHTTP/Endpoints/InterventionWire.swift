import FloorCore
import FloorModel

/// What an operator wants done.
struct InterventionIn: Decodable {
  /// A rectangle of cells, rows counted from the top.
  struct ZoneIn: Decodable {
    var x: Int32
    var y: Int32
    var width: Int32
    var height: Int32
  }

  var action: String
  var device: String?
  var bin: String?
  var alarm: Int64?
  var zone: ZoneIn?
  /// What cannot be taken back by itself needs a second word.
  var confirm: Bool?

  static let actions = [
    "pause", "resume", "stop_all", "stop", "go", "withdraw", "withdraw_now", "restore", "declare_clear", "stop_zone",
    "go_zone", "close_zone", "open_zone", "hold_bin", "release_bin", "acknowledge_alarm",
  ]

  /// - Throws: `HTTPFault` that names what is missing or unknown.
  func intervention(_ index: SiteIndex) throws -> Intervention {
    switch action {
    case "pause": return .pauseAll
    case "resume": return .resumeAll
    case "stop_all": return .stopAll
    case "stop": return .stop(try driveUnit(index))
    case "go": return .go(try driveUnit(index))
    case "withdraw": return .withdraw(try device(index))
    case "withdraw_now":
      let unit = try driveUnit(index)
      try confirmed(
        "its route is cancelled where it stands; what it carries is held, and its cells stay closed until it is restored"
      )
      return .withdrawNow(unit)
    case "restore": return .restore(try device(index))
    case "declare_clear":
      let unit = try driveUnit(index)
      try confirmed("drive units will drive where it stood: look first")
      return .declareClear(unit)
    case "stop_zone": return .stopZone(try zone(index))
    case "go_zone": return .goZone(try zone(index))
    case "close_zone": return .closeZone(try zone(index))
    case "open_zone": return .openZone(try zone(index))
    case "hold_bin": return .holdBin(try bin(index))
    case "release_bin": return .releaseBin(try bin(index))
    case "acknowledge_alarm":
      guard let alarm else { throw HTTPFault.invalid("alarm is missing", "send the number of a standing alarm") }
      return .acknowledgeAlarm(alarm)
    default:
      throw HTTPFault.invalid(
        "there is no action \(action.prefix(40))", "send one of \(Self.actions.joined(separator: ", "))")
    }
  }

  /// What it was about, for people.
  var subject: String {
    device ?? bin ?? alarm.map { "\($0)" } ?? zone.map { "\($0.width) × \($0.height) cells from (\($0.x), \($0.y))" }
      ?? "all"
  }

  private func bin(_ index: SiteIndex) throws -> Bin.ID {
    guard let name = bin else { throw HTTPFault.invalid("bin is missing", "send the name of a bin") }
    guard let id = index.bin(name) else { throw HTTPFault.notFound("bin \(name.prefix(80))") }
    return id
  }

  private func device(_ index: SiteIndex) throws -> Device.ID {
    guard let name = device else { throw HTTPFault.invalid("device is missing", "send the name of a device") }
    guard let id = index.device(name) else { throw HTTPFault.notFound("device \(name.prefix(80))") }
    return id
  }

  private func driveUnit(_ index: SiteIndex) throws -> Device.ID {
    let id = try device(index)
    guard index.site.device(id).role == .drive else {
      throw HTTPFault.invalid("\(index.name(of: id)) is no drive unit", "\(action) is for drive units")
    }
    return id
  }

  private func zone(_ index: SiteIndex) throws -> Zone {
    guard let zone else {
      throw HTTPFault.invalid("zone is missing", "send zone with x, y, width and height in cells")
    }
    let cells = Zone(x: zone.x, y: zone.y, width: zone.width, height: zone.height)
    guard cells.isPart(of: index.site.grid) else {
      throw HTTPFault.invalid(
        "the zone is not on the floor", "the floor has \(index.site.grid.width) × \(index.site.grid.height) cells")
    }
    return cells
  }

  private func confirmed(_ warning: String) throws {
    guard confirm == true else { throw HTTPFault.invalid(warning, "send it again with confirm: true") }
  }
}
