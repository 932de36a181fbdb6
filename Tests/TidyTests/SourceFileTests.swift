import Testing

/// The house rules are only as good as their reading of Swift.
@Suite("Reading Swift")
struct SourceFileTests {
  private func read(_ text: String) -> SourceFile { SourceFile(path: "Sources/X/Y.swift", text: text) }

  @Test("comments and strings are no code; what is interpolated is")
  func blanks() {
    let file = read(
      #"""
      let a = "x { // y" // { z
      let b = "\(f("}") + 1) }" /* { /* } */ { */ + c
      let c = """
        { "quoted" \(d { 1 })
        """
      """#)
    #expect(
      file.code.map { $0.split(separator: " ").joined(separator: " ") } == [
        "let a =", "let b = (f( ) + 1) + c", "let c =", "(d { 1 })", "",
      ])
    #expect(read("let r = #\"a \" \\(no) { \"# + s").code[0].split(separator: " ") == ["let", "r", "=", "+", "s"])
  }

  @Test("functions are found with their lengths; requirements have none")
  func functions() {
    let file = read(
      """
      protocol P {
        func a(x: Int) -> Int
        init(y: Int)
      }
      struct S {
        init(y: Int) { self.y = y }
        func long(
          closure: () -> Void = { print("}") }
        ) where T: P {
          if true { x() }
        }
        subscript(i: Int) -> Int {
          get { 1 }
        }
      }
      let s = S.init(y: 1)
      """)
    #expect(
      file.functions == [
        SourceFile.Function(name: "init", line: 6, length: 1), SourceFile.Function(name: "long", line: 7, length: 5),
        SourceFile.Function(name: "subscript", line: 12, length: 3),
      ])
  }

  @Test("imports are found, whatever stands before and behind")
  func imports() {
    let file = read(
      """
      import A
      public import B
      @testable import C
      @preconcurrency internal import struct D.E
      // import F
      let text = "import G"
      """)
    #expect(file.imports.map(\.module) == ["A", "B", "C", "D"])
    #expect(file.imports.map(\.line) == [1, 2, 3, 4])
  }
}
