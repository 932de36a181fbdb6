import FloorMQTT
import Foundation
import Simulators
import Synchronization

/// Kills the daemon and the broker of a rig, as a power failure would, at moments that nobody can foresee: also while the daemon
/// reads its journal, and while the broker is gone.
final class Killer: Sendable {
  private struct State {
    var daemon: Int32?
    var daemonKills: Int
    var brokerKills: Int
    var dice: SeededGenerator
    var fault: String?
  }

  private let state: Mutex<State>
  private let broker: PrivateBroker
  private let plannedDaemonKills: Int
  private let plannedBrokerKills: Int
  /// Real time between two kills, at most.
  private let gap: Double

  init(daemonKills: Int, brokerKills: Int, broker: PrivateBroker, gap: Double, seed: UInt64) {
    self.broker = broker
    self.gap = gap
    plannedDaemonKills = daemonKills
    plannedBrokerKills = brokerKills
    state = Mutex(
      State(
        daemonKills: daemonKills, brokerKills: brokerKills, dice: SeededGenerator(seed: seed, stream: 51), fault: nil))
  }

  /// The daemon's process, from its start on.
  func watch(_ daemon: Int32?) { state.withLock { $0.daemon = daemon } }

  var isDone: Bool { state.withLock { $0.daemonKills == 0 && $0.brokerKills == 0 } }
  var fault: String? { state.withLock { $0.fault } }

  var summary: String { "\(plannedDaemonKills) kills of the daemon, \(plannedBrokerKills) of the broker" }

  func run() async {
    while !isDone, !Task.isCancelled {
      try? await Task.sleep(for: .seconds(draw(gap)))
      let isBroker = state.withLock { state in
        state.brokerKills > 0 && state.dice.below(state.daemonKills + state.brokerKills) < state.brokerKills
      }
      if isBroker { await killBroker() } else { killDaemon() }
    }
  }

  private func draw(_ most: Double) -> Double { state.withLock { $0.dice.unit() * most } }

  private func killDaemon() {
    state.withLock { state in
      guard let daemon = state.daemon, state.daemonKills > 0, kill(daemon, SIGKILL) == 0 else { return }
      state.daemonKills -= 1
      // Until the next one is there, its number belongs to nobody.
      state.daemon = nil
    }
  }

  private func killBroker() async {
    broker.kill()
    state.withLock { $0.brokerKills -= 1 }
    try? await Task.sleep(for: .seconds(draw(1.5)))
    do {
      try broker.restart()
    } catch {
      state.withLock { state in
        state.fault = "the broker did not come back: \(error)"
        state.brokerKills = 0
        state.daemonKills = 0
      }
    }
  }
}
