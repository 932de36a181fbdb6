public import FloorCore
public import FloorModel
public import Foundation

/// Velocities that come as one JSON object, over MQTT: read and judged line by line as an upload is.
public struct VelocityIntake: Sendable {
  public let set: VelocitySet
  /// Who sends them, as the message says.
  public let by: String
  private let upload: VelocityUpload
  private static let nameLimit = 80

  private struct Head: Decodable {
    var by: String
    var extent: String?
    var as_of: String?
    var follows: Int32?
    var lines: [VelocityUpload.Element]
  }

  /// - Throws: `Refusal` when it is no such object; single lines are only left out.
  public init(_ payload: Data, site: Site) throws(Refusal) {
    guard !Nesting.isTooDeep(payload), let head = try? JSONDecoder().decode(Head.self, from: payload), !head.by.isEmpty,
      head.by.utf8.count <= Self.nameLimit
    else { throw Refusal(reason: "it is no object with by and lines") }
    let upload = VelocityUpload(head.lines, index: SiteIndex(site), limits: HTTPLimits())
    var asOf: Int64?
    if let text = head.as_of {
      guard let date = try? Date(text, strategy: .iso8601) else { throw Refusal(reason: "as_of is no time") }
      asOf = Int64(date.timeIntervalSince1970 * 1_000)
    }
    guard ["changes", "whole"].contains(head.extent ?? "changes") else {
      throw Refusal(reason: "extent is neither whole nor changes")
    }
    guard !upload.lines.isEmpty else {
      throw Refusal(reason: "no line can be taken: \(upload.refusals.first?.reason ?? "none is there")")
    }
    by = head.by
    self.upload = upload
    set = VelocitySet(
      extent: head.extent == "whole" ? .whole : .changes, lines: upload.lines, kept: upload.kept, asOf: asOf,
      follows: head.follows)
  }

  /// Why nothing of a message is taken.
  public struct Refusal: Error, Equatable {
    public var reason: String
  }

  private struct Answer: Encodable {
    var accepted = 0
    var refusedCount = 0
    var refused: [VelocityUpload.Refusal] = []
    /// Why nothing was taken, if nothing was.
    var reason: String?
  }

  /// The answer to it.
  /// - Parameter refusal: the floor's, if it does not take the set.
  public func answer(refusal: String?) -> Data {
    Self.encoded(
      Answer(
        accepted: refusal == nil ? upload.lines.count : 0, refusedCount: upload.refusedCount, refused: upload.refusals,
        reason: refusal))
  }

  /// The answer to what cannot be read.
  public static func answer(_ refusal: Refusal) -> Data { encoded(Answer(reason: refusal.reason)) }

  private static func encoded(_ answer: Answer) -> Data { (try? Wire.encode(answer)) ?? Data("{}".utf8) }
}
