import Foundation

/// JSON as a fuzzer sees it: scalars are bytes as they stand, right or wrong, and a member may occur twice.
indirect enum FuzzNode: Sendable {
  case scalar([UInt8])
  case list([FuzzNode])
  case object([(key: [UInt8], value: FuzzNode)])

  /// Nil when the text is no JSON.
  init?(json: [UInt8]) {
    guard let value = try? JSONSerialization.jsonObject(with: Data(json), options: .fragmentsAllowed) else {
      return nil
    }
    self.init(value)
  }

  private init(_ value: Any) {
    switch value {
    case let members as [String: Any]:
      // By name: a dictionary's own order differs between two runs.
      self = .object(members.sorted { $0.key < $1.key }.map { (Self.quoted($0.key), FuzzNode($0.value)) })
    case let elements as [Any]: self = .list(elements.map { FuzzNode($0) })
    case let text as String: self = .scalar(Self.quoted(text))
    default: self = .scalar(Self.bytes(of: value))
    }
  }

  static func quoted(_ text: String) -> [UInt8] { bytes(of: text) }

  private static func bytes(of value: Any) -> [UInt8] {
    let data = try? JSONSerialization.data(
      withJSONObject: value, options: [.fragmentsAllowed, .withoutEscapingSlashes])
    return data.map { [UInt8]($0) } ?? Array("null".utf8)
  }

  /// How many nodes there are, this one included.
  var count: Int {
    switch self {
    case .scalar: 1
    case .list(let elements): elements.reduce(1) { $0 + $1.count }
    case .object(let members): members.reduce(1) { $0 + $1.value.count }
    }
  }

  func write(to bytes: inout [UInt8]) {
    switch self {
    case .scalar(let text): bytes += text
    case .list(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes += member.key
        bytes.append(UInt8(ascii: ":"))
        member.value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// The node of a number, counted from the top; nil when there are not so many.
  func node(_ number: Int) -> FuzzNode? {
    var left = number
    return find(&left)
  }

  private func find(_ left: inout Int) -> FuzzNode? {
    if left == 0 { return self }
    left -= 1
    switch self {
    case .scalar: return nil
    case .list(let elements):
      for element in elements { if let found = element.find(&left) { return found } }
    case .object(let members):
      for member in members { if let found = member.value.find(&left) { return found } }
    }
    return nil
  }

  /// Changes the node of a number, counted as `node` counts.
  mutating func change(_ number: Int, _ body: (inout FuzzNode) -> Void) {
    var left = number
    seek(&left, body)
  }

  /// - Returns: whether the node was here.
  @discardableResult
  private mutating func seek(_ left: inout Int, _ body: (inout FuzzNode) -> Void) -> Bool {
    if left == 0 {
      body(&self)
      return true
    }
    left -= 1
    switch self {
    case .scalar: return false
    case .list(var elements):
      for index in elements.indices where elements[index].seek(&left, body) {
        self = .list(elements)
        return true
      }
    case .object(var members):
      for index in members.indices where members[index].value.seek(&left, body) {
        self = .object(members)
        return true
      }
    }
    return false
  }
}
