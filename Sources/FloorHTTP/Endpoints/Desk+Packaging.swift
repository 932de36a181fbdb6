import Cartons
import FloorCore
import FloorModel
import Foundation
import Hummingbird

/// What products are sent in, what came of it, and which boxes are left.
extension Desk {
  var packagingRoutes: [Route] {
    [
      .get("/v1/packaging/fit", .viewer) { _, _ in try await packagingFit() },
      .post("/v1/packaging/fit", .planner) { request, _ in try await wouldFit(request) },
      .get("/v1/packaging/shipments", .viewer) { _, _ in try await shipments() },
      .get("/v1/packaging/exceptions", .viewer) { _, _ in try await exceptions() },
      .get("/v1/packaging/{sku}", .viewer) { _, context in try await packaging(context) },
      .put("/v1/packaging/{sku}", .engineer) { request, context in try await override(request, context) },
      .post("/v1/packaging/{sku}/measures", .operator) { request, context in try await measure(request, context) },
      .post("/v1/returns", .planner) { request, context in try await takeReturns(request, context) },
      .get("/v1/boxes", .viewer) { _, _ in try await boxes() },
      .put("/v1/boxes/{code}", .operator) { request, context in try await countBoxes(request, context) },
      .get("/v1/parcels/{number}/steps/{step}", .viewer) { _, context in try await picture(context) },
    ]
  }

  struct PackagingOut: Encodable, Sendable {
    var sku: String
    /// By quantity.
    var decisions: [DecisionOut]
    /// The oldest first.
    var history: [DecisionActOut]
    /// Units that came back, by reason.
    var returns: [String: Int64]
  }

  struct FitOut: Encodable, Sendable {
    var products: [ProductFitOut]
    var boxes: [BoxFitOut]
    /// Products whose next unit is to be measured in a tunnel.
    var toMeasure: [String]
  }

  struct OverrideIn: Decodable {
    var quantity: Measure?
    var kind: String
    var box: String?
    var reason: String
  }

  struct MeasureIn: Decodable {
    var length: Measure
    var width: Measure
    var height: Measure
    var mass: Measure
  }

  struct ReturnsIn: Decodable {
    struct Line: Decodable {
      var sku: String
      var order: String?
      var kind: String?
      var reason: String
      var count: Measure?
    }

    var returns: [Line]
  }

  struct ReturnsOut: Encodable {
    struct Refused: Encodable {
      /// From 0.
      var line: Int
      var error: String
    }

    var accepted: Int
    var refused: [Refused]
  }

  struct BoxOut: Encodable, Sendable {
    var box: String
    var kind: String
    /// Nil: nobody counts them.
    var left: Int32?
    /// Planned, and not yet closed.
    var promised: Int32
  }

  struct BoxesIn: Decodable {
    /// Nil: they are not counted any more.
    var left: Measure?
  }

  private func packaging(_ context: FloorContext) async throws -> Response {
    let (_, code) = try product(context)
    return Wire.json(try await packaging(of: code))
  }

  private func packaging(of code: String) async throws -> PackagingOut {
    // A copy to look at costs nothing, and the floor goes on meanwhile.
    let book = try await look { $0.books.packaging.decisions }
    var returns: [String: Int64] = [:]
    if let history = book.history(of: code) {
      for (word, reason) in ReturnReason.words where history.returns[Int(reason.rawValue)] > 0 {
        returns[word] = history.returns[Int(reason.rawValue)]
      }
    }
    return PackagingOut(
      sku: code, decisions: book.entries(of: code).map { DecisionOut($0, site) },
      history: book.audit.filter { $0.key.product == code }.map { DecisionActOut($0) }, returns: returns)
  }

  private func packagingFit() async throws -> Response {
    let book = try await look { $0.books.packaging }
    let outcomes = Dictionary(grouping: book.decisions.outcomes) { $0.key.product }
    return Wire.json(
      FitOut(
        products: book.fits.products.map { fit in
          let product = site.skus[fit.sku.index]
          return ProductFitOut(fit, outcomes[product.code] ?? [], book.decisions, product)
        },
        boxes: zip(book.fits.boxes, site.boxes).map { BoxFitOut($0, $1) },
        toMeasure: book.fits.suspects.map { site.skus[$0.sku.index].code }))
  }

  /// How things would be packed. Nothing is taken in.
  private func wouldFit(_ request: Request) async throws -> Response {
    let question = try await request.decode(FitQuestion.self, upTo: limits.body)
    let boxes = try question.boxes(of: index)
    let (site, index) = (site, index)
    let named = question.items.compactMap { $0.sku.flatMap { index.sku($0) } }
    let measures = try await look { floor in
      named.reduce(into: [SKU.ID: (size: Size3, mass: Grams)]()) { known, sku in
        known[sku] = floor.books.packaging.measures(of: sku, on: site)
      }
    }
    let packager = Packager(site: site)
    let units = try question.units(packager, index, limits, measures: measures)
    let kind: PackageKind = question.kind == PackageKind.reinforced.code ? .reinforced : .carton
    do throws(PackingRefusal) {
      let order = try packager.fit(units.map(\.item), in: boxes, kind)
      return Wire.json(FitAnswer(order, units, packager))
    } catch {
      let sentence = error.sentence(catalogue: boxes.map { site.boxes[$0] }) { units[$0].name }
      throw HTTPFault.invalid(sentence, "change the items, or the boxes to choose from")
    }
  }

  private func override(_ request: Request, _ context: FloorContext) async throws -> Response {
    let (sku, code) = try product(context)
    let input = try await request.decode(OverrideIn.self, upTo: limits.body)
    guard let kind = PackageKind(code: input.kind) else { throw Self.noKind(input.kind) }
    let reason = input.reason.trimmingCharacters(in: .whitespacesAndNewlines)
    guard (1...Self.reasonLimit).contains(reason.utf8.count) else {
      throw HTTPFault.invalid("an override has a reason of 1 to \(Self.reasonLimit) bytes", "say why")
    }
    let box = try input.box.map { try self.box($0) }
    let quantity = try whole(input.quantity, 1...ProductProfile.quantityLimit, "quantity", "a quantity") ?? 1
    let word = Packaging.override(sku, quantity: quantity, kind, box: box, reason: reason)
    let now = try await packaging(of: code)
    context.audit.before(now.decisions)
    try await submit(.packaging(word), by: context.caller.name)
    let after = try await packaging(of: code)
    context.audit.after(after.decisions)
    return Wire.json(after)
  }

  /// Bytes of a reason.
  private static let reasonLimit = 500

  private func measure(_ request: Request, _ context: FloorContext) async throws -> Response {
    let (sku, code) = try product(context)
    let input = try await request.decode(MeasureIn.self, upTo: limits.body)
    func side(_ measure: Measure, _ name: String) throws -> Millimetres {
      try whole(measure, 1...Cartonizer.longestSide, name, "a side", unit: " mm") ?? 0
    }
    let size = Size3(
      length: try side(input.length, "length"), width: try side(input.width, "width"),
      height: try side(input.height, "height"))
    let mass = try whole(input.mass, 1...Cartonizer.greatestMass, "mass", "a mass", unit: " g") ?? 0
    try await submit(.packaging(.measured(sku, size, mass)), by: context.caller.name)
    context.audit.after(["sides": [size.length, size.width, size.height], "mass": [mass]])
    return Wire.json(try await packaging(of: code))
  }

  private func takeReturns(_ request: Request, _ context: FloorContext) async throws -> Response {
    let lines = try await request.decode(ReturnsIn.self, upTo: limits.body).returns
    guard (1...limits.returns).contains(lines.count) else {
      throw HTTPFault.invalid("a request has 1 to \(limits.returns) returns, this has \(lines.count)", "split it")
    }
    var answer = ReturnsOut(accepted: 0, refused: [])
    var events: [Event] = []
    for (number, line) in lines.enumerated() {
      do {
        let planning = Planning.packaging(try await returned(line))
        if let reason = try await look({ $0.refusal(of: planning, by: context.caller.name) }) {
          answer.refused.append(.init(line: number, error: reason))
        } else {
          events.append(.planning(planning, by: context.caller.name))
        }
      } catch let fault as HTTPFault {
        answer.refused.append(.init(line: number, error: fault.error))
      }
    }
    if !events.isEmpty { try await submit(events) }
    answer.accepted = events.count
    context.audit.after(ReturnsOut(accepted: answer.accepted, refused: Array(answer.refused.prefix(Self.audited))))
    return Wire.json(answer, status: events.isEmpty ? .unprocessableContent : .ok)
  }

  /// Refused lines that the audit trail tells of one by one.
  private static let audited = 100

  private func returned(_ line: ReturnsIn.Line) async throws -> Packaging {
    guard let sku = index.sku(line.sku) else {
      throw HTTPFault.invalid("there is no SKU \(line.sku.prefix(40))", "send a code of the catalogue")
    }
    guard let reason = ReturnReason.words.first(where: { $0.key == line.reason })?.value else {
      let words = ReturnReason.words.map(\.key).joined(separator: ", ")
      throw HTTPFault.invalid("there is no reason \(line.reason.prefix(40)): one of \(words)", "correct it")
    }
    var kind: PackageKind?
    if let word = line.kind {
      kind = PackageKind(code: word)
      if kind == nil { throw Self.noKind(word) }
    }
    var order: Order.ID?
    if let code = line.order {
      order = try await look { $0.books.order(code: code) }
      if order == nil { throw HTTPFault.invalid("there is no order \(code.prefix(40))", "correct it") }
    }
    let count = try whole(line.count, 1...PackingEvidence.countLimit, "count", "a count") ?? 1
    return .returned(sku, order: order, kind, reason, count: count)
  }

  /// A number that may be left out, if it is within bounds.
  private func whole(
    _ measure: Measure?, _ range: ClosedRange<Int32>, _ place: String, _ what: String, unit: String = ""
  ) throws -> Int32? {
    do throws(Measure.OutOfRange) {
      return try measure?.within(range, place, what, unit: unit)
    } catch { throw error.fault }
  }

  private func boxes() async throws -> Response {
    let site = site
    return Wire.json(
      try await look { floor in
        let shelf = floor.books.packaging.shelf
        return site.boxes.indices.map {
          BoxOut(
            box: site.boxes[$0].code, kind: site.boxes[$0].kind.code, left: shelf.left[$0],
            promised: shelf.promised[$0])
        }
      })
  }

  private func countBoxes(_ request: Request, _ context: FloorContext) async throws -> Response {
    let code = try parameter("code", context)
    guard let box = index.box(code) else { throw HTTPFault.notFound("box \(code)") }
    let input = try await request.decode(BoxesIn.self, upTo: limits.body)
    let left = try whole(input.left, 0...BoxShelf.limit, "left", "a count of boxes")
    context.audit.before(["left": try await look { $0.books.packaging.shelf.left[box.index] }])
    try await submit(.packaging(.boxesLeft(box, left)), by: context.caller.name)
    context.audit.after(["left": left])
    return Wire.json(Done(done: "box \(code): \(left.map { "\($0) left" } ?? "not counted")", by: context.caller.name))
  }

  /// How the first items of a parcel lie, as a pack station shows it.
  private func picture(_ context: FloorContext) async throws -> Response {
    let name = try parameter("number", context)
    let step = Int(try parameter("step", context))
    guard let number = Int(name.hasPrefix("p") ? name.dropFirst() : name[...]), let step, step >= 0 else {
      throw HTTPFault.badRequest("a parcel is a name like p12, a step a whole number from 0", "correct the path")
    }
    let plan = try await look {
      $0.books.parcels.indices.contains(number) ? $0.books.parcels[number].plan : nil
    }
    guard let plan, plan.placements.count == plan.contents.count else {
      throw HTTPFault.notFound("parcel \(name) with a plan")
    }
    let drawing = PackingDrawing.svg(
      parcel: Cartons.Parcel(box: plan.box.index, placements: plan.placements),
      items: plan.contents.map { PackItem(site.skus[$0.sku.index]) }, box: site.container(of: plan), step: step,
      gifts: plan.gifts.map { Int($0) }, folded: plan.folded.map { Int($0) })
    return Wire.text(drawing, type: "image/svg+xml")
  }

  private func product(_ context: FloorContext) throws -> (SKU.ID, String) {
    let code = try parameter("sku", context)
    guard let sku = index.sku(code) else { throw HTTPFault.notFound("SKU \(code)") }
    return (sku, code)
  }

  private func box(_ code: String) throws -> Box.ID {
    guard let box = index.box(code) else {
      throw HTTPFault.invalid("there is no box \(code.prefix(40))", "GET /v1/boxes lists them")
    }
    return box
  }

  static func noKind(_ word: String) -> HTTPFault {
    let kinds = PackageKind.codes
    return HTTPFault.invalid("there is no package \(word.prefix(40))", "send one of \(kinds)")
  }
}
