import Foundation
import Synchronization
import Testing

@testable import FloorHTTP

/// Clients that do not speak HTTP as they should, over a real socket.
@Suite struct SocketTests {
  private func serve(_ bench: Bench, _ body: (UInt16) async throws -> Void) async throws {
    let (ports, bound) = AsyncStream.makeStream(of: Int.self)
    let server = bench.server
    let running = Task { try await server.run { bound.yield($0) } }
    let port = await ports.first { _ in true }
    try await body(UInt16(try #require(port)))
    running.cancel()
    _ = await running.result
  }

  /// What the server says until it closes the connection.
  private func answer(_ port: UInt16, to text: String) async throws -> String {
    let socket = try PlainSocket(port: port)
    socket.send(text)
    return await socket.readToEnd()
  }

  @Test(arguments: [
    "GARBAGE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n", "GET /health HTTP/1.1\r\nHost x\r\n\r\n",
    "POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST /v1/orders HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
  ])
  func whatIsNoHTTPIsAnsweredShortlyAndTheConnectionEnds(text: String) async throws {
    try await serve(Bench()) { port in
      let answer = try await answer(port, to: text)
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400"), "\(answer)")
      #expect(!answer.contains(".swift") && !answer.contains("Error Domain"))
    }
  }

  @Test func headersThatAreTooLongOrTooManyEndTheConnection() async throws {
    let bench = Bench {
      $0.headerField = 500
      $0.headers = 2_000
      $0.headerCount = 20
    }
    try await serve(bench) { port in
      let fields = [
        "X-A: " + String(repeating: "a", count: 600) + "\r\n",
        (0..<10).map { "X-\($0): " + String(repeating: "a", count: 300) + "\r\n" }.joined(),
        (0..<30).map { "X-\($0): a\r\n" }.joined(),
      ]
      for field in fields {
        let answer = try await answer(port, to: "GET /health HTTP/1.1\r\nHost: x\r\n\(field)\r\n")
        #expect(!answer.hasPrefix("HTTP/1.1 200"), "\(answer.prefix(60))")
      }
      let good = try await answer(port, to: "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      #expect(good.hasPrefix("HTTP/1.1 200"))
    }
  }

  /// A byte now and then is never idle; it is the whole that has to come in time.
  @Test(.timeLimit(.minutes(10))) func aBodyThatDribblesIsCut() async throws {
    let bench = Bench { $0.bodyDeadline = .milliseconds(300) }
    try await serve(bench) { port in
      let socket = try PlainSocket(port: port)
      let token = Bench.token(.admin)
      socket.send(
        "POST /v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\nContent-Type: application/json\r\n"
          + "Content-Length: 100000\r\n\r\n")
      while bench.server.traffic.slow == 0 {
        socket.send(" ")
        try await Task.sleep(for: .milliseconds(20))
      }
      _ = await socket.readToEnd()
    }
    #expect(bench.server.traffic.slow == 1)
    #expect(bench.access.state.withLock { $0.submitted.isEmpty })
  }

  /// So is the body of somebody who is not let in at all.
  @Test(.timeLimit(.minutes(10))) func aStrangersEndlessBodyIsCut() async throws {
    let bench = Bench { $0.bodyDeadline = .milliseconds(300) }
    try await serve(bench) { port in
      let socket = try PlainSocket(port: port)
      socket.send("POST /v1/orders HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
      while bench.server.traffic.slow == 0 {
        socket.send("1\r\n \r\n")
        try await Task.sleep(for: .milliseconds(20))
      }
      _ = await socket.readToEnd()
    }
    #expect(bench.server.traffic.slow == 1)
  }

  @Test(.timeLimit(.minutes(10))) func headersThatDribbleAreCut() async throws {
    let bench = Bench { $0.idleSeconds = 1 }
    try await serve(bench) { port in
      let socket = try PlainSocket(port: port)
      socket.send("GET /health HTTP/1.1\r\nHost: x\r\n")
      let dribble = Task {
        var number = 0
        while !Task.isCancelled {
          number += 1
          socket.send("X-\(number): a\r\n")
          try await Task.sleep(for: .milliseconds(50))
        }
      }
      #expect(await socket.readToEnd() == "")
      dribble.cancel()
    }
  }
}

/// TLS, as a client that trusts one authority sees it.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "no openssl on this machine"))
struct SecuredTests {
  private static func openssl(_ arguments: [String], input: String = "") async throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = arguments
    let (into, out) = (Pipe(), Pipe())
    process.standardInput = into
    process.standardOutput = out
    process.standardError = out
    try process.run()
    into.fileHandleForWriting.write(Data(input.utf8))
    let data = await Task.detached { out.fileHandleForReading.readDataToEndOfFile() }.value
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  private static func certificate(in directory: String) async throws {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let made = try await openssl([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
      "/CN=drover test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", directory + "/key.pem", "-out",
      directory + "/certificate.pem",
    ])
    try #require(made.status == 0, "\(made.text)")
  }

  @Test(.timeLimit(.minutes(10))) func aServerWithACertificateSpeaksTLSAloneAndNoneThatIsOutOfDate() async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("https-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try await Self.certificate(in: directory)
    let bench = Bench()
    let server = FloorHTTPServer(
      names: TestFloor.names, access: bench.access,
      at: .secured(
        host: "0.0.0.0", port: 0, certificate: directory + "/certificate.pem", key: directory + "/key.pem"),
      tokens: TokenShelf(Bench.tokens))
    let (ports, bound) = AsyncStream.makeStream(of: Int.self)
    let running = Task { try await server.run { bound.yield($0) } }
    let port = try #require(await ports.first { _ in true })
    let request =
      "GET /v1/site HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer \(Bench.token(.viewer))\r\n\r\n"
    func ask(_ options: String...) async throws -> String {
      try await Self.openssl(
        [
          "s_client", "-connect", "127.0.0.1:\(port)", "-quiet", "-CAfile", directory + "/certificate.pem",
          "-verify_return_error", "-verify_ip", "127.0.0.1",
        ] + options, input: request
      ).text
    }
    for version in ["-tls1_2", "-tls1_3"] {
      let answer = try await ask(version)
      #expect(answer.contains("HTTP/1.1 200") && answer.contains("Strict-Transport-Security"), "\(answer)")
    }
    #expect(try await !ask("-tls1_1", "-cipher", "ALL:@SECLEVEL=0").contains("HTTP/1.1"))
    let plain = try PlainSocket(port: UInt16(port))
    plain.send(request)
    #expect(await !plain.readToEnd().contains("HTTP/1.1 200"))
    running.cancel()
    _ = await running.result
  }

  @Test func withoutACertificateThatCanBeReadNothingIsServed() async throws {
    let server = FloorHTTPServer(
      names: TestFloor.names, access: TestAccess(),
      at: .secured(host: "0.0.0.0", port: 0, certificate: "/nowhere.pem", key: "/nowhere.key"),
      tokens: TokenShelf(Bench.tokens))
    await #expect(throws: ServerFault.self) { try await server.run { _ in } }
  }
}

/// A connection to this machine.
final class PlainSocket: Sendable {
  private let descriptor: Int32

  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(result == 0)
  }

  deinit { _ = Foundation.close(descriptor) }

  /// What the other side no longer takes is lost.
  func send(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
  }

  /// Everything until the other side closes or resets the connection.
  func readToEnd() async -> String {
    await Task.detached { [self] in
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 4_096)
      while true {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
        bytes += buffer[..<count]
      }
    }.value
  }
}
