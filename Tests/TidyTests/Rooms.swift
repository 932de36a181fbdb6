import Devices
import Simulators
import Testing

@Suite("Rooms")
struct Rooms {
  private let own = Repository.own

  @Test("the top folder holds what a newcomer expects, and nothing else")
  func top() {
    guard let committed = own.committed else { return }
    let expected: Set<Substring> = [
      ".ci", ".github", ".gitignore", ".swift-format", "Benchmarks", "CHANGELOG.md", "CONTRIBUTING.md", "Config",
      "Devices", "LICENSE", "Package.swift", "README.md", "SECURITY.md", "Simulators", "Sources", "Tests", "drover",
    ]
    let found = Set(committed.map { $0.prefix { $0 != "/" } })
    #expect(found.subtracting(expected).sorted() == [])
  }

  @Test("nothing that is built or resolved is committed")
  func products() {
    guard let committed = own.committed else { return }
    let products = committed.filter {
      $0.hasSuffix("Package.resolved") || $0.hasPrefix(".build") || $0.contains("/.build") || $0.hasSuffix(".sqlite")
        || $0.hasSuffix(".o") || $0.hasPrefix("report/")
    }
    #expect(products == [])
  }

  /// Folders of `Devices/` with a family in them: what is shared by several has none.
  private var families: [String] {
    own.names(in: "Devices").filter { folder in
      own.isFolder("Devices/\(folder)")
        && own.sources.contains { file in
          file.path.hasPrefix("Devices/\(folder)/")
            && file.code.contains { $0.contains("static let name =") || $0.contains("static var name:") }
        }
    }
  }

  @Test("every family explains itself, and has samples of its messages: minimal, full and malformed")
  func explained() {
    #expect(families.count == Catalog.families.count, "a folder for each family: \(families)")
    for folder in families {
      #expect(own.exists("Devices/\(folder)/README.md"), "Devices/\(folder) says what it is")
      let samples = own.names(in: "Devices/\(folder)/Samples")
      let kinds = samples.flatMap { $0.split(separator: ".") }
      #expect(kinds.contains("minimal"), "Devices/\(folder)/Samples has a minimal message")
      #expect(kinds.contains("full"), "Devices/\(folder)/Samples has a full message")
      #expect(
        kinds.contains("malformed") || kinds.contains("unreadable"), "Devices/\(folder)/Samples has a malformed message"
      )
    }
  }

  @Test("every family of the catalogue has its twin, in a folder of the same name")
  func twins() {
    for family in Catalog.families {
      #expect(family is any Twinned.Type, "\(family.name) has no twin: conform to Twinned under Simulators/")
    }
    for folder in families { #expect(own.isFolder("Simulators/\(folder)"), "Simulators/\(folder)") }
    #expect(Set(Catalog.families.map { $0.name }).count == Catalog.families.count, "names are unique")
  }
}
