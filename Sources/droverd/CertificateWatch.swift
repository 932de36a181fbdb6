import FloorConfig
import FloorCore
import FloorMQTT
import FloorModel
import Foundation

/// Looks every hour at the certificates that the daemon knows of, and tells the floor when one will end soon or has ended.
struct CertificateWatch: Sendable {
  /// Between two looks. Real time: a certificate ends by the calendar.
  static let interval = Duration.seconds(3_600)

  private let broker: DaemonSettings.Broker
  /// By the name in the certificate.
  private let holders: [String: CertificateHolder]

  init(_ broker: DaemonSettings.Broker, site: Site) {
    self.broker = broker
    var holders: [String: CertificateHolder] = ["broker": .broker]
    for index in site.devices.indices { holders[site.devices[index].name] = .device(Device.ID(index)) }
    self.holders = holders
  }

  /// Looks until the task is cancelled; tells what has changed since the look before. In the beginning all are good.
  func run(
    tell: @Sendable (CertificateHolder, CertificateState) -> Void, log: @Sendable (String) -> Void
  ) async {
    var known: [CertificateHolder: CertificateState] = [:]
    while !Task.isCancelled {
      for (holder, state) in look(at: Int64(Date().timeIntervalSince1970), log: log)
      where known[holder, default: .good] != state {
        known[holder] = state
        tell(holder, state)
      }
      try? await Task.sleep(for: Self.interval)
    }
  }

  /// - Parameter now: seconds since 1970.
  func look(at now: Int64, log: (String) -> Void) -> [(CertificateHolder, CertificateState)] {
    var ends: [(CertificateHolder, Int64)] = []
    for (path, holder) in [(broker.ca, CertificateHolder.authority), (broker.certificate, .daemon)] {
      guard let path else { continue }
      if let end = IssuedCertificate.expiry(ofFile: path) {
        ends.append((holder, end))
      } else {
        log("\(path): no certificate can be read there")
      }
    }
    ends += fromIndex(log: log)
    return ends.map { ($0, CertificateState(secondsLeft: $1 - now)) }
  }

  /// The last certificate of each name counts: whoever has a new one does not need the old.
  private func fromIndex(log: (String) -> Void) -> [(CertificateHolder, Int64)] {
    guard let path = broker.certificateIndex else { return [] }
    do {
      var last: [String: Int64] = [:]
      for certificate in try IssuedCertificate.read(index: path) where holders[certificate.name] != nil {
        last[certificate.name] = certificate.isRevoked ? nil : certificate.expires
      }
      return last.sorted { $0.key < $1.key }.compactMap { name, end in holders[name].map { ($0, end) } }
    } catch {
      log("\(error)")
      return []
    }
  }
}
