import FloorHTTP
import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Makes calls to subscribers.
enum WebhookPost {
  /// Seconds until a subscriber that says nothing has failed.
  static let timeout: TimeInterval = 10

  /// A redirection is an answer, not an order: who is called was checked when it subscribed.
  private final class Straight: NSObject, URLSessionTaskDelegate {
    func urlSession(
      _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
      newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) { completionHandler(nil) }
  }

  private static let session = URLSession(configuration: .ephemeral, delegate: Straight(), delegateQueue: nil)

  @Sendable static func send(_ call: WebhookCall) async -> WebhookAnswer {
    guard let url = URL(string: call.url) else { return .unreachable("\(call.url) is no address") }
    var request = URLRequest(url: url, timeoutInterval: timeout)
    request.httpMethod = "POST"
    request.httpBody = Data(call.body)
    for (name, value) in call.headers { request.setValue(value, forHTTPHeaderField: name) }
    // Not `data(for:)`: Foundation's URLSession traps when a request under way is cancelled with its task.
    return await withCheckedContinuation { continuation in
      session.dataTask(with: request) { _, response, error in
        if let response = response as? HTTPURLResponse {
          continuation.resume(returning: .status(response.statusCode))
        } else {
          continuation.resume(returning: .unreachable(error?.localizedDescription ?? "there was no answer"))
        }
      }.resume()
    }
  }
}
