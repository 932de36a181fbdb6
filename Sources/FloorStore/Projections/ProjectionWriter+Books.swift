import FloorCore
import FloorModel

/// The projections of a journal that begins with books instead of its first entry.
extension ProjectionWriter {
  /// - Parameter at: when the books' last entry was made; stands for moments that the books do not keep.
  func write(_ books: Books, at: Instant) throws {
    for (bin, lines) in books.ledger.bins.enumerated() {
      for line in lines {
        bindBin(addToBin, ID(bin), line.key)
        addToBin.bind(5, line.quantity)
        addToBin.bind(6, books.ledger.lastChange)
        try addToBin.run()
      }
    }
    for (index, order) in books.orders.enumerated() { try write(order, ID(index), of: books, at: at) }
    for (index, task) in books.tasks.enumerated() where task.stage == .done {
      let done = TaskOutcome.done.rawValue
      try run(finishTask, Int32(index), done, task.station.raw, task.bin.raw, task.quantity, of: books)
    }
    for (device, stream) in books.streams.enumerated() where stream.sequence > 0 {
      hearDevice.bind(1, Int32(device))
      hearDevice.bind(2, stream.number)
      hearDevice.bind(3, stream.sequence)
      hearDevice.bind(4, at.milliseconds)
      try hearDevice.run()
    }
    for (device, isWithdrawn) in books.withdrawn.enumerated() where isWithdrawn {
      withdrawDevice.bind(1, Int32(device))
      withdrawDevice.bind(2, Int32(1))
      try withdrawDevice.run()
    }
    for (index, parcel) in books.parcels.enumerated() { try write(parcel, ID(index), of: books) }
  }

  private func write(_ order: Order, _ id: Order.ID, of books: Books, at: Instant) throws {
    try receive(order.request, at: order.received, entry: books.lastEntry)
    let (stage, station) = order.stage.summary
    try run(stageOrder, id.raw, stage.rawValue, station?.raw, of: books)
    if !order.parcels.isEmpty { try run(countParcels, id.raw, Int32(order.parcels.count), of: books) }
  }

  private func write(_ parcel: Parcel, _ id: Parcel.ID, of books: Books) throws {
    guard let (stage, station, chute) = parcel.stage.summary else { return }
    let box = parcel.plan.box == Box.own ? nil : parcel.plan.box.raw
    try run(packParcel, id.raw, parcel.order.raw, box, parcel.mass, station?.raw, of: books)
    try run(stageParcel, id.raw, stage.rawValue, station?.raw, chute, of: books)
  }

  private func run(_ statement: Statement, _ values: Int32?..., of books: Books) throws {
    try run(statement, values, entry: books.lastEntry)
  }
}

extension Order.Stage {
  fileprivate var summary: (OrderStage, Device.ID?) {
    switch self {
    case .waiting: (.waiting, nil)
    case .picking(let station), .toteClosing(let station, pack: _): (.picking, station)
    case .toteMoving(let pack): (.toteMoving, pack)
    case .packing(let pack): (.packing, pack)
    case .packReview(let pack): (.packReview, pack)
    case .sorting: (.sorting, nil)
    case .shipped: (.shipped, nil)
    }
  }
}

extension Parcel.Stage {
  /// Nil for a parcel that no station has closed.
  fileprivate var summary: (ParcelStage, Device.ID?, chute: Int32?)? {
    switch self {
    case .planned, .cancelled: nil
    case .closed: (.closed, nil, nil)
    case .inducted(let sorter): (.inducted, sorter, nil)
    case .sorting(let sorter, let chute): (.sorting, sorter, chute)
    case .inChute(let sorter, let chute, at: _): (.inChute, sorter, chute)
    }
  }
}
