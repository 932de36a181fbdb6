import FloorConfig
import Testing

@Suite("Whatever is in a site file, reading it ends with a site or with faults")
struct HostileTextTests {
  /// Reads the text; what counts is that this returns.
  private func faults(_ text: String) -> [SiteFault] {
    do throws(SiteFaults) {
      return try SiteReader.load(yaml: text, path: "hostile.yaml").warnings
    } catch {
      return error.faults
    }
  }

  @Test("any line may be missing, doubled or cut short")
  func lines() {
    let lines = TinySite.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for index in lines.indices.dropLast() {
      var missing = lines
      missing.remove(at: index)
      var doubled = lines
      doubled.insert(lines[index], at: index)
      var cut = lines
      cut[index] = String(lines[index].prefix(lines[index].count / 2))
      for (what, text) in [("missing", missing), ("doubled", doubled), ("cut", cut)] {
        let faults = faults(text.joined(separator: "\n"))
        // Some rows of the map may come and go; fewer pods or more bins are another sound site.
        let isHarmless = (2...8).contains(index) || ["24 missing", "26 doubled"].contains("\(index + 1) \(what)")
        #expect(isHarmless || !faults.isEmpty, "line \(index + 1) \(what)")
      }
    }
  }

  @Test(
    "any value may be of any other kind",
    arguments: [
      "[]", "{}", "~", "''", "-1", "1e999", "9223372036854775807", "[[[]]]", "{a: b}", "&a [*a]", "\u{0}", "%d",
    ])
  func values(replacement: String) {
    let text = TinySite.text
    var index = text.startIndex
    while let colon = text[index...].firstRange(of: ": ") {
      let value = text[colon.upperBound...].prefix { !",}\n".contains($0) }
      let changed = text[..<colon.upperBound] + replacement + text[value.endIndex...]
      _ = faults(String(changed))
      index = colon.upperBound
    }
  }

  @Test("many aliases of aliases do not blow up")
  func aliases() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let many = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(many)]\n"
    }
    #expect(faults(text + TinySite.text).filter { $0.message.hasPrefix("unknown key") }.count == 10)
  }
}
