import Devices
import FloorCore
import FloorModel
@testable import Simulators
import Testing

/// The machine's end of the station profile, whatever the machine.
@Suite struct ConversationTests {
  private static func benchWithTote(_ units: Int) -> Bench {
    var bench = Bench(.typed, twins: ShiftTests.faultless)
    bench.bringPod(to: TestSite.stow)
    for unit in 1...units { bench.putInTote("LP\(unit)") }
    return bench
  }

  private func sequences(_ bench: Bench) -> [Int64] {
    bench.events(from: TestSite.stow).compactMap { ($0.body as? StationEvent<StowHappening>)?.sequence }
  }

  private func ack(_ stream: Int64, _ sequence: Int64) -> StationAck {
    StationAck(
      header: StationHeader(headerID: 1, at: .zero, site: "test", device: "stow-1"), stream: stream,
      sequence: sequence)
  }

  @Test func anIdleStationSaysEveryTenSecondsHowItIs() {
    var bench = Bench(.typed)
    for _ in 0..<5 { bench.reboot(TestSite.stow, remembering: true) }
    let before = bench.states(of: TestSite.stow).count
    bench.run(for: .seconds(105))
    // Not more: timers of its earlier lives are void.
    #expect(bench.states(of: TestSite.stow).count - before == 10)
  }

  @Test func everyStartIsASessionOfItsOwn() {
    var bench = Bench(.typed)
    bench.reboot(TestSite.stow, remembering: true)
    bench.reboot(TestSite.stow, remembering: false)
    let sessions = bench.sent.filter { $0.device == TestSite.stow }
      .compactMap { ($0.body as? StationConnection)?.session }
    #expect(Set(sessions).count == 3 && sessions.allSatisfy { (1..<1 << 53).contains($0) })
  }

  @Test func headerIDsGrowAndStartAgainWithTheMemory() {
    var bench = Bench(.typed)
    bench.run(for: .minutes(1))
    let before = bench.states(of: TestSite.stow).map(\.header.headerID)
    #expect(before == before.sorted() && Set(before).count == before.count)
    bench.reboot(TestSite.stow, remembering: false)
    bench.run(for: .minutes(1))
    let after = bench.states(of: TestSite.stow).dropFirst(before.count).map(\.header.headerID)
    #expect(after.first! < before.last!)
    #expect(bench.refusals == [], "the driver takes it for what it is")
  }

  @Test func aRepeatedCommandBringsTheLostAnswerAtOnce() {
    var bench = Self.benchWithTote(1)
    bench.link = { message, isUp in isUp && message.channel == "event" ? .lost : .delivered }
    bench.send(TestSite.stow("LP1", task: 1))
    bench.run(for: .seconds(9))
    bench.link = { _, _ in .delivered }
    bench.send(TestSite.stow("LP1", task: 1))
    bench.run(for: .milliseconds(100))
    #expect(bench.journal == [.stowed(task: ID(1), bin: TestSite.frontBin)])
  }

  @Test func aRebootDoesNotEndTheRepeating() {
    var bench = Self.benchWithTote(1)
    bench.link = { message, isUp in isUp && message.channel == "event" ? .lost : .delivered }
    bench.send(TestSite.stow("LP1", task: 1))
    bench.run(for: .seconds(9))
    bench.reboot(TestSite.stow, remembering: true)
    bench.run(for: .seconds(1))
    bench.link = { _, _ in .delivered }
    bench.run(for: .seconds(10))
    #expect(bench.journal == [.stowed(task: ID(1), bin: TestSite.frontBin)])
  }

  /// Limits: 32 events under way, the next only when one is acknowledged.
  @Test func unacknowledgedEventsHaveAWindow() {
    var bench = Self.benchWithTote(40)
    bench.link = { message, _ in message.channel == "ack" ? .lost : .delivered }
    for task in 1...40 { bench.send(TestSite.stow("LP\(task)", task: task)) }
    bench.run(for: .minutes(6))
    #expect(bench.world.quantity(of: TestSite.tea, in: TestSite.frontBin) == 40)
    #expect(sequences(bench).max() == 32)
    bench.link = { _, _ in .delivered }
    bench.run(for: .seconds(6))
    #expect(bench.journal == (1...40).map { .stowed(task: ID($0), bin: TestSite.frontBin) })
  }

  @Test func acknowledgementsOfOtherStreamsAndOfTheFutureChangeNothing() throws {
    var bench = Self.benchWithTote(2)
    bench.link = { message, _ in message.channel == "ack" ? .lost : .delivered }
    bench.send(TestSite.stow("LP1", task: 1))
    bench.run(for: .seconds(9))
    let event = try #require(bench.events(from: TestSite.stow).last?.body as? StationEvent<StowHappening>)
    for wrong in [ack(event.stream + 1, 1), ack(event.stream, 2), ack(event.stream, 0), ack(event.stream, .max)] {
      bench.hand(wrong, on: "ack", to: TestSite.stow)
    }
    let before = sequences(bench).count
    bench.run(for: .seconds(11))
    #expect(sequences(bench).count >= before + 2, "still repeated")
    bench.hand(ack(event.stream, 1), on: "ack", to: TestSite.stow)
    bench.hand(ack(event.stream, 1), on: "ack", to: TestSite.stow)
    let settled = sequences(bench).count
    bench.run(for: .minutes(1))
    #expect(sequences(bench).count == settled)
  }

  @Test func theIDsOfTheLatestCommandsAreRemembered() {
    var jobs = JobList<SortWork>()
    for number in 0..<10_000 { jobs.end("sort-\(number)", .finished, reason: nil, isFinal: true) }
    #expect(jobs.knows("sort-9999") && jobs.knows("sort-\(10_000 - 4096)"))
    #expect(!jobs.knows("sort-\(10_000 - 4097)"))
    #expect(jobs.actions.map(\.commandID) == (9992...9999).map { "sort-\($0)" })
  }

  @Test func aTwinThatIsOffDoesNotAnswerAPoke() {
    var world = World(site: TestSite.site, openingStock: [])
    world.induction[TestSite.sorter.index] = [ID(1)]
    var twin = ArmSorter.makeTwin(of: TestSite.sorter, names: TestSite.names, seed: 1)
    #expect(twin.fire(0, at: .zero, world: &world).isEmpty)
  }
}
