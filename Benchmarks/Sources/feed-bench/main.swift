import Foundation

// feed-bench DROVERD [--readers N] [--rate UNITS-A-SECOND] [--seconds S]
//
// A broker, a daemon and a crowd of planners on this machine, one of whom reads nothing. A tunnel presents units; each is a
// message from a device in and an event of the feed out. Latency is from the message's publication to the event's
// arrival, and is given as a ratio to a message's way through the same broker and back.

let arguments = Array(CommandLine.arguments.dropFirst())
func option(_ name: String, default fallback: Int) -> Int {
  guard let at = arguments.firstIndex(of: "--\(name)"), at + 1 < arguments.count else { return fallback }
  return Int(arguments[at + 1]) ?? fallback
}

guard let daemon = arguments.first, FileManager.default.isExecutableFile(atPath: daemon) else {
  print("usage: feed-bench DROVERD [--readers N] [--rate UNITS-A-SECOND] [--seconds S]")
  exit(2)
}
do {
  try FeedBench(
    daemon: daemon, readers: option("readers", default: 100), rate: option("rate", default: 20),
    seconds: option("seconds", default: 60)
  ).run()
} catch {
  print("\(error)")
  exit(1)
}
