import FloorCore
import Testing

@Suite struct BinBeliefTests {
  private let model = BeliefModel()

  private func disturbed(_ times: Double, record: Int32 = 5, capacity: Int32 = 10) -> BinBelief {
    var belief = BinBelief()
    belief.disturb(times, record: record, capacity: capacity, model)
    return belief
  }

  private func sum(_ belief: BinBelief) -> Double { belief.weights.reduce(0, +) }

  @Test("after a count the record is right; time makes it doubtful, and nothing is lost")
  func doubt() {
    #expect(BinBelief().wrong == 0)
    let (little, much) = (disturbed(0.1), disturbed(1))
    #expect(little.wrong > 0.05 && little.wrong < 0.1)
    #expect(much.wrong > 0.4)
    #expect(abs(sum(much) - 1) < 1e-9)
    #expect(abs(disturbed(0).wrong) == 0)
  }

  @Test("a bin loses no more than it holds and gains no more than goes in")
  func bounds() {
    let belief = disturbed(20, record: 2, capacity: 3)
    for (index, weight) in belief.weights.enumerated() where weight > 0 {
      #expect((-2...1).contains(index - BeliefModel.reach))
    }
    #expect(abs(sum(belief) - 1) < 1e-9)
  }

  @Test("a pick that finds all makes losses less likely, and one that takes the last unit excludes them")
  func picks() {
    var belief = disturbed(0.5)
    let before = belief.wrong
    let probability = belief.picked(5, of: 5, model)
    #expect(probability > 0.6 && probability < 1)
    #expect(belief.wrong < before)
    #expect(belief.empty(record: 0) > 0.8)
    var third = disturbed(0.5)
    third.picked(1, of: 5, model)
    #expect(third.wrong < before && third.wrong > belief.wrong)
  }

  @Test("a count ends all doubt, and says how likely its result was")
  func counts() {
    var belief = disturbed(0.5)
    #expect(abs(belief.counted(5, of: 5) - (1 - disturbed(0.5).wrong)) < 1e-12)
    #expect(belief == BinBelief())
  }

  @Test("nothing there: the deviations that leave nothing")
  func phantom() {
    let one = disturbed(2, record: 1, capacity: 10)
    let many = disturbed(2, record: 10, capacity: 10)
    #expect(one.empty(record: 1) > 0.3)
    #expect(many.empty(record: 10) < one.empty(record: 1))
    #expect(BinBelief().empty(record: 3) == 0)
    #expect(BinBelief().empty(record: 0) == 1)
    #expect(disturbed(2, record: 40, capacity: 60).empty(record: 40) == 0)
    #expect(BinBelief().expected(record: 4) == 4)
    #expect(one.expected(record: 1) != 1)
  }

  @Test("a sensor moves belief as far as it is trusted")
  func sensors() {
    var (trusted, doubted) = (disturbed(0.2), disturbed(0.2))
    trusted.sensed(3, of: 5, trust: 0.99)
    doubted.sensed(3, of: 5, trust: 0.5)
    #expect(trusted.wrong > doubted.wrong)
    #expect(doubted.wrong > disturbed(0.2).wrong)
    #expect(abs(sum(trusted) - 1) < 1e-9)
  }

  @Test("what was held impossible and yet happened begins again from the record")
  func surprise() {
    var belief = BinBelief()
    #expect(belief.picked(7, of: 5, model) == 0)
    #expect(belief == BinBelief())
  }
}
