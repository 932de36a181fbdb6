import FloorModel
import Foundation
import Testing

@testable import FloorMQTT

@Suite("The mailbox")
struct MailboxTests {
  @Test("Messages come out in the order in which they went in, in batches")
  func order() {
    let mailbox = Mailbox<Int>(limit: 10)
    for i in 0..<7 { #expect(mailbox.push(i, as: i % 2 == 0 ? .telemetry : .essential) == .accepted) }
    #expect(mailbox.take(upTo: 5, timeout: .zero) == [0, 1, 2, 3, 4])
    #expect(mailbox.take(upTo: 5, timeout: .zero) == [5, 6])
    #expect(mailbox.take(upTo: 5, timeout: .zero) == [])
    #expect(mailbox.counters == counters(accepted: 7, taken: 7, highWater: 7))
  }

  @Test("When full, the oldest telemetry goes, and the rest keeps its order")
  func shedding() {
    let mailbox = Mailbox<String>(limit: 4)
    mailbox.push("e1", as: .essential)
    mailbox.push("t1", as: .telemetry)
    mailbox.push("t2", as: .telemetry)
    mailbox.push("e2", as: .essential)
    #expect(mailbox.push("t3", as: .telemetry) == .acceptedShedding)
    #expect(mailbox.push("e3", as: .essential) == .acceptedShedding)
    #expect(mailbox.count == 4)
    #expect(mailbox.take(upTo: 9, timeout: .zero) == ["e1", "e2", "t3", "e3"])
    #expect(mailbox.counters == counters(accepted: 6, taken: 4, shed: 2, highWater: 4))
  }

  @Test("An essential message is never thrown away; when only such wait, the next one is refused with the reason")
  func fullOfEssentials() {
    let mailbox = Mailbox<Int>(limit: 2)
    mailbox.push(1, as: .essential)
    mailbox.push(2, as: .essential)
    for mailClass in MailClass.allCases {
      #expect(mailbox.push(3, as: mailClass) == .refused(.fullOfEssentials(limit: 2)))
    }
    #expect(mailbox.push(3, as: .essential, waitingUpTo: .milliseconds(5)) == .refused(.fullOfEssentials(limit: 2)))
    #expect(mailbox.take(upTo: 9, timeout: .zero) == [1, 2])
    #expect(mailbox.counters == counters(accepted: 2, taken: 2, refused: 3, highWater: 2))
  }

  @Test("A push that waits gets in as soon as something is taken")
  func waitingPush() {
    let mailbox = Mailbox<Int>(limit: 1)
    mailbox.push(1, as: .essential)
    let outcome = Guarded<PushOutcome?>(nil)
    Thread.detachNewThread {
      let late = mailbox.push(2, as: .essential, waitingUpTo: Transcript.patience)
      outcome.with { $0 = late }
      outcome.wake()
    }
    #expect(mailbox.take(upTo: 1, timeout: Transcript.patience) == [1])
    #expect(mailbox.take(upTo: 1, timeout: Transcript.patience) == [2])
    #expect(outcome.wait(upTo: Transcript.patience) { $0 } == .accepted)
  }

  @Test("A closed mailbox takes nothing more and gives what it has; whoever waits is woken")
  func closing() {
    let mailbox = Mailbox<Int>(limit: 2)
    mailbox.push(1, as: .telemetry)
    mailbox.close()
    #expect(mailbox.push(2, as: .essential, waitingUpTo: Transcript.patience) == .refused(.closed))
    #expect(mailbox.take(upTo: 2, timeout: Transcript.patience) == [1])
    #expect(mailbox.take(upTo: 2, timeout: Transcript.patience) == [])
  }

  @Test("Telemetry that comes and goes behind waiting essentials does not make the queue grow")
  func struckOutSlotsAreFreed() {
    var queue = MailQueue<Int>(limit: 4)
    _ = queue.push(-1, as: .essential)
    _ = queue.push(-2, as: .essential)
    for i in 0..<10_000 { _ = queue.push(i, as: .telemetry) }
    #expect(queue.slotCount <= 4 * 4 + 16)
    #expect(queue.take(upTo: 9) == [-1, -2, 9_998, 9_999])
  }

  @Test("A flood from one sender delays no other by more than one message, and costs only that sender")
  func flood() {
    let mailbox = Mailbox<Int>(limit: 50_000, limitPerSender: 100)
    for number in 0..<10_000 { mailbox.push(number, as: .telemetry, from: 1) }
    for sender in 2...4 { mailbox.push(-sender, as: .essential, from: sender) }
    #expect(mailbox.counters == counters(accepted: 10_003, taken: 0, shed: 9_900, highWater: 103))
    #expect(mailbox.take(upTo: 4, timeout: .zero) == [9_900, -2, -3, -4], "each in its turn, the flood's newest kept")
    mailbox.push(-5, as: .essential, from: 5)
    #expect(mailbox.take(upTo: 2, timeout: .zero).contains(-5))
    #expect(mailbox.take(upTo: 1_000, timeout: .zero) == Array(9_902...9_999))
  }

  @Test("A flood of essentials is refused beyond the sender's own limit, at once, and nobody else's")
  func essentialFlood() {
    let mailbox = Mailbox<Int>(limit: 1_000, limitPerSender: 10)
    for number in 0..<10_000 {
      let outcome = mailbox.push(number, as: .essential, from: 1, waitingUpTo: Transcript.patience)
      #expect(outcome == (number < 10 ? .accepted : .refused(.tooManyOfOne(limit: 10))))
    }
    #expect(mailbox.push(-1, as: .essential, from: 2) == .accepted)
    #expect(mailbox.counters == counters(accepted: 11, taken: 0, refused: 9_990, highWater: 11))
    #expect(mailbox.take(upTo: 2, timeout: .zero) == [0, -1])
    #expect(mailbox.take(upTo: 100, timeout: .zero) == Array(1..<10), "and what was accepted is never shed")
  }

  @Test("A full mailbox sheds other senders' telemetry before it refuses anyone's essentials")
  func fullOfOthers() {
    let mailbox = Mailbox<Int>(limit: 4, limitPerSender: 3)
    for number in 0..<3 { mailbox.push(number, as: .telemetry, from: 1) }
    mailbox.push(10, as: .essential, from: 2)
    #expect(mailbox.push(11, as: .essential, from: 2) == .acceptedShedding)
    #expect(mailbox.push(20, as: .essential, from: 3) == .acceptedShedding)
    #expect(mailbox.push(30, as: .essential, from: 4) == .acceptedShedding)
    #expect(mailbox.push(31, as: .essential, from: 4) == .refused(.fullOfEssentials(limit: 4)))
    #expect(mailbox.take(upTo: 9, timeout: .zero).sorted() == [10, 11, 20, 30])
  }

  @Test(
    "Many producers: every essential arrives once, in its producer's order; every telemetry is taken or counted as shed"
  )
  func stress() {
    struct Mail: Sendable, Equatable {
      let producer: Int
      let number: Int
      var mailClass: MailClass { number % 3 == 0 ? .essential : .telemetry }
    }
    let (producers, each) = (4, 3_000)
    let mailbox = Mailbox<Mail>(limit: 64)
    let finished = Guarded(0)
    for producer in 0..<producers {
      Thread.detachNewThread {
        for number in 0..<each {
          let mail = Mail(producer: producer, number: number)
          mailbox.push(mail, as: mail.mailClass, waitingUpTo: Transcript.patience)
        }
        let isLast = finished.with { finished in
          finished += 1
          return finished == producers
        }
        if isLast { mailbox.close() }
      }
    }
    var taken: [Mail] = []
    while true {
      let batch = mailbox.take(upTo: 50, timeout: Transcript.patience)
      if batch.isEmpty { break }
      #expect(batch.count <= 50)
      taken += batch
    }
    for producer in 0..<producers {
      let numbers = taken.filter { $0.producer == producer }.map(\.number)
      #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
      #expect(numbers.filter { $0 % 3 == 0 } == Array(stride(from: 0, to: each, by: 3)))
    }
    let counters = mailbox.counters
    #expect(counters.taken == taken.count && counters.highWater <= 64)
    #expect(counters.accepted == counters.taken + counters.shed)
    #expect(counters.accepted + counters.refused == producers * each)
  }

  private func counters(accepted: Int, taken: Int, shed: Int = 0, refused: Int = 0, highWater: Int) -> MailboxCounters {
    var counters = MailboxCounters()
    (counters.accepted, counters.taken, counters.shed) = (accepted, taken, shed)
    (counters.refused, counters.highWater) = (refused, highWater)
    return counters
  }
}
