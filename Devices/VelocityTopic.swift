/// The topic on which planners send velocities, and the one on which they hear what became of them.
///
/// A message is one JSON object: who sends it (`by`), `extent` (`changes` or `whole`), `as_of`, `follows`, and `lines` as
/// `PUT /v1/velocity` takes them. The answer is not retained. What was really asked for is: a CloudEvent in structured mode, every
/// hour of the floor's time and whenever other products than before are off their figures.
public enum VelocityTopic {
  public static let qos: UInt8 = 1

  public static func topic(site: String) -> String { "fc/v1/\(site)/velocity" }
  public static func answer(site: String) -> String { "fc/v1/\(site)/velocity/answer" }
  public static func achieved(site: String) -> String { "fc/v1/\(site)/velocity/achieved" }
}
