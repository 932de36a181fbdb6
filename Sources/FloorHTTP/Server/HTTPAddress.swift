import HummingbirdTLS
import NIOSSL

/// Where the server listens. There is no third way: elsewhere than on this machine it speaks TLS.
public enum HTTPAddress: Sendable, Equatable {
  /// This machine alone. Port 0: any that is free.
  case loopback(port: Int)
  /// The files are PEM; TLS 1.2 is the least that is spoken.
  case secured(host: String, port: Int, certificate: String, key: String)

  var host: String {
    switch self {
    case .loopback: "127.0.0.1"
    case .secured(let host, _, _, _): host
    }
  }

  var port: Int {
    switch self {
    case .loopback(let port), .secured(_, let port, _, _): port
    }
  }

  var isSecured: Bool { if case .secured = self { true } else { false } }

  /// - Throws: `ServerFault` when a file cannot be used.
  func tlsConfiguration() throws -> TLSConfiguration? {
    guard case .secured(_, _, let certificate, let key) = self else { return nil }
    do {
      var tls = TLSConfiguration.makeServerConfiguration(
        certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
      tls.minimumTLSVersion = .tlsv12
      return tls
    } catch {
      throw ServerFault(description: "HTTP over TLS: \(certificate) or \(key) cannot be used: \(error)")
    }
  }
}

/// Why the server cannot start.
public struct ServerFault: Error, CustomStringConvertible {
  public var description: String
}
