import FloorCore
import Testing

@Suite struct DispatchOrderTests {
  private func job(_ work: Double, due: Double, weight: Double = 1) -> DispatchOrder.Job {
    DispatchOrder.Job(work: work, due: due, weight: weight)
  }

  @Test("lateness costs its weight each second, and what is early costs nothing")
  func cost() {
    let jobs = [job(10, due: 5, weight: 3), job(5, due: 100, weight: 9), job(5, due: 12, weight: 2)]
    #expect(DispatchOrder.cost(of: [0, 1, 2], jobs) == 3 * 5 + 2 * 8)
    #expect(DispatchOrder.cost(of: [], []) == 0)
  }

  @Test(
    "with slack for all, what is due first goes first; when all is late, the weight for each second of work decides")
  func index() {
    #expect(DispatchOrder.byIndex([job(10, due: 500), job(10, due: 60), job(10, due: 200)]) == [1, 2, 0])
    #expect(
      DispatchOrder.byIndex([job(10, due: 0, weight: 2), job(1, due: 0), job(10, due: 0, weight: 5)]) == [1, 2, 0])
    #expect(DispatchOrder.byIndex([]).isEmpty)
  }

  @Test("of equals the one that came first goes first")
  func ties() {
    #expect(DispatchOrder.planned([job(5, due: 9), job(5, due: 9), job(5, due: 9)]) == [0, 1, 2])
  }

  @Test("the insertion step finds what the index, which looks at one job at a time, does not")
  func insertion() {
    let jobs = [
      job(10, due: 10, weight: 4), job(2, due: 11, weight: 1), job(9, due: 30, weight: 9), job(8, due: 22, weight: 3),
    ]
    let start = [1, 0, 2, 3]
    let better = DispatchOrder.improved(start, jobs)
    #expect(better.sorted() == [0, 1, 2, 3])
    #expect(DispatchOrder.cost(of: better, jobs) == leastCost(jobs))
    #expect(DispatchOrder.cost(of: better, jobs) < DispatchOrder.cost(of: start, jobs))
  }

  private func leastCost(_ jobs: [DispatchOrder.Job]) -> Double {
    func orders(_ rest: [Int]) -> [[Int]] {
      rest.isEmpty ? [[]] : rest.flatMap { first in orders(rest.filter { $0 != first }).map { [first] + $0 } }
    }
    return orders(Array(jobs.indices)).map { DispatchOrder.cost(of: $0, jobs) }.min() ?? 0
  }

  @Test("the index says what it is made of")
  func terms() {
    let index = TardinessIndex(weight: 6, work: 3, setup: 7, due: 100, now: 50, meanWork: 10)
    #expect(index.worth == 2)
    #expect(index.slack == 40)
    #expect(abs(index.urgency - 0.1353352832366127) < 1e-15)
    #expect(index.value == index.worth * index.urgency)
    let late = TardinessIndex(weight: 6, work: 3, due: 10, now: 50, meanWork: 10)
    #expect(late.urgency == 1)
    #expect(late.slack == -43)
  }
}
