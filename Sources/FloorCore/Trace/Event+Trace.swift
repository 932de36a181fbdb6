public import FloorModel

extension Event: Traced {
  public func trace(into hash: inout TraceHash) {
    switch self {
    case .tick: hash.fold(1 as Int64)
    case .device(let event):
      hash.fold(2 as Int64)
      hash.fold(event)
    case .drive(let device, let report):
      hash.fold(3 as Int64)
      hash.fold(device)
      hash.fold(report)
    case .station(let device, let report):
      hash.fold(4 as Int64)
      hash.fold(device)
      hash.fold(report.state.rawValue)
      hash.fold(report.open)
      hash.fold(report.failed)
    case .connection(let device, let connection):
      hash.fold(5 as Int64)
      hash.fold(device)
      hash.fold(Int64(connection.rawValue))
    case .inspected(let item, let inspection):
      hash.fold(6 as Int64)
      hash.fold(item)
      hash.fold(inspection)
    case .cartonized(let order, let outcome):
      hash.fold(7 as Int64)
      hash.fold(order)
      hash.fold(outcome)
    case .order(let request):
      hash.fold(8 as Int64)
      hash.fold(request)
    case .velocity(let lines):
      hash.fold(9 as Int64)
      hash.fold(lines)
    case .planning(let planning, let person):
      hash.fold(40 as Int64)
      hash.fold(planning)
      hash.fold(person)
    case .review(let review, let answer, let person):
      hash.fold(10 as Int64)
      hash.fold(review)
      hash.fold(answer)
      hash.fold(person)
    case .intervention(let intervention, let person):
      hash.fold(11 as Int64)
      hash.fold(intervention)
      hash.fold(person)
    case .refused(let device, let reason):
      hash.fold(12 as Int64)
      hash.fold(device)
      hash.fold(Int64(reason.rawValue))
    case .certificate(let holder, let state):
      hash.fold(20 as Int64)
      hash.fold(holder)
      hash.fold(Int64(state.rawValue))
    case .journal(let condition): hash.fold(32 << 32 | Int64(condition.rawValue))
    case .camera(let tunnel, let view, let faults):
      hash.fold(33 << 32 | Int64(tunnel.raw))
      hash.fold(Int64(view))
      for fault in CameraFault.allCases { hash.fold(faults.contains(fault) ? 1 : 0 as Int64) }
    case .dock(let tunnel, let units):
      hash.fold(34 << 32 | Int64(tunnel.raw))
      hash.fold(Int64(units.count))
      for unit in units {
        hash.fold(unit.plate)
        hash.fold(unit.key)
      }
    case .climate(let news): hash.fold(news)
    }
  }
}

extension ClimateNews: Traced {
  public func trace(into hash: inout TraceHash) {
    switch self {
    case .left(let bin, let fault): hash.fold(35 << 32 | Int64(bin.raw) << 2 | Int64(fault.rawValue))
    case .back(let bin, let fault): hash.fold(36 << 32 | Int64(bin.raw) << 2 | Int64(fault.rawValue))
    case .lost(let node):
      hash.fold(37 << 32 as Int64)
      hash.fold(node)
    case .found(let node):
      hash.fold(38 << 32 as Int64)
      hash.fold(node)
    }
  }
}

extension CertificateHolder: Traced {
  public func trace(into hash: inout TraceHash) {
    switch self {
    case .device(let device): hash.fold(1 << 32 | Int64(device.raw))
    case .daemon: hash.fold(2 << 32 as Int64)
    case .broker: hash.fold(3 << 32 as Int64)
    case .authority: hash.fold(4 << 32 as Int64)
    }
  }
}

extension DeviceEvent: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(device)
    hash.fold(stream)
    hash.fold(sequence)
    hash.fold(body)
  }
}

extension DeviceEvent.Body: Traced {
  public func trace(into hash: inout TraceHash) {
    switch self {
    case .presented(let plate, let key):
      hash.fold(1 as Int64)
      hash.fold(plate)
      hash.fold(key)
    case .presentedFrom(let supplier, let plate, let key):
      hash.fold(63 as Int64)
      hash.fold(supplier)
      hash.fold(plate)
      hash.fold(key)
    case .diverted(let plate, let lane):
      hash.fold(2 as Int64)
      hash.fold(plate)
      hash.fold(lane)
    case .stowed(let task, let bin):
      fold(3, task, into: &hash)
      hash.fold(bin)
    case .stowRefused(let task, let reason):
      fold(4, task, into: &hash)
      hash.fold(Int64(reason.rawValue))
    case .picked(let task, let bin, let quantity):
      fold(5, task, into: &hash)
      hash.fold(bin)
      hash.fold(quantity)
    case .zeroChecked(let task, let bin, let quantity, let isEmpty):
      hash.fold(isEmpty ? 50 : 51 as Int64)
      hash.fold(task)
      hash.fold(bin)
      hash.fold(quantity)
    case .toteClosed(let order): fold(6, order, into: &hash)
    case .toteArrived(let order): fold(7, order, into: &hash)
    case .packed(let parcel, let box, let measured, let mass):
      fold(8, parcel, into: &hash)
      hash.fold(box)
      hash.fold(measured)
      hash.fold(mass)
    case .packChecked(let parcel, let check):
      fold(60, parcel, into: &hash)
      hash.fold(check)
    case .cartChanged(let chute):
      hash.fold(61 as Int64)
      hash.fold(chute)
    case .packRefused(let parcel, let reason):
      fold(9, parcel, into: &hash)
      hash.fold(Int64(reason.rawValue))
    case .toteDiffers(let parcel, let missing, let strange):
      fold(62, parcel, into: &hash)
      hash.fold(missing)
      hash.fold(strange)
    case .inducted(let parcel): fold(10, parcel, into: &hash)
    case .sorted(let parcel, let chute):
      fold(11, parcel, into: &hash)
      hash.fold(chute)
    case .sortRefused(let parcel, let reason):
      fold(12, parcel, into: &hash)
      hash.fold(Int64(reason.rawValue))
    case .tagsRead(let reading):
      hash.fold(52 as Int64)
      hash.fold(reading)
    case .podSeen(let pod): hash.fold(62 << 32 | Int64(pod.raw))
    case .invalid(let reason):
      hash.fold(13 as Int64)
      hash.fold(Int64(reason.rawValue))
    }
  }

  private func fold<Noun>(_ kind: Int64, _ id: ID<Noun>, into hash: inout TraceHash) {
    hash.fold(kind)
    hash.fold(id)
  }
}

extension StrangeUnit: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(plate)
    hash.fold(key)
  }
}

extension DriveReport: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(cell)
    hash.fold(Int64(heading.rawValue) << 8 | Int64(action.rawValue) << 4 | (isDriving ? 1 : 0) | (isCharging ? 2 : 0))
    hash.fold(Int64(route) << 32 | Int64(update))
    hash.fold(sequence)
    hash.fold(ahead)
    hash.fold(load)
    hash.fold(batteryPermille)
    hash.fold(Int64(isAutomatic ? 1 : 0))
    hash.fold(fault.map { Int32($0.rawValue) })
  }
}

extension Lane: Traced {
  public func trace(into hash: inout TraceHash) {
    switch self {
    case .hold: hash.fold(0 as Int64)
    case .stow(let station): hash.fold(1 + Int64(station.raw))
    case .returned(let station): hash.fold(-1 - Int64(station.raw))
    }
  }
}

extension StockKey: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(sku)
    hash.fold(owner)
    hash.fold(lot)
  }
}

extension Size3: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(length)
    hash.fold(width)
    hash.fold(height)
  }
}

extension Inspection: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(findings)
    hash.fold(measured)
    hash.fold(gtin ?? "")
    // Folded only where it is: traces from before there were checks stay what they were.
    if let checks { hash.fold(checks) }
  }
}

extension CheckScore: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(Int64(check.rawValue) << 48 | Int64(view) << 32 | Int64(oddness))
    hash.fold(Int64(pPermille ?? -1))
    hash.fold(region)
  }
}

extension Finding: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(Int64(kind.rawValue) << 48 | Int64(view) << 32 | Int64(permille))
    hash.fold(region)
  }
}

extension Region: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(Int64(x) << 32 | Int64(y))
    hash.fold(Int64(width) << 32 | Int64(height))
  }
}

extension OrderRequest: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(code)
    hash.fold(destination)
    hash.fold(due.milliseconds)
    hash.fold(lines)
  }
}

extension OrderLine: Traced {
  public func trace(into hash: inout TraceHash) {
    hash.fold(sku)
    hash.fold(owner)
    hash.fold(quantity)
    if isGift { hash.fold(-1 as Int64) }
  }
}

extension ReviewAnswer: Traced {
  public func trace(into hash: inout TraceHash) {
    switch self {
    case .pass: hash.fold(1 as Int64)
    case .reject: hash.fold(2 as Int64)
    case .useBox(let box):
      hash.fold(3 as Int64)
      hash.fold(box)
    case .relabel(let kind):
      hash.fold(4 as Int64)
      hash.fold(Int64(kind.rawValue))
    case .usePackage(let kind):
      hash.fold(5 as Int64)
      hash.fold(Int64(kind.rawValue))
    case .pickAgain: hash.fold(6 as Int64)
    case .shipRest: hash.fold(7 as Int64)
    }
  }
}

extension Intervention: Traced {
  public func trace(into hash: inout TraceHash) {
    switch self {
    case .pauseAll: hash.fold(1 as Int64)
    case .resumeAll: hash.fold(2 as Int64)
    case .withdraw(let device):
      hash.fold(3 as Int64)
      hash.fold(device)
    case .restore(let device):
      hash.fold(4 as Int64)
      hash.fold(device)
    case .acknowledgeAlarm(let number):
      hash.fold(5 as Int64)
      hash.fold(number)
    case .stopAll: hash.fold(6 as Int64)
    case .stop(let device): fold(7, device, into: &hash)
    case .go(let device): fold(8, device, into: &hash)
    case .withdrawNow(let device): fold(9, device, into: &hash)
    case .declareClear(let device): fold(10, device, into: &hash)
    case .stopZone(let zone): fold(11, zone, into: &hash)
    case .goZone(let zone): fold(12, zone, into: &hash)
    case .closeZone(let zone): fold(13, zone, into: &hash)
    case .openZone(let zone): fold(14, zone, into: &hash)
    case .holdBin(let bin): fold(41, bin, into: &hash)
    case .releaseBin(let bin): fold(42, bin, into: &hash)
    }
  }

  private func fold<Part: Traced>(_ kind: Int64, _ part: Part, into hash: inout TraceHash) {
    hash.fold(kind)
    hash.fold(part)
  }
}

extension Zone: Traced {
  public func trace(into hash: inout TraceHash) {
    for number in [x, y, width, height] { hash.fold(number) }
  }
}
