import PlannerFeed
import Testing

@Suite("Webhook signature") struct WebhookSignatureTests {
  private let body = Array("[]".utf8)

  @Test("only the right secret, body and time are believed")
  func verify() {
    let header = WebhookSignature.sign(body, at: 1_000, secret: "a-secret-of-a-test")
    #expect(header.hasPrefix("t=1000,v1="))
    func holds(_ header: String, _ body: [UInt8], _ now: Int64 = 1_000, _ secret: String = "a-secret-of-a-test") -> Bool
    {
      WebhookSignature.verify(header, body, at: now, secret: secret)
    }
    #expect(holds(header, body))
    #expect(holds(header, body, 1_000 + WebhookSignature.tolerance))
    #expect(!holds(header, body, 1_001 + WebhookSignature.tolerance))
    #expect(!holds(header, body + [0x20]))
    #expect(!holds(header, body, 1_000, "another-secret-here"))
    #expect(!holds(header.replacing("t=1000", with: "t=1001"), body))
    #expect(!holds(String(header.dropLast()), body))
    #expect(!holds("", body))
    #expect(!holds("t=x,v1=y", body))
  }

  @Test("failures are followed by ever longer waits, up to a bound")
  func backoff() {
    #expect((0...11).map { WebhookBackoff.delay(after: $0) } == [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
    #expect(WebhookBackoff.delay(after: .max) == 300)
  }
}
