import Foundation
import PlannerFeed
import Testing

@Suite("GS1 keys") struct GS1Tests {
  @Test("check digits of every key")
  func checkDigits() throws {
    guard let vectors = try Anchors.json("feeds/gs1/check_digits.json")?.list else { return }
    for vector in vectors {
      let body = try #require(vector["body"]?.text)
      let check = try #require(vector["check"]?.text)
      #expect(GS1Digits.completed(body) == body + check)
      #expect(GS1Digits.isValid(body + check))
      let wrong = (try #require(Int(check)) + 1) % 10
      #expect(!GS1Digits.isValid("\(body)\(wrong)"))
    }
  }

  @Test("text that is no digits has no check digit")
  func nonsense() {
    #expect(GS1Digits.check(of: "12a") == nil)
    #expect(GS1Digits.check(of: "") == nil)
    #expect(!GS1Digits.isValid(""))
    #expect(!GS1Digits.isValid("7"))
  }

  @Test("what a company gives out is canonical, and reads back")
  func company() throws {
    let company = GS1Company.demonstration
    #expect(company.location(1) == "9521321000018")
    #expect(company.place("POD400-B03", in: 1) == "https://id.gs1.org/414/9521321000018/254/POD400-B03")
    #expect(company.logisticUnit(42) == "https://id.gs1.org/00/095213210000000421")
    let tote = try #require(company.returnableAsset("T7", type: 2))
    #expect(tote == "https://id.gs1.org/8003/09521321000025T7")
    #expect(company.asset("arm-1") == "https://id.gs1.org/8004/9521321arm-1")
    #expect(company.transaction("o 1", at: 1) == "urn:epcglobal:cbv:bt:9521321000018:o%201")
    let item = try #require(GS1Company.item("4006381333931", lot: "L1"))
    #expect(item == "https://id.gs1.org/01/04006381333931/10/L1")
    for uri in [tote, item] { #expect(DigitalLink.canonical(uri) == uri) }
  }

  @Test("what does not fit is refused, not cut")
  func limits() {
    #expect(GS1Company(prefix: "12345") == nil)
    #expect(GS1Company(prefix: "12345x7") == nil)
    let company = GS1Company.demonstration
    #expect(company.location(100_000) == nil)
    #expect(company.place("a name of more than twenty", in: 1) == nil)
    #expect(company.place("Bücher", in: 1) == nil)
    #expect(company.logisticUnit(1_000_000_000) == nil)
    #expect(GS1Company.item("4006381333932") == nil)
    #expect(GS1Company.item("") == nil)
  }

  @Test(
    "other forms of the same key",
    arguments: [
      ("urn:epc:id:sgtin:0614141.107346.2018", "https://id.gs1.org/01/10614141073464/21/2018"),
      ("urn:epc:id:sgln:0614141.07346.0", "https://id.gs1.org/414/0614141073467"),
      ("urn:epc:id:sgln:0614141.07346.1234", "https://id.gs1.org/414/0614141073467/254/1234"),
      ("urn:epc:id:grai:0614141.12345.400", "https://id.gs1.org/8003/00614141123452400"),
      ("https://shop.example/gtin/9780345418913?x=1", "https://id.gs1.org/01/09780345418913"),
      ("https://example.com/01/09780345418913/10/L1/21/7", "https://id.gs1.org/01/09780345418913/21/7"),
      ("https://example.com/about", "https://example.com/about"),
      ("urn:epc:id:sgtin:0614141.1.2", "urn:epc:id:sgtin:0614141.1.2"),
      ("urn:epc:id:unheard:0614141.1", "urn:epc:id:unheard:0614141.1"),
    ])
  func canonical(uri: String, link: String) { #expect(DigitalLink.canonical(uri) == link) }
}
