import FloorCore
public import Foundation

/// What a bin camera's events say.
public enum BinCameraHappening: StationPayload {
  case podSeen(PodSeen)

  /// A pod was before the camera, and the frames of its bins have gone out.
  public struct PodSeen: Codable, Equatable, Sendable {
    public var pod: String

    public init(pod: String) { self.pod = pod }
  }

  private enum CodingKeys: CodingKey { case type }
  private enum Kind: String, Codable { case podSeen }

  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: CodingKeys.self).decode(Kind.self, forKey: .type) {
    case .podSeen: self = .podSeen(try PodSeen(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .podSeen(let fields):
      try container.encode(Kind.podSeen, forKey: .type)
      try fields.encode(to: encoder)
    }
  }
}

/// Topic `frame`: one bin as the camera sees it, before the event that speaks of its pod. Only where frames are really
/// looked at.
public struct BinFrame: WireBody, Equatable {
  public var bin: String
  public var format: TunnelFrame.Format
  /// The image file; base64 on the wire.
  public var data: Data

  public init(bin: String, format: TunnelFrame.Format, data: Data) {
    self.bin = bin
    self.format = format
    self.data = data
  }
}
