import Foundation

/// What a process has taken of the machine so far, as Linux counts it.
struct ProcessUse {
  /// Of processors, user and system.
  var seconds: Double
  /// Resident, at present.
  var megabytes: Double

  static func own() -> ProcessUse { ProcessUse(of: ProcessInfo.processInfo.processIdentifier) }

  init(of process: Int32) {
    let stat = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    // Behind the name, which may hold blanks, begins the third field.
    let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
    let ticks = fields.count > 12 ? (Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0) : 0
    seconds = ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    let pages = (try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8))?.split(separator: " ")
    megabytes = (pages.flatMap { $0.count > 1 ? Double($0[1]) : nil } ?? 0) * Double(sysconf(Int32(_SC_PAGESIZE))) / 1e6
  }
}
