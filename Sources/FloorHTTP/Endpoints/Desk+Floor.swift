import FloorCore
import FloorModel
import Foundation
import Hummingbird

/// The floor as it is.
extension Desk {
  var floorRoutes: [Route] {
    let plan = FloorPlan(site)
    return [
      .get("/v1/site", .viewer) { _, _ in Wire.json(plan) },
      .get("/v1/view", .viewer) { _, _ in Wire.text(try await views.json(), type: "application/json") },
      .get("/v1/view/stream", .viewer) { _, context in try viewStream(context) },
      .get("/v1/summary", .viewer) { _, _ in try await summary() },
      .get("/v1/why/order/{code}", .viewer) { _, context in try await whyOrder(context) },
      .get("/v1/why/task/{id}", .viewer) { _, context in try await whyTask(context) },
      .get("/v1/why/device/{name}", .viewer) { _, context in try await whyDevice(context) },
      .get("/v1/why/unit/{plate}", .viewer) { _, context in try await whyUnit(context) },
    ]
  }

  struct Summary: Encodable {
    var site: String
    var nowSeconds: Double
    var paused: Bool
    var journalFault: String?
    var numbers: FloorView.Numbers
  }

  private func summary() async throws -> Response {
    let (name, fault) = (site.name, access.journalFault)
    return Wire.json(
      try await look { floor in
        Summary(
          site: name, nowSeconds: floor.now.seconds, paused: floor.books.isPaused, journalFault: fault,
          numbers: floor.numbers)
      })
  }

  /// Pictures in turn. A client that is slow gets fewer of them, never old ones.
  private func viewStream(_ context: FloorContext) throws -> Response {
    let (views, limits, access) = (views, limits, access)
    return try EventStream(limits: limits, traffic: traffic, cut: context.cut).response { stream, writer in
      var shells: String?
      while !Task.isCancelled {
        do {
          try await stream.write("event: view\ndata: \(try await views.json())\n\n", to: &writer)
        } catch let fault as HTTPFault {
          try await stream.write("event: silent\ndata: \(Wire.line(["error": fault.error]))\n\n", to: &writer)
        }
        let now = Wire.line(ShellState(journalFault: access.journalFault, counters: access.counters()))
        if now != shells {
          try await stream.write("event: shells\ndata: \(now)\n\n", to: &writer)
          shells = now
        }
        try await Task.sleep(for: limits.viewInterval)
      }
    }
  }

  /// How the daemon's own parts are.
  struct ShellState: Encodable {
    var journalFault: String?
    var counters: [String: Double]
  }

  // MARK: - Why

  private func whyOrder(_ context: FloorContext) async throws -> Response {
    let code = try parameter("code", context)
    let explanation = try await look { floor in floor.books.order(code: code).map { floor.why(order: $0) } }
    guard let explanation else { throw HTTPFault.notFound("order \(code)") }
    return Wire.json(explanation)
  }

  private func whyTask(_ context: FloorContext) async throws -> Response {
    let text = try parameter("id", context)
    guard let number = Int32(text), number >= 0 else {
      throw HTTPFault.badRequest("a task's id is a whole number", "take it from a command or an event")
    }
    let explanation = try await look { floor in
      Int(number) < floor.books.tasks.count ? floor.why(task: ID(Int(number))) : nil
    }
    guard let explanation else { throw HTTPFault.notFound("task \(number)") }
    return Wire.json(explanation)
  }

  private func whyDevice(_ context: FloorContext) async throws -> Response {
    let name = try parameter("name", context)
    guard let device = index.device(name) else { throw HTTPFault.notFound("device \(name)") }
    return Wire.json(try await look { $0.why(device: device) })
  }

  private func whyUnit(_ context: FloorContext) async throws -> Response {
    let plate = try parameter("plate", context)
    let explanation = try await look { $0.why(unit: plate) }
    guard let explanation else { throw HTTPFault.notFound("inbound unit \(plate)") }
    return Wire.json(explanation)
  }
}

extension Wire {
  /// JSON on one line, for events.
  static func line(_ value: some Encodable) -> String {
    (try? encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
