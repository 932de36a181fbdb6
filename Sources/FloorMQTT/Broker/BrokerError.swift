/// Why a private broker could not be started.
public enum BrokerError: Error, Sendable, Equatable, CustomStringConvertible {
  /// No such program on this machine; `package` is what Debian calls its package.
  case missingProgram(name: String, package: String)
  /// No `Config/mosquitto.conf` with its two companions in this directory or in any above it.
  case missingTemplate(from: String)
  /// The template has a `{{word}}` that nobody fills in, or lacks one that it must have.
  case badTemplate(reason: String)
  /// A name, password or pattern that the broker's files cannot express.
  case badUser(name: String, reason: String)
  /// A name that no certificate can carry, or a certificate that was not made.
  case badCertificate(name: String, reason: String)
  /// A file or directory could not be made.
  case badFile(path: String, reason: String)
  /// A program could not be started, or ended with an error.
  case failed(program: String, reason: String)
  /// The broker ended before it accepted a connection; `text` is what it wrote.
  case endedEarly(text: String)
  /// The broker runs but accepted no connection in time; `text` is what it wrote.
  case notReady(text: String)

  public var description: String {
    switch self {
    case .missingProgram(let name, let package): "there is no \(name) here; install the package \(package)"
    case .missingTemplate(let from): "no Config/mosquitto.conf in or above \(from)"
    case .badTemplate(let reason): "the template of mosquitto.conf: \(reason)"
    case .badUser(let name, let reason): "broker user \(name): \(reason)"
    case .badCertificate(let name, let reason): "certificate of \(name): \(reason)"
    case .badFile(let path, let reason): "\(path): \(reason)"
    case .failed(let program, let reason): "\(program): \(reason)"
    case .endedEarly(let text): "mosquitto ended at once: \(text)"
    case .notReady(let text): "mosquitto accepts no connection: \(text)"
    }
  }
}
