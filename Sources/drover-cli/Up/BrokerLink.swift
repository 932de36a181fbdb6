/// How somebody connects to the broker of a running `up`: by certificate, or with a user name and a password.
struct BrokerLink: Codable {
  var host: String
  var port: UInt16
  var username: String?
  var password: String?
  /// Files in PEM: of the authority that has signed the broker's certificate, and one's own.
  var ca: String?
  var certificate: String?
  var key: String?

  func write(to path: String) throws { try PrivateFile.write(self, to: path) }
}
