import FloorModel

/// Finds what makes a site unfit to run although every line of it can be read.
struct SiteCheck {
  let site: Site
  let marks: SiteMarks
  var found: [SiteFault] = []

  init(site: Site, marks: SiteMarks) {
    self.site = site
    self.marks = marks
  }

  /// All errors, in no particular order.
  consuming func faults() -> [SiteFault] {
    checkNames()
    return found
  }

  mutating func error(_ mark: SourceMark, _ message: String, remedy: String) {
    found.append(SiteFault(.error, at: mark, message, remedy: remedy))
  }

  private mutating func checkNames() {}
}
