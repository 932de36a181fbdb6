/// The topic on which planners hear every stock change, in order, each in a CloudEvents envelope in structured mode.
///
/// Not retained: who was away takes what it missed from `GET /v1/stock/changes`, by the sequence number that it has.
public enum FeedTopic {
  public static let qos: UInt8 = 1

  public static func topic(site: String) -> String { "fc/v1/\(site)/feed/changes" }
}
