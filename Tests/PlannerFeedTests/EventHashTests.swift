import Foundation
import PlannerFeed
import Testing

@Suite("Event hash") struct EventHashTests {
  @Test("our vectors: text before hashing, and id")
  func vectors() throws {
    guard let vectors = try Anchors.json("feeds/epcis-hash/fc_vectors.json")?.list else { return }
    #expect(vectors.count > 20)
    for vector in vectors {
      let document = try #require(vector["document"])
      let event = try #require(Anchors.events(of: document).first)
      let hash = EventHash(document: document)
      #expect(hash.canonical(event) == vector["prehash"]?.text)
      #expect(hash.id(of: event) == vector["hash"]?.text)
    }
  }

  @Test("the standard's examples", arguments: Anchors.files("feeds/epcis-hash/examples", ".jsonld"))
  func examples(path: String) throws {
    let document = try #require(try Anchors.json(path))
    let file = Anchors.root.appending(path: path.replacing(".jsonld", with: ".hashes"))
    let expected = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    let hash = EventHash(document: document)
    let events = Anchors.events(of: document)
    for (event, id) in zip(events, expected) {
      #expect(hash.id(of: event) == id, "\(path): \(hash.canonical(event))")
    }
    #expect(events.count == expected.count)
  }

  @Test("a fourth decimal of 5 or more carries as far as it must")
  func carry() throws {
    #expect(FeedTime("2026-05-12T18:28:53.9996Z")?.iso == "2026-05-12T18:28:54.000Z")
    #expect(FeedTime("2026-12-31T23:59:59.9995+00:00")?.iso == "2027-01-01T00:00:00.000Z")
    #expect(FeedTime("2026-05-12T18:28:53.99949Z")?.iso == "2026-05-12T18:28:53.999Z")
    let event: JSONValue = ["type": "ObjectEvent", "eventTime": "2024-02-28T23:59:59.9996Z"]
    #expect(EventHash().canonical(event) == "eventType=ObjectEventeventTime=2024-02-29T00:00:00.000Z")
  }

  @Test("the order of members and the telling of an event change nothing; what happened does")
  func invariance() throws {
    var members: [String: JSONValue] = [
      "type": "ObjectEvent", "eventTime": "2026-03-01T11:15:30.123+01:00", "eventTimeZoneOffset": "+00:00",
      "action": "OBSERVE", "epcList": ["urn:epc:id:sscc:4012345.0000000333", "urn:epc:id:sscc:4012345.0000000111"],
    ]
    let id = EventHash().id(of: .object(members))
    members["epcList"] = ["https://id.gs1.org/00/040123450000001112", "https://id.gs1.org/00/040123450000003338"]
    members["eventTime"] = "2026-03-01T10:15:30.123Z"
    members["eventID"] = "urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8"
    members["recordTime"] = "2027-03-01T10:15:30.123Z"
    members["errorDeclaration"] = ["declarationTime": "2027-03-01T10:15:30.123Z"]
    #expect(EventHash().id(of: .object(members)) == id)
    members["eventTime"] = "2026-03-01T10:15:30.124Z"
    #expect(EventHash().id(of: .object(members)) != id)
  }
}

@Suite("Digests") struct DigestTests {
  @Test("examples of FIPS 180-4 and RFC 4231")
  func published() {
    #expect(
      SHA256.hex(SHA256.digest("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(SHA256.hex(SHA256.digest([])) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      SHA256.hex(SHA256.digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8))
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    let hmac = SHA256.authentication(of: "what do ya want for nothing?".utf8, key: "Jefe".utf8)
    #expect(SHA256.hex(hmac) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    let long = SHA256.authentication(
      of: "Test Using Larger Than Block-Size Key - Hash Key First".utf8, key: [UInt8](repeating: 0xaa, count: 131))
    #expect(SHA256.hex(long) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  @Test("lengths around a block's end", arguments: [54, 55, 56, 63, 64, 65, 119, 120])
  func lengths(count: Int) {
    let message = [UInt8](repeating: 0x61, count: count)
    // Each length pads differently; equal digests would mean that padding hides a byte.
    #expect(SHA256.digest(message) != SHA256.digest(message + [0x61]))
    #expect(SHA256.digest(message).count == 32)
  }
}
