import FloorModel

/// Why an inbound unit is not in a bin yet.
extension Floor {
  /// - Parameter plate: the label that it travels under.
  /// - Returns: nil when no such unit waits in front of a tunnel or has come through one.
  public func why(unit plate: String) -> Explanation? {
    if let item = books.item(plate: plate) { return why(item) }
    for tunnel in layout.tunnels {
      guard let at = docks[tunnel.index].firstIndex(where: { $0.unit.plate == plate }) else { continue }
      return Explanation(
        subject: "unit \(plate)", state: "waits in front of \(site.devices[tunnel.index].name)",
        reasons: [
          at == 0
            ? "it is the next that \(site.devices[tunnel.index].name) takes"
            : "\(at) of the \(docks[tunnel.index].count) units that wait there go before it"
        ], priority: terms(of: priority(of: docks[tunnel.index][at])))
    }
    return nil
  }

  private func terms(of priority: Priority) -> [Explanation.Term] {
    priority.terms.map { Explanation.Term(name: $0.name, points: $0.points) }
  }

  private func why(_ id: Item.ID) -> Explanation {
    let unit = books.items[id.index]
    let tunnel = site.devices[unit.tunnel.index].name
    var answer = Explanation(
      subject: "unit \(unit.plate)", state: "", reasons: [], priority: terms(of: priority(ofStowing: id)))
    switch unit.stage {
    case .presented:
      answer.state = "in \(tunnel)"
      answer.reasons = ["its frames are being looked at"]
    case .diverting(let lane):
      answer.state =
        if case .returned(let station) = lane { "leaves the tote of \(site.devices[station.index].name)" } else {
          "leaves \(tunnel)"
        }
      answer.reasons = ["\(tunnel) has yet to confirm that it went \(describe(lane))"]
    case .held:
      answer.state = "on the hold shelf"
      answer.reasons = [whyHeld(id)]
    case .inTote(let station):
      answer.state = "in the tote of \(site.devices[station.index].name)"
      answer.reasons = [unit.verdict == .pass ? whyInTote(id, at: station) : whyHeld(id)]
    case .stowing(let task):
      answer.state = "to be stowed"
      answer.reasons = [why(task)]
    case .stowed:
      answer.state = "stowed"
      if unit.verdict != .pass { answer.reasons = [whyHeld(id)] }
      answer.priority = []
    }
    return answer
  }

  private func describe(_ lane: Lane) -> String {
    switch lane {
    case .stow(let station): "to \(site.devices[station.index].name)"
    case .hold, .returned: "to the hold shelf"
    }
  }

  private func whyHeld(_ id: Item.ID) -> String {
    let unit = books.items[id.index]
    if let review = books.reviews.lastIndex(where: { $0.subject == .item(id) && $0.answer == nil }) {
      return "a person has to look at it (review \(review))"
        + (books.reviews[review].reason.map { ": \($0)" } ?? "")
    }
    guard unit.verdict == .pass else { return "it was rejected" }
    return books.lots.isExpired(unit.key)
      ? "its lot has expired" : "no stow station that \(site.devices[unit.tunnel.index].name) leads to is in service"
  }

  private func whyInTote(_ id: Item.ID, at station: Device.ID) -> String {
    let waiting = totes[station.index]
    let mine = priority(ofStowing: id).total
    let before = waiting.count { priority(ofStowing: $0).total > mine }
    return
      "\(waiting.count) units wait there, \(before) of them more urgent; a pod is called for \(Self.stowBatch) of them, "
      + "after \(Int(Self.stowPatience.seconds)) s, or at once for what will soon be short"
  }

  /// What waits in front of a tunnel, the first that it takes named.
  func whyDock(_ tunnel: Device.ID) -> String? {
    guard let first = docks[tunnel.index].first else { return nil }
    let terms = priority(of: first).terms.map { "\($0.name) \($0.points)" }.joined(separator: ", ")
    return "\(docks[tunnel.index].count) units wait in front of it; \(first.unit.plate) goes first (\(terms))"
  }
}
