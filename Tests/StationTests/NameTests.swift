import Devices
import FloorCore
import FloorModel
import Foundation
import Testing

@Suite struct NameTests {
  @Test(arguments: [
    (0, "2026-01-01T00:00:00.000Z"), (1, "2026-01-01T00:00:00.001Z"), (-1, "2025-12-31T23:59:59.999Z"),
    (86_399_999, "2026-01-01T23:59:59.999Z"), (5_097_600_000, "2026-03-01T00:00:00.000Z"),
    (68_169_600_000, "2028-02-29T00:00:00.000Z"), (68_256_000_000, "2028-03-01T00:00:00.000Z"),
    (-20_454 * 86_400_000, "1970-01-01T00:00:00.000Z"),
  ])
  func timesAreWrittenInUTC(milliseconds: Int64, text: String) {
    let time = StationTime(Instant(milliseconds: milliseconds))
    #expect(time.description == text)
    #expect(StationTime(text) == time)
  }

  /// Against Foundation's calendar, over forty years in steps that hit all kinds of days.
  @Test func timesAgreeWithFoundation() {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
    let epoch = 1_767_225_600.0
    for step in -500..<500 {
      let milliseconds = Int64(step) * 1_234_567_891
      let date = Date(timeIntervalSince1970: epoch + Double(milliseconds) / 1000)
      let text = StationTime(Instant(milliseconds: milliseconds)).description
      #expect(text == formatter.string(from: date))
      #expect(StationTime(text)?.instant.milliseconds == milliseconds)
    }
  }

  @Test(arguments: [
    ("2026-01-01T00:00:01Z", 1000), ("2026-01-01T00:00:01", 1000), ("2026-01-01 00:00:01", 1000),
    ("2026-01-01T00:00:00.9999999Z", 999), ("2026-01-01T00:00:00.5Z", 500), ("2026-01-01T00:00:00,5Z", 500),
    ("2026-01-01T01:00:00+01:00", 0), ("2025-12-31T18:30:00-0530", 0), ("2026-01-01T02:00:00+02", 0),
  ])
  func timesAreReadAsVendorsWriteThem(text: String, milliseconds: Int64) {
    #expect(StationTime(text)?.instant.milliseconds == milliseconds)
  }

  @Test(arguments: [
    "", "yesterday", "2026-01-01", "2026-13-01T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-01T24:00:00Z",
    "2026-01-01T00:60:00Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+1", "2026-01-01T00:00:00ZZ",
    "２026-01-01T00:00:00Z", "-026-01-01T00:00:00Z",
  ])
  func otherTextIsNoTime(text: String) {
    #expect(StationTime(text) == nil)
  }

  @Test(arguments: [
    (CommandID(.divert, 1), "divert-1"), (CommandID(.stow, 12), "stow-12"), (CommandID(.pick, 0), "pick-0"),
    (CommandID(.closeTote, 34), "close-34"), (CommandID(.pack, 56, attempt: 1), "pack-56.1"),
    (CommandID(.sort, 99_999_999), "sort-99999999"), (CommandID(.route, 7), "route-7"),
    (CommandID(.report, .max, attempt: .max), "report-9223372036854775807.2147483647"),
  ])
  func commandIDsHaveOneNameEach(id: CommandID, name: String) {
    #expect(id.wireName == name)
    #expect(CommandID(wireName: name) == id)
  }

  @Test(arguments: [
    "", "pick", "pick-", "pick-1.", "pick-1.0", "pick-01", "pick--1", "pick-+1", "pick-1.1.1", "Pick-1", "pick-1 ",
    "pick-9223372036854775808", "pick-1.2147483648", "pick-１", "-1", "polish-1",
  ])
  func otherTextIsNoCommandID(name: String) {
    #expect(CommandID(wireName: name) == nil)
  }

  @Test func numberedNounsHaveTheirLetter() {
    #expect(WireNumber<WorkTask>(ID(12)).description == "t12")
    #expect(WireNumber<Order>("o34")?.id == ID(34))
    #expect(WireNumber<FloorCore.Parcel>("p2147483647")?.id == ID(2_147_483_647))
    for text in ["", "o", "t34", "o-1", "o034", "o2147483648", "o3.0"] { #expect(WireNumber<Order>(text) == nil) }
  }

  @Test func topicsCarryTheNamesOfTheSite() throws {
    let hub = TestSite.hub()
    #expect(hub.topicPrefix(of: TestSite.pack) == "fc/v1/test/pack-station/pack-1")
    let address = try hub.address(of: "fc/v1/test/tunnel/tunnel-1/frame")
    #expect(address.device == TestSite.tunnel && address.channel.name == "frame")
  }
}
