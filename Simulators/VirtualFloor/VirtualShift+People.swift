import Devices
import FloorCore
import FloorModel

/// What the people of a shift are about, and what they never do.
struct Crew {
  var reviewsSeen = 0
  /// Reviews that nobody will ever answer.
  var ignoredReviews: Set<Int> = []
  /// Bins to which somebody is on the way, to count them.
  var visits: Set<Int> = []
  /// Bins that nobody will ever count.
  var ignoredBins: Set<Int> = []
  var counts: Int64 = 0
}

/// The twins of people: each does, some time after it was asked for, what is physically so.
extension VirtualShift {
  private static let restockTime = Span.minutes(10)
  /// Whoever finds the pod away comes back.
  private static let secondWalk = Span.minutes(1)

  /// Brings boxes where there are none, and says so.
  func restock(_ alarm: Alarm) {
    guard case .boxesOut(let box) = alarm.cause, alarm.cleared == nil else { return }
    queue.add(.event(.planning(.packaging(.boxesLeft(box, nil)), by: "twin")), at: now + Self.restockTime)
  }

  /// Sees each new review and answers it.
  func askReviewers() {
    while crew.reviewsSeen < floor.books.reviews.count {
      let number = crew.reviewsSeen
      crew.reviewsSeen += 1
      let review = floor.books.reviews[number]
      guard review.answer == nil else { continue }
      let answer = Person.answer(review, books: floor.books, world: world)
      guard let delay = delay(from: 20, to: 60) else {
        crew.ignoredReviews.insert(number)
        continue
      }
      queue.add(.event(.review(Review.ID(number), answer, by: "twin")), at: now + delay)
    }
  }

  /// Sends somebody to each bin whose count is asked for, or is to be repeated.
  func sendCounters() {
    for bin in floor.books.beliefs.wishes.map(\.bin) + floor.books.beliefs.recounts.map(\.bin) {
      guard !crew.ignoredBins.contains(bin.index), crew.visits.insert(bin.index).inserted else { continue }
      guard let delay = delay(from: 120, to: 300) else {
        crew.ignoredBins.insert(bin.index)
        continue
      }
      queue.add(.visit(bin), at: now + delay)
    }
  }

  /// Counts what lies in a bin, when its pod stands still.
  func visit(_ bin: Bin.ID) {
    guard case .cell = world.podPlaces[names.site.bins[bin.index].pod.index] else {
      return queue.add(.visit(bin), at: now + Self.secondWalk)
    }
    crew.visits.remove(bin.index)
    crew.counts += 1
    let before = floor.books.beliefs.recounts.first { $0.bin == bin }?.by
    let count = BinCount(
      bin: bin, lines: world.bins[bin.index].map { BinCount.Line(key: $0.key, quantity: $0.quantity) },
      reason: .scheduled, id: "visit \(crew.counts)")
    take(.outside(.planning(.count(count), by: before == Person.counters[0] ? Person.counters[1] : Person.counters[0])))
  }

  /// How long somebody takes who needs `least` to `most` seconds; nil: for ever.
  private func delay(from least: Double, to most: Double) -> Span? {
    let delay = Span.seconds(least + (most - least) * people.unit())
    let habits = options.plan.people
    if habits.never > 0, people.chance(habits.never) { return nil }
    guard habits.late > 0, people.chance(habits.late) else { return delay }
    return delay + Span(milliseconds: Int64(people.unit() * Double(habits.latest.milliseconds)))
  }
}
