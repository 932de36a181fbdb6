public import FloorModel

extension VelocityLine: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(sku)
    hash.fold(unitsPerDay.bitPattern)
    for part in [horizonDays, p90] {
      hash.fold(part == nil ? 0 : 1 as Int64)
      if let part { hash.fold(part.bitPattern) }
    }
    hash.fold(Int64(hourly?.count ?? -1))
    for share in hourly ?? [] { hash.fold(share.bitPattern) }
  }
}

extension Planning: Traced {
  public func trace(into hash: inout TraceHash) {
    switch self {
    case .velocities(let set):
      hash.fold(1 as Int64)
      hash.fold(set)
    case .restoreVelocities: hash.fold(2 as Int64)
    case .count(let count):
      hash.fold(3 as Int64)
      hash.fold(count)
    case .observation(let seen):
      hash.fold(4 as Int64)
      hash.fold(seen)
    case .sighting(let seen):
      hash.fold(10 << 32 | Int64(seen.bin.raw))
      hash.fold(Int64(seen.permille.count))
      for share in seen.permille { hash.fold(Int64(share)) }
    case .lots(let lots):
      hash.fold(5 as Int64)
      hash.fold(lots)
    case .lotRead(let lot):
      hash.fold(6 as Int64)
      hash.fold(lot)
    case .day(let day): hash.fold(7 << 32 | Int64(day.number))
    case .minuteOfDay(let minute): hash.fold(8 << 32 | Int64(minute))
    case .packaging(let packaging):
      hash.fold(9 as Int64)
      hash.fold(packaging)
    }
  }
}

extension VelocitySet: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(Int64(extent.rawValue))
    hash.fold(lines)
    hash.fold(kept)
    hash.fold(asOf == nil ? 0 : 1 as Int64)
    hash.fold(asOf ?? 0)
    hash.fold(follows == nil ? 0 : 1 as Int64)
    hash.fold(Int64(follows ?? 0))
  }
}

extension BinCount: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(bin)
    hash.fold(reason.rawValue)
    hash.fold(Int64(lines.count))
    for line in lines {
      hash.fold(line.key)
      hash.fold(line.quantity)
    }
    if let id { hash.fold(id) }
  }
}

extension BinObservation: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(bin)
    hash.fold(key)
    hash.fold(quantity)
    hash.fold(trustPermille)
  }
}

extension Lot: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(sku)
    hash.fold(number)
    hash.fold(expires.number)
    // Folded only where it is: traces from before there were suppliers stay what they were.
    if let supplier { hash.fold(supplier) }
  }
}
