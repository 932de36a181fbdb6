import FloorModel
import Foundation
import Hummingbird

/// How values look on the wire.
enum Wire {
  static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
  }

  static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
    guard let data = try? encode(value) else { return Response(status: .internalServerError) }
    return bytes(data, type: "application/json", status: status)
  }

  static func bytes(_ data: some Sequence<UInt8>, type: String, status: HTTPResponse.Status = .ok) -> Response {
    let buffer = ByteBuffer(bytes: data)
    return Response(
      status: status, headers: [.contentType: type, .contentLength: "\(buffer.readableBytes)"],
      body: ResponseBody(byteBuffer: buffer))
  }

  static func text(_ text: String, type: String, status: HTTPResponse.Status = .ok) -> Response {
    bytes(Array(text.utf8), type: type, status: status)
  }

  /// A CSV field, quoted where it must be.
  static func csv(_ field: String) -> String {
    guard field.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}

extension Request {
  /// The media type of the body without parameters, in lower case.
  var mediaType: String? {
    guard let field = headers[.contentType] else { return nil }
    let type = field.prefix { $0 != ";" }
    return type.trimmingCharacters(in: .whitespaces).lowercased()
  }

  /// Parameters of the body's media type, in lower case and without spaces.
  private var mediaParameters: [String] {
    (headers[.contentType] ?? "").split(separator: ";").dropFirst().map {
      String($0.filter { !$0.isWhitespace && $0 != "\"" }).lowercased()
    }
  }

  /// - Throws: `HTTPFault` 415 when the body is of none of these types, is compressed, or says that it is not UTF-8.
  func require(mediaTypes: [String]) throws -> String {
    func refuse(_ what: String) -> HTTPFault {
      HTTPFault(
        status: .unsupportedMediaType, error: what,
        remedy: "send Content-Type: \(mediaTypes.joined(separator: " or ")), in UTF-8 and not compressed")
    }
    guard let type = mediaType, mediaTypes.contains(type) else {
      throw refuse("the body's type is \(mediaType.map { String($0.prefix(80)) } ?? "not stated")")
    }
    guard mediaParameters.allSatisfy({ !$0.hasPrefix("charset=") || $0 == "charset=utf-8" }) else {
      throw refuse("the body is not UTF-8")
    }
    guard headers[.contentEncoding].map({ $0 == "identity" }) ?? true else { throw refuse("the body is compressed") }
    return type
  }

  /// The whole body.
  /// - Throws: `HTTPFault` 413 when it is larger.
  func bytes(upTo limit: Int) async throws -> Data {
    if let stated = headers[.contentLength].flatMap({ Int($0) }), stated > limit { throw HTTPFault.tooLarge }
    do {
      return Data(try await body.collect(upTo: limit).readableBytesView)
    } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
      throw HTTPFault.tooLarge
    }
  }

  /// The JSON body.
  /// - Throws: `HTTPFault` that names the place where it is not as expected.
  func decode<T: Decodable>(_ type: T.Type, upTo limit: Int) async throws -> T {
    _ = try require(mediaTypes: ["application/json"])
    let data = try await bytes(upTo: limit)
    guard !Nesting.isTooDeep(data) else {
      throw HTTPFault.badRequest("the body is nested too deep", "see GET /openapi.json")
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(T.self, from: data)
    } catch let error as DecodingError {
      throw HTTPFault.badRequest("the body does not fit: \(error.sentence)", "see GET /openapi.json")
    }
  }
}

extension DecodingError {
  /// What and where, in the words of the wire.
  var sentence: String {
    func place(_ context: Context, _ last: (any CodingKey)? = nil) -> String {
      let path = (context.codingPath + [last].compactMap { $0 })
        .map { key in key.intValue.map { "[\($0)]" } ?? ".\(Self.snake(key.stringValue).prefix(40))" }.joined()
      return path.isEmpty ? "the top" : path
    }
    return switch self {
    case .keyNotFound(let key, let context): "\(place(context, key)) is missing"
    case .valueNotFound(_, let context): "\(place(context)) is null"
    case .typeMismatch(let type, let context): "\(place(context)) is no \(Self.word(for: type))"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty
        ? "it is no JSON (which knows neither NaN nor Infinity), or a number is out of range"
        : "\(place(context)) has no valid value"
    @unknown default: "it cannot be read"
    }
  }

  /// As the member is written on the wire.
  private static func snake(_ name: String) -> String {
    var text = ""
    for character in name { text += character.isUppercase ? "_" + character.lowercased() : String(character) }
    return text
  }

  private static func word(for type: Any.Type) -> String {
    switch type {
    case is String.Type: "text"
    case is Double.Type: "number"
    case is any FixedWidthInteger.Type: "whole number"
    case is [Any].Type: "list"
    default: "object"
    }
  }
}
