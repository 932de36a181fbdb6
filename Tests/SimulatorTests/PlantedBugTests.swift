#if PLANTED_BUGS
import FloorModel
import Simulators
import Testing

/// The proof that the checkers bite: bugs planted one by one, each to be found by seeds that know nothing of it.
@Suite("Planted bugs")
struct PlantedBugTests {
  static let seedLimit: UInt64 = 200

  private func soak() throws -> Soak {
    var soak = Soak(site: try Package.site("small"), trouble: .minutes(12))
    soak.patience = .minutes(20)
    return soak
  }

  @Test("each is caught within 200 seeds", arguments: Sabotage.allCases)
  func isCaught(bug: Sabotage) throws {
    let soak = try soak()
    for seed in 0..<Self.seedLimit {
      var options = soak.options(seed: seed)
      options.sabotage = bug
      guard let fault = try soak.run(options).fault else { continue }
      print("planted bug \(bug): caught by seed \(seed), the number \(seed + 1): \(fault)")
      return
    }
    Issue.record("\(bug) was not caught within \(Self.seedLimit) seeds")
  }

  @Test("without a bug the same seeds find nothing", arguments: [0, 1, 3] as [UInt64])
  func isSilent(seed: UInt64) throws {
    #expect(try soak().run(seed: seed).fault == nil)
  }

  @Test("there are at least fifteen of them")
  func count() { #expect(Sabotage.allCases.count >= 15) }
}
#endif
