/// Plans of units that nobody hinders.
extension FlowMemory {
  /// Lets a unit, whose own plan has been lifted, take the best way there is, if that is still far from its goal and nobody is in the
  /// way: most units need not look at all that they could do.
  func goStraight(_ unit: Int) -> Bool {
    let straight = scratch.straight
    guard followField(unit, into: straight), obstacle(to: straight) == Obstacle.none,
      options.allowsRings || !closesRing(straight)
    else { return false }
    path(unit).update(from: straight, count: stride)
    units[unit].planned = true
    units[unit].goesStraight = true
    place(unit)
    return true
  }

  /// Whether a unit's plan brings it no less far than if nobody hindered it, so that there is nothing to be improved.
  func isStraight(_ unit: Int) -> Bool {
    if units[unit].goesStraight { return true }
    if units[unit].straightEnd < 0 { _ = followField(unit, into: scratch.straight) }
    let end = units[unit].straightEnd
    return end > 0 && end >= distance(unit, path(unit)[depth])
  }

  /// Writes the plan by which a unit gets nearest to its goal if nobody hinders it; answers false if it would get there, or has
  /// to keep out of a leader's way. On small floors units are too close to each other for it: always false.
  private func followField(_ unit: Int, into straight: UnsafeMutablePointer<Int32>) -> Bool {
    units[unit].straightEnd = 0
    guard cellCount > options.wholeFieldCells, units[unit].reachable else { return false }
    let (exits, mustClear) = (units[unit].exits, !cleared.isEmpty && !units[unit].leads)
    var state = path(unit)[0]
    guard !mustClear || clearing[Int(state)] == 0 else { return false }
    straight[0] = state
    var left = units[unit].distance
    var here = entry(unit, cell: state >> 2)
    for step in 1..<stride {
      var nearest = state
      var next = here
      for index in 0..<moveCount {
        let option = after(moves[index], from: state, exits)
        guard option >= 0 else { continue }
        let entry = moves[index].drives ? entry(unit, cell: option >> 2) : here
        let distance = RouteField.distance(entry, heading: option & 3)
        if distance < left { (left, nearest, next) = (distance, option, entry) }
      }
      guard nearest != state, left > 0, !mustClear || clearing[Int(nearest)] == 0 else { return false }
      (state, here) = (nearest, next)
      straight[step] = state
    }
    units[unit].straightEnd = Int32(left)
    return true
  }
}
