import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Asks a daemon for its feed.
struct FeedClient: Sendable {
  let base: String
  let token: String

  struct Answer {
    var data: Data
    /// `Drover-Offset`.
    var offset: Int64?
  }

  /// The daemon's own words for why it does not answer, or what stands between.
  struct Refusal: Error {
    var sentence: String
  }

  /// The body of a refusal.
  private struct Fault: Decodable {
    var error: String
    var remedy: String
  }

  func get(_ path: String, accept: String) async throws -> Answer {
    guard let url = URL(string: base + path), url.host != nil else { throw Refusal(sentence: "\(base) is no address") }
    // Longer than the longest poll.
    var request = URLRequest(url: url, timeoutInterval: 90)
    request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
    request.setValue(accept, forHTTPHeaderField: "Accept")
    let (data, response): (Data, URLResponse)
    do {
      (data, response) = try await URLSession.shared.data(for: request)
    } catch {
      throw Refusal(sentence: "\(base) does not answer: \(error.localizedDescription)")
    }
    guard let answer = response as? HTTPURLResponse, answer.statusCode == 200 else {
      let status = (response as? HTTPURLResponse)?.statusCode ?? 0
      let fault = try? JSONDecoder().decode(Fault.self, from: data)
      throw Refusal(sentence: fault.map { "\($0.error); \($0.remedy)" } ?? "\(base) answered \(status)")
    }
    return Answer(data: data, offset: answer.value(forHTTPHeaderField: "Drover-Offset").flatMap { Int64($0) })
  }

  /// A page of changes, a line each.
  /// - Parameter wait: seconds to wait for one when there is none.
  func changes(after offset: Int64, limit: Int, form: String, wait: Int) async throws -> Answer {
    try await get(
      "/v1/stock/changes?after=\(offset)&limit=\(limit)&as=\(form)&wait=\(wait)", accept: "application/x-ndjson")
  }

  /// Says why it was refused, and ends with the status of bad input.
  static func explaining<T>(_ body: () async throws -> T) async throws -> T {
    do {
      return try await body()
    } catch let refusal as Refusal {
      say(refusal.sentence)
      throw Exit.badInput
    }
  }
}
