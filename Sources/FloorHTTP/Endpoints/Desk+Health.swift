import FloorCore
import FloorModel
import Foundation
import Hummingbird

/// Whether it works, and how much of what it has done.
extension Desk {
  var healthRoutes: [Route] {
    [
      .get("/health", nil) { _, _ in try await health() },
      .get("/metrics", .viewer) { _, _ in try await metrics() },
      .get("/openapi.json", nil) { _, _ in Wire.bytes(OpenAPI.document, type: "application/json") },
    ]
  }

  struct Health: Encodable {
    /// `ok`, `not_accepting` (the journal cannot be written) or `silent` (the floor does not answer).
    var status: String
    var journalFault: String?
    var paused: Bool?
    var nowSeconds: Double?
  }

  private func health() async throws -> Response {
    let fault = access.journalFault
    let floor = try? await look { ($0.books.isPaused, $0.now.seconds) }
    let status = fault != nil ? "not_accepting" : floor == nil ? "silent" : "ok"
    return Wire.json(
      Health(status: status, journalFault: fault, paused: floor?.0, nowSeconds: floor?.1),
      status: status == "ok" ? .ok : .serviceUnavailable)
  }

  private func metrics() async throws -> Response {
    var page = MetricsPage()
    let floor = try await look { floor in
      (
        numbers: floor.numbers, refusals: floor.refusals, handled: floor.handled, now: floor.now,
        paused: floor.books.isPaused, alarms: floor.alarms.standing.map(\.severity)
      )
    }
    page.add(floor.numbers)
    page.add("drover_events_handled_total", "Events that the floor has handled since the start.", Double(floor.handled))
    page.add("drover_floor_seconds", "Floor time.", floor.now.seconds)
    page.add("drover_paused", "1 while nothing is released.", floor.paused ? 1 : 0)
    page.add("drover_journal_fault", "1 while the journal cannot be written.", access.journalFault == nil ? 0 : 1)
    page.add("drover_refused_total", "Messages that were not let in.", by: "reason") {
      RefusalReason.allCases.map { ("\($0)", Double(floor.refusals[Int($0.rawValue)])) }
    }
    page.add("drover_alarms", "Alarms that stand.", by: "severity") {
      Severity.allCases.map { severity in ("\(severity)", Double(floor.alarms.count { $0 == severity })) }
    }
    page.add("drover_http_answers_total", "Answers by status.", by: "status") {
      traffic.answers.map { ("\($0.status)", Double($0.count)) }
    }
    page.add("drover_http_streams", "Event streams that are open.", Double(traffic.streams))
    page.add("drover_http_streams_cut_total", "Clients cut because they took nothing in.", Double(traffic.cut))
    page.add("drover_http_slow_clients_total", "Clients cut because they took too long to ask.", Double(traffic.slow))
    page.add("drover_http_gaps_total", "Readers told that what they need is gone.", Double(traffic.gaps))
    for (name, value) in access.counters().sorted(by: { $0.key < $1.key }) { page.add(name, "", value) }
    return Wire.text(page.text, type: "text/plain; version=0.0.4; charset=utf-8")
  }
}

/// The text that Prometheus reads.
struct MetricsPage {
  private(set) var text = ""

  mutating func add(_ name: String, _ help: String, _ value: Double) {
    guard Self.isName(name) else { return }
    head(name, help)
    text += "\(name) \(Self.digits(value))\n"
  }

  mutating func add(_ name: String, _ help: String, by label: String, _ values: () -> [(String, Double)]) {
    head(name, help)
    for (key, value) in values() {
      let escaped = key.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
      text += "\(name){\(label)=\"\(escaped)\"} \(Self.digits(value))\n"
    }
  }

  mutating func add(_ numbers: FloorView.Numbers) {
    add("drover_orders_received_total", "Orders taken in.", Double(numbers.ordersReceived))
    add("drover_orders_waiting", "Orders that no station has taken on.", Double(numbers.ordersWaiting))
    add("drover_orders_shipped_on_time_total", "Orders shipped before their truck left.", Double(numbers.shippedOnTime))
    add("drover_orders_shipped_late_total", "Orders shipped after it.", Double(numbers.shippedLate))
    add("drover_units_on_hand", "Units on the floor, not held.", Double(numbers.unitsOnHand))
    add("drover_units_held", "Units on the hold shelf.", Double(numbers.unitsHeld))
    add("drover_units_missing", "Units that a device did not find.", Double(numbers.unitsMissing))
    add("drover_units_shipped_total", "Units gone with a carrier.", Double(numbers.unitsShipped))
    add("drover_units_inbound_total", "Units that came in.", Double(numbers.unitsInbound))
    add("drover_stock_balances", "1 while no unit is lost or doubled.", numbers.balances ? 1 : 0)
    add("drover_units_to_stow", "Units in totes without a bin.", Double(numbers.toStow))
    add("drover_commands_unanswered", "Commands without an answer.", Double(numbers.unanswered))
    add("drover_collisions_total", "Drive units found in one cell.", Double(numbers.collisions))
    add("drover_deadlocks_resolved_total", "Deadlocks resolved.", Double(numbers.deadlocksResolved))
    add(
      "drover_jams_found_total", "Times that units could not move and all plans were made anew.",
      Double(numbers.jamsFound))
    add("drover_routes_rejected_total", "Routes that drive units did not take.", Double(numbers.routesRejected))
    add("drover_drive_units_dead", "Drive units out of reach.", Double(numbers.unitsDead))
    add("drover_units_out_of_reach", "Units in their pods: held, not sellable.", Double(numbers.unitsOutOfReach))
    add("drover_discrepancies_total", "Bins found to hold less than their record.", Double(numbers.discrepancies))
    add(
      "drover_inbound_discrepancies_total", "Units held for another product than their lot says.",
      Double(numbers.inboundDiscrepancies))
    if let permille = numbers.falseRejectPermille {
      add("drover_false_reject_ratio", "Known good units that tunnels would reject.", Double(permille) / 1000)
    }
    add("drover_review_answers_total", "Answers of people about units.", Double(numbers.reviewerAnswers))
    add(
      "drover_review_agreed_total", "Answers in which the machine had leant to the same side.",
      Double(numbers.reviewersAgreed))
    add("drover_drive_units_at_work", "Drive units with a job.", Double(numbers.unitsAtWork))
    add("drover_travelled_cells_total", "Cells that drive units have driven.", Double(numbers.travelledCells))
  }

  private mutating func head(_ name: String, _ help: String) {
    if !help.isEmpty { text += "# HELP \(name) \(help)\n" }
    text += "# TYPE \(name) \(name.hasSuffix("_total") ? "counter" : "gauge")\n"
  }

  private static func digits(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
  }

  private static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return name.utf8.allSatisfy {
      (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x3A
    }
  }
}
