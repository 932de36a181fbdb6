import Devices
import FloorModel
import Foundation
import Testing

@Suite("Cold chain") struct ColdChainTests {
  private struct Vector: Decodable {
    var name: String
    var celsius: [Double]
    var mkt: Double
  }

  @Test("mean kinetic temperature of the published series, to 1e-9")
  func vectors() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "shared/anchors/planner/env/mkt_vectors.json")
    guard let data = try? Data(contentsOf: file) else { return print("skipped: no vectors beside the repository") }
    let vectors = try JSONDecoder().decode([Vector].self, from: data)
    #expect(vectors.count == 7)
    for vector in vectors {
      let found = try #require(MeanKineticTemperature.of(vector.celsius))
      #expect(abs(found - vector.mkt) < 1e-9, "\(vector.name)")
    }
    #expect(MeanKineticTemperature.of([Double]()) == nil)
  }

  private static let minute: Int64 = 60_000
  private let limits = ClimateLimits(low: 0, high: 8, grace: 15 * minute, hysteresis: 0.5)

  @Test("an alert at the first reading outside, a hold when it lasts, and no second hold")
  func lasting() {
    var chain = ColdChain(limits: limits)
    #expect(chain.receive(celsius: 5, at: 0) == [])
    #expect(chain.receive(celsius: 9, at: Self.minute) == [.alert(celsius: 9)])
    #expect(chain.receive(celsius: 11, at: 10 * Self.minute) == [])
    #expect(chain.tick(at: 16 * Self.minute - 1) == [])
    #expect(chain.tick(at: 16 * Self.minute) == [.hold(.outside(worst: 11, for: 15 * Self.minute))])
    #expect(chain.tick(at: 60 * Self.minute) == [])
    #expect(chain.receive(celsius: 4, at: 61 * Self.minute).last == .over)
  }

  @Test("a short excursion is an alert and no more")
  func short() {
    var chain = ColdChain(limits: limits)
    #expect(chain.receive(celsius: -2, at: 0) == [.alert(celsius: -2)])
    #expect(chain.receive(celsius: 2, at: 5 * Self.minute) == [.over])
    #expect(chain.tick(at: 60 * Self.minute) == [])
  }

  @Test("a value that wavers around the limit is one excursion, not many")
  func wavering() {
    var chain = ColdChain(limits: limits)
    var alerts = 0
    for step in 0..<14 {
      let verdicts = chain.receive(celsius: step.isMultiple(of: 2) ? 8.1 : 7.9, at: Int64(step) * Self.minute)
      alerts += verdicts.count { if case .alert = $0 { true } else { false } }
    }
    #expect(alerts == 1)
    #expect(
      chain.receive(celsius: 7.9, at: 15 * Self.minute).contains(.hold(.outside(worst: 8.1, for: 15 * Self.minute))))
  }

  @Test("many short excursions are too warm on the whole")
  func mean() {
    var chain = ColdChain(limits: limits)
    var held = 0
    for step in 0..<40 {
      let verdicts = chain.receive(celsius: step.isMultiple(of: 2) ? 14 : 5, at: Int64(step) * 10 * Self.minute)
      for case .hold(.tooWarmOnAverage(let mean)) in verdicts {
        held += 1
        #expect(mean > 8 && abs(mean - (chain.meanKinetic ?? 0)) < 1e-12)
      }
    }
    #expect(held == 1)
    // Cool for long enough, and it is over; warm for long enough, and it is said again.
    var after: [ColdChain.Verdict] = []
    for step in 40..<240 { after += chain.receive(celsius: 4, at: Int64(step) * 10 * Self.minute) }
    #expect(after.filter { $0 == .coolOnAverage } == [.coolOnAverage])
    #expect((chain.meanKinetic ?? 99) <= 7.5)
    for step in 240..<400 { after += chain.receive(celsius: 12, at: Int64(step) * 10 * Self.minute) }
    #expect(after.contains { if case .hold(.tooWarmOnAverage) = $0 { true } else { false } })
  }

  @Test("what is no temperature, or comes late, changes nothing", arguments: [Double.nan, .infinity, -300, 900])
  func nonsense(celsius: Double) {
    var chain = ColdChain(limits: limits)
    _ = chain.receive(celsius: 5, at: 1_000)
    let before = chain
    #expect(chain.receive(celsius: celsius, at: 2_000) == [])
    #expect(chain.receive(celsius: 20, at: 999) == [])
    #expect(chain == before)
  }
}
