public import FloorCore
import FloorModel
public import Foundation

/// JSON in and out, the same for every family.
public enum WireCoding {
  /// - Throws: `.tooLarge` before parsing, `.malformed` when the JSON is not the channel's message.
  public static func decode(_ channel: Channel, _ payload: Data) throws(RefusalReason) -> any WireBody {
    guard payload.count <= channel.maxBytes else { throw .tooLarge }
    guard !Nesting.isTooDeep(payload) else { throw .malformed }
    do {
      return try decode(channel.body, payload)
    } catch {
      throw .malformed
    }
  }

  private static func decode<Body: WireBody>(_ type: Body.Type, _ payload: Data) throws -> any WireBody {
    try JSONDecoder().decode(type, from: payload)
  }

  /// Keys are sorted, so that equal messages are equal bytes.
  public static func encode(_ body: any WireBody) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return try encoder.encode(body)
    } catch {
      preconditionFailure("\(type(of: body)) cannot be written as JSON: \(error)")
    }
  }
}
