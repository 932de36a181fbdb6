/// How a day's demand lies over its hours, seen from a minute of the day.
struct DayProfile: Equatable, Sendable {
  /// Hours ahead that decide where a pod is put down: about as long as it then stands.
  static let ahead = 4
  /// A surge: an hour that brings so many times the day's mean.
  static let surgeFactor = 2.0

  /// Half an hour ahead: what is coming, not what is over.
  private let hour: Int

  /// - Parameter minute: since midnight.
  init(minute: Int32) { hour = (Int(minute) + 30) / 60 % 24 }

  /// The mean share of the next hours over that of an even day.
  /// - Parameter hourly: shares of the day's demand by hour, 24 of them, that sum to 1.
  func weight(of hourly: [Double]) -> Double {
    guard hourly.count == 24 else { return 1 }
    return (0..<Self.ahead).reduce(0.0) { $0 + hourly[(hour + $1) % 24] } * 24 / Double(Self.ahead)
  }

  /// The coming hour's share of the day when that is a surge, else 0.
  func surge(of hourly: [Double]) -> Double {
    guard hourly.count == 24, hourly[hour] * 24 >= Self.surgeFactor else { return 0 }
    return hourly[hour]
  }
}
