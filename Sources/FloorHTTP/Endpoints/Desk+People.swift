import FloorCore
import FloorModel
import Foundation
import Hummingbird

/// What people on the floor decide.
extension Desk {
  var personRoutes: [Route] {
    [
      .get("/v1/reviews", .viewer) { _, _ in try await reviews() },
      .post("/v1/reviews/{number}", .operator) { request, context in try await answer(request, context) },
      .get("/v1/frames/{plate}/{view}", .viewer) { _, context in try await frame(context) },
      .get("/v1/references/{sku}/{view}", .viewer) { _, context in try await reference(context) },
      .post("/v1/interventions", .operator) { request, context in try await intervene(request, context) },
    ]
  }

  struct Reviews: Encodable {
    var open: [ReviewOut]
  }

  struct Done: Encodable {
    var done: String
    var by: String
  }

  private func reviews() async throws -> Response {
    let index = index
    let open = try await look { floor in floor.openReviews.map { ReviewOut($0.index, in: floor, index) } }
    return Wire.json(Reviews(open: open))
  }

  private func answer(_ request: Request, _ context: FloorContext) async throws -> Response {
    guard let number = Int(try parameter("number", context)), number >= 0 else {
      throw HTTPFault.badRequest("a review's number is a whole number", "take it from GET /v1/reviews")
    }
    let input = try await request.decode(ReviewIn.self, upTo: limits.body)
    let answer = try reviewAnswer(input)
    let review = try await look { floor in
      number < floor.books.reviews.count ? floor.books.reviews[number] : nil
    }
    guard let review else { throw HTTPFault.notFound("review \(number)") }
    guard review.answer == nil else {
      throw HTTPFault.conflict("review \(number) is answered already", "take GET /v1/reviews anew")
    }
    switch (review.subject, answer) {
    case (.item, .pass), (.item, .reject), (.item, .relabel), (.box, .useBox), (.package, .usePackage),
      (.missing, .pickAgain), (.missing, .shipRest):
      break
    case (.package, _): throw HTTPFault.invalid("the question is about a package", "answer use_package")
    case (.item, _): throw HTTPFault.invalid("the question is about a unit", "answer pass or reject")
    case (.box, _): throw HTTPFault.invalid("the question is about a box", "answer use_box")
    case (.missing, _):
      throw HTTPFault.invalid("the question is about missing units", "answer pick_again or ship_rest")
    }
    context.audit.before(["answer": nil] as [String: String?])
    context.audit.after(["answer": input.answer, "box": input.box])
    try await submit([.review(ID(number), answer, by: context.caller.name)])
    // Somebody else may have been quicker by a moment: what the books hold counts.
    let taken = try await look { $0.books.reviews[number].answer }
    guard taken == answer else {
      throw HTTPFault.conflict("somebody else has answered review \(number)", "take GET /v1/reviews anew")
    }
    return Wire.json(Done(done: "review \(number): \(input.answer)", by: context.caller.name))
  }

  private func reviewAnswer(_ input: ReviewIn) throws -> ReviewAnswer {
    switch input.answer {
    case "pass": return .pass
    case "reject": return .reject
    case "relabel":
      guard let kind = FindingKind.allCases.first(where: { "\($0)" == input.kind }), kind.concernsItem else {
        throw HTTPFault.invalid("what is wrong with the unit is missing", "send kind, such as dent or wrongItem")
      }
      return .relabel(kind)
    case "pick_again": return .pickAgain
    case "ship_rest": return .shipRest
    case "use_package":
      guard let kind = PackageKind(code: input.package ?? "") else { throw Self.noKind(input.package ?? "") }
      return .usePackage(kind)
    case "use_box":
      guard let code = input.box else { throw HTTPFault.invalid("box is missing", "send the code of a box") }
      guard let box = index.box(code) else {
        throw HTTPFault.invalid("there is no box \(code.prefix(40))", "GET /v1/reviews lists them")
      }
      return .useBox(box)
    default:
      throw HTTPFault.invalid(
        "there is no answer \(input.answer.prefix(40))",
        "send pass, reject, relabel, use_box, use_package, pick_again or ship_rest")
    }
  }

  private static let imageTypes: Set = ["image/jpeg", "image/png", "image/webp"]

  private func frame(_ context: FloorContext) async throws -> Response {
    let plate = try parameter("plate", context)
    guard let view = Int(try parameter("view", context)), (0..<64).contains(view) else {
      throw HTTPFault.badRequest("a view is a whole number from 0 to 63", "GET /v1/reviews lists them")
    }
    // A plate is a label, never a path: only units that the books know have frames.
    let isKnown = try await look { $0.books.item(plate: plate) != nil }
    let access = access
    let frame =
      isKnown
      ? try await withDeadline(limits.readDeadline, otherwise: Self.silent) {
        await access.frame(plate: plate, view: view)
      } : nil
    guard let frame, Self.imageTypes.contains(frame.type) else { throw HTTPFault.notFound("frame of that unit") }
    return Wire.bytes(frame.data, type: frame.type)
  }

  /// What an intervention changes, as it is now.
  struct InterventionNote: Encodable {
    var paused: Bool?
    var stopped: Bool?
    var device: String?
    var withdrawn: Bool?
    var lost: Bool?
    /// How many are stopped, or closed.
    var zones: Int?
    var bin: String?
    var held: Bool?
    var alarm: Int64?
    var acknowledgedBy: String?
  }

  private func state(of intervention: Intervention) async throws -> InterventionNote {
    let index = index
    return try await look { floor in
      switch intervention {
      case .pauseAll, .resumeAll, .stopAll:
        InterventionNote(paused: floor.books.isPaused, stopped: floor.books.fleet.isStopped)
      case .withdraw(let device), .restore(let device), .withdrawNow(let device), .stop(let device), .go(let device),
        .declareClear(let device):
        InterventionNote(
          stopped: floor.books.fleet.stopped[device.index], device: index.name(of: device),
          withdrawn: floor.books.withdrawn[device.index], lost: floor.books.fleet.lost[device.index] != nil)
      case .stopZone, .goZone: InterventionNote(zones: floor.books.fleet.stoppedZones.count)
      case .closeZone, .openZone: InterventionNote(zones: floor.books.fleet.closedZones.count)
      case .holdBin(let bin), .releaseBin(let bin):
        InterventionNote(bin: floor.site.bins[bin.index].name, held: floor.books.heldBins[bin.index])
      case .acknowledgeAlarm(let number):
        InterventionNote(
          alarm: number, acknowledgedBy: floor.alarms.alarms.first { $0.number == number }?.acknowledgedBy)
      }
    }
  }

  private func reference(_ context: FloorContext) async throws -> Response {
    let code = try parameter("sku", context)
    guard let view = Int(try parameter("view", context)), (0..<64).contains(view) else {
      throw HTTPFault.badRequest("a view is a whole number from 0 to 63", "GET /v1/reviews lists them")
    }
    let access = access
    // A code is a label, never a path: only products that the site knows have references.
    let frame =
      index.sku(code) != nil
      ? try await withDeadline(limits.readDeadline, otherwise: Self.silent) {
        await access.reference(sku: code, view: view)
      } : nil
    guard let frame, Self.imageTypes.contains(frame.type) else { throw HTTPFault.notFound("reference of that product") }
    return Wire.bytes(frame.data, type: frame.type)
  }

  private func intervene(_ request: Request, _ context: FloorContext) async throws -> Response {
    let input = try await request.decode(InterventionIn.self, upTo: limits.body)
    let intervention = try input.intervention(index)
    if case .acknowledgeAlarm(let number) = intervention {
      let stands = try await look { floor in floor.alarms.standing.contains { $0.number == number } }
      guard stands else { throw HTTPFault.notFound("standing alarm \(number)") }
    }
    guard try await look({ $0.books.fleet.accepts(intervention, on: $0.site.grid) }) else {
      throw HTTPFault.conflict(
        "the zone is stopped or closed already, or is not, or there are too many",
        "zones are named by the same cells again")
    }
    context.audit.before(try await state(of: intervention))
    try await submit([.intervention(intervention, by: context.caller.name)])
    context.audit.after(try await state(of: intervention))
    return Wire.json(Done(done: "\(input.action): \(input.subject)", by: context.caller.name))
  }
}
